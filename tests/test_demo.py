"""The demonstration: the example, then years that are invented.

DE-01  both parts end with their bulletins, in both languages
DE-02  every page of the history's bulletins says that it is simulated
DE-03  the history is closed month by month; its bulletin's series are the simulated truth
DE-04  a folder that is not its own is left alone, whatever it is told
DE-05  a time that cannot be is refused before anything is written
DE-06  the report of the second example lies in a folder of its own
"""

from __future__ import annotations

import csv
import subprocess
from collections import defaultdict
from collections.abc import Iterator
from contextlib import redirect_stdout
from pathlib import Path

import pytest

from azalai.cli.main import run
from azalai.cli.speech import choose_language
from azalai.model.periods import Month
from azalai.release import closed_months, open_release
from azalai.workspace import Folder

JANUARY, JUNE = Month(2020, 1), Month(2020, 6)


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """These tests call the program as a function: its language is theirs."""
    choose_language(["--lang", "en"], {})
    yield
    choose_language([], {})


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The whole demonstration, with half a year of history. Read only."""
    root = tmp_path_factory.mktemp("demo") / "demo"
    choose_language(["--lang", "en"], {})
    with (root.parent / "said").open("w", encoding="utf-8") as said, redirect_stdout(said):
        assert run(["demo", str(root), "--from", "2020-01"]) == 0
    return root


def test_de01_both_parts_have_their_bulletins_in_both_languages(demo: Path) -> None:
    for root in (demo, demo / "simulated"):
        found = sorted(path.name for path in (root / "bulletins/2020-06").iterdir())
        assert found == [
            "Mali-2020-06-bulletin-en.pdf", "Mali-2020-06-bulletin-fr.pdf",
            "explanation.en.html", "explanation.fr.html",
        ]  # fmt: skip


def test_de01_each_part_ends_with_what_it_is_and_its_paths(demo: Path) -> None:
    said = (demo.parent / "said").read_text("utf-8").splitlines()
    example, history = said[said.index("") + 1 :], said[-5:]
    assert example[0].startswith(
        "Mali, June 2020: 12,414 persons = 7,555 incoming + 4,859 outgoing. Workspace: "
    )
    assert history[0].startswith(
        "Simulated history, invented numbers: 6 months, January 2020 to June 2020; "
    )
    for lines, root in ((example[1:5], demo), (history[1:], demo / "simulated")):
        assert all(str(root / "bulletins/2020-06") in line for line in lines)
        assert sum(".pdf" in line for line in lines) == 2


@pytest.mark.parametrize(
    ("language", "label"), [("en", "Simulated data"), ("fr", "Données simulées")]
)
def test_de02_every_page_says_that_it_is_simulated(demo: Path, language: str, label: str) -> None:
    for root, wanted in ((demo / "simulated", True), (demo, False)):
        path = root / f"bulletins/2020-06/Mali-2020-06-bulletin-{language}.pdf"
        text = subprocess.run(
            ["pdftotext", "-layout", str(path), "-"], check=True, capture_output=True
        ).stdout.decode()
        pages = text.split("\f")[:-1]
        assert len(pages) > 5
        assert [label in page for page in pages] == [wanted] * len(pages)


def test_de03_the_last_release_has_every_month_as_it_was_simulated(demo: Path) -> None:
    root = demo / "simulated"
    folder = Folder(root)
    assert closed_months(root) == list(JANUARY.through(JUNE))
    # Persons truly counted, but for those of days of which nothing arrived.
    truth: dict[tuple[str, str], int] = defaultdict(int)
    with (root / "truth/flows.csv").open(encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file):
            truth[line["month"], line["point"]] += int(line["persons"]) - int(line["lost"])
    last = open_release(folder, JUNE)
    told = {
        (row.period, row.place): row.value
        for row in last.select("monthly", direction="total", edition="sealed")
        if row.place != "MLI"
    }
    assert len({period for period, _ in told}) == 6
    assert told == {key: truth[key] for key in told}
    assert sum(truth.values()) == sum(truth[key] for key in told)
    assert last.manifest["compared_with"] == {"month": "2020-05", "release": "2020-05"}


def test_de04_a_folder_of_a_mission_is_left_alone(tmp_path: Path) -> None:
    root = tmp_path / "mission"
    assert run(["new", str(root), "--country", "MLI"]) == 0
    (root / "simulated").mkdir()
    (root / "simulated/own.txt").write_text("mine")
    before = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
    for words in ([], ["--again"]):
        assert run(["demo", str(root), *words]) == 1
    assert {path: path.read_bytes() for path in root.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize(("first", "code"), [("2020-07", 1), ("june", 1), ("0001-01", 1)])
def test_de05_a_time_that_cannot_be_changes_nothing(tmp_path: Path, first: str, code: int) -> None:
    root = tmp_path / "demo"
    assert run(["demo", str(root), "--from", first]) == code
    assert not root.exists()


def test_de06_the_report_of_the_second_example_lies_beside(demo: Path) -> None:
    reports = demo / "crisis/crises/mali-2012/reports"
    assert sorted(path.name for path in reports.iterdir()) == [
        "Mali-2013-02-21-crisis-en.pdf", "Mali-2013-02-21-crisis-fr.pdf",
    ]  # fmt: skip
    said = (demo.parent / "said").read_text("utf-8")
    assert "Displacement from northern Mali, 2012–2013, as stated by 21 February 2013: " in said
