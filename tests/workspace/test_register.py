"""The register: files a person edits.

WS-01  what cannot be read is named with its file, row and column
WS-02  what would silently change a count is refused: roles that overlap, names of two points
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from azalai.model.errors import WorkspaceError
from azalai.model.points import DayStatus, Role
from azalai.workspace.published import read_published
from azalai.workspace.register import read_register

POINTS = (
    "code,name_en,aliases,latitude,longitude,accuracy_km,opened,closed\n"
    "ML-a,Alpha,Un|Eins,10,1,5,2020-01-01,\n"
    "ML-b,Beta,,11,2,5,2020-01-01,2020-12-31\n"
)


def register(folder: Path, name: str = "", text: str = "") -> Path:
    """A register of two points, with one more file or another one."""
    (folder / "points.csv").write_text(POINTS, encoding="utf-8")
    if name:
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("name", "text", "row", "column"),
    [
        ("points.csv", POINTS + "ML-c,Gamma,,91,2,5,2020-01-01,\n", 4, "latitude"),
        ("points.csv", POINTS + "ML-c,Gamma,,nan,2,5,2020-01-01,\n", 4, "latitude"),
        ("points.csv", POINTS + "ML-c,Gamma,,1,181,5,2020-01-01,\n", 4, "longitude"),
        ("points.csv", POINTS + "ML-c,Gamma,,1,1,near,2020-01-01,\n", 4, "accuracy_km"),
        ("points.csv", POINTS + "ML-c,Gamma,,1,1,5,01/06/2020,\n", 4, "opened"),
        ("points.csv", POINTS + "ML-c,Gamma,,1,1,5,,\n", 4, "opened"),
        ("points.csv", POINTS + "ML-c,Gamma,,1,1,5,2020-06-01,2020-05-31\n", 4, "closed"),
        ("points.csv", POINTS + ",Gamma,,1,1,5,2020-06-01,\n", 4, "code"),
        ("points.csv", POINTS + "ML-a,Gamma,,1,1,5,2020-06-01,\n", 4, "code"),
        ("points.csv", POINTS + "ML-c,BETA,,1,1,5,2020-06-01,\n", 4, "name_en"),
        ("points.csv", POINTS + "ML-c,Gamma,eins,1,1,5,2020-06-01,\n", 4, "aliases"),
        ("roles.csv", "point,role,from,to\nML-a,border,2020-01-01,\n", 2, "role"),
        ("roles.csv", "point,role,from,to\nML-z,transit,2020-01-01,\n", 2, "point"),
        ("roles.csv", "point,role,from,to\nML-a,transit,,\n", 2, "from"),
        ("roles.csv", "point,role,from,to\nML-a,transit,2020-02-01,2020-01-01\n", 2, "to"),
        (
            "roles.csv",
            "point,role,from,to\nML-a,transit,2020-01-01,2020-06-15\nML-a,entry_exit,2020-06-15,\n",
            3,
            "from",
        ),
        ("staffing.csv", "point,from,weekdays\nML-a,2020-01-01,1238\n", 2, "weekdays"),
        ("staffing.csv", "point,from,weekdays\nML-a,2020-01-01,Mon\n", 2, "weekdays"),
        ("staffing.csv", "point,from,weekdays\nML-z,2020-01-01,1\n", 2, "point"),
        ("days.csv", "point,from,status\nML-z,2020-06-01,zero\n", 2, "point"),
        ("days.csv", "point,from,status\nML-a,2020-06-01,collected\n", 2, "status"),
        ("days.csv", "point,from,status\nML-a,2020-06-31,zero\n", 2, "from"),
        ("notes.csv", "kind,from,text_en,text_fr\nbreaks,2020-06-01,a,b\n", 2, "kind"),
        ("notes.csv", "kind,from,text_en,text_fr\n,2020-06-01,a,b\n", 2, "kind"),
    ],
)
def test_ws01_a_cell_that_cannot_stand_is_named(
    tmp_path: Path, name: str, text: str, row: int, column: str
) -> None:
    with pytest.raises(WorkspaceError) as caught:
        read_register(register(tmp_path, name, text))
    assert caught.value.code == "bad_cell"
    assert Path(str(caught.value.values["path"])).name == name
    assert (caught.value.values["row"], caught.value.values["column"]) == (row, column)


def test_ws01_a_missing_column_is_named(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError) as caught:
        read_register(register(tmp_path, "roles.csv", "place,kind\nML-a,transit\n"))
    assert caught.value.code == "column_missing"
    assert caught.value.values["column"] == "point, role, from"


def test_ws01_a_register_saved_in_another_encoding_is_said_to_be_so(tmp_path: Path) -> None:
    register(tmp_path)
    line = "ML-c,Bénéna,,1,1,5,2020-06-01,\n".encode("windows-1252")
    (tmp_path / "points.csv").write_bytes(POINTS.encode() + line)
    with pytest.raises(WorkspaceError) as caught:
        read_register(tmp_path)
    assert (caught.value.code, caught.value.values["row"]) == ("not_utf8", 4)


def test_ws01_row_numbers_count_the_lines_of_the_file(tmp_path: Path) -> None:
    text = 'point,from,status,note\nML-a,2020-06-01,zero,"two\nlines"\nML-a,2020-06-02,nought,\n'
    with pytest.raises(WorkspaceError) as caught:
        read_register(register(tmp_path, "days.csv", text))
    assert caught.value.values["row"] == 4


def test_ws01_without_an_end_a_declaration_is_of_one_day(tmp_path: Path) -> None:
    notes = read_register(
        register(tmp_path, "days.csv", "point,from,status\nML-a,2020-06-02,missing\n")
    ).day_notes
    assert (notes[0].span.first, notes[0].status) == (notes[0].span.last, DayStatus.MISSING)


def test_ws02_roles_may_follow_each_other(tmp_path: Path) -> None:
    text = "point,role,from,to\nML-a,entry_exit,2020-06-16,\nML-a,transit,2020-01-01,2020-06-15\n"
    assert len(read_register(register(tmp_path, "roles.csv", text)).points["ML-a"].roles) == 2


def test_ws02_a_point_is_known_by_code_name_and_alias(tmp_path: Path) -> None:
    spellings = read_register(register(tmp_path)).spellings
    assert {spellings[text] for text in ("ml a", "alpha", "un", "eins")} == {"ML-a"}


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ("MLI,2020-13,total,flows,5,,published,x", "period"),
        ("MLI,2020-04,total,flows,,,published,x", "value"),
        ("MLI,2020-04,total,flows,-1,,published,x", "value"),
        ("MLI,2020-04,total,flows,inf,,published,x", "value"),
        ("MLI,2020-04,total,flows,5,0,published,x", "days"),
        ("MLI,2020-04,both,flows,5,,published,x", "direction"),
        ("MLI,2020-04,total,persons,5,,published,x", "measure"),
        ("MLI,2020-04,total,flows,5,,,x", "status"),
        ("MLI,2020-04,total,flows,5,,published,", "source"),
    ],
)
def test_ws01_a_published_figure_needs_all_that_makes_it_one(
    tmp_path: Path, cells: str, column: str
) -> None:
    header = "place,period,direction,measure,value,days,status,source\n"
    (tmp_path / "published.csv").write_text(header + cells + "\n", encoding="utf-8")
    with pytest.raises(WorkspaceError) as caught:
        read_published(tmp_path)
    assert (caught.value.values["row"], caught.value.values["column"]) == (2, column)


@pytest.mark.parametrize("mark", [";", "\t"])
def test_ws01_semicolons_and_tabs_part_cells_too(tmp_path: Path, mark: str) -> None:
    line = mark.join(("ML-a", "transit", "2020-01-01", '"du bac, puis, de la route"'))
    header = mark.join((" point", "role", "from", "note"))
    read = read_register(register(tmp_path, "roles.csv", f"{header}\r\n{line}\r\n"))
    assert read.role_on("ML-a", date(2020, 6, 1)) is Role.TRANSIT


@pytest.mark.parametrize(
    ("text", "code", "row"),
    [
        ("point,role,from\nML-a,transit,2020-01-01\nML-a,transit,2021-01-01,oops\n",
         "cells_too_many", 3),
        ('point,role,from\n"ML-a,transit,2020-01-01\nML-a,transit,2021-01-01\n', "csv_broken", 2),
    ],
)  # fmt: skip
def test_ws01_nothing_is_lost_beyond_the_columns(
    tmp_path: Path, text: str, code: str, row: int
) -> None:
    with pytest.raises(WorkspaceError) as caught:
        read_register(register(tmp_path, "roles.csv", text))
    assert (caught.value.code, caught.value.values["row"]) == (code, row)
