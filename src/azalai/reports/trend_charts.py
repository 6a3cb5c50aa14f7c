"""Series of a bulletin: the days of the month, the months since the points opened."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence

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
from azalai.reports.averages import average_text, exact_average
from azalai.reports.charts import Charts
from azalai.reports.content import Figure, Numbered
from azalai.reports.markup import literal, typographic, words

POINT_MONTHS = 12
"""Months on a chart, at least."""

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
    spec = daily_series(days, texts, width=width, height=height)
    caption = facts.say("daily.short" if place else "daily.title", **values)
    return charts.figure(f"daily-{place or facts.country}", spec, caption, alt)


def monthly_figure(
    charts: Charts,
    place: str = "",
    *,
    notes: bool = True,
    width: float = 505,
    height: float = 136,
) -> tuple[Figure, Numbered | None]:
    """Average per day by month, and the notes that concern it.

    It begins with the first month that has a number, twelve months back at the latest; notes
    before that are left out, with the chart's flags.
    """
    facts = charts.facts
    code = place or facts.country
    shown = _months(charts, code)
    marked = _notes(charts, code) if notes else []
    spec = monthly_series(
        shown,
        _series_texts(charts, "" if place else "persons/day", facts.dated("monthly", code)),
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
            average=item.text,
            status=f" ({facts.say(f'series.{item.status}')})" if item.status else "",
        )
        for item in known
    ]
    hidden = sum(month.status == "protected" for month in shown)
    alt = facts.say(
        "monthly.alt",
        name=facts.name(code),
        first=facts.wording.month(shown[0].month),
        last=facts.wording.month(shown[-1].month),
        list=facts.wording.join(listed) or facts.say("series.missing"),
        missing=facts.say("months.missing", len(shown) - len(known) - hidden),
    )
    if hidden:
        alt += " " + facts.say("months.protected", hidden)
    caption = facts.say(
        "monthly.short" if place else "monthly.title",
        first=facts.wording.month(shown[0].month),
        name=facts.name(code),
    )
    numbered = note_captions(marked, shown)
    figure = charts.figure(f"monthly-{code}", spec, caption, alt)
    notes_block = Numbered(tuple((n, words(literal(t))) for n, t in numbered))
    return figure, notes_block if numbered else None


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
            hidden = total is not None and total.status is Status.PROTECTED
            found.append(DayValue(day, 0, 0, 0, "protected" if hidden else "missing"))
            continue
        incoming, outgoing = _count(directions.get("in")) or 0, _count(directions.get("out")) or 0
        found.append(DayValue(day, incoming, outgoing, int(total.value) - incoming - outgoing))
    return found


def _count(row: Row | None) -> int | None:
    return None if row is None or row.value is None else int(row.value)
