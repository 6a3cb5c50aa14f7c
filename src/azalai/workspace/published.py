"""Months known only as published totals: figures with their source, never records."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from azalai.model.errors import AzalaiError
from azalai.model.flows import Direction
from azalai.model.periods import Month
from azalai.model.tables import Status
from azalai.workspace.csvfile import read_lines

_MEASURES = {"flows": "persons", "average_per_day": "persons/day"}


@dataclass(frozen=True, slots=True)
class PublishedAggregate:
    """One published (or derived) total of one month."""

    place: str
    month: Month
    direction: str
    measure: str
    value: float
    days: int
    status: Status
    source: str


def read_published(root: Path) -> list[PublishedAggregate]:
    """Read ``published.csv``; every line needs a source."""
    found = []
    for line in read_lines(
        root / "published.csv", ("place", "period", "measure", "value", "status", "source")
    ):
        try:
            month = Month.parse(line["period"])
        except AzalaiError:
            raise line.fail("period") from None
        value = line.number_at("value")
        if value is None or value < 0:
            raise line.fail("value")
        if line["status"] not in (Status.PUBLISHED, Status.DERIVED):
            raise line.fail("status")
        if line["measure"] not in _MEASURES:
            raise line.fail("measure")
        if line["direction"] not in ("", *Direction, "total"):
            raise line.fail("direction")
        days = line.number_at("days")
        if days is not None and (days < 1 or days != int(days)):
            raise line.fail("days")
        found.append(
            PublishedAggregate(
                place=line.needed("place"),
                month=month,
                direction=line["direction"] or "total",
                measure=line["measure"],
                value=value,
                days=int(days or month.days),
                status=Status(line["status"]),
                source=line.needed("source"),
            )
        )
    return found
