"""Small valid files of every format, made from nothing: where fuzzing and the readers' tests begin.

XLS and ODS are written here by hand, so that no other program has to be at hand.
"""

from __future__ import annotations

import datetime as dt
import io
import struct
import zipfile

import xlsxwriter

_SPACES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for short, name in (("office", "office"), ("table", "table"), ("text", "text"))
)
_SPACES += ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
_KIND = "application/vnd.oasis.opendocument.spreadsheet"

HEADERS = ["form", "day", "place", "n"]
ROWS = [["1", "2020-06-01", "Gao", "12"], ["2", "2020-06-02", "Kayes", "3"]]


def csv_bytes() -> list[bytes]:
    """The table in the dialects of the field."""
    lines = [HEADERS, *ROWS]
    plain = "".join(",".join(line) + "\n" for line in lines)
    return [
        plain.encode(),
        plain.replace(",", ";").replace("\n", "\r\n").encode("utf-8-sig"),
        plain.replace("Gao", '"Gao\nBord ""A"""').encode(),
        plain.replace(",", "\t").encode("utf-16"),
        ("Titre;;\n\n" + plain.replace(",", ";").replace("Gao", "Bénin")).encode("windows-1252"),
    ]


def xlsx_bytes() -> list[bytes]:
    """One with plain cells, one with all that a sheet may have."""
    found = []
    for full in (False, True):
        buffer = io.BytesIO()
        book = xlsxwriter.Workbook(buffer, {"in_memory": True, "date_1904": full})
        sheet = book.add_worksheet("Gao")
        for index, line in enumerate([HEADERS, *ROWS]):
            sheet.write_row(index, 0, line)
        if full:
            sheet.merge_range(4, 0, 4, 2, "merged")
            sheet.write_formula(5, 0, "=NA()", None, "#N/A")
            day = book.add_format({"num_format": "dd/mm/yyyy"})
            sheet.write_datetime(5, 1, dt.datetime(2020, 6, 1), day)
            sheet.write_boolean(6, 2, True)
            book.add_worksheet("hidden").hide()
        book.close()
        found.append(buffer.getvalue())
    return found


def ods_row(*cells: str) -> str:
    """A row of an ODS of such cells, each ``<table:table-cell …>`` or a plain text."""
    return (
        "<table:table-row>"
        + "".join(
            cell
            if cell.startswith("<")
            else f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p>'
            "</table:table-cell>"
            for cell in cells
        )
        + "</table:table-row>"
    )


def ods_of(rows: str, before: str = "") -> bytes:
    """An ODS with one sheet of these rows."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", _KIND, zipfile.ZIP_STORED)
        archive.writestr(
            "META-INF/manifest.xml",
            '<?xml version="1.0"?><manifest:manifest xmlns:manifest='
            '"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><manifest:file-entry '
            f'manifest:full-path="/" manifest:media-type="{_KIND}"/></manifest:manifest>',
        )
        archive.writestr(
            "content.xml",
            f'<?xml version="1.0" encoding="UTF-8"?>{before}<office:document-content {_SPACES}>'
            '<office:body><office:spreadsheet><table:table table:name="Gao">'
            f"{rows}</table:table></office:spreadsheet></office:body></office:document-content>",
        )
    return buffer.getvalue()


def ods_bytes() -> list[bytes]:
    """The table as OpenDocument, with a number, a day, a time and a formula below it."""
    cells = [
        '<table:table-cell office:value-type="float" office:value="12"/>',
        '<table:table-cell office:value-type="date" office:date-value="2020-06-01"/>',
        '<table:table-cell office:value-type="time" office:time-value="PT14H05M00S"/>',
        '<table:table-cell table:formula="of:=1+1" office:value-type="float" office:value="2"/>',
    ]
    plain = "".join(ods_row(*line) for line in [HEADERS, *ROWS])
    blank = (
        '<table:table-row table:number-rows-repeated="3"><table:table-cell '
        'table:number-columns-repeated="1024"/></table:table-row>'
    )
    return [ods_of(plain), ods_of(plain + blank + ods_row(*cells))]


def _record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def _string(text: str) -> bytes:
    return struct.pack("<HB", len(text), 1) + text.encode("utf-16-le")


def _biff(lines: list[list[str | float | bytes]]) -> bytes:
    """A workbook of Excel 97 with one sheet; bytes are the code of an error."""
    start = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0x0DBB, 0x07CC, 0, 6))
    start += _record(0x0042, struct.pack("<H", 1200))  # text is UTF-16
    start += _record(0x0022, struct.pack("<H", 0))  # days are counted from 1900
    name = "Gao"
    sheet_at = len(start) + 4 + 6 + 2 + len(name) + len(_record(0x000A, b""))
    start += _record(0x0085, struct.pack("<IBBBB", sheet_at, 0, 0, len(name), 0) + name.encode())
    start += _record(0x000A, b"")
    body = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0x0DBB, 0x07CC, 0, 6))
    width = max(map(len, lines))
    body += _record(0x0200, struct.pack("<IIHHH", 0, len(lines), 0, width, 0))
    for row, line in enumerate(lines):
        for column, cell in enumerate(line):
            where = struct.pack("<HHH", row, column, 0)
            if isinstance(cell, bytes):
                body += _record(0x0205, where + cell + b"\x01")
            elif isinstance(cell, str):
                body += _record(0x0204, where + _string(cell))
            else:
                body += _record(0x0203, where + struct.pack("<d", cell))
    return start + body + _record(0x000A, b"")


def ole_of(stream: str, data: bytes) -> bytes:
    """A compound file (as Office wrote before 2007) with one stream."""
    # A stream below 4096 bytes would go to a file within the file.
    data = data.ljust(max(4096, -(-len(data) // 512) * 512), b"\x00")
    sectors = len(data) // 512
    free, end, table = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
    chain = [table, end, *(index + 1 for index in range(2, 1 + sectors)), end]
    fat = struct.pack("<128I", *(chain + [free] * 128)[:128])

    def entry(name: str, kind: int, child: int, first: int, size: int) -> bytes:
        raw = name.encode("utf-16-le") + b"\x00\x00" if name else b""
        return (
            raw.ljust(64, b"\x00")
            + struct.pack("<HBBIII", len(raw), kind, 1, free, free, child)
            + bytes(36)
            + struct.pack("<IQ", first, size)
        )

    folder = entry("Root Entry", 5, 1, end, 0) + entry(stream, 2, free, 2, len(data))
    folder += 2 * entry("", 0, free, 0, 0)
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    head += struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    head += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, end, 0, end, 0)
    head += struct.pack("<109I", 0, *[free] * 108)
    return head + fat + folder + data


def xls_of(lines: list[list[str | float | bytes]]) -> bytes:
    """A table as Excel 97 wrote it."""
    return ole_of("Workbook", _biff(lines))


def xls_bytes() -> list[bytes]:
    """The table as Excel 97 wrote it, with numbers and an error."""
    return [xls_of([HEADERS, *ROWS]), xls_of([HEADERS, ["1", 43983.0, "Gao", b"\x2a"]])]


def mapping_bytes() -> list[bytes]:
    """Mappings of the three layouts."""
    columns = 'format = 1\n[columns]\ndate = "day"\npoint = "place"\npersons = "n"\n'
    return [
        columns.encode(),
        (columns + '[wide.nationality]\n"*" = "countries"\n"Mali" = "MLI"\n'
         '[wide.sex_age]\n"men" = ["M", "adult"]\n[values.direction]\n"Entrée" = "in"\n').encode(),
        (b'format = 1\nunknown = ["NSP"]\n[file]\nencoding = "cp1252"\ndelimiter = ";"\n'
         b'date_format = "%d/%m/%Y"\nrepeated_rows = "keep"\n[columns]\nrecord_id = "form"\n'
         b'date = "day"\npoint = "place"\n[long]\ngroup_by = ["form"]\npersons = "n"\n'),
    ]  # fmt: skip
