"""Closing: a month frozen as a sealed part (exact counts) and a public edition (what may leave).

The same records give the same bytes: nothing of the clock, the machine or the user stands in a
release. When and by whom it was closed stands in the workspace's log.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date
from importlib.metadata import version
from pathlib import Path

from azalai.disclosure import Rules
from azalai.model.errors import ReleaseError
from azalai.model.periods import Month
from azalai.model.tables import Row
from azalai.release.building import Built, Closed, build, release_id, rules_of
from azalai.release.history import SAMPLE_FILE, revisions
from azalai.release.reading import Release, open_release, open_revision
from azalai.release.table import to_csv, write_rows
from azalai.workspace import Folder, Transaction
from azalai.workspace.csvfile import write_lines
from azalai.workspace.records import sha256_of, write_parquet
from azalai.workspace.register import notes_text


def close(
    folder: Folder, month: Month, today: date, *, revise: bool = False, reason: str = ""
) -> Release:
    """Freeze a month.

    Parameters
    ----------
    today : date
        A month is closed once it is over.
    revise : bool
        Make a new revision of a closed month whose records have changed.
    reason : str
        Why; printed in the revision's bulletin.

    Raises
    ------
    ReleaseError
        ``month_empty``, ``month_not_over``, ``month_closed`` (nothing changed), ``month_changed``
        (closed, but the records differ now: revise it) or ``reason_needed``.
    """
    return _close(folder, month, today, revise, reason, None)[0]


def close_months(
    folder: Folder, months: Iterable[Month], today: date, *, revise: bool = False, reason: str = ""
) -> Iterator[Release]:
    """Freeze months one after the other, as `close` does, and give each release once it is there.

    Each month is whole by itself: an error ends the work, and what was closed before it stays.
    """
    earlier: Closed | None = None
    for month in months:
        release, earlier = _close(folder, month, today, revise, reason, earlier)
        yield release


def _close(
    folder: Folder, month: Month, today: date, revise: bool, reason: str, earlier: Closed | None
) -> tuple[Release, Closed]:
    if today <= month.last:
        raise ReleaseError("month_not_over", month=str(month), last=str(month.last))
    # Counted under the lock, so that no import comes between the count and its release.
    with folder.writing() as transaction:
        frozen = revisions(folder.root, month)
        if revise and not frozen:
            raise ReleaseError("month_open", month=str(month))
        if revise and not reason.strip():
            raise ReleaseError("reason_needed", month=str(month))
        identity = release_id(month, len(frozen) + 1)
        built = build(folder, month, identity, earlier)
        if frozen:
            _check_changed(folder, frozen[-1], built, revise)
        base = f"releases/{month}/r{len(frozen) + 1}"
        _stage(folder, transaction, built, base, frozen[-1] if frozen else None, reason)
        folder.log(transaction, "revise" if frozen else "close", identity, reason)
    return open_release(folder, month), Closed(month, identity, built.summary)


def _check_changed(folder: Folder, latest: Path, built: Built, revise: bool) -> None:
    """A revision needs other numbers, other rules of what may be published, or other texts."""
    release = open_revision(latest)
    changed = _changes(release.rows("sealed"), built.sealed)
    changed = changed or _changes(release.rows("public"), built.public.rows)
    texts = any(
        (latest / "public" / name).read_text("utf-8") != text
        for name, text in _texts(folder, built).items()
    )
    if not changed and not texts:
        raise ReleaseError("month_closed", month=str(built.month), release=release.identity)
    if not revise:
        raise ReleaseError(
            "month_changed", month=str(built.month), release=release.identity, rows=len(changed)
        )


def _texts(folder: Folder, built: Built) -> dict[str, str]:
    """What a public edition holds besides its table: points, notes, names and credits."""
    return {
        "points.csv": _points(folder, built),
        "notes.csv": notes_text(folder.root),
        "description.json": _description(folder),
    }


def _stage(
    folder: Folder,
    transaction: Transaction,
    built: Built,
    base: str,
    previous: Path | None,
    reason: str,
) -> None:
    public = built.public.rows
    staged: dict[str, Path] = {}

    def target(name: str) -> Path:
        staged[name] = transaction.staged(f"{base}/{name}")
        return staged[name]

    write_parquet(built.counts.counts, target("sealed/counts.parquet"))
    write_parquet(built.counts.days, target("sealed/days.parquet"))
    if built.counts.sample is not None:
        write_parquet(built.counts.sample, target(SAMPLE_FILE))
    write_rows(built.sealed, target("sealed/table.parquet"))
    write_rows(public, target("public/table.parquet"))
    target("public/table.csv").write_text(to_csv(public), encoding="utf-8")
    for name, text in _texts(folder, built).items():
        target(f"public/{name}").write_text(text, encoding="utf-8", newline="")
    changes = _changes(open_revision(previous).rows(), public) if previous else []
    target("public/changes.csv").write_text(_changes_csv(changes), encoding="utf-8")
    manifest = {
        "format": 1,
        "release": built.sealed[0].release,
        "revision": int(base.rpartition("r")[2]),
        "supersedes": open_revision(previous).identity if previous else "",
        "reason": reason,
        "country": folder.country,
        "month": str(built.month),
        "program": f"azalai {version('azalai')}",
        "sources": [source.stated() for source in built.sources],
        "compared_with": built.compared_with,
        "protection": _protection(rules_of(folder), built),
        "changed_rows": len(changes),
        "files": {name: sha256_of(path) for name, path in sorted(staged.items())},
    }
    text = json.dumps(manifest, ensure_ascii=False, indent=2) + "\n"
    transaction.write(f"{base}/manifest.json", text)


def _protection(rules: Rules, built: Built) -> dict[str, object]:
    return {
        "threshold": rules.threshold,
        "sensitive": sorted(rules.sensitive),
        "protect_crosses": rules.protect_crosses,
        "protect_zero": sorted(rules.protect_zero),
        "cells": built.public.cells,
        "protected": built.public.protected,
        "method": "primary",
    }


def _points(folder: Folder, built: Built) -> str:
    columns = ("code", "name_en", "name_fr", "admin1", "admin1_pcode", "latitude", "longitude",
               "accuracy_km", "opened", "closed", "faces", "label_dx", "label_dy",
               "label_anchor", "role", "days", "silent_days")  # fmt: skip
    rows = []
    for code in built.summary.points:
        point = folder.register.points[code]
        dx, dy, anchor = point.label or (None, None, None)
        silent = sum(1 for status in built.summary.status[code].values() if status == "silent")
        rows.append(
            (code, point.name("en"), point.name("fr"), point.admin1, point.admin1_pcode,
             point.latitude, point.longitude, point.accuracy_km, point.opened, point.closed,
             point.faces, dx, dy, anchor, built.summary.roles[code], built.summary.days[code],
             silent)
        )  # fmt: skip
    return write_lines(columns, rows)


def _description(folder: Folder) -> str:
    config = folder.config
    description = {
        "country": config.country,
        "name": config.name,
        "label": config.label,
        "publisher": config.publisher,
        "credit": config.credit,
        "methodology": config.methodology,
        "limitations": config.limitations,
        "disclaimer": folder.pack.get("disclaimer", {}),
        "boundaries_source": folder.pack.get("boundaries_source", {}),
        "contact": config.contact,
        "publication_url": config.publication_url,
        "references": [
            {"name": r.name, "first": str(r.first), "last": str(r.last), "label": r.label}
            for r in config.references
        ],
    }
    return json.dumps(description, ensure_ascii=False, indent=2) + "\n"


_KEY = ("measure", "place", "period", "direction", "category1", "category2", "unit")
Change = tuple[tuple[str, ...], Row | None, Row | None]
"""Key of a row, the row before, the row now."""


def _changes(before: list[Row], now: list[Row]) -> list[Change]:
    """Rows whose number or status differs: key, earlier row, row now."""

    def keyed(rows: list[Row]) -> dict[tuple[str, ...], Row]:
        return {tuple(getattr(row, name) for name in _KEY): row for row in rows}

    old, new = keyed(before), keyed(now)
    return [
        (key, old.get(key), new.get(key))
        for key in sorted({*old, *new})
        if _content(old.get(key)) != _content(new.get(key))
    ]


def _content(row: Row | None) -> tuple[object, ...] | None:
    return None if row is None else (row.value, row.base, row.days, row.status)


def _changes_csv(changes: list[Change]) -> str:
    names = ("status", "base", "days")
    header = [*_KEY, "before", "now", *(f"{when}_{n}" for n in names for when in ("before", "now"))]
    rows = []
    for key, old, new in changes:
        cells: list[object] = []
        for name in ("value", *names):
            absent = "absent" if name == "status" else None
            cells += [getattr(row, name) if row else absent for row in (old, new)]
        rows.append((*key, *cells))
    return write_lines(header, rows)
