"""CSV: encodings, delimiters, quotes, names of columns."""

from __future__ import annotations

from tests.bad_files.case import GOOD, HEADERS, IN, Case, content, csv_text, mapping, row, table

BENIN = csv_text(HEADERS, GOOD, row(next="Bénin"))
BEFORE = csv_text(["Flux de juin 2020"], [], HEADERS, GOOD)
SWALLOWED = csv_text(row(form="3"))
GROUPS = ["form", "day", "place", "way", "n", "next", "type", "Sex", "", "", "", "", "Nat.", ""]
BELOW = ["", "", "", "", "", "", "", "men", "women", "boys", "girls", "alone", "Mali", "Niger"]
SECOND = "2 2020-06-02 2"

CASES = [
    Case(
        "Latin-1 that nobody declared", "a.csv", content(BENIN.encode("latin-1")),
        ("a.csv, line 3: these bytes are not utf-8", 'write [file] encoding = "windows-1252"'),
        ("a.csv, ligne 3 : ces octets ne sont pas du utf-8",
         'écrivez [file] encoding = "windows-1252"'),
        kind="encoding",
    ),
    Case(
        "UTF-16 without its mark", "a.csv", content(BENIN.encode("utf-16-le")),
        ("a.csv, line 1: these bytes are not utf-8", 'encoding = "utf-16-le"'),
        ("a.csv, ligne 1 : ces octets ne sont pas du utf-8", 'encoding = "utf-16-le"'),
        kind="encoding",
    ),
    Case(
        "UTF-16 cut in the middle of a letter", "a.csv", content(BENIN.encode("utf-16")[:-1]),
        ("a.csv, line", "these bytes are not utf-16"), ("ces octets ne sont pas du utf-16",),
        kind="encoding",
    ),
    Case(
        "an encoding that is declared and is not it", "a.csv", content(BENIN),
        ("a.csv, line 3: these bytes are not ascii",),
        ("a.csv, ligne 3 : ces octets ne sont pas du ascii",),
        mapping=mapping('encoding = "ascii"\n'), kind="encoding",
    ),
    Case(
        "an encoding that there is not", "a.csv", content(BENIN),
        ("a.csv: there is no encoding “utf-9”", "Usual ones are utf-8, windows-1252"),
        ("a.csv : ", "« utf-9 »", "utf-8, windows-1252"),
        mapping=mapping('encoding = "utf-9"\n'),
    ),
    Case(
        "UTF-8 declared as Windows'", "a.csv", content(BENIN),
        ("Row 3, column “next”: “BÃ©nin” is no country", "nearest known: Benin (BEN)"),
        ("Ligne 3, colonne « next » : « BÃ©nin » n’est pas un pays", "Bénin (BEN)"),
        (IN,), ((3, "unknown_country"),), mapping('encoding = "windows-1252"\n'),
        "a country nearly known",
    ),
    Case(
        "two encodings in one file", "a.csv",
        content(BENIN.encode() + csv_text(row(form="3", next="Bénin")).encode("cp1252")),
        ("a.csv, line 4: these bytes are not utf-8",),
        ("a.csv, ligne 4 : ces octets ne sont pas du utf-8",),
        kind="encoding",
    ),
    Case(
        "zero bytes", "a.csv", content(csv_text(HEADERS, GOOD) + csv_text(GOOD)[:20] + "\0" * 9),
        ("a.csv, line 3: zero bytes", "Copy or export it again"),
        ("a.csv, ligne 3 : le texte contient des octets nuls", "exportez-le de nouveau"),
    ),
    Case(
        "names in two rows that nobody declared", "a.csv", content(csv_text(GROUPS, BELOW, GOOD)),
        ("names the column “men”, which a.csv does not have", "Its columns: form, day"),
        ("nomme la colonne « men », que a.csv n’a pas", "form, day"),
        kind="a column that is not there",
    ),
    Case(
        "merged names with gaps, declared", "a.csv", content(csv_text(GROUPS, BELOW, GOOD, row())),
        (), (), (IN, SECOND),
        mapping=mapping("header_rows = 2\n").replace('"men"', '"Sex / men"')
        .replace('"women"', '"Sex / women"').replace('"boys"', '"Sex / boys"')
        .replace('"girls"', '"Sex / girls"').replace('"alone"', '"Sex / alone"'),
    ),
    Case(
        "a title above the names", "a.csv", content(BEFORE),
        ("names the column “form”, which a.csv does not have", "Flux de juin 2020"),
        ("nomme la colonne « form », que a.csv n’a pas", "Flux de juin 2020"),
        kind="a column that is not there",
    ),
    Case(
        "a title above the names, declared", "a.csv", content(BEFORE), (), (), (IN,),
        mapping=mapping("header_row = 3\n"),
    ),
    Case(
        "names said to be below the end", "a.csv", table(),
        ("a.csv: row 40 is empty",), ("a.csv", "la ligne 40 est vide"),
        mapping=mapping("header_row = 40\n"), kind="nothing",
    ),
    Case(
        "no names at all", "a.csv", content(csv_text(GOOD, row())),
        ("a.csv: row 1 holds values (1, 2020-06-01, 3", "no names of columns", "[file] header_row"),
        ("a.csv : la ligne 1 contient des valeurs (1, 2020-06-01, 3", "pas de noms de colonnes",
         "[file] header_row"),
    ),
    Case(
        "the names again among the rows", "a.csv", table(HEADERS, row()),
        ("Row 3 repeats the names of the columns", "Take it out"),
        ("La ligne 3 répète les noms des colonnes", "Supprimez-la"),
        (IN, SECOND), ((3, "names_again"),),
    ),
    Case(
        "70,000 letters of a name", "a.csv",
        content(csv_text([*HEADERS, "x" * 70_000], [*GOOD, "1"])),
        ("a.csv, row 1: the name of column 15", "has 70000 characters", "[file] header_row"),
        ("a.csv, ligne 1 : le nom de la colonne 15", "a 70000 caractères", "[file] header_row"),
    ),
    Case(
        "a million columns", "a.csv",
        content(",".join(HEADERS) + "," * 1_000_000 + "\n" + ",".join(GOOD) + "\n"),
        ("a.csv has 1000014 columns", "Check the delimiter"),
        ("a.csv a 1000014 colonnes", "Vérifiez le séparateur"),
    ),
    Case(
        "a cell of two megabytes", "a.csv", table(row(next="x" * (2 << 20))),
        ("a.csv, row 3, column “next”: the cell has more than", "Correct that cell"),
        ("a.csv, ligne 3, colonne « next » : la cellule a plus de", "Corrigez cette cellule"),
    ),
    Case(
        "a cell of forty megabytes", "a.csv", table(row(next="x" * (40 << 20))),
        ("a.csv, row 3: the row has more than 4 MB", "Correct that row"),
        ("a.csv, ligne 3 : la ligne fait plus de 4 Mo", "Corrigez cette ligne"),
    ),
    Case(
        "a blank row inside and blank rows below", "a.csv",
        content(csv_text(HEADERS, GOOD, [], [""] * 14, row(n="douze")) + "\n" * 20),
        ("Row 5, column “n”: “douze” is not a whole number",),
        ("Ligne 5, colonne « n » : « douze » n’est pas un nombre entier",),
        (IN,), ((5, "not_a_count"),), kind="no number",
    ),
    Case(
        "a cell too many", "a.csv",
        content(csv_text(HEADERS, GOOD) + "2,2020-06-02,East,in,1,000,,,,,,,,,\n"),
        ("Row 3 has 15 cells instead of 14", "delimiter or a quote"),
        ("La ligne 3 a 15 cellules au lieu de 14", "séparateur ou un guillemet"),
        (IN,), ((3, "broken_row"),), kind="cells",
    ),
    Case(
        "another delimiter half-way", "a.csv",
        content(csv_text(HEADERS, GOOD) + csv_text(row(), delimiter=";")),
        ("Row 3 has 1 cell instead of 14",), ("La ligne 3 a 1 cellule au lieu de 14",),
        (IN,), ((3, "broken_row"),), kind="cells",
    ),
    Case(
        "a quote that never closes", "a.csv",
        content(csv_text(HEADERS, GOOD) + '2,2020-06-02,"East,in,2,,,,,,,,,\n' + SWALLOWED * 3),
        ("a.csv, row 3: a quote opens there and never closes", "Close the quote"),
        ("a.csv, ligne 3 : un guillemet s’y ouvre sans se refermer", "Fermez le guillemet"),
    ),
    Case(
        "a quote that closes rows later", "a.csv",
        content(csv_text(HEADERS, GOOD) + '2,2020-06-02,East,in,2,"Mali,,,,,,,,\n' + SWALLOWED
                + '4,2020-06-04,East,in,2,Mali",,,,,,,,\n' + csv_text(row(form="5"))),
        ("Row 3: a quotation mark opens a cell and is not closed", "Close it"),
        ("Ligne 3 : un guillemet ouvre une cellule et n’est pas fermé", "Fermez-le"),
        (IN, "5 2020-06-02 2"), ((3, "open_quote"),),
    ),
]  # fmt: skip
