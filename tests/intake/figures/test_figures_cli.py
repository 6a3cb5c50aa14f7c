"""Foreign figures on the command line, in both languages: what goes wrong says what to do."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from azalai.cli import main

Say = Callable[..., tuple[int, str, str]]


@pytest.fixture(params=["en", "fr"])
def lang(request: pytest.FixtureRequest) -> str:
    """The language of the command."""
    return str(request.param)


@pytest.fixture
def azalai(
    room: Any, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, lang: str
) -> Say:
    """Run ``azalai figures …`` in the room's workspace."""
    monkeypatch.setenv("LANGUAGE", "")
    monkeypatch.chdir(room.folder.root)

    def run(*words: str | Path) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as done:
            main(["figures", *map(str, words), "--lang", lang])
        out, errors = capfd.readouterr()
        assert "Traceback" not in out + errors
        assert not re.search(r"\{\w+\}", out + errors), "a message with an unfilled place"
        code = done.value.code or 0
        assert code in (0, 1)
        return int(code), out, errors

    return run


def answer(*rows: dict[str, Any], **other: Any) -> dict[str, Any]:
    return {"result": list(rows), "isSuccess": True} | other


BAD: dict[str, tuple[str, Any, str, str]] = {
    "cut off": ("a.json", '{"result": [{"a": 1},', "is not JSON", "n’est pas du JSON"),
    "no rows": ("a.json", {"result": [], "isSuccess": True}, "holds no rows",
                "ne contient aucune ligne"),
    "numbers instead of rows": ("a.json", [1, 2], "holds no rows", "ne contient aucune ligne"),
    "failed": ("a.json", {"isSuccess": False, "errorMessages": ["no key"], "result": None},
               "answer that it failed: no key", "réponse d’échec\u00a0: no key"),
    "something else": ("a.csv", "colour,size\nred,5\n", "fit no foreign format",
                       "ne correspondent à aucun format étranger"),
    "empty": ("a.csv", "", "is empty", "est vide"),
    "columns without rows": ("a.csv", "ISO3,Year,Conflict Stock Displacement\n",
                             "no row below them", "aucune ligne dessous"),
    "nothing usable": ("a.csv", "ISO3,Year,Conflict Stock Displacement\nXXX,2012,5\n",
                       "no figure comes out of its rows (1)",
                       "aucun chiffre ne sort de ses lignes (1)"),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_a_bad_file_is_refused_in_words(room: Any, azalai: Say, lang: str, case: str) -> None:
    name, content, english, french = BAD[case]
    code, _, errors = azalai("import", room.file(name, content))
    assert code == 1
    assert (english if lang == "en" else french) in errors
    assert not (room.folder.root / "figures" / "imports").exists()


@pytest.mark.parametrize(
    ("words", "english", "french"),
    [
        (("--source", "nobody"), "No source", "Aucune source"),
        (("--replaces", "nothing"), "No import of figures", "Aucune importation de chiffres"),
        (("--only", "Nowhere"), "No place", "Aucun lieu"),
        (("--published", "soon"), "soon", "soon"),
        (("--household-size", "six"), "is no household size", "n’est pas une taille de ménage"),
        (("--mapping", "none.toml"), "There is no file", "Il n’y a pas de fichier"),
    ],
)
def test_a_wrong_word_is_told(
    room: Any, azalai: Say, dtm_row: Any, lang: str, words: tuple[str, ...], english: str,
    french: str,
) -> None:  # fmt: skip
    code, _, errors = azalai("import", room.file("a.json", answer(dtm_row(5))), *words)
    assert code == 1
    assert (english if lang == "en" else french) in errors


def test_findings_say_row_and_column(room: Any, azalai: Say, dtm_row: Any, lang: str) -> None:
    path = room.file("a.json", answer(dtm_row(5), dtm_row(12.5)))
    code, out, errors = azalai("import", path)
    assert code == 0
    where = "Row 2, column" if lang == "en" else "Ligne 2, colonne"
    assert where in errors
    assert "set_aside.csv" in out


def test_a_sum_across_rounds_is_refused_and_explained(
    room: Any, azalai: Say, dtm_row: Any, lang: str
) -> None:
    azalai("import", room.file("a.json", answer(dtm_row(100), dtm_row(80, roundNumber=8))))
    code, out, _ = azalai("total", "--place", "Gao")
    assert (code, out.split()[0]) == (0, "80")
    code, _, errors = azalai("total", "--place", "ML07", "--round", "7", "--round", "8")
    assert code == 1
    assert "7" in errors
    assert "8" in errors
    assert "--round" in errors
    told = "would count them twice" if lang == "en" else "le compterait deux fois"
    assert told in errors


def test_every_finding_has_a_sentence_in_both_languages() -> None:
    import azalai.intake.figures as here
    from azalai.wording import Wording

    folder = Path(here.__file__).parent
    text = "\n".join(path.read_text(encoding="utf-8") for path in folder.glob("*.py"))
    calls = r'(?:error\(\s*[\w.]+,|warn\(|note\()\s*"(\w+)"|Problem\(\s*"(\w+)"'
    rules = {one or two for one, two in re.findall(calls, text)}
    assert len(rules) > 25
    for language in Wording.languages:
        wording = Wording(language)
        lacking = {rule for rule in rules if not wording.has(f"figures_in.{rule}")}
        assert not lacking


def test_a_draft_is_never_written_over(room: Any, azalai: Say) -> None:
    path = room.file("round.csv", "Region,IDPs\nGao,5\n")
    target = room.files / "m.toml"
    assert azalai("draft", path, "--output", target)[0] == 0
    assert azalai("draft", path, "--output", target)[0] == 1
    assert azalai("draft", path, "--output", target, "--force")[0] == 0


def test_what_came_in_can_be_listed_and_checked(room: Any, azalai: Say, dtm_row: Any) -> None:
    azalai("import", room.file("a.json", json.loads(json.dumps(answer(dtm_row(1234))))))
    code, _, errors = azalai("check")
    assert (code, errors) == (0, "")
