"""The bulletin in other media: DOCX for those who must edit, HTML that explains the numbers.

RP-30  the DOCX holds the sections, tables and charts of the same content, with the label
RP-31  its pictures have a text alternative, its tables a header row
RP-32  the explanation has a place for each link of the bulletin, in each language
RP-33  it is one light page that fetches nothing and shows no protected count
RP-34  what users typed stays text
"""

from __future__ import annotations

import gzip
import re
import shutil
from collections.abc import Callable
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn

from azalai.model.periods import Month
from azalai.model.tables import Status
from azalai.reports.bulletin import document_for, releases_for, write_bulletin
from azalai.reports.content import DataTable, Document, Figure, KeyFigures, walk
from azalai.reports.explanation import explanation_page
from azalai.reports.typeset import pictures_of
from azalai.reports.word import word_file
from azalai.wording import Wording
from azalai.workspace import Folder

JUNE = Month(2020, 6)
LANGUAGES = ("en", "fr")
TOTAL = {"en": "12,414", "fr": "12\u202f414"}


@pytest.fixture(scope="module")
def documents(mali_closed: Path) -> dict[str, Document]:
    folder = Folder(mali_closed)
    releases = releases_for(folder, JUNE)
    return {lang: document_for(folder, releases, lang) for lang in LANGUAGES}


@pytest.fixture(scope="module")
def words(documents: dict[str, Document]) -> dict[str, bytes]:
    return {lang: word_file(doc, pictures_of(doc)) for lang, doc in documents.items()}


@pytest.fixture(scope="module")
def explained(mali_closed: Path, documents: dict[str, Document]) -> dict[str, str]:
    release = releases_for(Folder(mali_closed), JUNE)[-1]
    return {lang: explanation_page(release, doc, Wording(lang)) for lang, doc in documents.items()}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_docx_has_every_section_table_and_chart(
    lang: str, words: dict[str, bytes], documents: dict[str, Document]
) -> None:
    """RP-30"""
    word, document = docx.Document(BytesIO(words[lang])), documents[lang]
    headings = [p.text for p in word.paragraphs if p.style and p.style.name == "Heading 1"]
    assert headings == [section.title for section in document.sections]
    blocks = [block for section in document.sections for block in walk(section.blocks)]
    tables = sum(isinstance(block, DataTable | KeyFigures) for block in blocks)
    assert len(word.tables) == tables
    assert len(word.inline_shapes) == sum(isinstance(block, Figure) for block in blocks)
    assert word.sections[0].header.paragraphs[0].text == document.label
    cells = {cell.text for table in word.tables for row in table.rows for cell in row.cells}
    assert TOTAL[lang] in cells


@pytest.mark.parametrize("lang", LANGUAGES)
def test_pictures_have_alternatives_and_tables_have_headers(
    lang: str, words: dict[str, bytes]
) -> None:
    """RP-31"""
    word = docx.Document(BytesIO(words[lang]))
    for shape in word.inline_shapes:
        assert len(shape._inline.docPr.get("descr")) > 30
    data = [table for table in word.tables if table.style and table.style.name == "Table Grid"]
    assert data
    for table in data:
        assert table.rows[0]._tr.find(f".//{qn('w:tblHeader')}") is not None
    assert word.core_properties.language == lang


class _Page(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.addresses: list[str] = []
        self.texts: list[str] = []
        self.tags: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        for name, value in attrs:
            if name == "id" and value:
                self.ids.add(value)
            if name in ("href", "src", "action") and value:
                self.addresses.append(value)

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_section_of_the_bulletin_links_to_a_place_that_exists(
    lang: str, explained: dict[str, str], documents: dict[str, Document]
) -> None:
    """RP-32"""
    page = _Page(explained[lang])
    for section in documents[lang].sections:
        address, _, anchor = documents[lang].link(section.key).partition("#")
        assert address.endswith(f"/2020-06/explanation.{lang}.html")
        assert anchor in page.ids
    assert TOTAL[lang] in "".join(page.texts)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_explanation_is_light_and_fetches_nothing(lang: str, explained: dict[str, str]) -> None:
    """RP-33: a page for a slow line."""
    page = _Page(explained[lang])
    assert all(address.startswith("#") for address in page.addresses)
    assert not page.tags & {"script", "img", "iframe", "link", "object"}
    assert len(gzip.compress(explained[lang].encode())) < 60_000


def test_protected_counts_are_not_in_the_explanation(
    mali_closed: Path, explained: dict[str, str]
) -> None:
    """RP-33: two children under five at Timbuktu stand there as <5."""
    release = releases_for(Folder(mali_closed), JUNE)[-1]
    (row,) = (
        row
        for row in release.select("vulnerabilities", "ML-timbuktu", "total")
        if row.category1 == "under_5" and row.unit == "persons"
    )
    assert row.status is Status.PROTECTED
    section = explained["en"].split('<section id="ML-timbuktu">')[1].split("</section>")[0]
    line = re.search(r"<tr><th scope=\"row\">Children under five</th>(.*?)</tr>", section)
    assert line is not None
    assert "&lt;5" in line[1]
    assert "<td>2</td>" not in line[1]


def test_names_that_look_like_code_stay_text(
    mali_closed: Path, own: Callable[[Path], Path], tmp_path: Path
) -> None:
    """RP-34"""
    root = own(mali_closed)
    shutil.rmtree(root / "releases" / "2020-06")
    points = (root / "points.csv").read_text(encoding="utf-8")
    evil = "Gogui <script>alert(1)</script> #let x = 1"
    (root / "points.csv").write_text(
        points.replace("ML-gogui,Gogui,Gogui,", f'ML-gogui,"{evil}","{evil}",'), encoding="utf-8"
    )
    from datetime import date

    from azalai.release import close

    close(Folder(root), JUNE, date(2020, 7, 10))
    paths = write_bulletin(Folder(root), JUNE, ["en"], tmp_path, forms=("docx",))
    page = _Page(next(path for path in paths if path.suffix == ".html").read_text("utf-8"))
    assert "script" not in page.tags
    assert any(evil in text for text in page.texts)
