"""The bulletin of the packaged example: complete, accessible, the same bytes each time.

RP-20  both languages pass the accessibility checkers without error or warning
RP-21  every key figure stands in the text, in the language's number format
RP-22  every page holds the label, a link and a QR code to the explanation of its numbers
RP-23  not collected stays visible; protected stays hidden; nothing of the sealed part leaks
RP-24  the public table is attached; the same release gives the same bytes
RP-25  the officer's words are on the page; a mistake in them stops every language
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from azalai.model.errors import InputError, ReleaseError
from azalai.model.periods import Month
from azalai.release import close, open_release
from azalai.reports.bulletin import document_for, releases_for, write_bulletin
from azalai.reports.content import DataTable, Document, Figure, plain, walk
from azalai.reports.markup import text_of
from azalai.reports.typeset import lay_out, pictures_of
from azalai.workspace import Folder

JUNE = Month(2020, 6)
LANGUAGES = ("en", "fr")
LABEL = {
    "en": "Reconstruction from published figures; not IOM data",
    "fr": "Reconstitution à partir de chiffres publiés",
}


def tool(name: str) -> str:
    return str(Path(sys.executable).parent / name)


@pytest.fixture(scope="module")
def documents(mali_closed: Path) -> dict[str, Document]:
    folder = Folder(mali_closed)
    releases = releases_for(folder, JUNE)
    return {lang: document_for(folder, releases, lang) for lang in LANGUAGES}


def strings(part: object) -> Iterator[str]:
    """Every text of a plain document but its specs."""
    if isinstance(part, str):
        yield part
    elif isinstance(part, list):
        for item in part:
            yield from strings(item)
    elif isinstance(part, dict):
        for key, item in part.items():
            if key != "charts":
                yield from strings(item)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_checkers_find_nothing(bulletins: dict[str, Path], lang: str) -> None:
    for command in (
        [tool("outloud"), "--fail-on", "warning", "-q", str(bulletins[lang])],
        [tool("pdfua"), "check", str(bulletins[lang])],
    ):
        done = subprocess.run(command, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("lang", LANGUAGES)
def test_key_figures_in_the_language(pages: dict[str, list[str]], lang: str) -> None:
    # pdftotext writes every kind of space as a plain one.
    mark, percent = {"en": (",", "%"), "fr": (" ", " %")}[lang]
    front = re.sub(r"[^\S\n]+", " ", pages[lang][0])
    for number in ("12,414", "7,555", "4,859", "414", "8,508", "1,616", "3,942"):
        assert number.replace(",", mark) in front
    for share in ("70", "89", "68", "+100"):
        assert f"{share}{percent}" in front
    if lang == "fr":
        assert not re.search(r"\d,\d{3}\b", "\n".join(pages[lang]))


def test_french_numbers_do_not_break(documents: dict[str, Document]) -> None:
    texts = list(strings(plain(documents["fr"])))
    assert "12\u202f414" in texts
    assert any("7\u202f555 entrantes" in text for text in texts)
    # Addresses and other languages' sources aside, no French mark follows a plain space.
    own = [text for text in texts if "://" not in text and "IOM" not in text]
    assert [text for text in own if re.search(r" [;:!?%»]|\b\d{1,3} \d{3}\b|'", text)] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_page_names_what_the_data_are(pages: dict[str, list[str]], lang: str) -> None:
    assert 10 <= len(pages[lang]) <= 13
    assert [n for n, page in enumerate(pages[lang], 1) if LABEL[lang] not in page] == []


@pytest.fixture(scope="module")
def planned(
    documents: dict[str, Document], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, list[dict[str, Any]]]:
    """The pages as they were planned from measured heights."""
    found = {}
    for lang, document in documents.items():
        folder = tmp_path_factory.mktemp(f"laid-{lang}")
        lay_out(folder, document, pictures_of(document), b"release\n")
        found[lang] = json.loads((folder / "pages.json").read_text())["pages"]
    return found


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_planned_page_fits_one_page_of_paper(
    documents: dict[str, Document],
    planned: dict[str, list[dict[str, Any]]],
    pages: dict[str, list[str]],
    lang: str,
) -> None:
    assert len(planned[lang]) == len(pages[lang])
    sections = documents[lang].sections
    for plan, text in zip(planned[lang], pages[lang], strict=True):
        assert sections[plan["last"] - 1].title in text
        if sections[plan["first"]].profile:
            assert plan["last"] - plan["first"] >= 2  # points share pages


@pytest.mark.parametrize("lang", LANGUAGES)
def test_pages_lead_to_the_explanation_of_their_numbers(
    documents: dict[str, Document],
    planned: dict[str, list[dict[str, Any]]],
    bulletins: dict[str, Path],
    lang: str,
) -> None:
    base = f"https://azalai.example.org/mali/2020-06/explanation.{lang}.html"
    document = documents[lang]
    links = [f"{base}#{document.sections[plan['first']].key}" for plan in planned[lang]]
    assert [plan["link"] for plan in planned[lang]] == links
    assert document.without_network == ""
    assert len({section.key for section in document.sections}) == len(document.sections)
    import pikepdf

    with pikepdf.open(bulletins[lang]) as pdf:
        for link, page in zip(links, pdf.pages, strict=True):
            found = [str(note.A.URI) for note in page.get("/Annots", []) if "/A" in note]
            assert link in found


def test_without_an_address_links_lead_beside_the_file(
    mali_closed: Path, own: Callable[[Path], Path]
) -> None:
    root = own(mali_closed)
    settings = (root / "azalai.toml").read_text(encoding="utf-8")
    settings = settings.replace("https://azalai.example.org/mali", "")
    (root / "azalai.toml").write_text(settings, encoding="utf-8")
    shutil.rmtree(root / "releases" / "2020-06")
    close(Folder(root), JUNE, date(2020, 7, 10))
    release = open_release(Folder(root), JUNE)
    document = document_for(Folder(root), releases_for(Folder(root), JUNE), "en")
    assert document.link("trends") == "explanation.en.html#trends"
    assert document.without_network == f"azalai explain 2020-06\nsha256 {release.sha256}"


def test_alternative_texts_hold_the_main_numbers(documents: dict[str, Document]) -> None:
    for lang, thousands in (("en", "8,508"), ("fr", "8\u202f508")):
        alts = {
            block.name: block.alt
            for section in documents[lang].sections
            for block in walk(section.blocks)
            if isinstance(block, Figure)
        }
        assert set(alts) == set(documents[lang].charts)
        assert thousands in alts["map"]
        assert "2020" in alts["daily-MLI"]
        assert all(len(alt) > 40 for alt in alts.values())


def test_not_collected_is_said(documents: dict[str, Document], pages: dict[str, list[str]]) -> None:
    everything = "\n".join(pages["en"])
    for line in (
        "Countries of departure: no answer was collected in June 2020.",
        "Means of transport: no answer was collected in June 2020.",
        "before COVID-19 (July 2019 to February 2020)",
    ):
        assert line in everything
    (table,) = (
        block
        for section in documents["en"].sections
        if section.key == "final_destinations"
        for block in walk(section.blocks)
        if isinstance(block, DataTable)
    )
    months = {row[0].text: [cell.text for cell in row[1:]] for row in table.rows}
    assert list(months) == ["July 2019 – May 2020", "June 2020"]
    assert months["July 2019 – May 2020"] == ["not collected"]
    # Burkina Faso, Algeria, Morocco, Libya, Mali; Europe 284 of 4,859; the base.
    assert months["June 2020"] == ["52%", "17%", "7%", "6%", "5%", "6%", "4,859"]


def test_small_counts_stay_hidden(documents: dict[str, Document]) -> None:
    timbuktu = next(s for s in documents["en"].sections if s.key == "ML-timbuktu")
    tables = {
        block.columns[0].label: block
        for block in walk(timbuktu.blocks)
        if isinstance(block, DataTable)
    }
    cells = [cell.text for cell in tables["Vulnerability"].rows[0]]
    assert cells == ["Children under five", "<5", "protected"]


def test_rows_of_tables_fill_their_columns(documents: dict[str, Document]) -> None:
    for document in documents.values():
        for section in document.sections:
            for block in walk(section.blocks):
                if isinstance(block, DataTable):
                    widths = {sum(cell.span for cell in row) for row in block.rows}
                    assert widths <= {len(block.columns)}, block.caption


def test_both_languages_say_the_same_things(documents: dict[str, Document]) -> None:
    def shape(document: Document) -> list[tuple[str, list[str]]]:
        return [
            (section.key, [type(block).__name__ for block in walk(section.blocks)])
            for section in document.sections
        ]

    assert shape(documents["en"]) == shape(documents["fr"])


def test_the_public_table_is_attached(bulletins: dict[str, Path], mali_closed: Path) -> None:
    import pikepdf

    public = open_release(Folder(mali_closed), JUNE).path / "public/table.csv"
    with pikepdf.open(bulletins["fr"]) as pdf:
        assert list(pdf.attachments) == ["table.csv"]
        assert pdf.attachments["table.csv"].get_file().read_bytes() == public.read_bytes()


def test_same_bytes_and_whole_files(
    mali_closed: Path, bulletins: dict[str, Path], tmp_path: Path
) -> None:
    told: list[tuple[str, int, int]] = []
    again, page = write_bulletin(
        Folder(mali_closed), JUNE, ["en"], tmp_path, progress=lambda *step: told.append(step)
    )
    assert again.name == "Mali-2020-06-bulletin-en.pdf"
    assert again.read_bytes() == bulletins["en"].read_bytes()
    assert page.name == "explanation.en.html"
    assert sorted(path.name for path in tmp_path.iterdir()) == [again.name, page.name]
    assert told[-1][1] == told[-1][2] == len(told)


def test_officers_words_are_on_the_page(pages: dict[str, list[str]]) -> None:
    front = re.sub(r"\s+", " ", " ".join(pages["en"][:1]))
    # 8,508 of 12,414 is 68.54 %.
    assert "69%" in front
    assert "Heremakono, on the border" in front


def test_a_mistake_in_one_language_stops_all(
    mali_closed: Path, own: Callable[[Path], Path], tmp_path: Path
) -> None:
    root = own(mali_closed)
    (root / "text/2020-06.fr.md").write_text("## highlights (add)\n\n99 personnes\n")
    target = tmp_path / "out"
    with pytest.raises(InputError) as caught:
        write_bulletin(Folder(root), JUNE, ["en", "fr"], target)
    assert caught.value.code == "text_bare_number"
    assert not target.exists()


def test_an_open_month_has_no_bulletin(mali_imported: Path, tmp_path: Path) -> None:
    with pytest.raises(ReleaseError) as caught:
        write_bulletin(Folder(mali_imported), JUNE, ["en"], tmp_path)
    assert caught.value.code == "month_open"


def test_a_revision_says_what_changed(mali_closed: Path, own: Callable[[Path], Path]) -> None:
    # Gogui leaves the national figures.
    root = own(mali_closed)
    roles = (root / "roles.csv").read_text(encoding="utf-8")
    (root / "roles.csv").write_text(
        roles.replace("ML-gogui,entry_exit", "ML-gogui,transit"), encoding="utf-8"
    )
    close(Folder(root), JUNE, date(2020, 7, 11), revise=True, reason="Gogui is a transit point.")
    document = document_for(Folder(root), releases_for(Folder(root), JUNE), "en")
    section = next(s for s in document.sections if s.key == "revision")
    paragraph, table = section.blocks
    assert "Gogui is a transit point." in text_of(paragraph.words)  # type: ignore[union-attr]
    assert isinstance(table, DataTable)
    changed = {row[0].text: (row[1].text, row[2].text) for row in table.rows}
    # 12,414 − 179; 7,555 − 76; 4,859 − 103.
    assert changed["Total (People observed)"] == ("12,414", "12,235")
    assert changed["Incoming (People observed)"] == ("7,555", "7,479")
    assert changed["Outgoing (People observed)"] == ("4,859", "4,756")
