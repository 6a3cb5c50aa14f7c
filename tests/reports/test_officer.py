"""The officer's paragraphs: text by a person, numbers by the release.

RP-10  a number in braces prints what the table holds, in the language
RP-11  a digit outside braces is refused with its line, unless a backslash says it is no figure
RP-12  an unknown, protected or missing number is refused with its line
RP-13  sections are added to or replaced; unknown ones are refused
RP-14  what a user types never becomes markup of the page but for *bold*
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from azalai.model.errors import InputError
from azalai.model.periods import Month
from azalai.model.tables import Status
from azalai.release import open_release
from azalai.reports.document import SECTIONS as BULLETIN_SECTIONS
from azalai.reports.facts import Facts
from azalai.reports.markup import text_of
from azalai.reports.officer import Part, number_for, officer_parts
from azalai.wording import Wording
from azalai.workspace import Folder
from tests.reports.conftest import Handmade, flows, profile, row

SECTIONS = ("highlights", "ML-gogui")


@pytest.fixture
def rows() -> list[object]:
    return [
        *flows(12414, 7555, 4859, place="MLI"),
        *flows(8508, 5924, 2584),
        *profile("nationalities", "nationality", {"BFA": 70, "MLI": 28, "TGO": None}, base=100),
        row("variation", -14, "%"),
        row("reference_level", None, "%", category1="before", status=Status.NOT_COLLECTED),
    ]


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "2020-06.en.md"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("reference", "en", "fr"),
    [
        ("flows MLI in", "7,555", "7\u202f555"),
        ("flows ML-gogui", "8,508", "8\u202f508"),
        # 8,508 ÷ 12,414 = 68.54 %
        ("share flows ML-gogui of MLI", "69%", "69\u202f%"),
        # 5,924 ÷ 7,555 = 78.41 %
        ("share flows ML-gogui in of MLI", "78%", "78\u202f%"),
        ("nationalities ML-gogui BFA %", "70%", "70\u202f%"),
        ("nationalities ML-gogui BFA", "70", "70"),
        ("variation ML-gogui", "−14%", "−14\u202f%"),
        ("average_per_day MLI", "414", "414"),
        ("month", "June 2020", "juin 2020"),
        ("previous month", "May 2020", "mai 2020"),
        ("name ML-sevare", "Sevare", "Sévaré"),
    ],
)
def test_references(
    handmade: Handmade, rows: list[object], reference: str, en: str, fr: str
) -> None:
    assert number_for(reference, handmade(rows)) == en
    assert number_for(reference, handmade(rows, "fr")) == fr


def test_a_paragraph_with_numbers_and_bold(
    handmade: Handmade, rows: list[object], tmp_path: Path
) -> None:
    path = written(
        tmp_path,
        "<!-- 12 ideas -->\n\n## highlights (add)\n\nAt *Gogui*, {flows ML-gogui} people\n"
        "since COVID-\\19; #set text(red) $x$ [y].\n\nA second one.\n\n"
        "## ML-gogui (replace)\n\nOnly this.\n",
    )
    parts = officer_parts(path, handmade(rows), SECTIONS)
    first, second = parts["highlights"].paragraphs
    assert text_of(first.words) == (
        "At Gogui, 8,508 people since COVID-19; #set text(red) $x$ [y]."
    )
    assert [run.text for run in first.words if run.bold] == ["Gogui"]
    assert text_of(second.words) == "A second one."
    assert parts["highlights"].mode == "add"
    assert isinstance(parts["ML-gogui"], Part)
    assert parts["ML-gogui"].mode == "replace"


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("## highlights (add)\n\nGood.\n\nUp to\n8,508 people.", "text_bare_number", 6),
        ("## highlights (add)\n\n{flows MLI in} of 9", "text_bare_number", 3),
        ("## highlights (add)\n\nIn 2019.", "text_bare_number", 3),
        ("## highlights (add)\n\n{flow MLI in}", "text_unknown_number", 3),
        ("## highlights (add)\n\nOne\ntwo {flows ML-nowhere}", "text_unknown_number", 4),
        ("## highlights (add)\n\n{flows}", "text_unknown_number", 3),
        ("## highlights (add)\n\n{nationalities ML-gogui TGO}", "text_protected_number", 3),
        ("## highlights (add)\n\n{nationalities ML-gogui TGO %}", "text_protected_number", 3),
        ("## highlights (add)\n\n{reference_level ML-gogui before}", "text_no_number", 3),
        ("## highlights (add)\n\nAn open {brace", "text_brace", 3),
        ("## weather (add)\n\nRain.", "text_unknown_section", 1),
        ("## highlights\n\nRain.", "text_no_section", 1),
        ("Rain.", "text_no_section", 1),
        ("## highlights (add)\n\nA.\n\n## highlights (add)\n\nB.", "text_twice", 5),
    ],
)
def test_what_is_refused(
    handmade: Handmade, rows: list[object], tmp_path: Path, text: str, code: str, line: int
) -> None:
    with pytest.raises(InputError) as caught:
        officer_parts(written(tmp_path, text), handmade(rows), SECTIONS)
    assert (caught.value.code, caught.value.values["row"]) == (code, line)
    assert caught.value.values["path"] == "2020-06.en.md"


def test_every_refusal_has_words(handmade: Handmade, rows: list[object], tmp_path: Path) -> None:
    for lang in ("en", "fr"):
        facts = handmade(rows, lang)
        with pytest.raises(InputError) as caught:
            officer_parts(written(tmp_path, "## highlights (add)\n\n12"), facts, SECTIONS)
        assert "\\12" in facts.wording.error(caught.value)
        assert "{flows MLI in}" in facts.wording.error(caught.value)


def test_typed_french_gets_its_spaces(
    handmade: Handmade, rows: list[object], tmp_path: Path
) -> None:
    path = written(tmp_path, "## highlights (add)\n\nC'est {flows MLI in} : « trop » !")
    (paragraph,) = officer_parts(path, handmade(rows, "fr"), SECTIONS)["highlights"].paragraphs
    assert text_of(paragraph.words) == ("C’est 7\u202f555\u00a0: «\u00a0trop\u00a0»\u202f!")


def test_the_documented_references_are_in_the_example(mali_closed: Path) -> None:
    page = (Path(__file__).parents[2] / "docs" / "officer-text.md").read_text(encoding="utf-8")
    documented = [
        reference
        for line in page.splitlines()
        if line.startswith("| `{")
        for reference in re.findall(r"\{([^}]+)\}", line)
    ]
    assert len(documented) >= 12
    facts = Facts(open_release(Folder(mali_closed), Month(2020, 6)), Wording("en"))
    printed = {reference: number_for(reference, facts) for reference in documented}
    assert printed["flows MLI"] == "12,414"
    assert printed["variation MLI"] == "+100%"
    assert printed["nationalities_change MLI BFA"] == "+15\u00a0pp"


def test_the_documented_sections_are_the_bulletins() -> None:
    page = (Path(__file__).parents[2] / "docs" / "officer-text.md").read_text(encoding="utf-8")
    listed = page.split("Sections: ")[1].split("and the code")[0]
    assert tuple(re.findall(r"`(\w+)`", listed)) == BULLETIN_SECTIONS


def test_no_file_is_no_text(handmade: Handmade, rows: list[object], tmp_path: Path) -> None:
    assert officer_parts(tmp_path / "absent.md", handmade(rows), SECTIONS) == {}


@pytest.mark.parametrize("digit", ["٧", "Ⅶ", "⑦", "½", "²"])
def test_a_number_in_any_writing_is_a_number(
    tmp_path: Path, handmade: Handmade, rows: list[object], digit: str
) -> None:
    facts = handmade(rows)
    path = tmp_path / "2020-06.en.md"
    path.write_text(f"## trends (add)\n\nIt rose {digit} times.\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        officer_parts(path, facts, ["trends"])
    assert (caught.value.code, caught.value.values["value"]) == ("text_bare_number", digit)
    path.write_text(f"## trends (add)\n\nIt rose \\{digit} times.\n", encoding="utf-8")
    assert digit in text_of(officer_parts(path, facts, ["trends"])["trends"].paragraphs[0].words)
