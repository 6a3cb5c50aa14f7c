"""Series of a bulletin: the days of the month, the months since the points opened."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from azalai.drawing.series import (
    DayValue,
    MonthValue,
    Note,
    SeriesTexts,
    daily_series,
    monthly_series,
    note_captions,
)
from azalai.model.periods import Month
from azalai.model.tables import Row, Status
from azalai.reports.charts import Charts
from azalai.reports.content import Figure, Numbered
from azalai.reports.markup import literal, typographic, words

POINT_MONTHS = 12
"""Months on the small chart of a point, at least."""


def _series_texts(charts: Charts, unit: str) -> SeriesTexts:
    facts = charts.facts
    return SeriesTexts(
        lang=facts.wording.lang,
        unit=facts.wording.text(f"term.unit.{unit}") if unit else "",
        incoming=facts.wording.text("term.direction.in"),
        outgoing=facts.wording.text("term.direction.out"),
        unknown=facts.wording.text("term.direction.unknown"),
        missing=facts.say("series.missing"),
        published=facts.say("series.published"),
        derived=facts.say("series.derived"),
        open=facts.say("series.open"),
    )


def daily_figure(
    charts: Charts, place: str = "", *, width: float = 505, height: float = 96
) -> Figure:
    """Persons by day through the month."""
    facts = charts.facts
    days = _days(facts.dated("daily", place))
    known = [day for day in days if day.status == "collected"]
    totals = {day.date: day.incoming + day.outgoing + day.unknown for day in known}
    name = facts.name(place or facts.country)
    values = {"name": name, "month": facts.wording.month(facts.month)}
    if known:
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
    absent = len(days) - len(known)
    if absent:
        alt += " " + facts.say("days.absent", absent)
    texts = _series_texts(charts, "" if place else "persons")
    spec = daily_series(days, texts, width=width, height=height)
    caption = facts.say("daily.short" if place else "daily.title", **values)
    return charts.figure(f"daily-{place or facts.country}", spec, caption, alt)


def monthly_figure(
    charts: Charts,
    place: str = "",
    *,
    months: int = 0,
    notes: bool = True,
    width: float = 505,
    height: float = 136,
) -> tuple[Figure, Numbered | None]:
    """Average per day by month, and the notes that concern it.

    Parameters
    ----------
    months : int
        Begin so many months back, or with the first month known where that is earlier; 0
        begins when the points opened.
    """
    facts = charts.facts
    code = place or facts.country
    shown = _months(charts, code, months)
    marked = _notes(charts, code) if notes else []
    spec = monthly_series(
        shown,
        _series_texts(charts, "" if place else "persons/day"),
        marked,
        width=width,
        height=height,
        captions=False,
    )
    known = [month for month in shown if month.average is not None]
    listed = [
        facts.say(
            "monthly.alt.month",
            month=facts.wording.month(item.month),
            average=facts.wording.number(round(item.average or 0, 2), 1 if _small(item) else 0),
            status=f" ({facts.say(f'series.{item.status}')})" if item.status else "",
        )
        for item in known
    ]
    alt = facts.say(
        "monthly.alt",
        name=facts.name(code),
        first=facts.wording.month(shown[0].month),
        last=facts.wording.month(shown[-1].month),
        list=facts.wording.join(listed) or facts.say("series.missing"),
        missing=facts.say("months.missing", len(shown) - len(known)),
    )
    caption = facts.say(
        "monthly.short" if place else "monthly.title",
        first=facts.wording.month(shown[0].month),
        name=facts.name(code),
    )
    numbered = note_captions(marked, shown)
    figure = charts.figure(f"monthly-{code}", spec, caption, alt)
    notes_block = Numbered(tuple((n, words(literal(t))) for n, t in numbered))
    return figure, notes_block if numbered else None


def _months(charts: Charts, place: str, months: int) -> list[MonthValue]:
    facts = charts.facts
    values: dict[str, dict[str, Row]] = {}
    counts: dict[str, dict[str, Row]] = {}
    for target, measure in ((values, "monthly_average"), (counts, "monthly")):
        for row in facts.dated(measure, place):
            target.setdefault(row.period, {})[row.direction] = row
    opened = [
        Month.of(point.opened) for point in facts.points if place in (facts.country, point.code)
    ]
    known = [Month.parse(period) for period in values]
    window = [facts.month.shifted(1 - months)] if months else opened
    first = min([*window, *known], default=facts.month)
    shown = []
    for month in first.through(facts.month):
        average = values.get(str(month), {}).get("total")
        persons = counts.get(str(month), {})
        status = "" if average is None or average.status is Status.OK else str(average.status)
        shown.append(
            MonthValue(
                month=month,
                label=facts.wording.month(month, "short"),
                incoming=_count(persons.get("in")),
                outgoing=_count(persons.get("out")),
                unknown=_count(persons.get("unknown")),
                average=None if average is None else average.value,
                status=status,  # type: ignore[arg-type]
            )
        )
    return shown


def _notes(charts: Charts, place: str) -> list[Note]:
    facts = charts.facts
    found = []
    for line in facts.release.listing("notes"):
        places = line["places"].replace("|", " ").split()
        if place != facts.country and places and place not in places:
            continue
        last = line["to"]
        found.append(
            Note(
                first=Month.of(datetime.date.fromisoformat(line["from"])),
                last=Month.of(datetime.date.fromisoformat(last)) if last else None,
                label=typographic(
                    line.get(f"text_{facts.wording.lang}") or line["text_en"], facts.wording.lang
                ),
                kind=line["kind"],  # type: ignore[arg-type]
            )
        )
    return found


def _days(rows: Sequence[Row]) -> list[DayValue]:
    by_day: dict[str, dict[str, Row]] = {}
    for row in rows:
        by_day.setdefault(row.period, {})[row.direction] = row
    found = []
    for period, directions in sorted(by_day.items()):
        total = directions.get("total")
        day = datetime.date.fromisoformat(period)
        if total is None or total.value is None:
            found.append(DayValue(day, 0, 0, 0, "missing"))
            continue
        incoming, outgoing = _count(directions.get("in")) or 0, _count(directions.get("out")) or 0
        found.append(DayValue(day, incoming, outgoing, int(total.value) - incoming - outgoing))
    return found


def _count(row: Row | None) -> int | None:
    return None if row is None or row.value is None else int(row.value)


def _small(month: MonthValue) -> bool:
    return month.average is not None and 0 < month.average < 10
