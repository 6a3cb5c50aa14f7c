"""Workbooks of a few kilobytes that stand for more than a server can hold."""

from __future__ import annotations

import io
import time
import zipfile

import pytest
from openpyxl import Workbook  # type: ignore[import-untyped]

from azalai.forms.building import build
from azalai.forms.tables import read_tables
from azalai.model.errors import InputError

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
_KNOWN = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{_KIND}"/>'
_LED_TO = (
    '<Relationship Id="rId99" Target="sharedStrings.xml" Type="http://schemas.openxmlformats.org'
    '/officeDocument/2006/relationships/sharedStrings"/>'
)
_CELL = '<c r="{}" t="inlineStr"><is><t>type</t></is></c>'


def workbook(rows: str, names: tuple[str, ...] = ("survey",)) -> bytes:
    """A workbook whose sheets all hold these rows, as XML."""
    book = Workbook()
    book.remove(book.active)
    for name in names:
        book.create_sheet(name)["A1"] = "type"
    plain, made = io.BytesIO(), io.BytesIO()
    book.save(plain)
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as out:
        for item in source.namelist():
            content = source.read(item).decode()
            if "worksheets/" in item:
                head, _, rest = content.partition("<sheetData>")
                content = f"{head}<sheetData>{rows}</sheetData>{rest.partition('</sheetData>')[2]}"
                content = content.replace('<dimension ref="A1:A1" />', "")
            out.writestr(item, content)
    return made.getvalue()


def test_rows_that_are_not_there_do_not_add_up() -> None:
    rows = f'<row r="1">{_CELL.format("A1")}</row><row r="49000">{_CELL.format("GR49000")}</row>'
    bomb = workbook(rows, ("survey", "choices", "settings", "entities"))
    assert len(bomb) < 20_000
    began = time.monotonic()
    with pytest.raises(InputError, match="form_too_large"):
        read_tables(bomb)
    # Two sheets of it would take twice as long; a noisy machine may take its time.
    assert time.monotonic() - began < 30


def test_one_long_text_in_every_cell_is_too_much() -> None:
    cells = '<c t="s"><v>0</v></c>' * 100
    bomb = io.BytesIO()
    small = io.BytesIO(workbook(f"<row>{cells}</row>" * 100))
    with (
        zipfile.ZipFile(small) as source,
        zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as out,
    ):
        for item in source.namelist():
            content = source.read(item).decode()
            content = content.replace("</Types>", f"{_KNOWN}</Types>")
            if item == "xl/_rels/workbook.xml.rels":
                content = content.replace("</Relationships>", f"{_LED_TO}</Relationships>")
            out.writestr(item, content)
        long = f'<sst xmlns="{_MAIN}"><si><t>{"y" * 30_000}</t></si></sst>'
        out.writestr("xl/sharedStrings.xml", long)
    assert len(bomb.getvalue()) < 20_000
    with pytest.raises(InputError, match="form_too_large"):
        read_tables(bomb.getvalue())


def test_groups_in_groups_without_end_are_a_wrong_form() -> None:
    depth = 2000
    survey = [["type", "name", "label"]]
    survey += [["begin group", f"g{n}", "G"] for n in range(depth)]
    survey += [["text", "q", "Q"], *[["end group", "", ""]] * depth]
    settings = [["form_title", "form_id", "version"], ["t", "t", "1"]]
    with pytest.raises(InputError, match="form_wrong"):
        build({"survey": survey, "settings": settings}, validate=False)
