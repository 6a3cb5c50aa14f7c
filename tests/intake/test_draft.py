"""A drafted mapping.

DR-01  what a file's headers say is proposed, in both languages and in the ways sheets write it
DR-02  the draft is a mapping: it parses whatever the headers are, and an import can use it
DR-03  what the file does not tell is left to a person, as a comment with the evidence
DR-04  nothing is lost: a column without a place is listed
DR-05  no value of a confidential or secret field stands in it
DR-06  several files, several sheets: drift, repeats
"""

from __future__ import annotations

import re
import tomllib
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from azalai.intake.drafting import Draft, draft
from azalai.intake.drafting.words import cell_of, country_of, fields_like, people_of
from azalai.intake.mapping_file import read_mapping
from azalai.wording import Wording
from azalai.workspace.packs import example


def drafted(mission: Any, *files: Path, lang: str = "en", sheet: str = "") -> tuple[Draft, Any]:
    """The draft and what its TOML says; it is a mapping that can be read, always."""
    made = draft(mission.folder, files, Wording(lang), sheet)
    path = mission.file("draft.toml", made.text)
    return made, read_mapping(path).data


def commented(made: Draft, name: str) -> str:
    """The entry of a name that stands as a comment, without its remark."""
    found = re.search(rf"^# {re.escape(name)} = (.*?)(?: +# .*)?$", made.text, re.MULTILINE)
    assert found is not None, made.text
    return found[1]


FRENCH = """N° fiche;Date de collecte;Heure;PSF;Sens;Effectif;Pays de provenance;\
Destination prochaine;Destination finale;Moyen de transport;Hommes;Femmes;Garçons;Filles;\
Enfants < 5 ans;Femmes enceintes;\
Mali;Côte d'Ivoire;Nom du chauffeur;Enquêteur;Remarques
F1;13/06/2020;08:15;Est;Entrée;5;Mali;Sénégal;Espagne;Bus;3;2;;;0;;1;4;Ali B;Moussa K;retard
F2;05/06/2020;09:15;Ouest;Sortie;3;Niger;Mali;NSP;Pirogue;1;2;;;0;;3;;Sidi T;Moussa K;
"""


def test_dr01_a_french_sheet(mission: Any) -> None:
    file = mission.file("juin.csv", "")
    file.write_bytes(FRENCH.encode("windows-1252"))
    made, data = drafted(mission, file, lang="fr")
    assert made.missing == ()
    assert data["columns"] == {
        "record_id": "N° fiche",
        "point": "PSF",
        "date": "Date de collecte",
        "time": "Heure",
        "direction": "Sens",
        "persons": "Effectif",
        "provenance": "Pays de provenance",
        "next_destination": "Destination prochaine",
        "final_destination": "Destination finale",
        "transport": "Moyen de transport",
        "enumerator": "Enquêteur",
        "comment": "Remarques",
    }
    assert data["wide"]["sex_age"] == {
        "Hommes": ["M", "adult"],
        "Femmes": ["F", "adult"],
        "Garçons": ["M", "minor"],
        "Filles": ["F", "minor"],
    }
    assert data["wide"]["vulnerability"] == {
        "Enfants < 5 ans": "under_5",
        "Femmes enceintes": "pregnant",
    }
    assert data["wide"]["nationality"] == {"*": "countries"}
    assert data["file"] == {
        "encoding": "windows-1252", "delimiter": ";", "date_format": "%d/%m/%Y"
    }  # fmt: skip
    assert data["unknown"] == ["NSP"]
    assert data["values"]["direction"] == {"Entrée": "in", "Sortie": "out"}
    assert data["values"]["transport"] == {"Pirogue": "boat"}
    assert made.unread == ("Nom du chauffeur",)


def test_dr02_the_draft_of_a_clear_file_imports_it(mission: Any) -> None:
    made, _ = drafted(mission, mission.file("juin.csv", FRENCH), lang="fr")
    report = mission.load(FRENCH, made.text, name="juin.csv")
    assert (report.groups, report.persons, report.set_aside) == (2, 8, 0)
    assert ("F1", "nationality", "CIV", "", 4) in mission.counts()


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("Date of data collection", "date"),
        ("Jour", "date"),
        ("Point de suivi", "point"),
        ("FMP name", "point"),
        ("Site", "point"),
        ("Sens du flux", "direction"),
        ("Entrée-sortie", "direction"),
        ("Entrée/Sortie", "direction"),
        ("Nombre total", "persons"),
        ("Nb de personnes", "persons"),
        ("# of travellers", "persons"),
        ("Pays de départ", "departure"),
        ("DESTINATION FINALE", "final_destination"),
        ("Prochaine destination", "next_destination"),
        ("form_no", "record_id"),
        ("Identification / N° fiche", "record_id"),
        ("Type de mouvement", "movement_type"),
        ("Mode of transport", "transport"),
        ("Nom de l’enquêteur", "enumerator"),
        ("Observations", "comment"),
        ("m0641_fmr_fmp_code", "point"),
        ("m0630_ind_movement_type", "direction"),
    ],
)
def test_dr01_what_sheets_call_fields(header: str, field: str) -> None:
    found = fields_like(header)
    assert [item.field for item in found][:1] == [field]
    assert found[0].sure


def test_dr01_near_spellings_are_not_sure_and_far_ones_are_nothing() -> None:
    near = fields_like("Moyen de trasport")
    assert [(item.field, item.sure) for item in near] == [("transport", False)]
    assert fields_like("Nom du chauffeur") == []
    assert fields_like("Date de naissance") == []


@pytest.mark.parametrize(
    ("header", "cell"),
    [
        ("Adult males", ("M", "adult")),
        ("F<18", ("F", "minor")),
        ("H 18+", ("M", "adult")),
        ("Men", ("M", "")),
        ("# girls", ("F", "minor")),
        ("Nombre de garçons", ("M", "minor")),
        ("Femmes (18 ans et plus)", ("F", "adult")),
        ("Filles 5-17 ans", ("F", "minor")),
        ("Composition / Hommes / 18-59", ("M", "adult")),
        ("m2590", None),
        ("Adultes", None),
        ("Femmes enceintes", None),
    ],
)
def test_dr01_cells_of_sex_and_age(header: str, cell: tuple[str, str] | None) -> None:
    found = cell_of(header)
    assert (None if found is None else (found.sex, found.age)) == cell


def test_dr01_countries_and_peoples() -> None:
    assert (country_of("Nationalités / Mali"), country_of("Autres")) == ("MLI", "")
    assert (people_of("Nigériens"), people_of("Nigérianes"), people_of("Nigerians")) == (
        "NER", "NGA", "NGA",
    )  # fmt: skip


def test_dr01_the_packaged_example_needs_no_edit(mission: Any) -> None:
    pack = example("mali_2020")
    made, data = drafted(mission, *sorted((pack / "import").glob("*.csv")))
    right = tomllib.loads((pack / "mappings" / "flows.toml").read_text(encoding="utf-8"))
    assert (data["columns"], data["wide"]) == (right["columns"], right["wide"])
    assert (data["unknown"], data["optional"], data["ignore"]) == ([], [], [])
    assert data["file"] == {}
    assert made.unread == ()


def test_dr01_names_of_the_data_dictionary(mission: Any) -> None:
    text = (
        "m1855_meta_assessment_date,m0641_fmr_fmp_code,m3041_fm_num_travellers,"
        "m2589_fmr_num_men_enter,m0709_fmr_num_uasc\n2020-06-01,East,3,2,1\n"
    )
    made, data = drafted(mission, mission.file("a.csv", text))
    assert set(data["columns"]) == {"date", "point", "persons"}
    assert data["wide"] == {
        "vulnerability": {"m0709_fmr_num_uasc": "unaccompanied"},
        "sex_age": {"m2589_fmr_num_men_enter": ["M", "adult"]},
    }
    assert made.unread == ()


def test_dr01_totals_and_parts_are_not_counted_twice(mission: Any) -> None:
    made, data = drafted(
        mission,
        mission.file(
            "a.csv",
            "Date,FMP,Total,Hommes,Hommes 18+,Garçons,Filles,Filles < 5 ans,Total femmes,Femmes\n"
            "2020-06-01,East,9,3,2,1,3,1,6,3\n",
        ),
    )
    assert data["wide"]["sex_age"] == {
        "Hommes 18+": ["M", "adult"],
        "Garçons": ["M", "minor"],
        "Filles": ["F", "minor"],
        "Femmes": ["F", "adult"],
    }
    assert set(made.unread) == {"Hommes", "Filles < 5 ans", "Total femmes"}


def test_dr01_yes_no_and_numbers_are_told_apart_by_the_values(mission: Any) -> None:
    text = (
        "date,FMP,total,Type de mouvement / Saisonnier,Type de mouvement / Retour,"
        "Motif / Travail,Motif / Famille,Handicap,Femmes enceintes\n"
        "2020-06-01,East,9,oui,non,3,2,1,oui\n2020-06-02,East,4,non,oui,0,4,0,non\n"
    )
    made, data = drafted(mission, mission.file("a.csv", text))
    assert data["yes_no"] == {
        "movement_type": {
            "Type de mouvement / Saisonnier": "seasonal",
            "Type de mouvement / Retour": "return",
        }
    }
    assert data["wide"] == {
        "vulnerability": {"Handicap": "disability"},
        "reason": {"Motif / Travail": "work", "Motif / Famille": "family"},
    }
    assert made.unread == ("Femmes enceintes",)


def test_dr03_a_day_that_can_be_either_is_left_to_a_person(mission: Any) -> None:
    made, data = drafted(
        mission, mission.file("a.csv", "Date,FMP,Total\n03/06/2020,East,1\n12/11/2020,East,2\n")
    )
    assert data["file"] == {}
    assert commented(made, "date_format") == '"%d/%m/%Y"'
    assert "03/06/2020 can be either" in made.text
    assert '"%m/%d/%Y"' in made.text


@pytest.mark.parametrize(
    ("days", "form"),
    [
        (["13/06/2020", "03/06/2020"], "%d/%m/%Y"),
        (["06/13/2020", "06/03/2020"], "%m/%d/%Y"),
        (["13.06.20"], "%d.%m.%y"),
        (["2020/06/13"], "%Y/%m/%d"),
        (["44012", "44013"], "excel"),
        (["2020-06-01"], None),
    ],
)
def test_dr03_the_only_form_that_fits_is_written(
    mission: Any, days: list[str], form: str | None
) -> None:
    text = "Date,FMP,Total\n" + "".join(f"{day},East,1\n" for day in days)
    _, data = drafted(mission, mission.file("a.csv", text))
    assert data["file"].get("date_format") == form


def test_dr03_days_of_both_orders_are_not_decided(mission: Any) -> None:
    rows = "13/06/2020,East,1\n14/06/2020,East,1\n06/15/2020,East,1\n"
    made, data = drafted(mission, mission.file("a.csv", "Date,FMP,Total\n" + rows))
    assert "date_format" not in data["file"]
    assert "Ask who filled the file" in made.text


def test_dr03_days_that_a_spreadsheet_turned_around_are_told(mission: Any) -> None:
    rows = "2020-03-06,East,1\n2020-04-06,East,1\n13/06/2020,East,1\n14/06/2020,East,1\n"
    made, data = drafted(mission, mission.file("a.csv", "Date,FMP,Total\n" + rows))
    assert data["file"] == {"date_format": "%d/%m/%Y"}
    assert commented(made, "turned_dates") == '"swap"'
    usual = rows.replace("2020-04-06", "2020-04-26")
    made, _ = drafted(mission, mission.file("b.csv", "Date,FMP,Total\n" + usual))
    assert "turned_dates" not in made.text
    assert "(2 rows)" in made.text  # mixed all the same, and told


def test_dr03_near_words_are_proposed_and_not_active(mission: Any) -> None:
    text = (
        "Date,FMP,Total,Next destination,Sens\n2020-06-01,Eastt,1,Burkina Fasso,entrée\n"
        "2020-06-01,Eastt,1,Burkina Fasso,Xyz\n2020-06-01,East,1,-,sortie\n"
    )
    made, data = drafted(mission, mission.file("a.csv", text))
    assert data["values"]["point"] == {}
    assert data["values"]["next_destination"] == {}
    assert data["values"]["direction"] == {"entrée": "in", "sortie": "out"}
    assert commented(made, '"Eastt"') == '"ML-east"'
    assert '# "Burkina Fasso" = "BFA"' in made.text
    assert "2 rows; nearest: Burkina Faso" in made.text
    assert commented(made, '"Xyz"') == '""'
    assert data["unknown"] == []
    assert commented(made, "unknown") == '["-"]'


def test_dr03_do_not_know_is_not_denmark_unasked(mission: Any) -> None:
    text = "Date,FMP,Total,Next destination\n2020-06-01,East,1,DNK\n2020-06-01,East,1,Mali\n"
    made, data = drafted(mission, mission.file("a.csv", text))
    assert data["unknown"] == []
    assert commented(made, "unknown") == '["DNK"]'


def test_dr03_what_is_not_found_is_said_at_the_top(mission: Any) -> None:
    made, data = drafted(
        mission, mission.file("a.csv", "Date,Remarques\n2020-06-01,x\n"), lang="fr"
    )
    assert made.missing == ("point", "persons")
    assert "PAS TROUVÉ\u00a0: point et persons" in made.text.split("format = 1")[0]
    assert data["columns"] == {"date": "Date", "comment": "Remarques"}


def test_dr05_values_of_confidential_fields_do_not_appear(mission: Any) -> None:
    made, _ = drafted(mission, mission.file("juin.csv", FRENCH))
    for secret in ("Moussa", "retard", "Ali B", "Sidi T"):
        assert secret not in made.text
    assert "08:15" in made.text


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    header=st.text(st.characters(exclude_categories=("Cs",)), max_size=30),
    value=st.text(st.characters(exclude_categories=("Cs",)), max_size=30),
)
def test_dr02_whatever_the_headers_the_draft_is_toml(mission: Any, header: str, value: str) -> None:
    file = mission.folder.root.parent / "odd.xlsx"
    clean = "".join(letter for letter in header if letter.isprintable() or letter in "\n\t\x7f")
    book = xlsxwriter.Workbook(str(file), {"strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet()
    cells = [
        ["Date", "FMP", "Total", clean + '"\\', "Sens"],
        ["2020-06-01", "East", "1", value, value],
    ]
    for row, texts in enumerate(cells):
        for column, text in enumerate(texts):
            sheet.write_string(row, column, text)
    book.close()
    made, data = drafted(mission, file)
    assert data["columns"]["date"] == "Date"
    assert made.missing == ()


def two_rows(path: Path) -> Path:
    """Two sheets of one kind under a cover sheet; a title, then two rows of names."""
    book = xlsxwriter.Workbook(str(path))
    book.add_worksheet("Lisez-moi").write(0, 0, "Suivi des flux")
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    for name, month in (("Mai", 5), ("Juin", 6)):
        sheet = book.add_worksheet(name)
        sheet.write(0, 0, "Suivi des flux")
        for column, text in enumerate(("Jour", "FMP", "Total personnes")):
            sheet.merge_range(1, column, 2, column, text)
        sheet.merge_range(1, 3, 1, 4, "Composition")
        sheet.merge_range(1, 5, 1, 6, "Nationalités")
        for column, text in enumerate(("H 18+", "F<18", "Mali", "Niger"), 3):
            sheet.write(2, column, text)
        for row in range(6):
            sheet.write_datetime(3 + row, 0, datetime(2020, month, row + 1), day)
            sheet.write(3 + row, 1, "Est")
            for column, number in enumerate((3, 2, 1, 3), 2):
                sheet.write(3 + row, column, number)
    book.close()
    return path


def test_dr06_sheets_that_look_alike_and_two_rows_of_names(mission: Any, tmp_path: Path) -> None:
    made, data = drafted(mission, two_rows(tmp_path / "a.xlsx"))
    assert data["file"] == {"sheets": ["Mai", "Juin"], "header_row": 2, "header_rows": 2}
    assert data["columns"] == {"point": "FMP", "date": "Jour", "persons": "Total personnes"}
    assert data["wide"]["sex_age"] == {
        "Composition / H 18+": ["M", "adult"],
        "Composition / F<18": ["F", "minor"],
    }
    assert data["wide"]["nationality"] == {"*": "countries"}
    assert made.unread == ()


def test_dr06_columns_that_drift(mission: Any) -> None:
    may = mission.file("may.csv", "Date,FMP,Total,Men\n2020-05-01,East,3,1\n")
    june = mission.file("june.csv", "Date,Site,Total,Men,Girls\n2020-06-01,East,3,1,1\n")
    made, data = drafted(mission, may, june)
    assert data["columns"]["point"] == ["FMP", "Site"]
    assert data["optional"] == ["Girls"]
    assert made.unread == ()


def test_dr06_a_second_sheet_that_counts_nationalities(mission: Any, tmp_path: Path) -> None:
    path = tmp_path / "form.xlsx"
    book = xlsxwriter.Workbook(str(path))
    main, inside = book.add_worksheet("main"), book.add_worksheet("nat")
    tables = {
        main: [["_id", "date", "FMP name", "Number of travellers"]]
        + [[1000 + n, f"2020-06-0{n}", "East", n + 1] for n in range(1, 6)],
        inside: [["_index", "_parent_id", "nationality", "persons"]]
        + [[n, 1000 + n, "Mali", n] for n in range(1, 6)],
    }
    for sheet, rows in tables.items():
        for at, row in enumerate(rows):
            sheet.write_row(at, 0, row)
    book.close()
    _, data = drafted(mission, path)
    assert data["columns"]["record_id"] == "_id"
    assert data["repeat"] == {
        "nationality": {
            "sheet": "nat",
            "key": "_parent_id",
            "of": "_id",
            "category": "nationality",
            "persons": "persons",
        }
    }


def test_dr06_a_second_file_that_counts_nationalities(mission: Any) -> None:
    main = mission.file(
        "june.csv", "fiche,date,FMP,total\nA1,2020-06-01,East,2\nA2,2020-06-02,East,3\n"
    )
    other = mission.file(
        "june_nat.csv", "fiche,nationalité,nombre\nA1,Mali,2\nA2,Niger,1\nA2,Mali,2\n"
    )
    _, data = drafted(mission, main, other)
    assert data["repeat"]["nationality"] == {
        "file": "{stem}_nat.csv",
        "key": "fiche",
        "of": "fiche",
        "category": "nationalité",
        "persons": "nombre",
    }


def test_dr06_rows_of_one_form(mission: Any) -> None:
    text = (
        "Fiche,Date,Site,Nationalité,Effectif\n1,2020-06-03,East,Mali,2\n1,2020-06-03,East,Niger,1\n"
        "2,2020-06-04,East,Niger,1\n2,2020-06-04,East,Mali,3\n"
    )
    made, data = drafted(mission, mission.file("a.csv", text))
    assert data["long"] == {
        "group_by": ["Fiche"], "persons": "Effectif", "nationality": "Nationalité"
    }  # fmt: skip
    assert "persons" not in data["columns"]
    report = mission.load(text, made.text)
    assert (report.groups, report.persons) == (2, 7)


def test_dr06_rows_of_persons_repeat_the_size_of_their_group(mission: Any) -> None:
    text = (
        "Fiche,Date,Site,Total,Sexe,Tranche d'âge\n1,2020-06-03,East,2,M,Adulte\n"
        "1,2020-06-03,East,2,F,Adulte\n2,2020-06-04,East,1,F,Mineur\n"
    )
    _, data = drafted(mission, mission.file("a.csv", text))
    assert data["columns"]["persons"] == "Total"
    assert data["long"] == {"group_by": ["Fiche"], "sex": "Sexe", "age": "Tranche d'âge"}


def test_dr06_a_sheet_for_each_point(mission: Any, tmp_path: Path) -> None:
    path = tmp_path / "points.xlsx"
    book = xlsxwriter.Workbook(str(path))
    for name in ("East", "West"):
        sheet = book.add_worksheet(name)
        sheet.write_row(0, 0, ["Date", "Total", "Sens"])
        sheet.write_row(1, 0, ["2020-06-01", 4, "in"])
    book.close()
    _, data = drafted(mission, path)
    assert data["columns"]["point"] == "{sheet}"
    assert data["file"] == {"sheets": ["East", "West"]}
