"""What is planted stands where the truth says, and nowhere else.

SI-06  a planted cell holds the planted value; the true value stands in the clean country's cell
SI-07  copied rows, repeated form numbers, rows with too many cells, groups entered twice
SI-08  silent days have no row; large days have many times as many
SI-09  an enumerator who rounds, and one who files the same group, in many records
SI-10  what is clean of defects is what the clean country has
SI-11  the importer sets aside what is wrong, and its codes are those of the truth
"""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date
from pathlib import Path

import pytest

from azalai.intake import import_file
from azalai.simulate.faults import SLIPS
from azalai.workspace import Folder

from .conftest import rows

TYPED = [kind for kind in SLIPS if kind not in ("repeated_row", "unusual_group", "near_duplicate")]


def defects(root: Path) -> dict[str, list[dict[str, str]]]:
    found = defaultdict(list)
    for line in rows(root / "truth" / "defects.csv"):
        found[line["kind"]].append(line)
    return found


def line_of(root: Path, defect: dict[str, str]) -> str:
    lines = (root / "import" / defect["file"]).read_text(encoding="utf-8").splitlines()
    return lines[int(defect["row"]) - 1]


def cells_of(root: Path, defect: dict[str, str]) -> dict[str, str]:
    header = (root / "import" / defect["file"]).read_text(encoding="utf-8").splitlines()[0]
    return dict(zip(header.split(","), line_of(root, defect).split(","), strict=False))


def test_every_kind_is_planted(planted: Path) -> None:
    of_many = {"silent_day", "unusual_day", "rounded_counts", "identical_groups"}
    assert set(defects(planted)) == {*SLIPS, *of_many}


@pytest.mark.parametrize("kind", [kind for kind in TYPED if kind != "broken_row"])
def test_a_cell_holds_what_was_planted(planted: Path, kind: str) -> None:
    for defect in defects(planted)[kind]:
        assert cells_of(planted, defect)[defect["field"]] == defect["value"]
        assert defect["value"] != defect["true"]


def test_true_values_lead_back_to_the_truth(planted: Path) -> None:
    """With the true values put back, the sums of a group are right again."""
    for kind in ("parts_exceed_group", "cells_short_of_group", "negative_count", "not_a_count"):
        for defect in defects(planted)[kind]:
            cells = {**cells_of(planted, defect), defect["field"]: defect["true"]}
            parts = sum(int(cells[name]) for name in ("men", "women", "boys", "girls"))
            assert parts == int(cells["persons"])


def test_copies_and_repeated_numbers(planted: Path) -> None:
    found = defects(planted)
    for defect in found["repeated_row"]:
        text = (planted / "import" / defect["file"]).read_text(encoding="utf-8").splitlines()
        assert text.count(line_of(planted, defect)) == 2
    for defect in found["repeated_id"]:
        lines = rows(planted / "import" / defect["file"])
        same = [line for line in lines if line["record_id"] == defect["value"]]
        assert len(same) >= 2 and same[0] != same[1]
    header = line_of(planted, {**found["broken_row"][0], "row": "1"})
    for defect in found["broken_row"]:
        assert line_of(planted, defect).count(",") == header.count(",") + 1


def test_a_group_entered_twice(planted: Path) -> None:
    listed = {line["again_record_id"]: line for line in rows(planted / "truth/duplicates.csv")
              if line["kind"] == "near_duplicate"}  # fmt: skip
    found = defects(planted)["near_duplicate"]
    assert {defect["record_id"] for defect in found} == set(listed)
    for defect in found:
        lines: dict[str, dict[str, str]] = {}
        for line in rows(planted / "import" / defect["file"]):
            # A number that is repeated by a slip stands on the right form first.
            lines.setdefault(line["record_id"], line)
        first, again = lines[defect["true"]], lines[defect["record_id"]]
        differs = {name for name in first if first[name] != again[name]}
        assert differs <= {"record_id", "time"}
        minutes = [int(one["time"][:2]) * 60 + int(one["time"][3:]) for one in (first, again)]
        assert 1 <= minutes[1] - minutes[0] <= 9


def test_silent_and_large_days(planted: Path) -> None:
    names = {code: p.name("en") for code, p in Folder(planted).register.points.items()}
    persons: Counter[tuple[str, str]] = Counter()
    for path in (planted / "import").iterdir():
        for line in rows(path):
            if line["persons"].isdecimal():
                persons[line["point"], line["date"]] += int(line["persons"])
    found = defects(planted)
    assert all((names[d["point"]], d["date"]) not in persons for d in found["silent_day"])
    declared = Folder(planted).register.day_notes
    for defect in found["silent_day"]:
        day = date.fromisoformat(defect["date"])
        assert not any(n.point == defect["point"] and day in n.span for n in declared)
    large = [persons[names[d["point"]], d["date"]] for d in found["unusual_day"]]
    true = [int(d["true"]) for d in found["unusual_day"]]
    assert sum(large) > 5 * sum(true)


def test_habits_of_enumerators(planted: Path) -> None:
    by_defect = defaultdict(list)
    for kind in ("rounded_counts", "identical_groups"):
        for line in defects(planted)[kind]:
            cells = cells_of(planted, line)
            if cells["record_id"] == line["record_id"]:
                by_defect[kind, line["defect"]].append(cells)
    assert {kind for kind, _ in by_defect} == {"rounded_counts", "identical_groups"}
    for (kind, _), lines in by_defect.items():
        assert len({line["enumerator"] for line in lines}) == 1
        if kind == "rounded_counts":
            assert all(int(line["persons"]) % 5 == 0 for line in lines)
        else:
            kept = [{k: v for k, v in line.items() if k not in ("record_id", "date", "time")}
                    for line in lines]  # fmt: skip
            assert all(line == kept[0] for line in kept)


def test_the_rest_is_as_in_the_clean_country(planted: Path, clean: Path) -> None:
    """True persons do not change because somebody writes them down wrongly."""
    true, wrong = (
        {(line["month"], line["point"], line["direction"]): line["persons"]
         for line in rows(root / "truth" / "flows.csv")}
        for root in (clean, planted)
    )  # fmt: skip
    assert true == wrong


def test_the_importer_says_the_same_codes(planted: Path, tmp_path: Path) -> None:
    by_file = defaultdict(set)
    kinds = [kind for kind in TYPED if kind not in ("unknown_place", "nationality_short_of_group")]
    for kind in kinds:
        for defect in defects(planted)[kind]:
            by_file[defect["file"]].add((int(defect["row"]), kind))
    file = max(by_file, key=lambda name: len(by_file[name]))
    folder = Folder(planted)
    report = import_file(
        folder, planted / "import" / file, folder.root / "mappings/flows.toml",
        date(2020, 7, 10), dry_run=True,
    )  # fmt: skip
    assert by_file[file] <= {(finding.row, finding.rule) for finding in report.findings}
