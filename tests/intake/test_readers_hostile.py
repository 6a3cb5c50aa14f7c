"""Files that are no tables, or not for long: each is told from the others, nothing hangs or grows.

BI-04  whatever is named XLSX or CSV, the error says what it is
BI-05  small files that want much memory do not get it
BI-06  what cannot be opened says why
"""

from __future__ import annotations

import contextlib
import importlib.util
import io
import itertools
import os
import resource
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from azalai.intake.reading import look, read_table, sheet_names
from azalai.intake.reading.tabular import ReadOptions
from azalai.model.errors import InputError
from azalai.wording import LANGUAGES, Wording

_PATH = Path(__file__).parents[1] / "fuzz" / "seeds.py"
_SPEC = importlib.util.spec_from_file_location("azalai_seeds", _PATH)
assert _SPEC is not None
assert _SPEC.loader is not None
seeds = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(seeds)


def refused(path: Path, **options: Any) -> InputError:
    """The error, which has a sentence in each language and no place left unfilled in it."""
    with pytest.raises(InputError) as raised:
        read_table(path, ReadOptions(**options))
    for language in LANGUAGES:
        said = Wording(language).text(f"error.{raised.value.code}", **raised.value.values)
        assert path.name in said
        assert "{" not in said
    return raised.value


def zipped(parts: dict[str, bytes]) -> bytes:
    """An archive of these parts."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def parts_of(data: bytes) -> dict[str, bytes]:
    """What is in an archive."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


PICTURE = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256))
DISGUISED: dict[str, tuple[bytes, str]] = {
    "PDF": (b"%PDF-1.7\nbla", "file_is_pdf"),
    "PNG": (PICTURE, "file_is_picture"),
    "JPEG": (b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(200), "file_is_picture"),
    "a sign-in page": (b"\xef\xbb\xbf\n <!DOCTYPE HTML><html><body>Sign in", "file_is_web_page"),
    "a table of HTML": (b"<table><tr><td>form</td></tr></table>", "file_is_web_page"),
    "XML": (b'<?xml version="1.0"?><Workbook/>', "file_is_xml"),
    "RTF": (b"{\\rtf1 form}", "file_is_document"),
    "gzip": (b"\x1f\x8b\x08\x00" + bytes(50), "file_is_archive"),
    "a zip of CSV": (zipped({"june.csv": b"a,b\n1,2\n"}), "file_is_archive"),
    "DOCX": (zipped({"word/document.xml": b"<x/>"}), "file_is_document"),
    "a text of OpenDocument": (
        zipped({"mimetype": b"application/vnd.oasis.opendocument.text"}), "file_is_document",
    ),
    "DOC": (seeds.ole_of("WordDocument", b"x"), "file_is_document"),
    "an XLSX with a password": (seeds.ole_of("EncryptedPackage", b"x"), "password_protected"),
    "an OLE of nothing": (seeds.ole_of("Nothing", b"x"), "bad_spreadsheet"),
    "half an XLSX": (seeds.xlsx_bytes()[0][:1500], "bad_spreadsheet"),
    "half an XLS": (seeds.xls_bytes()[0][:1200], "bad_spreadsheet"),
    "half an ODS": (seeds.ods_bytes()[0][:400], "bad_spreadsheet"),
    "a damaged sheet": (
        zipped(parts_of(seeds.xlsx_bytes()[0]) | {"xl/worksheets/sheet1.xml": b"<works"}),
        "bad_spreadsheet",
    ),
    "nothing but a mark": (b"\xef\xbb\xbf", "no_header"),
}  # fmt: skip


@pytest.mark.parametrize("name", ["a.csv", "a.xlsx"])
@pytest.mark.parametrize("case", DISGUISED)
def test_bi04_what_is_no_table(tmp_path: Path, case: str, name: str) -> None:
    data, code = DISGUISED[case]
    path = tmp_path / name
    path.write_bytes(data)
    if case == "nothing but a mark" and name == "a.xlsx":
        code = "bad_spreadsheet"
    assert refused(path).code == code
    with pytest.raises(InputError):
        look(path)
    # The names of sheets may be read where their rows may not.
    with contextlib.suppress(InputError):
        sheet_names(path)


TEXTS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "NUL bytes": ("a,b\n1,2\n3,\0\n", "nul_bytes", {"row": 3}),
    "a million columns": (
        ",".join(map(str, range(1_000_000))) + "\n1\n", "too_many_columns", {"columns": 1_000_000},
    ),
    "a name of 100,000 letters": (
        "a," + "x" * 100_000 + "\n1,2\n", "header_too_long", {"column": 2, "length": 100_000},
    ),
    "a name of 200,000 letters": (
        "a," + "x" * 200_000 + "\n1,2\n", "header_unreadable", {"row": 1},
    ),
    "an enormous cell": (
        "a,b\n1,2\n3," + "x" * 1_500_000 + "\n", "cell_too_long", {"row": 3, "column": "b"},
    ),
    "an enormous row": (
        'a,b\n1,2\n3,"' + "x\n" * 5_000_000 + '"\n', "row_too_long", {"row": 3},
    ),
    "names only": ("a,b\n", "no_rows", {}),
    "names only, in two rows": ("a,b\n\n", "no_header", {"row": 2}),
    "an encoding that does not fit": ("a,b\n1,é\n", "bad_encoding", {"encoding": "ascii"}),
}  # fmt: skip


@pytest.mark.parametrize("case", TEXTS)
def test_bi04_texts_that_are_no_tables(tmp_path: Path, case: str) -> None:
    text, code, values = TEXTS[case]
    path = tmp_path / "a.csv"
    path.write_text(text, encoding="utf-8", newline="")
    options: dict[str, Any] = {
        "names only, in two rows": {"header_row": 2},
        "an encoding that does not fit": {"encoding": "ascii"},
    }.get(case, {})
    error = refused(path, **options)
    assert error.code == code
    assert {name: error.values[name] for name in values} == values


def bomb_of_sums() -> bytes:
    """Three hundred megabytes in three hundred kilobytes."""
    parts = parts_of(seeds.xlsx_bytes()[0])
    parts["xl/worksheets/sheet1.xml"] = b" " * (300 << 20)
    return zipped(parts)


def bomb_that_lies() -> bytes:
    """A part longer than the archive says."""
    data = zipped(parts_of(seeds.xlsx_bytes()[0]))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        item = archive.getinfo("xl/worksheets/sheet1.xml")
    told, size = item.file_size.to_bytes(4, "little"), (item.file_size // 2).to_bytes(4, "little")
    assert data.count(told) == 2
    return data.replace(told, size)


def far_cell() -> bytes:
    """A cell in the last corner, for which a table has no memory."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "form")
        sheet.write(1_048_575, 16_383, "x")
    return buffer.getvalue()


def entities() -> bytes:
    """Ten entities, each ten times the one before."""
    names = "abcdefghij"
    declared = '<!ENTITY a "xxxxxxxxxx">' + "".join(
        f'<!ENTITY {after} "{f"&{before};" * 10}">' for before, after in itertools.pairwise(names)
    )
    return seeds.ods_of(
        seeds.ods_row("a", "b") + seeds.ods_row("&j;", "1"), f"<!DOCTYPE x [{declared}]>"
    )


def repeated() -> bytes:
    """One cell, said to stand seventeen thousand million times."""
    cell = (
        '<table:table-cell table:number-columns-repeated="16384" office:value-type="string">'
        "<text:p>x</text:p></table:table-cell>"
    )
    return seeds.ods_of(
        f'<table:table-row table:number-rows-repeated="1048576">{cell}</table:table-row>'
    )


def endless() -> bytes:
    """A table that never closes: what reads OpenDocument waits for its end, for ever."""
    parts = parts_of(seeds.ods_of(seeds.ods_row("form", "n") + seeds.ods_row("1", "2")))
    whole = parts["content.xml"]
    parts["content.xml"] = whole.replace(b"</table:table>", b"")
    assert len(parts["content.xml"]) < len(whole)
    return zipped(parts)


GREEDY: dict[str, tuple[Callable[[], bytes], tuple[str, ...]]] = {
    "sums": (bomb_of_sums, ("expands_too_much",)),
    "a lie": (bomb_that_lies, ("bad_spreadsheet",)),
    "a far cell": (far_cell, ("needs_too_much",)),
    "entities": (entities, ("bad_spreadsheet",)),
    "a table without end": (endless, ("bad_spreadsheet",)),
    "repeats": (repeated, ("needs_too_much", "bad_spreadsheet")),
}


@pytest.mark.parametrize("case", GREEDY)
def test_bi05_small_files_do_not_become_large(tmp_path: Path, case: str) -> None:
    make, codes = GREEDY[case]
    path = tmp_path / "a.xlsx"
    path.write_bytes(make())
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.monotonic()
    assert refused(path).code in codes
    assert time.monotonic() - start < 30
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < 100 << 10
    # The process that unpacks has a limit: 1 GB for files as small as these.
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss < 1300 << 10


def test_bi05_a_part_without_end_is_given_up_where_it_is_too_long_to_be_judged_first(
    tmp_path: Path,
) -> None:
    parts = parts_of(endless())
    # Above 16 MB, only the time of the processor tells: 4 seconds, and one for each megabyte.
    parts["content.xml"] = parts["content.xml"].replace(
        b"<office:body>", b"<!--" + os.urandom(9 << 20).hex().encode() + b"--><office:body>"
    )
    path = tmp_path / "a.ods"
    path.write_bytes(zipped(parts))
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert refused(path).code == "takes_too_long"
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    assert 20 < spent < 30


def test_bi06_a_pipe_and_a_device_are_not_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    os.mkfifo(path)
    assert refused(path).code == "file_is_device"
    assert refused(Path("/dev/zero")).code == "file_is_device"
    folder = tmp_path / "b.csv"
    folder.mkdir()
    assert refused(folder).code == "path_is_folder"
    assert refused(tmp_path / "c.csv").code == "file_not_found"
    assert refused(tmp_path / "c\0.csv").code == "file_not_found"
    assert refused(tmp_path / ("c" * 5000)).code == "file_not_opened"
    (tmp_path / "d.csv").touch()
    assert refused(tmp_path / "d.csv").code == "file_empty"


def test_bi06_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    path.chmod(0)
    for folder in (tmp_path, tmp_path.parent, tmp_path.parent.parent):
        folder.chmod(0o755)
    if os.geteuid() == 0:
        # The administrator may read everything; nobody may not.
        os.seteuid(65534)
        try:
            assert refused(path).code == "no_permission"
        finally:
            os.seteuid(0)
    else:
        assert refused(path).code == "no_permission"


def test_bi04_a_part_in_an_encoding_that_nobody_knows(tmp_path: Path) -> None:
    book = io.BytesIO()
    with xlsxwriter.Workbook(book) as made:
        made.add_worksheet().write_row(0, 0, ["form", "day"])
    parts = parts_of(book.getvalue())
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(b"UTF-8", b"UTF-6")
    path = tmp_path / "counts.xlsx"
    path.write_bytes(zipped(parts))
    assert refused(path).code == "bad_spreadsheet"
