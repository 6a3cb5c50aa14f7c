"""What the chart of the months shows, in words: for who cannot see it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from azalai.drawing.series import MonthValue, Note, numbered
from azalai.model.periods import Month
from azalai.reports.facts import Facts

POINT_MONTHS = 12
"""Months on a chart, at least."""

LISTED_MONTHS = 15
"""Of a longer series the words for the picture say the extremes and the last twelve months."""


def monthly_words(
    facts: Facts, code: str, months: Sequence[MonthValue], notes: Sequence[Note]
) -> str:
    """What the chart of the months shows: numbers, gaps, and what breaks the series."""
    known = [month for month in months if month.average is not None]
    empty = [value.month for value in months if value.average is None and not value.status]
    values = {
        "name": facts.name(code),
        "first": facts.wording.month(begun(months)),
        "last": facts.wording.month(months[-1].month),
        "missing": _gaps(facts, empty) if known else facts.say("months.missing", len(empty)),
    }
    listed = [_month_words(facts, item) for item in known]
    if len(known) > LISTED_MONTHS:
        highest = max(known, key=lambda item: item.average or 0)
        lowest = min(known, key=lambda item: item.average or 0)
        recent = months[-POINT_MONTHS].month
        last_year = _in_a_row(facts, [item for item in known if item.month >= recent])
        alt = facts.say(
            "monthly.alt.long",
            highest=_month_words(facts, highest),
            lowest=_month_words(facts, lowest),
            list=facts.wording.join(last_year) or facts.say("series.missing"),
            **values,
        )
    else:
        joined = facts.wording.join(listed) or facts.say("series.missing")
        alt = facts.say("monthly.alt", list=joined, **values)
    alt = alt.strip()
    hidden = sum(month.status == "protected" for month in months)
    if hidden:
        alt += " " + facts.say("months.protected", hidden)
    marked = numbered(notes, months)
    return f"{alt} {marked_words(facts, marked)}" if marked else alt


def begun(months: Sequence[MonthValue]) -> Month:
    """The first month in which anybody could be counted."""
    return next((value.month for value in months if value.status != "outside"), months[0].month)


def _month_words(facts: Facts, item: MonthValue) -> str:
    return facts.say(
        "monthly.alt.month",
        month=facts.wording.month(item.month),
        average=item.text,
        status=f" ({facts.say(f'series.{item.status}')})" if item.status else "",
    )


def _in_a_row(facts: Facts, items: Sequence[MonthValue]) -> list[str]:
    """Months with their averages; a year is said once."""
    said, year = [], 0
    for item in items:
        name = facts.wording.month(item.month, year=item.month.year != year)
        said.append(facts.say("monthly.alt.month", month=name, average=item.text, status=""))
        year = item.month.year
    return said


def _gaps(facts: Facts, months: Sequence[Month]) -> str:
    """Months without data, neighbours as one range; empty where there are none."""
    if not months:
        return ""
    found = []
    numbered_months = enumerate(months)
    for _, run in groupby(numbered_months, key=lambda pair: pair[1].shifted(-pair[0])):
        inside = [month for _, month in run]
        first, last = (facts.wording.month(month) for month in (inside[0], inside[-1]))
        alone = len(inside) == 1
        found.append(first if alone else facts.say("months.range", first=first, last=last))
    return facts.say("monthly.alt.gaps", len(months), list=facts.wording.join(found))


def marked_words(facts: Facts, marked: Sequence[tuple[int, Note]]) -> str:
    """The flags of a chart for who cannot see them."""
    listed = [
        facts.say("series.alt.event", number=facts.wording.number(count), text=note.label)
        for count, note in marked
    ]
    return facts.say("series.alt.events", list="; ".join(listed))
