"""A document as DOCX, for those who must edit: the same content, in reading order."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from io import BytesIO
from typing import TYPE_CHECKING, Any

from azalai.reports.content import (
    Block,
    Bullets,
    Callout,
    Columns,
    DataTable,
    Definitions,
    Document,
    Figure,
    KeyFigures,
    Numbered,
    Paragraph,
    Section,
    Words,
)

if TYPE_CHECKING:
    from docx.document import Document as WordDocument

_TONES = {"in": "A84F00", "out": "0B4A94", "total": "0B3A75", "quiet": "5A6270", "": "1B2430"}
_BAND = "0B3A75"
_SHADE = "EEF2F8"
_TEXT_WIDTH_CM = 17.0
_PX_PER_CM = 520 / _TEXT_WIDTH_CM


def word_file(document: Document, pictures: Mapping[str, str]) -> bytes:
    """The document as DOCX.

    Parameters
    ----------
    pictures : mapping of str to str
        SVG by chart name, as for the PDF; they are drawn as PNG, which every editor shows.
    """
    return _Writer(document, pictures).write()


class _Writer:
    def __init__(self, document: Document, pictures: Mapping[str, str]) -> None:
        import docx

        self._document = document
        self._pictures = pictures
        self._word: WordDocument = docx.Document()

    def write(self) -> bytes:
        self._prepare()
        for section in self._document.sections:
            self._section(section)
        out = BytesIO()
        self._word.save(out)
        return out.getvalue()

    def _prepare(self) -> None:
        """Page, type, properties, and the label in the header of every page."""
        from docx.oxml.ns import qn
        from docx.shared import Cm, Pt, RGBColor

        content, word = self._document, self._word
        area = word.sections[0]
        area.page_width, area.page_height = Cm(21), Cm(29.7)
        area.left_margin = area.right_margin = Cm(2)
        area.top_margin = area.bottom_margin = Cm(2)
        normal = word.styles["Normal"]
        normal.font.name, normal.font.size = "Source Sans Pro", Pt(10)
        normal.paragraph_format.space_after = Pt(4)
        for name in ("Title", "Heading 1"):
            style = word.styles[name]
            style.font.name = "Source Sans Pro"
            style.font.color.rgb = RGBColor.from_string(_BAND)
            style.element.rPr.rFonts.set(qn("w:asciiTheme"), "")
        language = normal.element.get_or_add_rPr().makeelement(qn("w:lang"), {})
        language.set(qn("w:val"), {"en": "en-GB", "fr": "fr-FR"}.get(content.lang, content.lang))
        normal.element.rPr.append(language)
        properties = word.core_properties
        made = datetime.datetime.combine(content.date, datetime.time())
        # The format has no room for more.
        properties.title = f"{content.title}, {content.place}, {content.period}"[:255]
        properties.author = content.publisher[:255]
        properties.language = content.lang
        properties.comments = content.labels.identity[:255]
        properties.created = properties.modified = made
        word.add_paragraph(content.labels.kicker).runs[0].font.size = Pt(8)
        word.add_heading(f"{content.title} · {content.place}, {content.period}", 0)
        word.add_paragraph(f"{content.labels.subtitle} · {content.labels.period}")
        head = area.header.paragraphs[0]
        head.add_run(content.label).bold = True
        area.footer.paragraphs[0].add_run(content.labels.identity).font.size = Pt(8)

    def _section(self, section: Section) -> None:
        self._word.add_heading(section.title, 1)
        if section.lead:
            self._word.add_paragraph().add_run(section.lead).italic = True
        for block in section.blocks:
            self._block(block)
        link = self._document.link(section.key)
        if link:
            explained = f"{self._document.labels.explain} {link}"
            self._word.add_paragraph().add_run(explained).italic = True

    def _block(self, block: Block) -> None:
        match block:
            case Paragraph():
                self._words(block.words, small=block.style == "note")
            case Bullets():
                for item in block.items:
                    self._words(item, "List Bullet", small=block.style == "note")
            case Numbered():
                for number, item in block.items:
                    self._words(item, lead=f"{number}  ", small=True)
            case Definitions():
                for term, item in block.items:
                    self._words(item, lead=f"{term}  ")
            case KeyFigures():
                self._key_figures(block)
            case Figure():
                self._figure(block)
            case DataTable():
                self._table(block)
            case Callout():
                self._words(block.words, "Intense Quote")
            case Columns():
                for part in block.parts:
                    for inner in part:
                        self._block(inner)

    def _words(
        self, words: Words, style: str | None = None, lead: str = "", small: bool = False
    ) -> None:
        from docx.shared import Pt

        paragraph = self._word.add_paragraph(style=style)
        if lead:
            paragraph.add_run(lead).bold = True
        for run in words:
            added = paragraph.add_run(run.text)
            added.bold = run.bold or None
            if small:
                added.font.size = Pt(8.5)

    def _key_figures(self, block: KeyFigures) -> None:
        """Key figures as a table of two columns: what is counted, and the number."""
        from docx.shared import RGBColor

        table = self._word.add_table(rows=0, cols=2)
        for tile in block.tiles:
            name, value = table.add_row().cells
            name.text = " · ".join(filter(None, (tile.label, tile.detail, tile.source)))
            run = value.paragraphs[0].add_run(tile.value)
            run.bold = True
            run.font.color.rgb = RGBColor.from_string(_TONES[tile.tone])
        self._word.add_paragraph()

    def _figure(self, block: Figure) -> None:
        from docx.shared import Cm

        from azalai.drawing import render

        svg = self._pictures[block.name]
        self._caption(block.caption)
        picture = self._word.add_picture(BytesIO(render.raster(svg)))
        shape = picture._inline.docPr
        shape.set("descr", block.alt)
        shape.set("title", block.caption)
        ratio = picture.height / picture.width
        # Raster at twice the size: half the pixels are the width the page was designed for.
        wanted = min(_TEXT_WIDTH_CM, _width_of(svg) / _PX_PER_CM)
        picture.width, picture.height = Cm(wanted), Cm(wanted * ratio)
        if block.source:
            self._word.add_paragraph(block.source)

    def _caption(self, text: str) -> None:
        if text:
            caption = self._word.add_paragraph()
            caption.add_run(text).bold = True
            caption.paragraph_format.keep_with_next = True

    def _table(self, block: DataTable) -> None:
        from docx.enum.text import WD_ALIGN_PARAGRAPH
        from docx.shared import Cm, Pt

        self._caption(block.caption)
        table = self._word.add_table(rows=1, cols=len(block.columns), style="Table Grid")
        ends = [column.align == "end" for column in block.columns]
        for cell, column in zip(table.rows[0].cells, block.columns, strict=True):
            cell.paragraphs[0].add_run(column.label).bold = True
            _shade(cell, _SHADE)
        _repeat(table.rows[0])
        for row in block.rows:
            cells = table.add_row().cells
            at = 0
            for item in row:
                target = cells[at]
                if item.span > 1:
                    target = target.merge(cells[at + item.span - 1])
                target.text = item.text
                if ends[at] and item.span == 1:
                    target.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
                at += item.span
        # The column that names the rows takes more room than a column of numbers.
        parts = [1.0 if end else 1.5 for end in ends]
        table.autofit = False
        for column, part in zip(table.columns, parts, strict=True):
            column.width = Cm(_TEXT_WIDTH_CM * part / sum(parts))
        for row in table.rows:
            for cell, part in zip(row.cells, parts, strict=True):
                cell.width = Cm(_TEXT_WIDTH_CM * part / sum(parts))
                for paragraph in cell.paragraphs:
                    paragraph.paragraph_format.space_after = Pt(0)
                    for run in paragraph.runs:
                        run.font.size = Pt(8.5)
        for line in filter(None, (block.note, block.source)):
            self._word.add_paragraph(line)
        self._word.add_paragraph()


def _width_of(svg: str) -> float:
    """Width a chart was drawn for, in px."""
    return float(svg.split('width="', 1)[1].split('"', 1)[0])


def _shade(cell: Any, colour: str) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    shade = OxmlElement("w:shd")
    shade.set(qn("w:val"), "clear")
    shade.set(qn("w:fill"), colour)
    cell._tc.get_or_add_tcPr().append(shade)


def _repeat(row: Any) -> None:
    """Mark a row as header: repeated on each page, announced by screen readers."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)
