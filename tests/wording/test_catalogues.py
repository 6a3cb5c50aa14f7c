"""Catalogues: every language says the same things, and none of them shows a raw key.

WO-01  every language has the same keys, each once, none empty
WO-02  every language fills the same placeholders for a key
WO-03  a French text keeps French spacing and apostrophes
WO-04  a missing key, or a missing value, is an error of the program
WO-05  the compiled catalogue is read unless its source was edited since
WO-06  an installed program speaks without Babel
"""

from __future__ import annotations

import io
import os
import re
import shutil
import string
import subprocess
import sys
from collections import Counter
from itertools import chain
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

import azalai
from azalai.model.errors import InputError
from azalai.wording import LANGUAGES, MissingTextError, Wording
from azalai.wording.catalogue import fresher, load

PACKAGE = Path(azalai.__file__).parent
LOCALES = PACKAGE / "packs" / "locales"


def messages(lang: str) -> list[Message]:
    """Every message of a language, its headers left out."""
    found: list[Message] = []
    for path in sorted((LOCALES / lang).glob("*.po")):
        with path.open("rb") as source:
            found += [message for message in read_po(source, abort_invalid=True) if message.id]
    return found


def key(message: Message) -> str:
    return message.id[0] if isinstance(message.id, (tuple, list)) else str(message.id)


def forms(message: Message) -> list[str]:
    text = message.string
    return list(text) if isinstance(text, (tuple, list)) else [str(text)]


def placeholders(text: str) -> set[tuple[str, str]]:
    """Name and specification of each placeholder."""
    return {(name, spec or "") for _, name, spec, _ in string.Formatter().parse(text) if name}


def test_english_and_french_are_there() -> None:
    assert {"en", "fr"} <= set(Wording.languages)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_key_stands_twice_over_all_files_of_a_language(lang: str) -> None:
    keys: list[str] = []
    for path in sorted((LOCALES / lang).glob("*.po")):
        # Babel keeps the last of two equal ids within a file, so the lines themselves are read.
        keys += re.findall(r'^msgid "(.+)"$', path.read_text(encoding="utf-8"), re.MULTILINE)
    assert [name for name, times in Counter(keys).items() if times > 1] == []
    assert len(keys) > 100


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_language_has_the_same_files_and_keys(lang: str) -> None:
    files = {code: {path.name for path in (LOCALES / code).glob("*.po")} for code in ("en", lang)}
    keys = {code: {key(message) for message in messages(code)} for code in ("en", lang)}
    assert files[lang] == files["en"]
    missing, unknown = sorted(keys["en"] - keys[lang]), sorted(keys[lang] - keys["en"])
    assert (missing, unknown) == ([], [])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_key_has_a_finished_text_in_every_plural_form(lang: str) -> None:
    unfinished = [
        key(message)
        for message in messages(lang)
        if message.fuzzy or not all(forms(message)) or len(forms(message)) not in (1, 2)
    ]
    assert unfinished == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_is_plural_in_one_language_is_plural_in_every_other(lang: str) -> None:
    plural = {
        code: {key(message) for message in messages(code) if len(forms(message)) > 1}
        for code in ("en", lang)
    }
    assert plural[lang] == plural["en"]
    assert "unit.persons" in plural[lang]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_language_fills_the_same_placeholders(lang: str) -> None:
    filled = {
        code: {
            key(message): set(chain.from_iterable(map(placeholders, forms(message))))
            for message in messages(code)
        }
        for code in ("en", lang)
    }
    differing = {
        name: (names, filled[lang].get(name))
        for name, names in filled["en"].items()
        if names != filled[lang].get(name)
    }
    assert differing == {}
    assert filled[lang]["unit.pp"] == {("n", "")}


def test_french_texts_keep_french_spacing() -> None:
    wrong = []
    for message in messages("fr"):
        for text in forms(message):
            # What a user types, and what a value fills, is not French.
            prose = re.sub(r"`[^`]*`|\{[^{}]*\}|\w+://\S+", "x", text)
            bad = re.findall(
                r"(?<!\u202f)[;!?]|(?<![\u00a0\d]):|(?<=.)(?<!\u202f)%|'|«(?![\u00a0\u202f])"
                r"|(?<![\u00a0\u202f])»",
                prose,
            )
            if bad:
                wrong.append((key(message), bad, text))
    assert wrong == []


def test_a_key_without_a_text_is_an_error_of_the_program() -> None:
    with pytest.raises(MissingTextError, match=r"term\.nothing"):
        Wording("fr").text("term.nothing")
    with pytest.raises(MissingTextError, match=r"term\.nothing"):
        Wording("fr").text("term.nothing", 2)


def test_a_text_without_its_value_is_an_error_of_the_program() -> None:
    with pytest.raises(MissingTextError, match="threshold"):
        Wording("en").text("term.status.protected_below")


def test_a_language_without_a_catalogue_is_refused() -> None:
    with pytest.raises(InputError) as caught:
        Wording("tlh")
    assert caught.value.code == "unknown_language"
    assert caught.value.values == {"value": "tlh", "known": ", ".join(LANGUAGES)}
    assert Wording("en").error(caught.value).startswith("There are no texts in the language ‘tlh’")


@pytest.mark.parametrize(
    ("lang", "n", "text"),
    [
        ("en", 0, "0 persons"),
        ("en", 1, "1 person"),
        ("en", 2, "2 persons"),
        ("en", 12414, "12,414 persons"),
        ("fr", 0, "0 personne"),
        ("fr", 1, "1 personne"),
        ("fr", 2, "2 personnes"),
        ("fr", 12414, "12\u202f414 personnes"),
    ],
)
def test_plurals(lang: str, n: int, text: str) -> None:
    assert Wording(lang).text("unit.persons", n) == text


def test_an_edited_source_wins_over_its_compiled_twin(tmp_path: Path) -> None:
    po, mo = tmp_path / "a.po", tmp_path / "a.mo"
    for path in (po, mo):
        path.touch()
    os.utime(mo, (1_000_000, 1_000_000))
    for age_of_source, read in [(900_000, mo), (1_000_000, mo), (1_000_060, po)]:
        os.utime(po, (age_of_source, age_of_source))
        assert fresher(po=po, mo=mo) == read
    # An installer may write the compiled file an instant before its source.
    os.utime(po, (1_000_000.5, 1_000_000.5))
    assert fresher(po=po, mo=mo) == mo
    assert fresher(po=po) == po
    assert fresher(mo=mo) == mo


def test_a_compiled_catalogue_says_what_its_source_says(tmp_path: Path) -> None:
    source = LOCALES / "fr" / "format.po"
    compiled = tmp_path / "format.mo"
    with compiled.open("wb") as target:
        write_mo(target, read_po(io.BytesIO(source.read_bytes())))
    for domain in (source, compiled):
        assert load(domain).gettext("format.first_day") == "1er"
        assert load(domain).ngettext("unit.pp", "unit.pp", 0) == "{n}\u00a0pt"
        assert load(domain).ngettext("unit.pp", "unit.pp", 2) == "{n}\u00a0pts"


def test_an_installed_program_speaks_without_babel(tmp_path: Path) -> None:
    home = tmp_path / "azalai"
    home.mkdir()
    shutil.copy(PACKAGE / "__init__.py", home)
    for room in ("model", "wording", "packs/locales"):
        shutil.copytree(PACKAGE / room, home / room, ignore=shutil.ignore_patterns("*.mo", "__py*"))
    for source in (home / "packs" / "locales").glob("*/*.po"):
        with source.open("rb") as po, source.with_suffix(".mo").open("wb") as mo:
            write_mo(mo, read_po(po))
        source.unlink()
    program = (
        "import sys; from azalai.wording import Wording;"
        "print(ascii(Wording('fr').text('term.direction.in')),"
        " [name for name in sys.modules if name.startswith('babel')])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "'Entrants' []\n"
