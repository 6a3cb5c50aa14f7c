"""Rounds from spreadsheets: three layouts of one imaginary operation say the same."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from azalai.intake.figures.round_draft import draft_round
from azalai.model.errors import InputError
from azalai.wording import Wording

ROWS = [
    # region, code, district, code, location, id, households, persons, men, women, boys, girls,
    # region of origin
    ("Gao", "ML07", "Bourem", "ML0702", "Taboye", "L1", 20, 110, 25, 30, 25, 30, "Kidal"),
    ("Gao", "ML07", "Bourem", "ML0702", "Bamba", "L2", 5, 30, 6, 9, 7, 8, "Kidal"),
    ("Gao", "ML07", "Ansongo", "ML0701", "Tessit", "L3", 10, 60, 12, 18, 14, 16, "Menaka"),
    ("Mopti", "ML05", "Douentza", "ML0503", "Hombori", "L4", 40, 200, 50, 55, 45, 50, "Gao"),
]
EN = ("Region", "Admin 1 P-code", "District", "Admin 2 P-code", "Site name", "Site ID",
      "IDP households", "IDP individuals", "Men", "Women", "Boys", "Girls",
      "Region of origin")  # fmt: skip
FR = ("Région", "Code région", "Cercle", "Code cercle", "Localité", "Code localité",
      "Nb ménages PDI", "Nb individus PDI", "Hommes", "Femmes", "Garçons", "Filles",
      "Région d’origine")  # fmt: skip
KIT = ("adm1", "m0303_meta_adm1_pcode", "adm2", "m0304_meta_adm2_pcode", "m0448_loc_site_name",
       "m0445_loc_site_id_ssid", "m0309_loc_num_idp_hh", "m0310_loc_num_idp_ind",
       "m2523_loc_num_men", "m2522_loc_num_women", "m2521_loc_num_boys", "m2520_loc_num_girls",
       "m3390_loc_main_origin_adm1")  # fmt: skip
SAID = {"operation": "Sahel", "round": "4", "assessment": "BA", "date": "2024-05-31"}

# Σ Taboye + Bamba = 140; + Tessit = 200; + Hombori = 400.
PERSONS = {"L1": "110", "L2": "30", "L3": "60", "L4": "200", "ML0702": "140", "ML0701": "60",
           "ML0503": "200", "ML07": "200", "ML05": "200", "MLI": "400"}  # fmt: skip
HOUSEHOLDS = {"L1": "20", "L2": "5", "L3": "10", "L4": "40", "ML0702": "25", "ML0701": "10",
              "ML0503": "40", "ML07": "35", "ML05": "40", "MLI": "75"}  # fmt: skip


def sheet(headers: tuple[str, ...], rows: list[tuple[Any, ...]] = ROWS) -> str:
    return "\n".join(",".join(map(str, row)) for row in [headers, *rows]) + "\n"


def stocks(room: Any, unit: str = "persons") -> dict[str, str]:
    found = room.values(unit=unit, population="idp")
    return {key[0]: value for key, value in found.items() if len(key) == 1}


def rules(report: Any) -> list[str]:
    return [item.rule for item in report.findings]


def book(path: Path, rows: list[tuple[Any, ...]]) -> Path:
    """A workbook with a title, merged groups of columns, and subtotals."""
    with xlsxwriter.Workbook(path) as made:
        page = made.add_worksheet("Tour 4")
        page.write(0, 0, "Évaluation de base, tour 4")
        for first, last, text in ((0, 1, "Zone 1"), (2, 3, "Zone 2"), (4, 5, "Site"),
                                  (6, 7, "PDI"), (8, 11, "Sexe et âge")):  # fmt: skip
            page.merge_range(2, first, 2, last, text)
        page.merge_range(2, 12, 3, 12, "Région d’origine")
        under = ("Région", "Code région", "Cercle", "Code cercle", "Localité", "Code localité",
                 "Ménages", "Individus", "Hommes", "Femmes", "Garçons", "Filles")  # fmt: skip
        for column, text in enumerate(under):
            page.write(3, column, text)
        for number, row in enumerate(rows, start=4):
            for column, cell in enumerate(row):
                page.write(number, column, cell)
    return path


@pytest.mark.parametrize("headers", [EN, FR, KIT], ids=["en", "fr", "kit"])
def test_three_layouts_give_the_same_stocks(room: Any, headers: tuple[str, ...]) -> None:
    report = room.bring("round.csv", sheet(headers), said=SAID)
    assert (report.kind, report.rounds, report.set_aside) == ("round", 1, 0)
    assert stocks(room) == PERSONS
    assert stocks(room, "households") == HOUSEHOLDS
    found = room.values(unit="persons")
    assert found["ML0702", "F", "minor"] == "38"
    assert found["MLI", "M", "adult"] == "93"
    assert found["MLI", "ML08"] == "140"  # from Kidal
    assert found["MLI", "ML07"] == "200"  # from Gao


def test_a_workbook_with_merged_headers_gives_the_same(room: Any, tmp_path: Path) -> None:
    from datetime import date

    from azalai.intake.figures import import_figures

    path = book(tmp_path / "round.xlsx", ROWS)
    import_figures(room.folder, path, date(2024, 7, 1), said=SAID)
    assert stocks(room) == PERSONS
    assert room.values(unit="persons")["ML0702", "F", "minor"] == "38"


def test_ids_do_not_depend_on_the_layout(room: Any) -> None:
    room.bring("en.csv", sheet(EN), said=SAID)
    before = {figure.id: figure.value for figure in room.ledger}
    report = room.bring("fr.csv", sheet(FR), said=SAID)
    assert report.known == report.figures
    assert {figure.id: figure.value for figure in room.ledger} == before


def test_totals_are_compared_and_not_counted(room: Any) -> None:
    blank = ("",) * 12
    rows = [
        *ROWS[:3], ("Total Gao", *blank[:5], 35, 200, 43, 57, 46, 54, ""),
        ROWS[3], ("Sous-total Mopti", *blank[:5], 40, 200, 50, 55, 45, 50, ""),
        ("Grand total", *blank[:5], 75, 401, 93, 112, 91, 104, ""),
    ]  # fmt: skip
    report = room.bring("round.csv", sheet(EN, rows), said=SAID)
    assert stocks(room) == PERSONS
    (differing,) = [item for item in report.findings if item.rule == "total_differs"]
    assert (differing.value, differing.expected, differing.row) == ("401", "400", 8)
    assert rules(report).count("total_fits") == 2
    assert report.set_aside == 3


def test_a_last_row_without_a_place_that_adds_up_is_a_total(room: Any) -> None:
    rows = [*ROWS, ("",) * 6 + (75, 400, 93, 112, 91, 104, "")]
    room.bring("round.csv", sheet(EN, rows), said=SAID)
    assert stocks(room) == PERSONS


def test_persons_are_computed_only_with_a_declared_size(room: Any) -> None:
    rows = [row[:7] for row in ROWS]
    report = room.bring("a.csv", sheet(EN[:7], rows), said=SAID)
    assert "households_only" in rules(report)
    assert stocks(room) == {}
    assert stocks(room, "households") == HOUSEHOLDS
    report = room.bring("a.csv", sheet(EN[:7], rows), said=SAID | {"household_size": "6"},
                        replaces="a.csv")  # fmt: skip
    assert "multiplied" in rules(report)
    assert stocks(room)["ML07"] == "~210"  # 35 households × 6
    figure = next(item for item in room.ledger if item.place == "ML07" and item.unit == "persons")
    assert (figure.household_size, figure.note) == (6, "households × 6")


def test_a_stated_size_of_each_row_is_used(room: Any) -> None:
    rows = [("Gao", "ML07", 10, "5.5"), ("Mopti", "ML05", 3, "")]
    headers = ("Region", "Admin 1 P-code", "IDP households", "Average HH size")
    room.bring("a.csv", sheet(headers, rows), said=SAID)
    assert stocks(room) == {"ML07": "~55", "MLI": ">=55"}


def test_what_cannot_be_read_is_set_aside_and_bounds_its_stock(room: Any) -> None:
    rows = [
        ROWS[0], (*ROWS[1][:7], "env. 30", *ROWS[1][8:]),
        ("",) * 6 + (1, 5, 1, 2, 1, 1, ""), (*ROWS[3][:7], "ND", *ROWS[3][8:]),
    ]  # fmt: skip
    report = room.bring("a.csv", sheet(EN, rows), said=SAID)
    assert stocks(room)["ML0702"] == ">=110"
    assert {"not_a_count", "no_area_row"} <= set(rules(report))
    assert stocks(room)["L4"] == "?"


MAPPING = """format = 1
kind = "round"
unknown = ["?"]
ignore = ["Remarks"]
[file]
date_format = "%d/%m/%Y"
[fixed]
operation = "Sahel"
assessment = "BA"
[columns]
round = "Wave"
date = "Visited"
admin1_code = ["Area", "Zone"]
idp_persons = ["Heads", "Têtes"]
[cells]
"Male" = ["M", ""]
"Female" = ["F", ""]
[values.reason]
"Konflikt" = "conflict"
"""


def test_one_mapping_serves_headers_that_drift(room: Any) -> None:
    mapping = room.file("m.toml", MAPPING)
    one = "Area,Heads,Visited,Wave,Male,Female,Displacement reason,Remarks\n" \
          "ML07,100,31/05/2024,4,40,60,Konflikt,x\nML08,?,31/05/2024,4,,,Konflikt,\n"  # fmt: skip
    two = "Têtes,Visited,Zone,Wave\n80,30/06/2024,ML07,5\n"
    room.bring("one.csv", one, mapping=mapping)
    room.bring("two.csv", two, mapping=mapping)
    found = {(item.place, item.round, str(item.as_of)): item for item in room.ledger
             if not (item.sex or item.breakdown)}  # fmt: skip
    assert found["ML07", "4", "2024-05-31"].value == 100
    assert not found["ML08", "4", "2024-05-31"].known
    assert found["ML07", "5", "2024-06-30"].value == 80
    assert room.values()["ML07", "F"] == "60"
    assert room.values()["ML07", "reason=conflict"] == "100"


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ('format = 1\nkind = "flows"\n', "mapping_bad"),
        ('format = 1\nkind = "round"\n[colums]\n', "mapping_unknown_section"),
        ('format = 1\nkind = "round"\n[columns]\nidps = "x"\n', "mapping_unknown_field"),
        ('format = 1\nkind = "round"\n[cells]\n"x" = ["W"]\n', "mapping_bad"),
        ('format = 1\nkind = "round"\n[fixed]\nhousehold_size = "six"\n', "mapping_bad"),
        ('format = 1\nkind = "round"\n[file]\ndate_format = "DD/MM"\n', "mapping_bad"),
    ],
)
def test_a_mapping_that_cannot_be_is_refused(room: Any, said: str, code: str) -> None:
    with pytest.raises(InputError) as problem:
        room.bring("a.csv", sheet(EN), mapping=room.file("m.toml", said))
    assert problem.value.code == code


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_a_draft_can_be_used_once_the_round_is_said(room: Any, lang: str) -> None:
    path = room.file("round.csv", sheet((*EN, "Remarks", "IDP indviduals (old)"),
                                        [(*row, "x", 1) for row in ROWS]))  # fmt: skip
    made = draft_round(path, Wording(lang))
    data = tomllib.loads(made.text)
    assert data["columns"]["idp_persons"] == "IDP individuals"
    assert data["cells"]["Women"] == ["F", "adult"]
    assert "Remarks" in made.unread
    assert '# operation = ""' in made.text
    room.bring("round2.csv", sheet(EN), mapping=room.file("m.toml", made.text), said=SAID)
    assert stocks(room) == PERSONS


def test_a_draft_marks_what_is_only_near(room: Any) -> None:
    path = room.file("round.csv", "Regoin name,IDP indviduals\nGao,5\n")
    made = draft_round(path, Wording("en"))
    assert '# idp_persons = "IDP indviduals"' in made.text
    assert "columns" in tomllib.loads(made.text)
    with pytest.raises(InputError) as problem:
        room.bring("round2.csv", "Region,IDP indviduals\nGao,5\n", kind="round", said=SAID)
    assert problem.value.code == "round_no_counts"


def test_names_without_codes_get_one(room: Any) -> None:
    report = room.bring("a.csv", "Region,Village,IDPs\nGao,Wabaria,30\n", said=SAID)
    assert "made_up_codes" in rules(report)
    assert stocks(room) == {"ML07.wabaria": "30", "ML07": "30", "MLI": "30"}


def test_a_round_without_a_date_gives_nothing(room: Any) -> None:
    report = room.bring("a.csv", sheet(EN), said={"operation": "Sahel"})
    assert (report.figures, report.changed) == (0, False)
    assert set(rules(report)) >= {"no_day"}
    assert not (room.folder.root / "figures").exists()
