"""The packaged example, as a mission might have kept it: three workbooks and tables.

``merged``  one XLSX: a sheet a month, two merged header rows, yes/no columns for the type of
            movement, days as real Excel dates, everything in French
``windows`` a CSV a month: windows-1252, semicolons, decimal commas, dd/mm/yyyy, a column for each
            nationality
``long``    one XLSX: a sheet of forms and a sheet with a row for each nationality of a form
"""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import xlsxwriter

from azalai.workspace.packs import countries, example

MONTHS = ("2020-05", "2020-06")
COUNTS = ("men", "women", "boys", "girls", "under_5")
FRENCH = {
    "in": "Entrée", "out": "Sortie", "": "",
    "long_term": "Long terme", "seasonal": "Saisonnier", "other": "Autre",
}  # fmt: skip
TYPES = ("long_term", "seasonal", "short_local", "other")


def records(month: str) -> list[dict[str, str]]:
    """The rows of a packaged file."""
    path = example("mali_2020") / "import" / f"flows_{month}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def nationalities() -> list[str]:
    """Every country that has a column in one of the months."""
    first = "under_5"
    names: dict[str, None] = {}
    for month in MONTHS:
        headers = list(records(month)[0])
        names.update(dict.fromkeys(headers[headers.index(first) + 1 :]))
    return sorted(names)


def french(country: str) -> str:
    """The French name of a country that the files call by its English one."""
    from azalai.model.names import normalise
    from azalai.wording import Wording
    from azalai.workspace.packs import country_spellings

    code = country_spellings()[normalise(country)] if country else ""
    assert not code or code in countries()
    return Wording("fr").country(code) if code else ""


def merged(folder: Path) -> list[Path]:
    """Two sheets with two header rows each; the type of movement in four columns of oui and non."""
    path = folder / "registre_2020.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        for month, title in zip(MONTHS, ("Mai 2020", "Juin 2020"), strict=True):
            sheet = book.add_worksheet(title)
            _merged_headers(sheet)
            for number, row in enumerate(records(month), start=2):
                kind = row["type_of_movement"]
                answers = ["" if not kind else "oui" if kind == item else "non" for item in TYPES]
                counts = [row[name] for name in COUNTS]
                people = [row.get(name) or "" for name in nationalities()]
                sheet.write_string(number, 0, row["form_no"])
                sheet.write_datetime(number, 1, datetime.fromisoformat(row["date"]), day)
                texts = [
                    row["point"],
                    FRENCH[row["direction"]],
                    row["total"],
                    french(row["next_destination"]),
                    french(row["final_destination"]),
                ]
                for place, text in enumerate([*texts, *answers, *counts, *people], start=2):
                    if text.isdigit():
                        sheet.write_number(number, place, int(text))
                    elif text:
                        sheet.write_string(number, place, text)
    return [path]


def _merged_headers(sheet: xlsxwriter.worksheet.Worksheet) -> None:
    alone = ("N° de fiche", "Date", "Point de suivi", "Sens", "Effectif total")
    for place, text in enumerate(alone):
        sheet.merge_range(0, place, 1, place, text)
    blocks = (
        ("Destination", ("Prochaine destination", "Destination finale")),
        ("Type de mouvement", ("Long terme", "Saisonnier", "Court terme local", "Autre")),
        ("Sexe et âge", ("Hommes", "Femmes", "Garçons", "Filles")),
    )
    place = len(alone)
    for title, parts in blocks:
        sheet.merge_range(0, place, 0, place + len(parts) - 1, title)
        for part in parts:
            sheet.write_string(1, place, part)
            place += 1
    sheet.merge_range(0, place, 1, place, "Moins de 5 ans")
    names = nationalities()
    sheet.merge_range(0, place + 1, 0, place + len(names), "Nationalités")
    for number, name in enumerate(names, start=place + 1):
        sheet.write_string(1, number, french(name))


def windows(folder: Path) -> list[Path]:
    """A wide CSV for each month, as an Excel set to French saves it in 1998 and in 2020."""
    paths = []
    names = nationalities()
    for month in MONTHS:
        path = folder / f"comptage_{month}.csv"
        head = ["N° fiche", "Date de comptage", "FMP", "Direction", "Total personnes",
                "Prochain pays", "Pays de destination finale", "Type de flux",
                "Hommes", "Femmes", "Garçons", "Filles", "Enfants de moins de 5 ans",
                *map(french, names)]  # fmt: skip
        lines = []
        for row in records(month):
            counts = [row[name] for name in ("total", *COUNTS)]
            people = [row.get(name) or "" for name in names]
            total, *parts = [text and f"{text},0" for text in counts]
            lines.append([
                row["form_no"], date.fromisoformat(row["date"]).strftime("%d/%m/%Y"), row["point"],
                FRENCH[row["direction"]], total, french(row["next_destination"]),
                french(row["final_destination"]), FRENCH.get(row["type_of_movement"], ""),
                *parts, *(text and f"{text},0" for text in people),
            ])  # fmt: skip
        with path.open("w", encoding="windows-1252", newline="") as file:
            csv.writer(file, delimiter=";").writerows([head, *lines])
        paths.append(path)
    return paths


def long(folder: Path) -> list[Path]:
    """A sheet of forms, and one with a row for each nationality of a form."""
    path = folder / "export_formulaire.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        forms, people = book.add_worksheet("form"), book.add_worksheet("nationalities")
        forms.write_row(0, 0, ["form_id", "survey date", "site", "flow direction",
                               "number of travellers", "next country", "final destination",
                               "movement type", "men", "women", "boys", "girls",
                               "children under five"])  # fmt: skip
        people.write_row(0, 0, ["form_id", "nationality", "persons"])
        line, other = 1, 1
        for month in MONTHS:
            for row in records(month):
                texts = [
                    row[name]
                    for name in (
                        "form_no",
                        "date",
                        "point",
                        "direction",
                        "total",
                        "next_destination",
                        "final_destination",
                        "type_of_movement",
                        *COUNTS,
                    )
                ]
                for place, text in enumerate(texts):
                    if text.isdigit():
                        forms.write_number(line, place, int(text))
                    elif text:
                        forms.write_string(line, place, text)
                for name in nationalities():
                    if row.get(name):
                        people.write_row(other, 0, [row["form_no"], name, int(row[name])])
                        other += 1
                line += 1
    return [path]


LAYOUTS: dict[str, Callable[[Path], list[Path]]] = {
    "merged": merged,
    "windows": windows,
    "long": long,
}
