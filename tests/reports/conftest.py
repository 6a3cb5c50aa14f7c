"""Releases made by hand, and the bulletins of the packaged example set once."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from azalai.model.periods import Month
from azalai.model.tables import Row, Status
from azalai.release import Release
from azalai.release.table import write_rows
from azalai.reports.bulletin import write_bulletin
from azalai.reports.facts import Facts
from azalai.wording import Wording
from azalai.workspace import Folder

POINTS = (
    "code,name_en,name_fr,admin1,latitude,longitude,accuracy_km,opened,faces,"
    "label_dx,label_dy,label_anchor,role,days,silent_days\n"
    "ML-gogui,Gogui,Gogui,ML-1,15.62,-9.33,5,2020-01-01,MRT,,,,entry_exit,{days},0\n"
    "ML-sevare,Sevare,Sévaré,ML-5,14.53,-4.09,5,2020-01-01,,,,,transit,30,0\n"
)
JUNE = Month(2020, 6)

Handmade = Callable[..., Facts]


def row(measure: str, value: float | None, unit: str = "persons", **given: Any) -> Row:
    """A row of June at Gogui unless something else is given."""
    given.setdefault("place", "ML-gogui")
    given.setdefault("period", "2020-06")
    return Row(release="2020-06", measure=measure, value=value, unit=unit, **given)


def flows(total: int, incoming: int, outgoing: int, days: int = 30, **given: Any) -> list[Row]:
    """Flows and the average per day of a point."""
    parts = {"total": total, "in": incoming, "out": outgoing}
    return [
        *(row("flows", n, direction=way, days=days, **given) for way, n in parts.items()),
        row("average_per_day", round(total / days, 2), "persons/day", base=total, days=days,
            **given),
    ]  # fmt: skip


def before(persons: int, days: int, change: int | None, status: Status = Status.OK) -> list[Row]:
    """May at Gogui, and the change since."""
    return [
        row("monthly_average", persons / days, "persons/day", base=persons, days=days,
            period="2020-05"),
        row("variation", change, "%", status=status),
    ]  # fmt: skip


def profile(
    measure: str, dimension: str, persons: dict[str, int | None], **given: Any
) -> list[Row]:
    """A partition: counts and rounded shares; `None` is protected."""
    base = given.pop("base", sum(n or 0 for n in persons.values()))
    found = []
    for code, n in persons.items():
        status = Status.PROTECTED if n is None else Status.OK
        common = {"dimension1": dimension, "category1": code, "base": base, "status": status}
        share = None if n is None else int(100 * n / base + 0.5)
        found.append(row(measure, n, **common, **given))
        found.append(row(measure, share, "%", **common, **given))
    return found


@pytest.fixture
def handmade(tmp_path: Path) -> Handmade:
    """A release with these rows, as `Facts` in a language."""
    count = 0

    def make(
        rows: Sequence[Row],
        lang: str = "en",
        days: int = 30,
        month: Month = JUNE,
        earlier: Sequence[Release] = (),
        **manifest: Any,
    ) -> Facts:
        nonlocal count
        count += 1
        root = tmp_path / f"r{count}"
        (root / "public").mkdir(parents=True)
        write_rows(rows, root / "public/table.parquet")
        (root / "public/table.csv").write_text("release\n", encoding="utf-8")
        (root / "public/points.csv").write_text(POINTS.format(days=days), encoding="utf-8")
        (root / "public/notes.csv").write_text("kind,from,to,places,text_en,text_fr,source\n")
        (root / "public/changes.csv").write_text("measure,place\n")
        (root / "public/description.json").write_text("{}", encoding="utf-8")
        stated = {
            "release": "2020-06", "revision": 1, "country": "MLI", "sources": [],
            "protection": {"threshold": 5, "cells": 10, "protected": 1},
            "compared_with": {}, "reason": "", "supersedes": "", "changed_rows": 0,
            "program": "azalai", **manifest,
        }  # fmt: skip
        (root / "manifest.json").write_text(json.dumps(stated), encoding="utf-8")
        return Facts(Release(str(month), month, root), Wording(lang), earlier)

    return make


@pytest.fixture(scope="session")
def bulletins(mali_closed: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The example's June bulletin in each language."""
    target = tmp_path_factory.mktemp("bulletins")
    paths = write_bulletin(Folder(mali_closed), JUNE, ["en", "fr"], target)
    return {path.stem[-2:]: path for path in paths if path.suffix == ".pdf"}


@pytest.fixture(scope="session")
def pages(bulletins: dict[str, Path]) -> dict[str, list[str]]:
    """The text of each page."""
    found = {}
    for lang, path in bulletins.items():
        done = subprocess.run(
            ["pdftotext", "-layout", str(path), "-"], check=True, capture_output=True
        )
        found[lang] = done.stdout.decode().rstrip("\f").split("\f")
    return found
