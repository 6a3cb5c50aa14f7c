"""Places of a workspace that is not the example's: Haiti, with files as French Excel writes them.

PL-01  semicolons part cells as commas do; places lie in places
PL-02  places that contain each other, or count people twice, are refused with their names
PL-03  coordinates lie on the earth
PL-04  what commands a terminal, or turns letters around, does not get into a name
"""

from __future__ import annotations

from pathlib import Path

import pytest

from azalai.model.errors import WorkspaceError
from azalai.workspace import Folder, create, packs
from azalai.workspace.ledger import read_ledger
from azalai.workspace.places import read_places

HEADER = "code;kind;name_en;name_fr;within;parts;latitude;longitude"


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    pack = tmp_path / "pack"
    pack.mkdir()
    (pack / "country.toml").write_text(
        'format = 1\ncountry = "HTI"\n[name]\nen = "Haiti"\nfr = "Haïti"\n', encoding="utf-8"
    )
    (pack / "admin1.csv").write_text(
        "code,pcode,name_en,name_fr\nHT-OU,HT01,West,Ouest\nHT-AR,HT05,Artibonite,Artibonite\n",
        encoding="utf-8",
    )
    return create(tmp_path / "haiti", packs.packs_folder() / "workspace", pack)


def with_places(folder: Folder, *lines: str) -> Folder:
    text = "\r\n".join((HEADER, *lines, ""))
    (folder.root / "places.csv").write_bytes(text.encode("utf-8-sig"))
    return folder


def test_pl01_files_of_french_excel(folder: Folder) -> None:
    with_places(
        folder,
        "delmas;admin2;Delmas;Delmas;HT01;;18,548;-72.3",
        'd33;camp;"Delmas 33; lower";Delmas 33, bas;delmas;;;',
    )
    (folder.root / "sources.csv").write_bytes(
        "code;name_en;name_fr;published\r\noim;IOM, DTM;OIM, DTM;2024-04-25\r\n".encode("utf-8-sig")
    )
    (folder.root / "figures.csv").write_bytes(
        "id;category;population;place;as_of;value;unit;source\r\n"
        "a;stock;idp;Delmas 33, bas;2024-04-10;3\u00a0800;persons;oim\r\n".encode("utf-8-sig")
    )
    reading = read_ledger(folder)
    assert reading.problems == ()
    places = reading.ledger.places
    assert (places["delmas"].latitude, places["delmas"].longitude) == (18.548, -72.3)
    assert places["d33"].name("en") == "Delmas 33; lower"
    assert [figure.place for figure in reading.ledger] == ["d33"]
    assert places.lies_in("d33", "HT01")
    assert places.lies_in("d33", "HTI")
    assert not places.lies_in("d33", "HT05")
    assert reading.ledger.source("oim").name("fr") == "OIM, DTM"


@pytest.mark.parametrize(
    ("lines", "circle"),
    [
        (("x;camp;X;;x;;;",), {"x"}),
        (("a;camp;A;;b;;;", "b;camp;B;;a;;;"), {"a", "b"}),
        (("a;group;A;;;b;;", "b;group;B;;;c;;", "c;group;C;;;a;;"), {"a", "b", "c"}),
        (("HTI;admin1;Haiti;;HT01;;;",), {"HTI", "HT01"}),
    ],
)
def test_pl02_no_place_contains_itself(
    folder: Folder, lines: tuple[str, ...], circle: set[str]
) -> None:
    with pytest.raises(WorkspaceError) as caught:
        read_places(with_places(folder, *lines))
    assert caught.value.code == "place_circle"
    assert set(str(caught.value.values["places"]).split(" – ")) == circle


@pytest.mark.parametrize(
    ("parts", "place"), [("HT01|HTI", "HT01"), ("HT05|HT05", "HT05"), ("HTI|d", "d")]
)
def test_pl02_a_group_counts_nobody_twice(folder: Folder, parts: str, place: str) -> None:
    with pytest.raises(WorkspaceError) as caught:
        read_places(with_places(folder, "d;camp;D;;HT01;;;", f"g;group;G;;;{parts};;"))
    values = caught.value.values
    assert (caught.value.code, values["row"], values["place"], values["group"]) == (
        "place_twice", 3, place, "g",
    )  # fmt: skip


def test_pl02_groups_may_overlap_each_other(folder: Folder) -> None:
    places = read_places(
        with_places(
            folder, "g;group;G;;;HT01|HT05;;", "h;group;H;;;g|DOM;;", "i;group;I;;;HTI|DOM;;"
        )
    )
    assert places.leaves("h") == ("HT01", "HT05", "DOM")
    assert places.circle() == ()


@pytest.mark.parametrize(("column", "cells"), [("latitude", "91;0"), ("longitude", "0;-181")])
def test_pl03_on_the_earth(folder: Folder, column: str, cells: str) -> None:
    with pytest.raises(WorkspaceError) as caught:
        read_places(with_places(folder, f"d;camp;D;;HT01;;{cells}"))
    assert (caught.value.code, caught.value.values["column"]) == ("bad_cell", column)


def test_pl04_names_command_nothing(folder: Folder) -> None:
    places = read_places(with_places(folder, "d;camp;\x1b[31mD\u202eE;مخيم;HT01;;;"))
    assert (places["d"].name("en"), places["d"].name("fr")) == ("[31mDE", "مخيم")
