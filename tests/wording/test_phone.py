"""The words of phones: more languages than the office has, and the same rules.

PH-01  every language of phones has the same keys, each once
PH-02  every text is there in every plural form that its language has
PH-03  every language fills the same placeholders; only a form for one number may leave it out
PH-04  no page and no answer asks for a key that is not there, and no key is there for nobody
"""

from __future__ import annotations

import re
import string
from collections import Counter
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

import azalai
from azalai.wording.phone import PHONE_LANGUAGES

PACKAGE = Path(azalai.__file__).parent
PHONE = PACKAGE / "packs" / "phone"
WEB = Path(__file__).parents[2] / "web" / "src"
# How many forms the Unicode CLDR gives a language for whole numbers.
FORMS = {"en": 2, "fr": 2, "ar": 6}


def catalogue(lang: str) -> Catalog:
    with (PHONE / f"{lang}.po").open("rb") as file:
        return read_po(file, locale=lang, abort_invalid=True)


def texts(lang: str) -> dict[str, tuple[str, ...]]:
    """Key -> its text, or its plural forms."""
    found = {}
    for message in catalogue(lang):
        if message.id:
            found[_key(message)] = _forms(message)
    return found


def _key(message: Message) -> str:
    return message.id[0] if isinstance(message.id, (tuple, list)) else str(message.id)


def _forms(message: Message) -> tuple[str, ...]:
    said = message.string
    return tuple(said) if isinstance(said, (tuple, list)) else (str(said),)


def _filled(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_phones_speak_three_languages() -> None:
    assert set(PHONE_LANGUAGES) == set(FORMS)


@pytest.mark.parametrize("lang", PHONE_LANGUAGES)
def test_every_language_has_the_same_keys_each_once(lang: str) -> None:
    lines = (PHONE / f"{lang}.po").read_text(encoding="utf-8")
    keys = re.findall(r'^msgid "(.+)"$', lines, re.MULTILINE)
    assert [key for key, times in Counter(keys).items() if times > 1] == []
    assert set(keys) ^ set(texts("en")) == set()


@pytest.mark.parametrize("lang", PHONE_LANGUAGES)
def test_every_text_is_there_in_every_plural_form(lang: str) -> None:
    plural = {key for key, forms in texts("en").items() if len(forms) > 1}
    assert "phone.answer.persons" in plural
    wrong = {
        key: forms
        for key, forms in texts(lang).items()
        if not all(forms) or len(forms) != (FORMS[lang] if key in plural else 1)
    }
    assert wrong == {}
    assert catalogue(lang).num_plurals == FORMS[lang]


@pytest.mark.parametrize("lang", PHONE_LANGUAGES)
def test_every_language_fills_the_same_placeholders(lang: str) -> None:
    wrong = {}
    for key, forms in texts(lang).items():
        asked = set().union(*map(_filled, texts("en")[key]))
        for number, text in enumerate(forms):
            lacks = asked - _filled(text)
            # Arabic says one and two without a number; the last form serves every other number.
            fixed = len(forms) > 1 and number < len(forms) - 1
            if _filled(text) - asked or lacks - ({"n"} if fixed else set()):
                wrong[key, number] = text
    assert wrong == {}


def test_every_word_is_used_and_every_used_word_is_there() -> None:
    written = "\n".join(path.read_text(encoding="utf-8") for path in WEB.rglob("*.ts"))
    python = "\n".join(path.read_text(encoding="utf-8") for path in PACKAGE.rglob("server/**/*.py"))
    known = set(texts("en"))
    pages = {key.removeprefix("phone.page.") for key in known if key.startswith("phone.page.")}
    named = set(re.findall(r'"([a-z_.]+)"', written))
    begun = tuple(re.findall(r"`([a-z_.]+\.)\$\{", written))
    assert {key for key in pages if key not in named and not key.startswith(begun)} == set()
    assert set(re.findall(r'\btn?\("([a-z_.]+)"', written)) - pages == set()
    answers = {key.removeprefix("phone.answer.") for key in known if ".answer." in key}
    spoken = set(re.findall(r'"(?:phone\.answer\.)?([a-z_]+)"', python))
    assert answers - spoken == set()
    assert set(re.findall(r'"phone\.answer\.([a-z_]+)"', python)) - answers == set()
    assert set(re.findall(r'Refusal\(\d+, "([a-z_]+)"', python)) - answers == set()
