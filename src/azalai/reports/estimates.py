"""Sentences about estimates: of whom they speak, and of how many answers they are made.

Never *all* and never *none*: nobody asked everybody.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from azalai.model.numbers import half_up
from azalai.model.tables import Row
from azalai.reports.facts import Facts


def shares(
    facts: Facts,
    measure: str,
    place: str,
    direction: str,
    named: Iterable[str],
    listed: str,
    answers: int,
) -> str:
    """The main categories of a measure (`named`, in words `listed`) with their shares."""
    wanted = set(named)
    found = facts.rows(measure, place, direction, "share")
    together = sum(Fraction(row.value or 0) for row in found if row.category1 in wanted)
    whole = spoken_for(facts, measure, place, direction)
    said = facts.say(
        f"{measure}.some",
        whole,
        people=facts.say("people", whole),
        list=listed,
        sum=facts.wording.percent(half_up(100 * together)),
    )
    return f"{said} {made_of(facts, answers)}"


def made_of(facts: Facts, answers: int) -> str:
    """That shares are estimates, and from how many people's answers."""
    return facts.say("estimated", answers, people=facts.say("people", answers))


def spoken_for(facts: Facts, measure: str, place: str, direction: str = "total") -> int:
    """Persons whom the shares of a partition speak for: all but those nobody was asked about."""
    unknown = facts.row(measure, place, direction, "unknown")
    everybody = facts.count("flows", place, direction) or 0
    return everybody - int(unknown.value or 0 if unknown is not None else 0)


def part(facts: Facts, row: Row) -> str:
    """One share of those who answered, with its interval where there is one."""
    where = (row.place, row.direction, row.category1, "", "%")
    share, low = facts.row(row.measure, *where), facts.row(f"{row.measure}_low", *where)
    interval = ""
    if low is not None and low.value is not None:
        interval = facts.say("estimated.interval", interval=facts.interval(share))
    return facts.say(
        f"{row.measure}.estimated",
        share=facts.shown(share),
        people=facts.say("people", int(row.base or 0)),
        interval=interval,
    )
