"""Mappings that ask for what the file has not; answers that contradict each other."""

from __future__ import annotations

from pathlib import Path

import xlsxwriter

from tests.bad_files.case import (
    GOOD,
    HEADERS,
    IN,
    Case,
    Make,
    content,
    csv_text,
    mapping,
    row,
    table,
)

ROSTER = ["form", "citizen", "n"]
REPEAT = """[repeat.nationality]
%s
key = "form"
category = "citizen"
persons = "n"
"""
MAIN = ["form", "day", "place", "n", "seasonal", "return"]
YES_NO = """format = 1
[columns]
record_id = "form"
date = "day"
point = "place"
persons = "n"
[yes_no.movement_type]
"seasonal" = "seasonal"
"return" = "return"
"""
DAY = ["2020-06-01", "East", "3"]


def repeats(where: str) -> str:
    """A mapping with the nationalities in another table."""
    head = mapping().partition("[wide.nationality]")[0]
    return f'ignore = ["Mali", "Niger"]\n{head}' + REPEAT % where


def sheets(**tables: list[list[str]]) -> Make:
    """A workbook of these sheets."""

    def make(path: Path) -> None:
        with xlsxwriter.Workbook(str(path)) as book:
            for name, rows in tables.items():
                sheet = book.add_worksheet(name)
                for index, line in enumerate(rows):
                    sheet.write_row(index, 0, line)

    return make


def beside(other: str, text: str) -> Make:
    """The table, and another file beside it."""

    def make(path: Path) -> None:
        table()(path)
        path.with_name(other).write_text(text, "utf-8")

    return make


CASES = [
    Case("a sheet that is not there", "a.xlsx", sheets(Flux=[HEADERS, GOOD], Notes=[["x"]]),
         ("a.xlsx has no sheet “Juin”", "Its sheets: Flux, Notes"),
         ("a.xlsx n’a pas de feuille « Juin »", "Flux, Notes"),
         mapping=mapping('sheet = "Juin"\n'), kind="sheet"),
    Case("a repeat whose file is missing", "a.csv", table(),
         ("a.csv: the mapping looks beside it for one file “a_people.csv” and found: –",
          "Put it into the same folder"),
         ("a.csv : le fichier de correspondance cherche à côté", "« a_people.csv »",
          "Placez-le dans le même dossier"),
         mapping=repeats('file = "{stem}_people.csv"')),
    Case("a repeat whose sheet is missing", "a.xlsx", sheets(Flux=[HEADERS, GOOD]),
         ("a.xlsx has no sheet “people”",), ("a.xlsx n’a pas de feuille « people »",),
         mapping=repeats('sheet = "people"'), kind="sheet"),
    Case("a repeat whose column is missing", "a.csv",
         beside("a_people.csv", csv_text(["form", "country", "n"], ["1", "Mali", "2"])),
         ("names the column “citizen”, which a_people.csv does not have",),
         ("nomme la colonne « citizen », que a_people.csv n’a pas",),
         mapping=repeats('file = "a_people.csv"'), kind="a column that is not there"),
    Case("a repeat that is empty", "a.csv", beside("a_people.csv", ""),
         ("a_people.csv is empty (0 bytes)", "Export it again"),
         ("a_people.csv est vide (0 octet)", "de nouveau"),
         mapping=repeats('file = "a_people.csv"')),
    Case("a row of a repeat without its group", "a.csv",
         beside("a_people.csv", csv_text(ROSTER, ["1", "Mali", "2"], ["77", "Niger", "1"])),
         ("Row a_people.csv!3, column “form”: no group has the number “77”", "add the group"),
         ("Ligne a_people.csv!3, colonne « form » : aucun groupe ne porte le numéro « 77 »",
          "ajoutez le groupe"),
         (IN,), ((3, "no_such_group"),), repeats('file = "a_people.csv"')),
    Case("neither yes nor no", "a.csv",
         content(csv_text(MAIN, ["1", *DAY, "yes", "no"], ["2", *DAY, "maybe", "no"])),
         ("Row 3, column “seasonal”: “maybe” is neither yes nor no", "Write yes or no"),
         ("Ligne 3, colonne « seasonal » : « maybe » n’est ni oui ni non", "Écrivez oui ou non"),
         (IN,), ((3, "not_yes_no"),), YES_NO),
    Case("twice yes", "a.csv",
         content(csv_text(MAIN, ["1", *DAY, "yes", "no"], ["2", *DAY, "oui", "x"])),
         ("Row 3", "more than one answer says yes (seasonal, return)", "Leave the right one"),
         ("Ligne 3", "plus d’une réponse dit oui (seasonal, return)", "Laissez la bonne"),
         (IN,), ((3, "several_yes"),), YES_NO),
    Case("a delimiter that is declared and is not it", "a.csv", table(row()),
         ("names the column “form”, which a.csv does not have",),
         ("nomme la colonne « form », que a.csv n’a pas",),
         mapping=mapping('delimiter = ";"\n'), kind="a column that is not there"),
]  # fmt: skip
