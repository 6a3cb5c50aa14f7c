"""Sentences made from the tables, in each language.

A sentence says no more than its numbers: *twice* only where a number is exactly twice the other,
*all* only where everybody is meant, nothing where a number is protected or was not collected.
Each function returns text with ``*bold*`` parts, or an empty string where there is nothing to say.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from azalai.measures import TopRow
from azalai.model.numbers import half_up
from azalai.model.tables import Row, Status
from azalai.reports import estimates
from azalai.reports.averages import average_text
from azalai.reports.events import breaks
from azalai.reports.facts import Facts
from azalai.reports.lists import short_list
from azalai.reports.markup import literal
from azalai.wording.voice import COUNTRY_DIMENSIONS, capitalised

DIMENSIONS = {
    "nationalities": "nationality",
    "next_destinations": "next_destination",
    "final_destinations": "final_destination",
    "departures": "departure",
    "movement_types": "movement_type",
    "transport": "transport",
    "reasons": "reason",
}

# How a sentence takes the countries of each measure, see `Wording.country`.
_FORMS = {"en": "definite", "fr": "definite"}
_FORMS_OF = {("nationalities", "fr"): "of"}


def observed(facts: Facts, place: str = "") -> str:
    """How many people were seen, by direction.

    Zero is said as such; a direction nobody recorded is not invented.
    """
    row = facts.row("flows", place)
    where = where_at(facts, place)
    month = facts.wording.month(facts.month)
    if row is None or row.status is Status.NOT_COLLECTED:
        return facts.say("observed.missing", where=where, month=month)
    if row.value is None:
        return facts.say("observed.protected", where=where, month=month)
    total = int(row.value)
    if total == 0:
        return facts.say("observed.none", where=where, month=month, days=days_of(facts, row))
    parts = []
    for direction in ("in", "out", "unknown"):
        persons = facts.count("flows", place, direction)
        if persons is None and direction != "unknown":
            return facts.say("observed.total", total, where=where, month=month)
        if persons is not None:
            parts.append(facts.say(f"count.{direction}", persons))
    directions = facts.wording.join(parts)
    return facts.say("observed.split", total, where=where, month=month, directions=directions)


def average(facts: Facts, place: str = "") -> str:
    """The average per day with its denominator, and its change from the month before, and what
    makes the two months unlike."""
    row = facts.row("average_per_day", place, unit="persons/day")
    now = facts.exact_average(place)
    if row is None or now is None or now == 0:
        return ""
    values = {
        "average": facts.average(place),
        "days": days_of(facts, row),
        "before": facts.wording.month(facts.month_before()),
    }
    variation = facts.row("variation", place, unit="%")
    earlier = facts.earlier_average(place)
    if variation is None or variation.status is Status.NOT_APPLICABLE or earlier is None:
        return facts.say("average.alone", **values)
    if variation.status is Status.NEW or variation.value is None:
        return facts.say("average.new", **values)
    values["earlier"] = average_text(facts.wording, earlier)
    values["change"] = facts.wording.percent(abs(variation.value))
    if now == earlier:
        key = "same"
    elif now == 2 * earlier:
        key = "twice"
    elif variation.value == 0:
        key = "near"
    else:
        key = "up" if variation.value > 0 else "down"
    said = facts.say(f"average.{key}", **values)
    broken = breaks(facts, facts.month_before().first, place)
    if not broken:
        return said
    # A point's own chart names the break beside the sentence.
    short = place not in ("", facts.country)
    why = facts.say("average.broken.short") if short else facts.say("average.broken", list=broken)
    return f"{said} {why}"


def missing_days(facts: Facts, place: str) -> str:
    """Days of the month on which a point did not collect."""
    row = facts.row("flows", place)
    days = row.days if row is not None and row.days is not None else 0
    absent = facts.month.days - days
    return facts.say("days.absent", absent) if 0 < absent < facts.month.days else ""


def shares(facts: Facts, measure: str, place: str = "", direction: str = "total") -> str:
    """The main categories of a measure with their shares."""
    if not facts.collected(measure, place, direction):
        return not_collected(facts, measure)
    lines = [
        line
        for line, rest in short_list(facts, measure, place, direction)
        if not rest and line.share is not None
    ]
    known = _persons(facts, measure, lines, place, direction)
    base = next((row.base for row in known if row.base), None)
    if not lines or base is None:
        return protected(facts, measure)
    base = int(base)
    if facts.estimated(measure, place, direction):
        named = [line.category for line in lines]
        listed = _listed(facts, measure, lines)
        return estimates.shares(facts, measure, place, direction, named, listed, base)
    people = facts.say("people", base)
    together = sum(int(row.value or 0) for row in known)
    if len(lines) == 1 and together == base:
        name = category_name(facts, measure, lines[0].category)
        return facts.say(f"{measure}.only", base, people=people, name=name)
    whole = together == base
    rounded = rounded_share(together, base)
    # "100 %" would claim everybody.
    almost = rounded == 100 and not whole
    values = {
        "people": people,
        "list": _listed(facts, measure, lines),
        "sum": facts.say("more_than", share=facts.wording.percent(99))
        if almost
        else facts.wording.percent(rounded),
    }
    return facts.say(f"{measure}.{'all' if whole else 'some'}", base, **values)


def leading_change(facts: Facts, measure: str, place: str = "") -> str:
    """The largest category and how its share changed; empty where it has no comparison."""
    if not facts.collected(measure, place):
        return ""
    lines = [line for line, rest in short_list(facts, measure, place) if not rest]
    if not lines or lines[0].share is None or lines[0].change is None or lines[0].share == 100:
        return ""
    line = lines[0]
    if Status.ESTIMATED in (line.status, line.change_status):
        # The difference of two estimates may be the chance of who was interviewed.
        return ""
    change = line.change or 0
    key = "change.same" if change == 0 else "change.up" if change > 0 else "change.down"
    return facts.say(
        key,
        name=capitalised(category_name(facts, measure, line.category, form="definite")),
        share=facts.wording.percent(line.share or 0),
        change=facts.wording.signed(abs(change), "pp").lstrip("+"),
        before=facts.wording.month(facts.month_before()),
    )


def europe(facts: Facts, place: str = "") -> str:
    """How many of the outgoing named a country of Europe as their final destination."""
    return _part(facts, "final_destination_europe", "europe", place)


def passages_inside(facts: Facts, place: str = "") -> str:
    """How many of the outgoing went on inside the country, and may be counted twice."""
    return _part(facts, "passages_inside", "inside", place)


def _part(facts: Facts, measure: str, category: str, place: str) -> str:
    row = facts.row(measure, place, "out", category)
    if row is None or row.status is Status.NOT_COLLECTED or not row.base:
        return ""
    base = int(row.base)
    if row.value is None:
        return facts.say(f"{measure}.protected", base, of=facts.say("outgoing", base))
    persons = int(row.value)
    if row.status is Status.ESTIMATED:
        return estimates.part(facts, row)
    of = facts.say("outgoing", base)
    if persons == 0:
        return facts.say(f"{measure}.none", base, of=of)
    return facts.say(f"{measure}.some", persons, of=of, share=facts.percent_of(persons, base))


def sex_and_age(facts: Facts, place: str = "") -> str:
    """Men, women, boys and girls with their shares; those below one per cent are left to tables."""
    if not facts.collected("sex_age", place):
        return not_collected(facts, "sex_age")
    rows = [row for row in facts.rows("sex_age", place, unit="%") if (row.value or 0) >= 1]
    if not rows:
        return protected(facts, "sex_age")
    parts = [
        facts.say(
            "part",
            name=facts.wording.text(f"term.sex_age.{row.category1}_{row.category2}"),
            share=facts.wording.percent(row.value or 0),
        )
        for row in rows
    ]
    answers = int(rows[0].base or 0)
    made = facts.estimated("sex_age", place)
    people = facts.say("people", estimates.spoken_for(facts, "sex_age", place) if made else answers)
    said = facts.say("sex_age.some", list=facts.wording.join(parts), people=people)
    return f"{said} {estimates.made_of(facts, answers)}" if made else said


def not_collected(facts: Facts, measure: str) -> str:
    """One line for what nobody asked, or nobody answered."""
    month = facts.wording.month(facts.month)
    return facts.say("not_collected", what=measure_name(facts, measure), month=month)


def protected(facts: Facts, measure: str) -> str:
    """One line for what was collected and is too small to publish."""
    return facts.say("shares.protected", what=measure_name(facts, measure))


def absent(facts: Facts, measure: str, place: str = "", direction: str = "total") -> str:
    """Why there is nothing to show: protected, or not collected."""
    if facts.collected(measure, place, direction):
        return protected(facts, measure)
    return not_collected(facts, measure)


def where_at(facts: Facts, place: str = "") -> str:
    """``at Gogui``; of the country, its entry and exit points."""
    if place in ("", facts.country):
        return facts.say("where.country")
    return facts.say("where.point", name=literal(facts.name(place)))


def days_of(facts: Facts, row: Row) -> str:
    """The denominator of an average in words: calendar days of a country, else collection days."""
    kind = "calendar" if row.place == facts.country else "collection"
    return facts.say(f"days.{kind}", row.days or 0)


def measure_name(facts: Facts, measure: str) -> str:
    """What a measure counts, as a title says it."""
    return facts.wording.text(f"term.measure.{measure}")


def category_name(facts: Facts, measure: str, category: str, form: str = "") -> str:
    """A category as the measure's sentences take it."""
    dimension = DIMENSIONS[measure]
    if dimension in COUNTRY_DIMENSIONS and category.isupper():
        lang = facts.wording.lang
        chosen = form or _FORMS_OF.get((measure, lang), _FORMS.get(lang, "name"))
        return facts.wording.country(category, chosen)  # type: ignore[arg-type]
    short = f"bulletin.short.{dimension}.{category}"
    if facts.wording.has(short):
        return facts.wording.text(short)
    name = facts.wording.category(dimension, category)
    return name[:1].lower() + name[1:]


def _persons(
    facts: Facts, measure: str, lines: Sequence[TopRow], place: str, direction: str
) -> list[Row]:
    wanted = {line.category for line in lines}
    rows = facts.rows(measure, place, direction, "persons")
    return [row for row in rows if row.category1 in wanted and row.value is not None]


def _listed(facts: Facts, measure: str, lines: Sequence[TopRow]) -> str:
    return facts.wording.join(
        [
            facts.say(
                "part",
                name=category_name(facts, measure, line.category),
                share=facts.wording.percent(line.share or 0),
            )
            for line in lines
        ]
    )


def rounded_share(part: int, base: int) -> int:
    """A share in whole per cent, half up."""
    return int(half_up(Fraction(100 * part, base)))
