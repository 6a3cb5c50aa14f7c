"""The records of a month as a flat table.

RX-01  a row a group, a column a count; a blank stays unknown and a zero a zero
RX-02  only public fields leave by default, secret ones never
RX-03  what leaves comes in again: the same records, under our names and the dictionary's
"""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from azalai.intake import import_file
from azalai.model.errors import WorkspaceError
from azalai.model.flows import Sensitivity
from azalai.model.periods import Month
from azalai.workspace import Folder, create, engine
from azalai.workspace.flat import Names, as_file, flat
from azalai.workspace.packs import country_pack, example

JUNE = Month(2020, 6)
TODAY = date(2020, 7, 10)
TEXT = (
    "form,day,place,way,n,next,type,men,women,boys,girls,alone,Mali,Niger\n"
    "A1,2020-06-01,East,in,3,Mali,seasonal,2,1,0,0,,2,\n"
    "A2,2020-06-02,West,out,2,,,,,,,1,,2\n"
    "A3,2020-06-03,West,,1,,,,,,,,,\n"
)


def rows_of(table: Any) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(as_file(table, "csv").decode())))


def test_rx01_a_row_a_group_and_a_column_a_count(mission: Any) -> None:
    mission.load(TEXT)
    rows = rows_of(flat(mission.folder, JUNE, Names.OURS, Sensitivity.CONFIDENTIAL))
    assert [row["record_id"] for row in rows] == ["A1", "A2", "A3"]
    first, second, third = rows
    assert (first["point"], first["date"], first["direction"], first["persons"]) == (
        "ML-east", "2020-06-01", "in", "3",
    )  # fmt: skip
    counts = {name: value for name, value in first.items() if " / " in name}
    assert counts == {
        "nationality / MLI": "2",
        "nationality / NER": "",
        "sex_age / F / adult": "1",
        "sex_age / F / minor": "0",
        "sex_age / M / adult": "2",
        "sex_age / M / minor": "0",
        "vulnerability / unaccompanied": "",
    }
    assert (second["nationality / NER"], second["sex_age / F / minor"]) == ("2", "")
    assert (third["direction"], third["nationality / MLI"]) == ("unknown", "")


def test_rx02_what_leaves_and_what_does_not(mission: Any) -> None:
    mapping = (
        'format = 1\n[columns]\nrecord_id = "form"\ndate = "day"\npoint = "place"\npersons = "n"\n'
        'enumerator = "next"\ncomment = "type"\ndevice = "way"\n[wide.vulnerability]\n'
        '"alone" = "unaccompanied"\n[wide.nationality]\n"*" = "countries"\n'
    )
    mission.load(TEXT.replace("Mali,seasonal", "Moussa,secretly"), mapping)
    public = flat(mission.folder, JUNE).column_names
    assert public == [
        "point", "date", "direction", "persons", "departure", "provenance", "next_destination",
        "final_destination", "movement_type", "transport", "information_source", "method",
    ]  # fmt: skip
    restricted = flat(mission.folder, JUNE, asked=Sensitivity.RESTRICTED).column_names
    assert {"record_id", "next_place", "nationality / MLI"} <= set(restricted)
    assert not {"device", "vulnerability / unaccompanied"} & set(restricted)
    widest = flat(mission.folder, JUNE, asked=Sensitivity.CONFIDENTIAL)
    assert {"device", "vulnerability / unaccompanied"} <= set(widest.column_names)
    for table in (widest, flat(mission.folder, JUNE, Names.DTM, Sensitivity.CONFIDENTIAL)):
        assert b"Moussa" not in as_file(table, "csv")
        assert b"secretly" not in as_file(table, "csv")


def test_rx03_names_and_codes_of_the_dictionary(mission: Any) -> None:
    mission.load(TEXT)
    rows = rows_of(flat(mission.folder, JUNE, Names.DTM, Sensitivity.CONFIDENTIAL))
    assert [row["m0630_ind_movement_type"] for row in rows] == ["entry", "exit", "dnk"]
    assert [row["m0641_fmr_fmp_code"] for row in rows] == ["ML-east", "ML-west", "ML-west"]
    assert [row["m2589_fmr_num_men_enter"] for row in rows] == ["2", "", ""]
    assert [row["m0709_fmr_num_uasc"] for row in rows] == ["", "1", ""]
    assert rows[0]["movement_type"] == "seasonal"  # the dictionary has no name for it


# Headings of counts say themselves what they count; only what they do not is declared.
AGAIN = {
    "ours": 'format = 1\n[wide.vulnerability]\n"vulnerability / under_5" = "under_5"\n'
    '[wide.sex_age]\n"sex_age / M / adult" = ["M", "adult"]\n'
    '"sex_age / M / minor" = ["M", "minor"]\n"sex_age / F / adult" = ["F", "adult"]\n'
    '"sex_age / F / minor" = ["F", "minor"]\n[wide.nationality]\n"*" = "countries"\n',
    "dtm": 'format = 1\n[wide.vulnerability]\n"vulnerability / under_5" = "under_5"\n'
    '[wide.nationality]\n"*" = "countries"\n',
}


def content(folder: Folder) -> list[list[tuple[Any, ...]]]:
    """Groups and counts, all but which import they came by."""
    with engine() as opened:
        folder.load(opened, [JUNE])
        return [
            opened.rows("SELECT * EXCLUDE (import_id) FROM groups ORDER BY record_id"),
            opened.rows("SELECT * FROM counts ORDER BY ALL"),
        ]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize("names", ["ours", "dtm"])
def test_rx03_what_leaves_comes_in_again(
    mali_imported: Path, tmp_path: Path, names: str, form: str
) -> None:
    before = Folder(mali_imported)
    table = flat(before, JUNE, Names(names), Sensitivity.CONFIDENTIAL)
    file, mapping = tmp_path / f"june.{form}", tmp_path / "again.toml"
    file.write_bytes(as_file(table, form))
    mapping.write_text(AGAIN[names], encoding="utf-8")
    after = create(tmp_path / "again", example("mali_2020"), country_pack("MLI"))
    report = import_file(after, file, mapping, TODAY)
    assert report.set_aside == 0
    assert report.groups == table.num_rows
    assert content(after) == content(before)


def test_rx03_texts_that_look_like_formulas_come_back(mission: Any, missions: Any) -> None:
    mapping = (
        'format = 1\n[columns]\nrecord_id = "form"\ndate = "day"\npoint = "place"\npersons = "n"\n'
        'next_place = "next"\n'
    )
    mission.load("form,day,place,n,next\nA1,2020-06-01,East,3,=1+1\n", mapping)
    data = as_file(flat(mission.folder, JUNE, asked=Sensitivity.RESTRICTED), "csv")
    assert b"'=1+1" in data
    other = missions()
    other.load(data.decode(), "format = 1\n")
    assert other.groups() == mission.groups()
    assert other.groups()[0]["next_place"] == "=1+1"


def test_rx01_a_month_without_records_is_said(mission: Any) -> None:
    mission.load(TEXT)
    with pytest.raises(WorkspaceError) as caught:
        flat(mission.folder, Month(2020, 5))
    assert caught.value.code == "no_records"
    assert caught.value.values == {"month": "2020-05", "known": "2020-06"}
