"""What is drilled: each operation on its own workspace, and what it needs."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

from azalai.intake import correct, import_file
from azalai.intake.correcting import Correction
from azalai.model.periods import Month
from azalai.release import close
from azalai.workspace import Folder, create
from azalai.workspace.packs import country_pack, example

TODAY = date(2020, 7, 10)
MAY, JUNE = Month(2020, 5), Month(2020, 6)
OFFICER, NOON = "officer", "2020-07-10T12:00:00+00:00"


def _import(root: Path, name: str, replaces: str = "") -> None:
    path = root.parent / "files" / name
    import_file(Folder(root), path, root / "mappings/flows.toml", TODAY, replaces)


def _replace(root: Path) -> None:
    _import(root, "corrected.csv", "flows_2020-06.csv")


def _correct(root: Path) -> None:
    """Persons, a day of another month, and a group left out."""
    correct(
        Folder(root),
        [
            Correction(record=record, field=field, old=old, new=new, reason="drill", who=OFFICER,
                       when=NOON)
            for record, field, old, new in json.loads(
                (root.parent / "files/corrections.json").read_text("utf-8")
            )
        ],
        TODAY,
    )  # fmt: skip


OPERATIONS: dict[str, Callable[[Path], object]] = {
    "import": lambda root: _import(root, "flows_2020-06.csv"),
    "replace": _replace,
    "correct": _correct,
    "close": lambda root: close(Folder(root), JUNE, TODAY),
    "large": lambda root: _import(root, "large.csv"),
}
BEFORE = {
    "import": ("flows_2020-05.csv",),
    "replace": ("flows_2020-05.csv", "flows_2020-06.csv"),
    "correct": ("flows_2020-05.csv", "flows_2020-06.csv"),
    "close": ("flows_2020-05.csv", "flows_2020-06.csv"),
    "large": ("flows_2020-05.csv",),
}
"""Files imported before the operation."""


def prepare(operation: str, place: Path) -> Path:
    """The workspace as it stands before an operation, and the files it needs beside it."""
    source = example("mali_2020")
    shutil.copytree(source / "import", place / "files")
    root = place / "mali"
    create(root, source, country_pack("MLI"))
    for name in BEFORE[operation]:
        _import(root, name)
    with (place / "files/flows_2020-06.csv").open(encoding="utf-8", newline="") as file:
        names, *rows = csv.reader(file)
    if operation == "close":
        close(Folder(root), MAY, TODAY)
    if operation == "replace":
        # Groups gone, a group of another month, one more person, and a row that is set aside.
        changed = [row[:] for row in rows[:1500]]
        changed[3][1] = "2020-05-30"
        changed[4][2] = "Nowhere"
        _write(place / "files/corrected.csv", names, changed)
    if operation == "correct":
        said = [(rows[1][0], "persons", rows[1][4], str(int(rows[1][4]) + 1)),
                (rows[5][0], "date", rows[5][1], "2020-05-29"),
                (rows[7][0], "decision", "", "exclude")]  # fmt: skip
        (place / "files/corrections.json").write_text(json.dumps(said), "utf-8")
    if operation == "large":
        many = [[f"{turn}-{row[0]}", *row[1:]] for turn in range(40) for row in rows]
        _write(place / "files/large.csv", names, many)
    return root


def _write(path: Path, names: list[str], rows: list[list[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([names, *rows])
