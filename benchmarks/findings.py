"""Planted mistakes against what the checks find; and how often they call a clean month strange.

    python benchmarks/findings.py [DEFECTS]

Two hundred files with mistakes (ten points, twenty-one months) are simulated, imported and checked;
what was planted stands in ``truth/defects.csv``. Promise: of each kind at least 95 % are found.
Then a clean country of the same size, of which the last six months are checked: at most one warning
in a thousand groups. The day of the check lies after the last simulated month.
"""

from __future__ import annotations

import csv
import sys
import tempfile
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path

from azalai.checks import Finding, Severity, month_findings
from azalai.intake import import_file
from azalai.model.periods import Month
from azalai.simulate import Parameters, simulate
from azalai.workspace import Folder

SEED = 2020
FIRST, LAST = Month(2018, 1), Month(2019, 9)
POINTS, GROUPS = 10, 84_000
RATE = 0.03
CLEAN_MONTHS = 6
TODAY = date(2020, 7, 10)
RECALL, PER_THOUSAND = 0.95, 1.0


def make(root: Path, rate: float) -> Folder:
    """A simulated workspace with everything still to import."""
    simulate(
        root,
        Parameters(
            seed=SEED, points=POINTS, first=FIRST, last=LAST, groups=GROUPS, defects=rate,
            cut="point-month",
        ),
    )  # fmt: skip
    return Folder(root)


def load(folder: Folder) -> dict[str, list[Finding]]:
    """Import all files; file -> what was found at the door."""
    mapping = folder.root / "mappings" / "flows.toml"
    return {
        path.name: list(import_file(folder, path, mapping, TODAY).findings)
        for path in sorted((folder.root / "import").iterdir())
    }


def planted(folder: Folder) -> dict[str, dict[str, list[dict[str, str]]]]:
    """Kind -> number of the defect -> its lines of ``truth/defects.csv``."""
    found: dict[str, dict[str, list[dict[str, str]]]] = defaultdict(lambda: defaultdict(list))
    with (folder.root / "truth" / "defects.csv").open(encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file):
            found[line["kind"]][line["defect"]].append(line)
    return found


def is_found(
    kind: str,
    lines: list[dict[str, str]],
    at_door: set[tuple[str, str, int]],
    of_record: set[tuple[str, str]],
    of_day: set[tuple[str, str, str]],
) -> bool:
    """Whether the checks name the line, the record, or the day of a defect by its own code."""
    return any(
        (kind, line["file"], int(line["row"] or 0)) in at_door
        or (kind, line["record_id"]) in of_record
        or (not line["file"] and (kind, line["point"], line["date"]) in of_day)
        for line in lines
    )


def main() -> int:
    """Print recall by kind and the warnings of a clean month; exit 1 where a promise is broken."""
    rate = float(sys.argv[1]) if len(sys.argv) > 1 else RATE
    with tempfile.TemporaryDirectory() as name:
        folder = make(Path(name) / "planted", rate)
        truth = planted(folder)
        by_file = load(folder)
        at_door = {(f.rule, file, f.row) for file, found in by_file.items() for f in found}
        monthly = [f for month in folder.months() for f in month_findings(folder, month, TODAY)]
        of_record = {(f.rule, f.record) for f in monthly if f.record}
        of_day = {(f.rule, f.point, f.day) for f in monthly if f.day}
        missed = _recall(truth, at_door, of_record, of_day, len(by_file))

        clean = make(Path(name) / "clean", 0)
        door = load(clean)
        per_thousand = _alarms(clean, door, clean.months()[-CLEAN_MONTHS:])
    return int(bool(missed) or per_thousand > PER_THOUSAND)


def _recall(
    truth: dict[str, dict[str, list[dict[str, str]]]],
    at_door: set[tuple[str, str, int]],
    of_record: set[tuple[str, str]],
    of_day: set[tuple[str, str, str]],
    files: int,
) -> list[str]:
    print(f"{files} files with mistakes")
    print(f"{'kind':<28}{'planted':>8}{'found':>8}{'recall':>8}")
    missed = []
    for kind, defects in sorted(truth.items()):
        found = sum(is_found(kind, lines, at_door, of_record, of_day)
                    for lines in defects.values())  # fmt: skip
        recall = found / len(defects)
        below = recall < RECALL
        print(f"{kind:<28}{len(defects):>8}{found:>8}{recall:>8.3f}{'  below' if below else ''}")
        if below:
            missed.append(kind)
    return missed


def _alarms(folder: Folder, door: dict[str, list[Finding]], months: list[Month]) -> float:
    groups, said = 0, Counter[str]()
    for month in months:
        path = folder.root / "import"
        files = [file for file in door if str(month) in file]
        groups += sum(len((path / file).read_bytes().splitlines()) - 1 for file in files)
        found = [f for file in files for f in door[file]] + month_findings(folder, month, TODAY)
        # A rule that is asked at the door is not asked again unless the answer may have changed.
        said += Counter(f.rule for f in found if f.severity is not Severity.NOTE)
    per_thousand = 1000 * said.total() / groups
    kinds = ", ".join(f"{rule} {number}" for rule, number in sorted(said.items()))
    print(
        f"clean, {months[0]} to {months[-1]}: {groups} groups, {said.total()} warnings "
        f"({kinds or 'none'}), {per_thousand:.2f} per 1,000 groups (at most {PER_THOUSAND:g})"
    )
    return per_thousand


if __name__ == "__main__":
    sys.exit(main())
