"""Rows and cells that cannot be true, or not be read for sure."""

from __future__ import annotations

import datetime as dt
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

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

BOTH = (IN, "2 2020-06-02 2")


def bad(
    name: str, rule: str, cells: dict[str, str], english: tuple[str, ...], french: tuple[str, ...],
    kind: str = "", declared: str = "",
) -> Case:  # fmt: skip
    """A CSV whose row 3 is set aside."""
    return Case(name, "a.csv", table(row(**cells)), english, french, (IN,), ((3, rule),),
                mapping(declared) if declared else "", kind)  # fmt: skip


def book(fill: Callable[[Any, Any], object], first: list[str] = GOOD, **options: Any) -> Make:
    """A workbook whose sheet has the names, the good row, and what is filled in with a format."""

    def make(path: Path) -> None:
        with xlsxwriter.Workbook(str(path), options) as made:
            day = made.add_format({"num_format": "dd/mm/yyyy"})
            sheet = made.add_worksheet("Flux")
            sheet.write_row(0, 0, HEADERS)
            sheet.write_row(1, 0, first)
            sheet.write_row(2, 0, row())
            fill(sheet, day)

    return make


def cell(place: str, *value: Any) -> Callable[[Any, Any], object]:
    """Write one cell; a formula has its result after it."""
    return lambda sheet, day: sheet.write(place, *value)


def days(*found: dt.date | str) -> Callable[[Any, Any], object]:
    """A day in each of the first rows: a true one, or as text."""

    def fill(sheet: Any, day: Any) -> None:
        for index, value in enumerate(found, 1):
            sheet.write_row(index, 0, row(form=str(index)))
            if isinstance(value, str):
                sheet.write_string(index, 1, value)
            else:
                sheet.write_datetime(index, 1, value, day)

    return fill


def far_below(sheet: Any, day: Any) -> None:
    """Rows with a format and nothing in them, as a template leaves them."""
    for index in range(5, 800):
        sheet.write_blank(index, 1, None, day)
    sheet.write_row(900, 0, [" "] * 14)


def without_result(path: Path) -> None:
    """Formulas as programs write them that do not calculate: with a result that is empty."""
    book(cell("E3", "=1+1", None, 2))(path)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"]
    assert sheet.count(b"</f><v>2</v>") == 1
    parts["xl/worksheets/sheet1.xml"] = sheet.replace(b"</f><v>2</v>", b"</f><v />")
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)


LONG = """format = 1
[columns]
record_id = "form"
date = "day"
point = "place"
time = "at"
[long]
group_by = ["form"]
nationality = "citizen"
"""
EACH = ["form", "day", "place", "at", "citizen"]
PERSON = ["1", "2020-06-01", "East", "14:05", "Mali"]
TWO = dt.date(2020, 6, 1), dt.date(2020, 6, 30)

CASES = [
    bad("a number with a word", "not_a_count", {"n": "12 pers."},
        ("Row 3, column “n”: “12 pers.” is not a whole number of persons", "in digits"),
        ("Ligne 3, colonne « n » : « 12 pers. » n’est pas un nombre entier", "chiffres"),
        "no number"),
    bad("a thousand, or one", "not_a_count", {"n": "1,000"},
        ("“1,000” is not a whole number",), ("« 1,000 » n’est pas un nombre entier",), "no number"),
    bad("a space inside a number", "spaced_count", {"n": "1 200"},
        ("Row 3, column “n”: “1 200” has a space inside", "Write 1200 if it is one"),
        ("Ligne 3, colonne « n » : « 1 200 » a une espace", "Écrivez 1200 si c’en est un")),
    Case("a thousand, declared", "a.csv", table(row(n="1.200")), (), (),
         (IN, "2 2020-06-02 1200"), mapping=mapping('decimal = ","\n')),
    bad("half a person", "not_a_count", {"n": "2.5"},
        ("“2.5” is not a whole number",), ("« 2.5 » n’est pas un nombre entier",), "no number"),
    bad("a negative part", "negative_count", {"men": "-1", "women": "2"},
        ("Row 3, column “men”: -1 is negative", "starts at 0"),
        ("Ligne 3, colonne « men » : -1 est négatif", "commence à 0")),
    bad("more alone than there are", "parts_exceed_group", {"alone": "3"},
        ("Row 3, ", "3 persons, but the group has 2", "Correct one of them"),
        ("Ligne 3, ", "3 personnes, mais le groupe en compte 2", "Corrigez l’un des deux"),
        "too many"),
    bad("more men than there are", "parts_exceed_group", {"men": "2", "women": "1"},
        ("Row 3, ", "3 persons, but the group has 2"), ("Ligne 3, ", "en compte 2"), "too many"),
    bad("men and women short of the group", "cells_short_of_group",
        {"men": "1", "women": "0", "boys": "0", "girls": "0"},
        ("Row 3: men, women, boys and girls add up to 1, the group has 2",),
        ("Ligne 3 : hommes, femmes, garçons et filles font 1, le groupe en compte 2",)),
    Case("nationalities short of the group", "a.csv", table(row(Mali="1")),
         ("Row 3: nationalities are stated for 1 out of 2", "unknown"),
         ("Ligne 3 : les nationalités sont indiquées pour 1 sur 2", "inconnu"), BOTH),
    bad("a point nearly known", "unknown_point", {"place": "Eastt"},
        ("Row 3, column “place”: “Eastt” is no point", "nearest known: East (ML-east)",
         "Correct it"),
        ("Ligne 3, colonne « place » : « Eastt » n’est pas un point", "Est (ML-east)",
         "Corrigez-le")),
    bad("a country nearly known", "unknown_country", {"next": "Burkina Fasso"},
        ("Row 3, column “next”: “Burkina Fasso” is no country", "Burkina Faso (BFA)"),
        ("Ligne 3, colonne « next » : « Burkina Fasso » n’est pas un pays", "(BFA)")),
    bad("a type nearly known", "unknown_code", {"type": "seasonall"},
        ("Row 3, column “type”: “seasonall” is not a known value", "(seasonal)"),
        ("Ligne 3, colonne « type » : « seasonall » n’est pas une valeur connue", "(seasonal)")),
    bad("30 February", "bad_date", {"day": "2020-02-30"},
        ("Row 3, column “day”: “2020-02-30” is not a date", "2020-02-01 … 2020-02-29"),
        ("Ligne 3, colonne « day » : « 2020-02-30 » n’est pas une date", "2020-02-29"), "no day"),
    bad("a month after December", "bad_date", {"day": "2020-13-01"},
        ("“2020-13-01” is not a date", "2020-01 … 2020-12"),
        ("« 2020-13-01 » n’est pas une date", "2020-01 … 2020-12"), "no day"),
    bad("a day that its weekday belies", "bad_date", {"day": "Monday 2 June 2020"},
        ("“Monday 2 June 2020” is not a date; Tuesday 2 June 2020 would be",),
        ("« Monday 2 June 2020 » n’est pas une date ; Tuesday 2 June 2020 en serait",), "no day"),
    bad("a day against the declared form", "bad_date", {"day": "06/25/2020"},
        ("“06/25/2020” is not a date", "2020-01 … 2020-12"),
        ("« 06/25/2020 » n’est pas une date",), "no day", 'date_format = "%d/%m/%Y"\n'),
    bad("a year of two digits", "undeclared_date", {"day": "01/06/20"},
        ("“01/06/20”", "%d/%m/%y → 2020-06-01"), ("« 01/06/20 »", "%d/%m/%y → 2020-06-01"),
        "which day"),
    bad("a day as Excel counts them, as text", "serial_date", {"day": "43983"},
        ("Row 3, column “day”: “43983” is not a date; it may be how Excel counts days",
         'date_format = "excel"'),
        ("Ligne 3, colonne « day » : « 43983 »", 'date_format = "excel"')),
    Case("rows that repeat others", "a.csv",
         content(csv_text(HEADERS, GOOD, row(form=""), row(form=""), row(form=""))),
         ("Row 4 repeats row 3", 'repeated_rows = "keep"'),
         ("La ligne 4 répète la ligne 3", 'repeated_rows = "keep"'),
         (IN, "- 2020-06-02 2"), ((4, "repeated_row"), (5, "repeated_row"))),
    Case("a form number that is known otherwise", "a.csv",
         content(csv_text(HEADERS, [*GOOD[:2], "West", *GOOD[3:]], row())),
         ("Row 2: form number 1 is known from import ", "If this file corrects it: --replaces"),
         ("Ligne 2 : le numéro de fiche 1 est connu par l’importation ", "--replaces"),
         BOTH, ((2, "known_otherwise"),), earlier=csv_text(HEADERS, GOOD)),
    Case("a time that is none", "a.csv",
         content(csv_text(EACH, PERSON, PERSON, ["2", *PERSON[1:3], "25 h", "Mali"])),
         ("Row 4, column “at”: “25 h” is not a time of day such as 14:05", "Write"),
         ("Ligne 4, colonne « at » : « 25 h » n’est pas une heure comme 14:05", "Écrivez"),
         ("1 2020-06-01 2",), ((4, "bad_time"),), LONG),
    Case("lines of one group that differ", "a.csv",
         content(csv_text(EACH, PERSON, ["2", *PERSON[1:]], ["2", "2020-06-02", *PERSON[2:]])),
         ("Row 4, column “day”: “2020-06-02” differs from “2020-06-01”", "Make them equal"),
          ("Ligne 4, colonne « day » : « 2020-06-02 » diffère de « 2020-06-01 »",
          "Rendez-les égales"),
         ("1 2020-06-01 1",), ((3, ""), (4, "rows_differ")), LONG),
    Case("formulas without a result", "a.xlsx", without_result,
         ("a.xlsx, sheet “Flux”, cell E3: the formula has no result", "import it again"),
         ("a.xlsx, feuille « Flux », cellule E3 : la formule n’a pas de résultat",
          "importez-le de nouveau")),
    Case("formulas with their results", "a.xlsx", book(cell("E3", "=1+1", None, 2)), (), (), BOTH),
    Case("an error instead of a number", "a.xlsx", book(cell("E3", "=NA()", None, "#N/A")),
         ("Row 3, column “n”: the spreadsheet shows the error #N/A", "Correct the formula"),
         ("Ligne 3, colonne « n » : le tableur affiche l’erreur #N/A", "Corrigez la formule"),
         (IN,), ((3, "error_cell"),), kind="an error cell"),
    Case("an error instead of a point", "a.xlsx", book(cell("C3", "=Z1", None, "#REF!")),
         ("Row 3, column “place”: the spreadsheet shows the error #REF!", "Correct the formula"),
         ("Ligne 3, colonne « place » : le tableur affiche l’erreur #REF!", "Corrigez la formule"),
         (IN,), ((3, "error_cell"),), kind="an error cell"),
    Case("a number below the names of a text", "a.xlsx", book(cell("E3", "12 personnes")),
         ("“12 personnes” is not a whole number",), ("« 12 personnes »",), (IN,),
         ((3, "not_a_count"),), kind="no number"),
    Case("days from 1900", "a.xlsx", book(days(*TWO), row()), (), (),
         ("1 2020-06-01 2", "2 2020-06-30 2")),
    Case("days from 1904", "a.xlsx", book(days(*TWO), row(), date_1904=True), (), (),
         ("1 2020-06-01 2", "2 2020-06-30 2")),
    Case("days that Excel turned around", "a.xlsx",
         book(days(dt.date(2020, 1, 6), dt.date(2020, 12, 6), "25/06/2020"), row()),
         ("Row 2, column “day”: in this column Excel seems to have read day and month the wrong",
          'turned_dates = "swap"'),
         ("Ligne 2, colonne « day » : dans cette colonne, Excel semble avoir lu",
          'turned_dates = "swap"'),
         ("3 2020-06-25 2",), ((2, "turned_date"), (3, "turned_date")),
         mapping('date_format = "%d/%m/%Y"\n')),
    Case("days that Excel turned around, declared", "a.xlsx",
         book(days(dt.date(2020, 1, 6), dt.date(2020, 12, 6), "25/06/2020"), row()), (), (),
         ("1 2020-06-01 2", "2 2020-06-12 2", "3 2020-06-25 2"),
         mapping=mapping('date_format = "%d/%m/%Y"\nturned_dates = "swap"\n')),
    Case("blank rows with a format below", "a.xlsx", book(far_below), (), (), BOTH),
]  # fmt: skip
