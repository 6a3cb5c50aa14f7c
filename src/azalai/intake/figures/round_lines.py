"""Rows of a round, and the tables that stocks are summed from."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import pyarrow as pa

from azalai.intake.figures.incoming import Job
from azalai.intake.figures.sums import WHAT, reason_code

PCODE = re.compile(r"[A-Z]{2,3}\d{1,10}")

Count = tuple[str, str, str, str]
"""Population, unit, sex, age."""


@dataclass(slots=True)
class Line:
    """One row: texts by field, and what it counts (None: not known)."""

    row: int
    texts: dict[str, str]
    counts: dict[Count, int | None] = field(default_factory=dict)
    size: str = ""
    note: str = ""
    places: tuple[str, ...] = ("", "", "", "", "")
    as_of: str = ""


def hand_over(job: Job, lines: list[Line]) -> None:
    """The tables ``part`` and ``told`` of `azalai.intake.figures.sums`."""
    parts, told = [], []
    whats: dict[Count, int] = {}
    for line in lines:
        texts = line.texts
        country = line.places[0]
        one = job.finder.area(1, *_coded(texts, "origin_admin1"), country)
        two = job.finder.area(2, *_coded(texts, "origin_admin2"), one) if one else ""
        reason = reason_code(texts.get("reason", ""))
        parts.append((
            line.row, -1, *(place or None for place in line.places),
            texts.get("operation", ""), _round(texts.get("round", "")),
            texts.get("assessment", ""), line.as_of, two or one or None, reason or None,
        ))  # fmt: skip
        for what, value in line.counts.items():
            multiplied = line.note if what[1:] == ("persons", "", "") else ""
            size = line.size if what[1] == "households" or multiplied else ""
            number = whats.setdefault(what, len(whats))
            told.append((line.row, number, value, size, multiplied))
    text = pa.string()
    job.opened.rows_into(
        "part",
        {"row_no": pa.int32(), "level": pa.int8()}
        | dict.fromkeys(("p0", "p1", "p2", "p3", "p4", "operation", "round", "assessment",
                         "as_of", "origin", "reason"), text),
        parts,
    )  # fmt: skip
    job.opened.rows_into("what", WHAT, [(number, *what) for what, number in whats.items()])
    columns = {"row_no": pa.int32(), "what_no": pa.int32(), "value": pa.int64()}
    columns |= {"household_size": text, "note": text}
    job.opened.rows_into("told", columns, told)


def _coded(texts: dict[str, str], name: str) -> tuple[str, str]:
    """Code and name of an origin; a name that is a code is one."""
    code, said = texts.get(f"{name}_code", ""), texts.get(name, "")
    if not code and PCODE.fullmatch(said):
        return said, ""
    if code and not PCODE.fullmatch(code) and not said:
        return "", code
    return code, said


def _round(text: str) -> str:
    found = re.fullmatch(r"(?:r|round|ronde|tour)?\s*(\d+)(?:\.0+)?", text, re.IGNORECASE)
    return str(int(found[1])) if found else text
