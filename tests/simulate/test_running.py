"""The same parameters give the same bytes, and a slip of the pen is said.

SI-12  the same seed gives the same bytes, however it is cut into pieces; another one does not
SI-13  how files are cut changes no group
SI-14  the points of a workspace can be used; names are those of the language
SI-15  nonsense is refused, and nothing is written over
SI-16  what is simulated can be imported and closed
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from azalai.cli.main import run
from azalai.intake import import_file
from azalai.model.errors import InputError, WorkspaceError
from azalai.model.periods import Month
from azalai.release import close
from azalai.simulate import Parameters, simulate
from azalai.simulate.parameters import Cut
from azalai.workspace import Folder

from .conftest import rows

JANUARY, JUNE = Month(2018, 1), Month(2018, 6)


def small(seed: int = 3, cut: Cut = "month", language: str = "en") -> Parameters:
    return Parameters(seed=seed, points=4, first=JANUARY, last=JUNE, groups=2_000, defects=0.1,
                      cut=cut, language=language)  # fmt: skip


def contents(root: Path) -> dict[str, bytes]:
    return {str(p.relative_to(root)): p.read_bytes() for p in root.rglob("*") if p.is_file()}


@pytest.mark.parametrize("cut", ["month", "point-month"])
def test_pieces_change_no_byte(tmp_path: Path, cut: Cut) -> None:
    for name, piece in (("large", 50_000), ("small", 40)):
        simulate(tmp_path / name, small(cut=cut), piece=piece)
    assert contents(tmp_path / "large") == contents(tmp_path / "small")


def test_another_seed_is_another_country(tmp_path: Path) -> None:
    for seed in (3, 4):
        simulate(tmp_path / str(seed), small(seed))
    one, other = (rows(tmp_path / str(seed) / "import/flows_2018-01.csv") for seed in (3, 4))
    assert [line["persons"] for line in one] != [line["persons"] for line in other]


def test_the_cut_changes_no_group(tmp_path: Path) -> None:
    found = []
    for cut in ("month", "point-month"):
        parameters = Parameters(seed=3, points=4, first=JANUARY, last=JUNE, groups=900, cut=cut)
        made = simulate(tmp_path / cut, parameters)
        files = sorted((tmp_path / cut / "import").iterdir())
        assert made.files == len(files)
        lines = [line for path in files for line in rows(path)]
        found.append(sorted(lines, key=lambda line: line["record_id"]))
        assert made.groups == len(lines)
    assert found[0] == found[1]


def test_points_of_a_workspace(empty_mali: Path, tmp_path: Path) -> None:
    parameters = Parameters(seed=1, points=0, first=JANUARY, last=JANUARY, groups=500,
                            language="fr")  # fmt: skip
    simulate(tmp_path / "land", parameters, register=empty_mali)
    lines = rows(tmp_path / "land/import/flows_2018-01.csv")
    names = {point.name("fr") for point in Folder(empty_mali).register.points.values()}
    assert {line["point"] for line in lines} == names
    assert "Côte d’Ivoire" in lines[0] and "Algérie" in lines[0]
    for name in ("points.csv", "roles.csv", "staffing.csv"):
        assert (tmp_path / "land" / name).read_bytes() == (empty_mali / name).read_bytes()


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("simulate_range", {"first": JUNE, "last": JANUARY}),
        ("simulate_number", {"groups": 0}),
        ("simulate_number", {"defects": 0.6}),
        ("simulate_number", {"seed": -1}),
        ("simulate_number", {"points": 5001}),
    ],
)
def test_nonsense_is_refused(code: str, change: dict[str, object]) -> None:
    given = {"seed": 1, "points": 1, "first": JANUARY, "last": JUNE, "groups": 10, **change}
    with pytest.raises(InputError) as caught:
        Parameters(**given)  # type: ignore[arg-type]
    assert caught.value.code == code


def test_nothing_is_written_over(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(WorkspaceError) as caught:
        simulate(tmp_path, small())
    assert caught.value.code == "folder_in_use"
    assert contents(tmp_path) == {"mine.txt": b"mine"}


def test_no_point_and_no_open_day(empty_mali: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        simulate(tmp_path / "a", Parameters(1, 0, JANUARY, JUNE, 100))
    assert caught.value.code == "simulate_no_points"
    early = Parameters(1, 0, Month(2001, 1), Month(2001, 2), 100)
    with pytest.raises(InputError) as caught:
        simulate(tmp_path / "b", early, register=empty_mali)
    assert caught.value.code == "simulate_no_days"
    assert not (tmp_path / "a").exists() and not (tmp_path / "b").exists()


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "land"
    words = ["simulate", str(target), "--points", "2", "--from", "2019-01", "--to", "2019-02",
             "--groups-per-day", "10", "--seed", "5"]  # fmt: skip
    assert run(words) == 0
    said = capsys.readouterr()
    assert str(target / "truth") in said.out and "2 files" in said.out
    lines = sum(len(rows(path)) for path in (target / "import").iterdir())
    assert 450 < lines < 750  # 59 days of 10 groups, give or take
    assert run(words) == 1
    assert "is not empty" in capsys.readouterr().err
    both = ["simulate", str(tmp_path / "x"), "--groups", "5", "--groups-per-day", "5"]
    assert run(both) == 1
    assert "--groups-per-day" in capsys.readouterr().err
    assert run(["simulate", str(tmp_path / "x"), "--defects", "2"]) == 1
    assert "0.5" in capsys.readouterr().err


def test_it_can_be_imported_and_closed(tmp_path: Path) -> None:
    root = tmp_path / "land"
    simulate(root, Parameters(seed=2, points=3, first=JANUARY, last=JANUARY, groups=400))
    folder = Folder(root)
    report = import_file(
        folder, root / "import/flows_2018-01.csv", root / "mappings/flows.toml", date(2020, 7, 10)
    )
    told = rows(root / "truth" / "flows.csv")
    assert report.set_aside == 0
    assert report.persons == sum(int(line["persons"]) for line in told)
    release = close(folder, JANUARY, date(2020, 7, 10))
    edge = {code for code, point in folder.register.points.items()
            if point.roles[0][0] == "entry_exit"}  # fmt: skip
    wanted = sum(int(line["persons"]) for line in told if line["point"] in edge)
    flows = {row.direction: row.value for row in release.select("flows", "MLI")}
    assert flows["total"] == wanted
