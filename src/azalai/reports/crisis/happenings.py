"""What happened: events and obstacles with their numbers, on a line and as lists."""

from __future__ import annotations

from datetime import date, timedelta

from azalai.model.crisis import Event, EventKind
from azalai.reports.content import Figure as Picture
from azalai.reports.content import Words
from azalai.reports.crisis.facts import CrisisFacts
from azalai.reports.markup import literal, words


def happened_on(event: Event) -> date:
    """The day at which charts mark an event: the first that its date may mean."""
    return event.first.first


def happened(facts: CrisisFacts) -> list[tuple[int, Event]]:
    """Events up to the day of the report, with their numbers."""
    return [
        (number, event)
        for number, event in enumerate(facts.crisis.events, start=1)
        if happened_on(event) <= facts.crisis.as_of
    ]


def numbered(facts: CrisisFacts, *kinds: EventKind) -> list[tuple[int, Words]]:
    """Events by the numbers that they have on charts, with date and source."""
    found = []
    for number, event in happened(facts):
        if event.kind in kinds:
            said = facts.say(
                "event.item", date=literal(event_dates(facts, event)),
                text=literal(facts.own(event.text)), source=literal(facts.cite(event.source)),
            )  # fmt: skip
            found.append((number, words(said)))
    return found


def event_dates(facts: CrisisFacts, event: Event) -> str:
    """When it happened, began or ended."""
    first = facts.moment(event.first)
    if event.lasting:
        return facts.say("event.since", since=facts.turned("since", event.first))
    if event.last is not None:
        return " ".join((facts.turned("from", event.first), facts.turned("to", event.last)))
    return first


def timeline_picture(
    facts: CrisisFacts, name: str = "timeline", *, obstacles: bool = False
) -> Picture | None:
    """The phases as bands, events under them; or obstacles alone, on their own line."""
    from azalai.drawing.crisis_timeline import (
        Band,
        Happening,
        TimelineTexts,
        crisis_timeline,
    )

    wanted = EventKind.OBSTACLE if obstacles else EventKind.EVENT
    shown = [(number, event) for number, event in happened(facts) if event.kind is wanted]
    if not shown:
        return None
    first = min(event.first.first for _, event in shown)
    starts = [phase.first for phase in facts.crisis.phases if phase.first is not None]
    spec = crisis_timeline(
        [Band(facts.own(item.title), item.first, item.last) for item in facts.crisis.phases],
        [
            Happening(
                number, event.first.first, event.last.last if event.last is not None else None,
                "obstacle" if obstacles else "event", event.lasting,
                None if event.first.exact else event.first.last,
            )
            for number, event in shown
        ],
        TimelineTexts(
            facts.wording.lang, facts.months, event=facts.say("timeline.event"),
            obstacle=facts.say("timeline.obstacle"), lasting=facts.say("timeline.lasting"),
            vague=facts.say("timeline.vague"),
        ),
        first=min([first, *starts]) - timedelta(days=30), last=facts.crisis.as_of,
    )  # fmt: skip
    listed = "; ".join(
        f"{number}, {event_dates(facts, event)}: {facts.own(event.text)}" for number, event in shown
    )
    key = "timeline.obstacles" if obstacles else "timeline.events"
    return facts.picture(
        name, spec, facts.say(key), facts.say("timeline.alt", list=listed),
        facts.say("sources", list=facts.cite(*(event.source for _, event in shown))),
    )  # fmt: skip
