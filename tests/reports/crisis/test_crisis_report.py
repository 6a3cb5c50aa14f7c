"""The report of a crisis: complete, accessible, every number with its source.

RC-1  each additive total of March 2013 is there, with the sum of its parts worked out beside it
RC-2  residuals, by place and together, and the span of the dates
RC-3  every number of a table, a chart or a tile has its source on the page
RC-4  both languages pass the accessibility checkers, say the same and write numbers their way
RC-5  what is later than the day of the report is no input
RC-6  every figure and every finding is attached
RC-7  unknown stays unknown; margins stay margins; multiple answers are no parts of a whole
RC-8  the same bytes again; nothing is written over, and nothing half
"""

from __future__ import annotations

import csv
import io
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from azalai.model.errors import InputError
from azalai.model.tables import COLUMNS
from azalai.reports.content import (
    Bullets,
    Callout,
    DataTable,
    Document,
    Figure,
    KeyFigures,
    Paragraph,
    Section,
    walk,
)
from azalai.reports.crisis import write_crisis_report
from azalai.reports.crisis.facts import CrisisFacts
from azalai.reports.markup import text_of
from azalai.workspace import Folder

LANGUAGES = ("en", "fr")
THOUSANDS = {"en": ",", "fr": "\u202f"}


def tool(name: str) -> str:
    return str(Path(sys.executable).parent / name)


def section(document: Document, key: str) -> Section:
    return next(item for item in document.sections if item.key == key)


def tables(document: Document, key: str) -> list[DataTable]:
    return [item for item in walk(section(document, key).blocks) if isinstance(item, DataTable)]


def rows_of(table: DataTable) -> dict[str, list[str]]:
    """Rows by their first cell."""
    return {row[0].text: [cell.text for cell in row[1:]] for row in table.rows}


def written(number: int, lang: str) -> str:
    return f"{number:,}".replace(",", THOUSANDS[lang])


# RC-1

TOTALS = (260665, 175412, 436077, 15715, 24772, 40487, 147908, 376828)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_total_stands_beside_the_sum_of_its_parts(
    documents: dict[str, Document], lang: str
) -> None:
    document = documents[lang]
    stated, summed = {"en": ("Total as stated", "Sum of the rows"),
                      "fr": ("Total indiqué", "Somme des lignes")}[lang]  # fmt: skip
    regions = rows_of(tables(document, "displaced")[0])
    assert regions[stated][:2] == [written(15715, lang), written(260665, lang)]
    assert regions[summed][:2] == [f"{written(15715, lang)} =", f"{written(260665, lang)} ="]
    countries = rows_of(tables(document, "refugees")[0])
    for line, mark in ((stated, ""), (summed, " =")):
        assert countries[line][:3] == [
            f"{written(number, lang)}{mark}" for number in (147908, 24772, 175412)
        ]
    totals = {row[2].text: row[3].text for row in tables(document, "over_time")[0].rows}
    for number in (376828, 436077, 260665, 175412, 147908):
        assert totals[written(number, lang)] == f"{written(number, lang)} ="
    together = rows_of(tables(document, "accounts")[-2])
    assert together[summed][:3] == [written(number, lang) for number in (376828, 40487, 436077)]


def test_a_total_that_its_parts_do_not_give_says_so(documents: dict[str, Document]) -> None:
    # UNHCR, 8 March 2012: 16,134 + 22,639 + 34,156 + 20 + 45 = 72,994, printed 69,350.
    totals = {row[2].text: row[3].text for row in tables(documents["en"], "over_time")[0].rows}
    assert totals["69,350"] == "72,994 ≠"


def test_the_shares_of_january_are_those_of_the_numbers(documents: dict[str, Document]) -> None:
    shares = tables(documents["en"], "over_time")[1]
    found = {row[2].text: (row[1].text, row[3].text) for row in shares.rows}
    assert found["61%"] == ("228,920 of 376,828", "60.7% =")
    assert found["39%"] == ("147,908 of 376,828", "39.3% =")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_totals_are_in_the_text_of_the_pdf(pages: dict[str, list[str]], lang: str) -> None:
    everything = re.sub(r"\s+", " ", " ".join(pages[lang]))
    for number in TOTALS:
        assert written(number, lang).replace("\u202f", " ") in everything
    for share in (61, 39):
        assert f"{share}{'%' if lang == 'en' else ' %'}" in everything
    front = re.sub(r"\s+", " ", pages[lang][0])
    for number in (436077, 260665, 175412, 40487, 18762):
        assert written(number, lang).replace("\u202f", " ") in front


# RC-2


def test_residuals_by_place_and_together(documents: dict[str, Document]) -> None:
    found = tables(documents["en"], "accounts")
    idp, refugees, together = found[0], found[1], found[2]
    assert "+16,030" in rows_of(idp)["Total as stated"]
    assert "+18,340" in idp.note
    lines = rows_of(refugees)
    assert lines["Niger"][3] == "\u22121,485"
    assert lines["Burkina Faso"][3] == "+2,594"
    assert lines["Mauritania"][3] == "+1,603"
    assert lines["Total as stated"][3] == "+2,732"
    assert "Togo +20" in refugees.note
    assert rows_of(together)["Sum of the rows"][3] == "+18,762"


def test_the_span_of_the_dates_is_said(documents: dict[str, Document]) -> None:
    regions = rows_of(tables(documents["en"], "displaced")[0])
    # 143 days to 1 October 2012, 2 to 19 February 2013.
    assert regions["Total as stated"][-1] == "2–143"
    assert regions["Gao"][3] == "6 December 2012 (printed as 6 December 2013)"
    # 25 days of December, 31 of January, 21 of February.
    assert regions["Gao"][4] == "77"
    callouts = [text_of(block.words) for block in section(documents["en"], "displaced").blocks
                if isinstance(block, Callout)]  # fmt: skip
    assert "141 days" in callouts[0]


# RC-3


_WITHOUT = ("methods", "projection")
"""Parts whose running text speaks of rules, or of the sourced picture right above it."""


def unsourced(facts: CrisisFacts, document: Document) -> Iterator[str]:
    """What holds digits and does not say where they come from."""
    heading = facts.say("column.source")
    for part in document.sections:
        for block in walk(part.blocks):
            if isinstance(block, KeyFigures):
                yield from (tile.label for tile in block.tiles
                            if not (tile.source and tile.detail))  # fmt: skip
            elif isinstance(block, Figure):
                if not re.search(r"\[\d+\]", block.source):
                    yield block.name
            elif isinstance(block, DataTable):
                if part.key == "references":
                    continue
                with_source = block.columns[-1].label == heading
                for row in block.rows:
                    digits = any(re.search(r"\d", cell.text) for cell in row)
                    own = with_source and row[-1].text.strip(" –")
                    if digits and not own and not re.search(r"\[\d+\]", block.source):
                        yield f"{part.key}: {block.caption}: {row[0].text}"
            elif isinstance(block, Callout | Paragraph) and part.key not in _WITHOUT:
                text = text_of(block.words)
                if re.search(r"\d[,\u202f]\d{3}|\d\u202f?%", text) and "[" not in text:
                    yield f"{part.key}: {text[:60]}"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_number_has_its_source_beside_it(
    facts: dict[str, CrisisFacts], documents: dict[str, Document], lang: str
) -> None:
    assert list(unsourced(facts[lang], documents[lang])) == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_source_that_is_named_is_in_the_references(
    documents: dict[str, Document], pages: dict[str, list[str]], lang: str
) -> None:
    (listed,) = tables(documents[lang], "references")
    numbers = [int(row[0].text) for row in listed.rows]
    assert numbers == list(range(1, len(numbers) + 1))
    named = {int(found) for found in re.findall(r"\[(\d+)\]", " ".join(pages[lang]))}
    assert named == set(numbers)


# RC-4


@pytest.mark.parametrize("lang", LANGUAGES)
def test_checkers_find_nothing(reports: dict[str, Path], lang: str) -> None:
    for command in (
        [tool("outloud"), "--fail-on", "warning", "-q", str(reports[lang])],
        [tool("pdfua"), "check", str(reports[lang])],
    ):
        done = subprocess.run(command, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr


def test_both_languages_say_the_same_things(documents: dict[str, Document]) -> None:
    def shape(document: Document) -> list[tuple[str, list[str]]]:
        return [
            (part.key, [type(block).__name__ for block in walk(part.blocks)])
            for part in document.sections
        ]

    assert shape(documents["en"]) == shape(documents["fr"])


def test_rows_of_tables_fill_their_columns(documents: dict[str, Document]) -> None:
    for document in documents.values():
        for part in document.sections:
            for block in walk(part.blocks):
                if isinstance(block, DataTable):
                    widths = {sum(cell.span for cell in row) for row in block.rows}
                    assert widths == {len(block.columns)}, block.caption


def test_every_chart_has_words_and_no_page_is_nearly_empty(
    documents: dict[str, Document], pages: dict[str, list[str]]
) -> None:
    for lang, document in documents.items():
        shown = {block.name: block.alt for part in document.sections
                 for block in walk(part.blocks) if isinstance(block, Figure)}  # fmt: skip
        assert set(shown) == set(document.charts)
        assert all(len(alt) > 40 for alt in shown.values())
        assert 12 <= len(pages[lang]) <= 22
        assert [n for n, page in enumerate(pages[lang], 1) if len(page.split()) < 60] == []


def test_french_numbers_do_not_break(documents: dict[str, Document]) -> None:
    for part in documents["fr"].sections[:-1]:
        for block in walk(part.blocks):
            if isinstance(block, DataTable):
                texts = [cell.text for row in block.rows for cell in row] + [block.note]
                assert [text for text in texts if re.search(r"\d,\d{3}\b|\w [;:!?%]", text)] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_page_names_what_the_data_are(pages: dict[str, list[str]], lang: str) -> None:
    label = {"en": "Example from published figures", "fr": "Exemple à partir de chiffres publiés"}
    assert [n for n, page in enumerate(pages[lang], 1) if label[lang] not in page] == []


# RC-5


def test_figures_of_a_later_day_are_no_input(facts: dict[str, CrisisFacts]) -> None:
    kept = facts["en"]
    later = {figure.id for figure in kept.later}
    assert "o.idp.2014-10" in later
    assert all(figure.as_of is None or figure.as_of.first <= date(2013, 2, 21)
               for figure in kept.ledger if figure.id != "m.urban2024")  # fmt: skip
    # What a source of 2013 expected of 2024 could be read in 2013.
    assert "m.urban2024" in kept.ledger


def test_the_outcome_is_known_since_and_stands_with_the_projection_only(
    documents: dict[str, Document],
) -> None:
    named = [part.key for part in documents["en"].sections if "86,026" in repr(part.blocks)]
    assert set(named) <= {"projection"}


# RC-6


def attached(path: Path) -> dict[str, list[dict[str, str]]]:
    import pikepdf

    with pikepdf.open(path) as pdf:
        return {
            name: list(csv.DictReader(io.StringIO(spec.get_file().read_bytes().decode())))
            for name, spec in pdf.attachments.items()
        }


def test_every_figure_and_every_finding_is_attached(
    reports: dict[str, Path], facts: dict[str, CrisisFacts]
) -> None:
    files = attached(reports["fr"])
    assert set(files) == {"figures.csv", "findings.csv"}
    rows = {row["id"]: row for row in files["figures.csv"]}
    assert len(rows) == len(facts["fr"].ledger)
    assert tuple(files["figures.csv"][0])[: len(COLUMNS)] == COLUMNS
    gao = rows["m.tab.stock.gao"]
    assert (gao["measure"], gao["place"], gao["value"]) == ("stock", "ML07", "25977")
    assert (gao["as_of"], gao["as_of_published"]) == ("2012-12-06", "2013-12-06")
    assert (rows["m.tab.new.gao"]["value"], rows["m.tab.new.gao"]["status"]) == ("", "unknown")
    assert (rows["m.tinza"]["low"], rows["m.tinza"]["high"]) == ("4000", "6000")
    assert rows["m.idp.jan.pct"]["base"] == "376828"
    assert len(files["findings.csv"]) == len(facts["fr"].findings) > 0


# RC-7


@pytest.mark.parametrize("lang", LANGUAGES)
def test_unknown_is_not_zero(documents: dict[str, Document], lang: str) -> None:
    unknown = {"en": "unknown", "fr": "inconnu"}[lang]
    regions = rows_of(tables(documents[lang], "displaced")[0])
    assert regions["Kidal"][0] == unknown
    countries = rows_of(tables(documents[lang], "refugees")[0])
    senegal = next(cells for name, cells in countries.items() if name in ("Senegal", "Sénégal"))
    assert senegal[:3] == [unknown] * 3
    togo = countries["Togo"]
    assert togo[0] == {"en": "not stated", "fr": "non indiqué"}[lang]


def test_returns_are_margins(documents: dict[str, Document]) -> None:
    table = rows_of(tables(documents["en"], "movements")[0])
    # 2,310 − 998 − 507 − 308 − 205 = 292; 2,310 − 1,028 − 962 − 306 = 14.
    assert table["Bamako"] == ["not stated"] * 4 + ["998", "43%"]
    assert table["Elsewhere or not stated"][-2] == "292"
    assert table["All"] == ["1,028", "962", "306", "14", "2,310", "100%"]


def test_several_answers_are_said_to_be_several(documents: dict[str, Document]) -> None:
    bars = [block for block in section(documents["en"], "intentions").blocks
            if isinstance(block, Figure)]  # fmt: skip
    said = ["Several answers" in repr(documents["en"].charts[block.name]) for block in bars]
    assert said == [False, False, True]
    assert all(share in bars[2].alt for share in ("62%", "37%", "5%"))
    # Nobody states base, design or interval: the line under the bars says it, with their date.
    assert tables(documents["en"], "intentions") == []
    assert all("gives no number of respondents" in block.source for block in bars)
    assert [block.source.split(".")[0] for block in bars] == [
        "November 2012", "February 2013", "February 2013"
    ]  # fmt: skip


def test_findings_stand_by_severity_and_document(documents: dict[str, Document]) -> None:
    found = tables(documents["en"], "doubts")
    captions = [re.sub(r"\s\[\d+\]", "", table.caption) for table in found]
    assert captions[0] == "Errors in IOM, March 2013"
    # The one error of the second source is not one of the report of March 2013.
    assert captions[1] == "Errors in UNHCR, collected by FabFlee"
    assert "69,350" in found[1].rows[0][1].text
    assert not any("69,350" in cell.text for row in found[0].rows for cell in row)
    numbers = [int(row[0].text) for table in found for row in table.rows]
    assert numbers == list(range(1, len(numbers) + 1))
    errors = sum(len(table.rows) for table in found if table.caption.startswith("Errors"))
    (bullets,) = (block for block in section(documents["en"], "doubts").blocks
                  if isinstance(block, Bullets))  # fmt: skip
    assert any(text_of(item).startswith(f"{errors} errors") for item in bullets.items)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_rules_are_named_in_words(documents: dict[str, Document], lang: str) -> None:
    said = repr(section(documents[lang], "doubts").blocks)
    assert re.findall(r"\b[a-z]+_[a-z_]+\b", re.sub(r"\w+=", "", said)) == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_page_begins_with_the_end_of_a_table(pages: dict[str, list[str]], lang: str) -> None:
    heads = {"en": ("Country", "No.", "Indicator", "Sector"),
             "fr": ("Pays", "N°", "Indicateur", "Secteur")}[lang]  # fmt: skip
    for page in pages[lang]:
        lines = [line.strip() for line in page.splitlines() if line.strip()]
        if lines[0].startswith(heads):
            assert not lines[1].startswith(("Source", "Read in", "Lu dans"))
    # What does not add up begins a page.
    title = {"en": "What does not add up", "fr": "Ce qui ne s’additionne pas"}[lang]
    assert sum(page.lstrip().startswith(title) for page in pages[lang]) == 1


def test_a_camp_stands_in_the_list_once(documents: dict[str, Document]) -> None:
    names = [row[0].text for row in tables(documents["en"], "sites")[0].rows]
    assert "Mbera" in names
    # Fassala and Mbera together are their parts, which are listed.
    assert "Fassala and Mbera" not in names


def test_shares_by_region_that_pass_100_say_why(documents: dict[str, Document]) -> None:
    shares = tables(documents["en"], "displaced")[1]
    # 22 + 18 + 13 + 7 + 6 + 1 + 11 + 13 + 10
    assert rows_of(shares)["Sum of the rows"][0] == "101%"
    assert "rounded" in shares.note


# RC-8


def test_same_bytes_and_nothing_is_written_over(
    mali_2012: Path, reports: dict[str, Path], tmp_path: Path
) -> None:
    told: list[tuple[str, int, int]] = []
    (again,) = write_crisis_report(
        Folder(mali_2012), "mali-2012", ["en"], tmp_path, progress=lambda *step: told.append(step)
    )
    assert again.name == "Mali-2013-02-21-crisis-en.pdf"
    assert again.read_bytes() == reports["en"].read_bytes()
    assert told[-1][1] == told[-1][2]
    with pytest.raises(InputError) as refused:
        write_crisis_report(Folder(mali_2012), "", ["en", "fr"], tmp_path)
    assert refused.value.code == "output_exists"
    assert [path.name for path in tmp_path.iterdir()] == [again.name]
    write_crisis_report(Folder(mali_2012), "", ["en"], tmp_path, forms=("docx",))
    assert {path.suffix for path in tmp_path.iterdir()} == {".pdf", ".docx"}
