"""Closing several months at once.

CM-01  several months are closed in their order, however they are typed, as if one after the other
CM-02  `--until` closes the open months up to one, and none twice
CM-03  the first month that cannot be closed ends it; what was closed stays, and both are said
CM-04  what is not understood closes nothing
CM-05  a month revised in between is the one that the next is compared with
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from azalai.cli.main import run
from azalai.cli.speech import choose_language
from azalai.model.periods import Month
from azalai.release import close, close_months, closed_months
from azalai.workspace import Folder

from .conftest import TODAY, Mission

MAY, JUNE = Month(2020, 5), Month(2020, 6)
Said = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """These tests call the program as a function: its language is theirs."""
    choose_language(["--lang", "en"], {})
    yield
    choose_language([], {})


@pytest.fixture
def root(own: Callable[[Path], Path], mali_imported: Path) -> Path:
    """May and June, nothing closed, to write in."""
    return own(mali_imported)


def frozen(root: Path) -> dict[str, bytes]:
    """Every file of every release."""
    base = root / "releases"
    return {str(p.relative_to(base)): p.read_bytes() for p in base.rglob("*") if p.is_file()}


def test_cm01_they_are_closed_in_their_order(root: Path, mali_closed: Path, capsys: Said) -> None:
    assert run(["close", "2020-06", "2020-05", "2020-06", "--workspace", str(root)]) == 0
    out, err = capsys.readouterr()
    said = [line for line in out.splitlines() if line.startswith("Closed: ")]
    assert [line.split(".")[0] for line in said] == [
        "Closed: release 2020-05", "Closed: release 2020-06",
    ]  # fmt: skip
    assert "12,414 persons = 7,555 incoming + 4,859 outgoing" in said[1]
    assert out.count("sha256") == 2
    assert err == ""
    # Each was compared with the one before without reading it again: not a byte differs.
    assert frozen(root) == frozen(mali_closed)
    log = (root / "log.csv").read_text("utf-8").splitlines()[-2:]
    assert [line.split(",")[2:4] for line in log] == [["close", "2020-05"], ["close", "2020-06"]]


def test_cm02_until_closes_what_is_open(root: Path, capsys: Said) -> None:
    words = ["--workspace", str(root), "--until"]
    assert run(["close", *words, "2020-04"]) == 0
    assert "up to April 2020 is closed already" in capsys.readouterr().out
    assert run(["close", *words, "2020-05"]) == 0
    assert closed_months(root) == [MAY]
    may = frozen(root)
    # Records end in June; a later month is as good an end.
    assert run(["close", *words, "2020-09"]) == 0
    assert closed_months(root) == [MAY, JUNE]
    now = frozen(root)
    assert {name: now[name] for name in may} == may
    capsys.readouterr()
    assert run(["close", *words, "2020-06"]) == 0
    assert "up to June 2020 is closed already" in capsys.readouterr().out
    assert frozen(root) == now


def test_cm03_the_first_that_cannot_be_closed_ends_it(root: Path, capsys: Said) -> None:
    months = ["2020-05", "2020-07", "2020-08"]
    assert run(["close", *months, "--workspace", str(root)]) == 1
    err = capsys.readouterr().err
    assert "Closed before this: 2020-05." in err
    assert "Not closed: 2020-07 2020-08." in err
    assert closed_months(root) == [MAY]
    # Closed already, so June is not reached.
    assert run(["close", "2020-05", "2020-06", "--workspace", str(root)]) == 1
    err = capsys.readouterr().err
    assert "Closed before this" not in err
    assert "Not closed: 2020-05 2020-06." in err
    assert closed_months(root) == [MAY]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ([], 2),
        (["2020-05", "june"], 1),
        (["--until", "june"], 1),
        (["2020-05", "--until", "2020-06"], 2),
        (["--until", "2020-06", "--revise", "--reason", "late"], 2),
    ],
)
def test_cm04_what_is_not_understood_closes_nothing(
    root: Path, words: list[str], code: int, capsys: Said
) -> None:
    assert run(["close", *words, "--workspace", str(root)]) == code
    assert frozen(root) == {}
    assert capsys.readouterr().err != ""


def test_cm05_a_revision_in_between_is_what_the_next_is_compared_with(
    mission: Mission, tmp_path: Path
) -> None:
    """May: 62 persons on 31 days, 2 a day; with the late file 4 a day. June: 120 on 30, 4 a day."""
    header = "form,day,place,way,n,next,type,men,women,boys,girls,alone\n"
    line = "{},{},ML-east,in,{},NER,,{},,,,\n"
    mission.load(header + line.format("a", "2020-05-05", 62, 62)
                 + line.format("b", "2020-06-05", 120, 120))  # fmt: skip
    untouched = tmp_path / "untouched"
    shutil.copytree(mission.root, untouched)

    def june(root: Path, *, late: bool) -> tuple[object, object, str]:
        closing = close_months(Folder(root), [MAY, JUNE], TODAY)
        next(closing)
        if late:
            mission.load(header + line.format("c", "2020-05-06", 62, 62), name="late.csv")
            close(mission.folder, MAY, TODAY, revise=True, reason="late file")
        release = next(closing)
        row = release.select("variation", "MLI", "in", "sealed")[0]
        return row.value, row.base, release.manifest["compared_with"]["release"]

    assert june(untouched, late=False) == (100, 2, "2020-05")
    assert june(mission.root, late=True) == (0, 4, "2020-05.r2")
