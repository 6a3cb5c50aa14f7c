"""Series of a bulletin: the days of the month, the months since the points opened."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from azalai.drawing.series import (
    DayValue,
    MonthValue,
    Note,
    SeriesTexts,
    daily_series,
    monthly_series,
    numbered,
    unseen,
)
from azalai.model.periods import Month
from azalai.model.tables import Row, Status
from azalai.reports.averages import average_text, exact_average
from azalai.reports.charts import Charts
from azalai.reports.content import Figure, Numbered
from azalai.reports.events import notes_of
from azalai.reports.markup import literal, words
from azalai.reports.trend_words import POINT_MONTHS, begun, marked_words, monthly_words

_DRAWN = frozenset({Status.PUBLISHED, Status.DERIVED, Status.PROTECTED})


def _series_texts(charts: Charts, unit: str, rows: Iterable[Row] = ()) -> SeriesTexts:
    """Words of a series; grey is also what a protected direction leaves of a total."""
    facts = charts.facts
    hidden = any(row.status is Status.PROTECTED and row.direction != "total" for row in rows)
    return SeriesTexts(
        lang=facts.wording.lang,
        unit=facts.wording.text(f"term.unit.{unit}") if unit else "",
        incoming=facts.wording.text("term.direction.in"),
        outgoing=facts.wording.text("term.direction.out"),
        unknown=facts.say("series.unprinted")
        if hidden
        else facts.wording.text("term.direction.unknown"),
        missing=facts.say("series.missing"),
        published=facts.say("series.published"),
        derived=facts.say("series.derived"),
        open=facts.say("series.open"),
        protected=facts.say("series.protected"),
        closure=facts.say("series.closure"),
        broken=facts.say("series.broken"),
    )


@dataclass(frozen=True, slots=True)
class Trends:
    """The two charts of a place, and what has to be said of both.

    Attributes
    ----------
    notes : Numbered or None
        What the numbered flags of either chart mean.
    unseen : bool
        Whether people of unknown direction are in the bars, but too few for the key.
    """

    daily: Figure | None
    monthly: Figure
    notes: Numbered | None
    unseen: bool


def trends(
    charts: Charts,
    place: str = "",
    *,
    sizes: tuple[tuple[float, float], tuple[float, float]] = ((505, 92), (505, 134)),
) -> Trends:
    """Day by day and month by month, with the breaks and closures that concern the place.

    Parameters
    ----------
    sizes : tuple
        Width and height of the daily and of the monthly chart.
    """
    facts = charts.facts
    months, days = _months(charts, place or facts.country), _days(facts.dated("daily", place))
    notes = notes_of(facts, place)
    marked = numbered(notes, months)
    (daily_width, daily_height), (width, height) = sizes
    return Trends(
        _daily(charts, place, days, marked, daily_width, daily_height),
        _monthly(charts, place, months, notes, width, height),
        _legend(marked),
        unseen(days, daily_height) and unseen(months, height),
    )


def _daily(
    charts: Charts,
    place: str,
    days: Sequence[DayValue],
    notes: Sequence[tuple[int, Note]],
    width: float,
    height: float,
) -> Figure:
    """Persons by day through the month."""
    facts = charts.facts
    known = [day for day in days if day.status == "collected"]
    totals = {day.date: day.incoming + day.outgoing + day.unknown for day in known}
    name = facts.name(place or facts.country)
    values = {"name": name, "month": facts.wording.month(facts.month)}
    hidden = sum(day.status == "protected" for day in days)
    if hidden:
        alt = facts.say("daily.alt.protected", hidden, **values)
    elif known:
        busiest = max(totals, key=lambda day: (totals[day], -day.day))
        calmest = min(totals, key=lambda day: (totals[day], day.day))
        alt = facts.say(
            "daily.alt",
            **values,
            most=facts.say("people", totals[busiest]),
            most_day=facts.wording.date(busiest),
            least=facts.say("people", totals[calmest]),
            least_day=facts.wording.date(calmest),
        )
    else:
        alt = facts.say("daily.alt.none", **values)
    absent = len(days) - len(known) - hidden
    if absent:
        alt += " " + facts.say("days.absent", absent)
    texts = _series_texts(charts, "" if place else "persons", facts.dated("daily", place))
    if place:
        # The chart of the months beside it explains the shade and the rules of both.
        texts = replace(texts, closure="", broken="")
    first, last = facts.month.first, facts.month.last
    within = [
        (count, note)
        for count, note in notes
        if first < note.first <= last
        or (note.kind == "closure" and note.last is not None and first <= note.last < last)
    ]
    if within:
        alt += " " + marked_words(facts, within)
    spec = daily_series(days, texts, notes, width=width, height=height)
    caption = facts.say("daily.short" if place else "daily.title", **values)
    return charts.figure(f"daily-{place or facts.country}", spec, caption, alt)


def months_only(charts: Charts, place: str, *, width: float, height: float) -> Trends | None:
    """The chart of the months alone, for a month without data; `None` where no month has any."""
    months = _months(charts, place)
    if all(value.average is None for value in months):
        return None
    notes = notes_of(charts.facts, place)
    figure = _monthly(charts, place, months, notes, width, height)
    return Trends(None, figure, _legend(numbered(notes, months)), False)


def _legend(marked: Sequence[tuple[int, Note]]) -> Numbered | None:
    listed = tuple((count, words(literal(note.label))) for count, note in marked)
    return Numbered(listed) if listed else None


def _monthly(
    charts: Charts,
    place: str,
    months: Sequence[MonthValue],
    notes: Sequence[Note],
    width: float,
    height: float,
) -> Figure:
    """Average per day by month.

    It begins with the first month that has a number, twelve months back at the latest; notes
    before that are left out, with the chart's flags.
    """
    facts = charts.facts
    code = place or facts.country
    spec = monthly_series(
        months,
        _series_texts(charts, "" if place else "persons/day", facts.dated("monthly", code)),
        notes,
        width=width,
        height=height,
        captions=False,
    )
    caption = facts.say(
        "monthly.short" if place else "monthly.title",
        first=facts.wording.month(begun(months)),
        name=facts.name(code),
    )
    return charts.figure(
        f"monthly-{code}", spec, caption, monthly_words(facts, code, months, notes)
    )


def _months(charts: Charts, place: str) -> list[MonthValue]:
    facts = charts.facts
    values: dict[str, dict[str, Row]] = {}
    counts: dict[str, dict[str, Row]] = {}
    for target, measure in ((values, "monthly_average"), (counts, "monthly")):
        for row in facts.dated(measure, place):
            target.setdefault(row.period, {})[row.direction] = row
    known = [
        Month.parse(period)
        for period, rows in values.items()
        if any(row.value is not None or row.status is Status.PROTECTED for row in rows.values())
    ]
    first = min([facts.month.shifted(1 - POINT_MONTHS), *known])
    shown = []
    for month in first.through(facts.month):
        average = values.get(str(month), {}).get("total")
        persons = counts.get(str(month), {})
        status = average.status if average is not None and average.status in _DRAWN else ""
        if average is None and not facts.open_in(place, month):
            status = "outside"
        mean = exact_average(average)
        shown.append(
            MonthValue(
                month=month,
                label=facts.wording.month(month, "short"),
                incoming=_count(persons.get("in")),
                outgoing=_count(persons.get("out")),
                unknown=_count(persons.get("unknown")),
                average=None if mean is None else float(mean),
                status=str(status),  # type: ignore[arg-type]
                text="" if mean is None else average_text(facts.wording, mean),
            )
        )
    return shown


def _days(rows: Sequence[Row]) -> list[DayValue]:
    by_day: dict[str, dict[str, Row]] = {}
    for row in rows:
        by_day.setdefault(row.period, {})[row.direction] = row
    found = []
    for period, directions in sorted(by_day.items()):
        total = directions.get("total")
        day = datetime.date.fromisoformat(period)
        if total is None or total.value is None:
            hidden = total is not None and total.status is Status.PROTECTED
            found.append(DayValue(day, 0, 0, 0, "protected" if hidden else "missing"))
            continue
        incoming, outgoing = _count(directions.get("in")) or 0, _count(directions.get("out")) or 0
        found.append(DayValue(day, incoming, outgoing, int(total.value) - incoming - outgoing))
    return found


def _count(row: Row | None) -> int | None:
    return None if row is None or row.value is None else int(row.value)
