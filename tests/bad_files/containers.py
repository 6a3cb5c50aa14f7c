"""Files that are not what their name says, and spreadsheets that are damaged or mean harm."""

from __future__ import annotations

import io
import itertools
import zipfile
from collections.abc import Sequence

import xlsxwriter

from tests.bad_files.case import GOOD, HEADERS, IN, Case, content, csv_text, row
from tests.fuzz import seeds

SHEET = "xl/worksheets/sheet1.xml"
MARKUP = "<html><body><table><tr><td>form</td><td>day</td></tr></table></body></html>"
DOCUMENT = b'<?xml version="1.0"?><w:document xmlns:w="x"><w:body/></w:document>'


def xlsx(*rows: Sequence[str]) -> bytes:
    """A workbook of one sheet."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        sheet = book.add_worksheet("Flux")
        for index, line in enumerate(rows):
            sheet.write_row(index, 0, line)
    return buffer.getvalue()


FINE = xlsx(HEADERS, GOOD)


def zipped(parts: dict[str, bytes]) -> bytes:
    """An archive of these parts."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def with_part(name: str, data: bytes | None) -> bytes:
    """The fine workbook with another part, or without one."""
    with zipfile.ZipFile(io.BytesIO(FINE)) as archive:
        parts = {item: archive.read(item) for item in archive.namelist()}
    del parts[name]
    return zipped(parts if data is None else parts | {name: data})


def zip_bomb() -> bytes:
    """Three hundred megabytes of spaces in three hundred kilobytes."""
    return with_part(SHEET, b" " * (300 << 20))


def far_cell() -> bytes:
    """Something in the last cell that a sheet can have."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        sheet = book.add_worksheet("Flux")
        sheet.write_row(0, 0, HEADERS)
        sheet.write(1_048_575, 16_383, "x")
    return buffer.getvalue()


def entities() -> str:
    """Ten entities, each ten times the one before: ten thousand million letters."""
    names = "abcdefghij"
    return '<!ENTITY a "xxxxxxxxxx">' + "".join(
        f'<!ENTITY {after} "{f"&{before};" * 10}">' for before, after in itertools.pairwise(names)
    )


def entity_bomb() -> bytes:
    """A sheet whose only cell is made of them."""
    return with_part(
        SHEET,
        f'<?xml version="1.0"?><!DOCTYPE x [{entities()}]><worksheet xmlns="http://schemas.'
        'openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1"><c r="A1" t="inlineStr">'
        "<is><t>&j;</t></is></c></row></sheetData></worksheet>".encode(),
    )  # fmt: skip


def repeats() -> bytes:
    """An ODS cell said to stand in every place there is."""
    one = (
        '<table:table-cell table:number-columns-repeated="16384" office:value-type="string">'
        "<text:p>x</text:p></table:table-cell>"
    )
    return seeds.ods_of(
        f'<table:table-row table:number-rows-repeated="1048576">{one}</table:table-row>'
    )


def ods_error() -> bytes:
    """An ODS with a cell that shows an error."""
    wrong = (
        '<table:table-cell table:formula="of:=NA()" office:value-type="string" '
        'calcext:value-type="error"><text:p>#N/A</text:p></table:table-cell>'
    )
    second = [wrong if name == "n" else cell for name, cell in zip(HEADERS, row(), strict=True)]
    return seeds.ods_of("".join(seeds.ods_row(*line) for line in (HEADERS, GOOD, second)))


DAMAGED = (
    ("{file} cannot be opened as a spreadsheet", "save it again as XLSX"),
    ("{file} ne s’ouvre pas comme classeur", "enregistrez-le"),
)


def damaged(name: str, file: str, data: bytes) -> Case:
    """A spreadsheet that nobody can open."""
    english, french = (tuple(text.format(file=file) for text in said) for said in DAMAGED)
    return Case(name, file, content(data), english, french, kind="damaged")


CASES = [
    damaged("an XLSX cut off on its way", "a.xlsx", FINE[: len(FINE) // 2]),
    damaged("an XLSX without its sheet", "a.xlsx", with_part(SHEET, None)),
    damaged("an XLSX with half a sheet", "a.xlsx", with_part(SHEET, b"<worksheet><sheetDa")),
    damaged("a bomb of entities in XLSX", "a.xlsx", entity_bomb()),
    damaged("a bomb of entities in ODS", "a.ods",
            seeds.ods_of(seeds.ods_row("&j;", "1"), f"<!DOCTYPE x [{entities()}]>")),
    damaged("an XLS cut off on its way", "a.xls", seeds.xls_bytes()[0][:1200]),
    damaged("one byte named XLSX", "a.xlsx", b"x"),
    damaged("zeros named XLSX", "a.xlsx", bytes(10_000)),
    Case("a zip bomb", "a.xlsx", lambda path: path.write_bytes(zip_bomb()),
         ("a.xlsx was not unpacked: its parts would take up 300 MB", "into a new workbook"),
         ("a.xlsx n’a pas été décompressé : ses parties prendraient 300 Mo", "nouveau classeur")),
    Case("a cell in the last corner", "a.xlsx", lambda path: path.write_bytes(far_cell()),
         ("a.xlsx needs more than", "Delete the rows and columns beyond the table"),
         ("a.xlsx demande plus de", "Supprimez les lignes et les colonnes hors du tableau"),
         kind="memory"),
    damaged("a cell repeated everywhere", "a.ods", repeats()),
    Case("errors that look blank", "a.ods", content(ods_error()),
         ("a.ods: cells with an error such as #N/A", "save the file as XLSX"),
         ("a.ods : dans ce format, les cellules en erreur", "enregistrez le fichier en XLSX")),
    Case("a PDF named XLSX", "a.xlsx", content(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n"),
         ("a.xlsx is not a table but a PDF document", "Ask for the table behind it"),
         ("a.xlsx n’est pas un tableau mais un document PDF", "Demandez le tableau d’origine")),
    Case("a photo named CSV", "a.csv", content(b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(range(256))),
         ("a.csv is not a table but a picture", "Ask for the table itself"),
         ("a.csv n’est pas un tableau mais une image", "Demandez le tableau lui-même")),
    Case("a web page named XLS", "a.xls", content(MARKUP),
         ("a.xls is not a table but a web page", "save it as XLSX"),
         ("a.xls n’est pas un tableau mais une page web", "enregistrez-le en XLSX")),
    Case("an XML named XLS", "a.xls", content('<?xml version="1.0"?><Workbook/>'),
         ("a.xls is an XML file, not a table", "save it as XLSX"),
         ("a.xls est un fichier XML, pas un tableau", "enregistrez-le en XLSX")),
    Case("a Word document named XLSX", "a.xlsx",
         content(zipped({"word/document.xml": DOCUMENT})),
         ("a.xlsx is not a table but a text document", "Copy its table into a spreadsheet"),
         ("a.xlsx n’est pas un tableau mais un document de texte", "Copiez son tableau")),
    Case("a zip of CSV named CSV", "a.csv", content(zipped({"june.csv": b"form,day"})),
         ("a.csv is a packed archive", "Unpack it"), ("a.csv est une archive", "Décompressez-la")),
    Case("a spreadsheet with a password", "a.xlsx", content(seeds.ole_of("EncryptedPackage", b"x")),
         ("a.xlsx is protected by a password", "save a copy without one"),
         ("a.xlsx est protégé par un mot de passe", "enregistrez une copie sans mot de passe")),
    Case("a database named CSV", "a.csv", content(b"SQLite format 3\0" + bytes(200)),
         ("a.csv is not a text file", "Export the table as CSV or XLSX"),
         ("a.csv", "Exportez le tableau en CSV ou XLSX")),
    Case("one byte named CSV", "a.csv", content("x"),
         ("a.csv has column names but no row below them",),
         ("a.csv a des noms de colonnes mais aucune ligne dessous",), kind="names only"),
    Case("an XLSX of names only", "a.xlsx", content(xlsx(HEADERS)),
         ("a.xlsx has column names but no row below them",),
         ("a.xlsx a des noms de colonnes mais aucune ligne dessous",), kind="names only"),
    Case("an XLSX of nothing", "a.xlsx", content(xlsx()),
         ("a.xlsx: row 1 is empty, so the columns have no names",),
         ("a.xlsx : la ligne 1 est vide",), kind="nothing"),
    Case("a CSV of blank lines", "a.csv", content("\n\n , \n"),
         ("a.csv: row 1 is empty, so the columns have no names",),
         ("a.csv : la ligne 1 est vide",), kind="nothing"),
    Case("a CSV named XLSX", "a.xlsx", content(csv_text(HEADERS, GOOD)), (), (), (IN,)),
    Case("an XLSX named CSV", "a.csv", content(FINE), (), (), (IN,)),
    Case("an ending that nobody knows", "a.dat", content(csv_text(HEADERS, GOOD)),
         ("a.dat is not of a known format", ".csv"), ("a.dat n’est pas d’un format connu", ".csv")),
]  # fmt: skip
