"""Breaks, changes of method and closures that a release states, as notes to charts and sentences.

A chart of the country shows all of them, a chart of a point its own and the country's.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping

from azalai.drawing.series_model import Note
from azalai.model.periods import Month
from azalai.reports.facts import Facts
from azalai.reports.markup import literal, typographic

NAMED_POINTS = 3
"""More points than these are counted, not named."""


def notes_of(facts: Facts, place: str = "") -> list[Note]:
    """The notes that concern a point, or all of them for the country, by their first day.

    Each label says what happened, and when unless the words do; on the country's chart, at which
    points, where it was not at all of them.
    """
    found = []
    for line in facts.release.listing("notes"):
        places = line["places"].replace("|", " ").split()
        everywhere = not places or facts.country in places
        own = place not in ("", facts.country)
        if own and not everywhere and place not in places:
            continue
        first, last = _span(line)
        label = _dated(facts, line, first, last)
        if not everywhere and not own:
            label = _placed(facts, places, label)
        found.append(
            Note(
                first=first,
                last=last,
                label=label,
                kind=line["kind"],  # type: ignore[arg-type]
                whole=everywhere or own,
            )
        )
    return sorted(found, key=lambda note: note.first)


def breaks(facts: Facts, after: datetime.date, place: str = "") -> str:
    """Breaks and changes of method after a day, to the month's end, in words; empty without any.

    Numbers from before them and from after are not made the same way.
    """
    found = [
        literal(note.label)
        for note in notes_of(facts, place)
        if note.kind != "closure" and note.whole and after < note.first <= facts.month.last
    ]
    return "; ".join(found) if facts.wording.lang != "fr" else "\u202f; ".join(found)


def _span(line: Mapping[str, str]) -> tuple[datetime.date, datetime.date | None]:
    last = line["to"]
    first = datetime.date.fromisoformat(line["from"])
    return first, datetime.date.fromisoformat(last) if last else None


def _dated(
    facts: Facts, line: Mapping[str, str], first: datetime.date, last: datetime.date | None
) -> str:
    """The words of a note and its time."""
    wording = facts.wording
    text = typographic(line.get(f"text_{wording.lang}") or line["text_en"], wording.lang)
    text = text.rstrip(". ")
    month = Month.of(first)
    whole_months = last is not None and first.day == 1 and last == Month.of(last).last
    if whole_months and last is not None and Month.of(last) == month:
        when = said = wording.month(month)
    elif line["kind"] != "closure" or first == last:
        when = said = wording.date(first)
    elif last is None:
        said = wording.date(first)
        when = facts.say("event.since", date=said)
    elif whole_months:
        last_month = wording.month(Month.of(last))
        when = said = facts.say("months.range", first=wording.month(month), last=last_month)
    else:
        when = said = wording.period(first, last)
    if said in text:
        return text
    if said.removesuffix(f" {first.year}") in text:
        when = str(first.year)
    return facts.say("event", text=text, when=when)


def _placed(facts: Facts, places: list[str], label: str) -> str:
    names = [facts.name(code) for code in places]
    if all(name in label for name in names):
        return label
    if len(names) > NAMED_POINTS:
        return facts.say("event.at", name=facts.say("event.points", len(names)), text=label)
    return facts.say("event.at", name=facts.wording.join(names), text=label)
