"""Displacement over time: the phases with their events, the totals, the camps one by one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from azalai.model.crisis import EventKind, SeriesWanted
from azalai.model.figures import Category, Figure, Statistic
from azalai.model.places import PlaceKind
from azalai.reports.content import Block, Numbered, Paragraph, Section
from azalai.reports.content import Figure as Picture
from azalai.reports.crisis.facts import CrisisFacts
from azalai.reports.crisis.happenings import happened, happened_on, numbered, timeline_picture
from azalai.reports.crisis.stated_totals import shares_table, totals_table
from azalai.reports.markup import literal, words

Window = tuple[date, date]


def section(facts: CrisisFacts) -> Section | None:
    """The chart of stocks with numbered events, the phases, and every total that was stated."""
    blocks: list[Block] = [Paragraph(words(facts.say("over_time.text")))]
    timeline = timeline_picture(facts)
    if timeline is not None:
        blocks.append(timeline)
    chart = _totals_chart(facts)
    if chart is not None:
        blocks.append(chart)
    items = numbered(facts, EventKind.EVENT)
    if items:
        blocks.append(Numbered(tuple(items)))
    blocks += [item for item in (totals_table(facts), shares_table(facts)) if item is not None]
    return Section("over_time", facts.say("over_time.title"), tuple(blocks)) if blocks[1:] else None


def camps_section(facts: CrisisFacts) -> Section | None:
    """Small multiples of camps, with a mark where a verification put a register right."""
    chart = _camps_chart(facts)
    if chart is None:
        return None
    text = Paragraph(words(facts.say("camps.text")))
    listed = [
        (
            number,
            words(
                facts.say(
                    "camps.verified",
                    place=literal(facts.place(figure.place)),
                    date=facts.date(figure),
                    source=literal(facts.source(figure)),
                )
            ),
        )
        for number, (_, figure) in enumerate(_checked(facts), start=1)
    ]
    blocks = (text, chart, Numbered(tuple(listed))) if listed else (text, chart)
    return Section("camps", facts.say("camps.title"), blocks)


def figures_of(facts: CrisisFacts, wanted: SeriesWanted) -> list[Figure]:
    """The figures of a line, by day; the recommended one where several have the same day."""
    found: dict[date, Figure] = {}
    for figure in facts.ledger.select(
        category=Category.STOCK, statistic=Statistic.COUNT, population=wanted.population,
        place=wanted.place, sex="", age="", breakdown=((),),
    ):  # fmt: skip
        if figure.as_of is None or (wanted.source and figure.source != wanted.source):
            continue
        day = figure.as_of.first
        if day not in found or (figure.role < found[day].role):
            found[day] = figure
    return [found[day] for day in sorted(found)]


def _is_camp(facts: CrisisFacts, wanted: SeriesWanted) -> bool:
    """Whether a line is one of a camp, which has a panel of its own."""
    leaves = facts.places.leaves(wanted.place)
    kinds = {facts.places[leaf].kind for leaf in leaves if leaf in facts.places}
    return PlaceKind.COUNTRY not in kinds


def _totals_chart(facts: CrisisFacts) -> Picture | None:
    from azalai.drawing.stock_series import (
        Mark,
        StockLine,
        StockPoint,
        StockTexts,
        stock_series,
    )

    wanted = [item for item in facts.crisis.series if not _is_camp(facts, item)]
    listed = [(item, figures_of(facts, item)) for item in wanted]
    listed = [(item, figures) for item, figures in listed if figures]
    if not listed:
        return None
    shown = [figure for _, figures in listed for figure in figures]
    first, last = _window(facts, shown, _starts(facts))
    spec = stock_series(
        [
            StockLine(
                facts.own(item.title),
                [StockPoint(figure.as_of.first, _float(figure)) for figure in figures
                 if figure.as_of is not None],
                item.population, facts.value(figures[-1]),
            )
            for item, figures in listed
        ],
        StockTexts(
            facts.wording.lang, unit=facts.say("chart.people"), months=facts.months,
            gap=facts.say("chart.gap", days=45), event=facts.say("chart.event"),
        ),
        marks=[
            Mark(number, happened_on(event), "event")
            for number, event in happened(facts)
            if event.kind is EventKind.EVENT and first <= happened_on(event) <= last
        ],
        first=first, last=last, height=205,
    )  # fmt: skip
    return facts.picture(
        "stocks", spec, facts.say("chart.stocks"),
        facts.say("chart.stocks.alt", list=_first_and_last(facts, listed)),
        facts.sources_line(shown),
    )  # fmt: skip


def _camps_chart(facts: CrisisFacts) -> Picture | None:
    wanted = [item for item in facts.crisis.series if _is_camp(facts, item)]
    listed = [(item, figures_of(facts, item)) for item in wanted]
    listed = [(item, figures) for item, figures in listed if figures]
    if not listed:
        return None
    from azalai.drawing.stock_multiples import stock_multiples
    from azalai.drawing.stock_series import Mark, StockLine, StockPoint, StockTexts

    first, last = _window(facts, [figure for _, figures in listed for figure in figures], [])
    checked = _checked(facts)
    marks = [
        Mark(number, figure.last.first, "verification", facts.own(item.title))
        for number, (item, figure) in enumerate(checked, start=1)
        if figure.last is not None
    ]
    spec = stock_multiples(
        [
            StockLine(
                facts.own(item.title),
                [StockPoint(figure.as_of.first, _float(figure)) for figure in figures
                 if figure.as_of is not None],
                item.population, facts.value(figures[-1]),
            )
            for item, figures in listed
        ],
        StockTexts(
            facts.wording.lang, unit=facts.say("chart.registered"), months=facts.months,
            gap=facts.say("chart.gap", days=45), verification=facts.say("chart.verification"),
        ),
        marks=marks, columns=3, first=first, last=last,
    )  # fmt: skip
    return facts.picture(
        "camps", spec, facts.say("chart.camps"),
        facts.say("chart.camps.alt", list=_first_and_last(facts, listed)),
        facts.sources_line(
            [*(figure for _, figures in listed for figure in figures),
             *(figure for _, figure in checked)]
        ),
    )  # fmt: skip


def _checked(facts: CrisisFacts) -> list[tuple[SeriesWanted, Figure]]:
    """Lines with the verifications of their registers, by day."""
    found = [
        (item, figure)
        for item in facts.crisis.series
        if _is_camp(facts, item) and figures_of(facts, item)
        for figure in verifications(facts, item.place)
        if figure.last is not None
    ]
    return sorted(found, key=lambda pair: str(pair[1].last))


def verifications(facts: CrisisFacts, place: str) -> list[Figure]:
    """The days on which a register was verified at a place or a part of it."""
    places = {place, *facts.places.leaves(place)}
    return [
        figure
        for figure in facts.ledger.select(category=Category.REGISTRATION_ADJUSTMENT)
        if figure.place == place or (figure.place in places and place not in facts.places)
    ]


def _window(facts: CrisisFacts, figures: Sequence[Figure], starts: Sequence[date]) -> Window:
    """From the month of the first figure or of what began before it to the day of the report."""
    days = [figure.as_of.first for figure in figures if figure.as_of is not None]
    return min([*days, *starts]).replace(day=1), facts.crisis.as_of


def _starts(facts: CrisisFacts) -> list[date]:
    """When phases and events began."""
    starts = [happened_on(event) for _, event in happened(facts)
              if event.kind is EventKind.EVENT]  # fmt: skip
    return starts + [phase.first for phase in facts.crisis.phases if phase.first is not None]


def _float(figure: Figure) -> float | None:
    return None if figure.middle is None else float(figure.middle)


def _first_and_last(
    facts: CrisisFacts, listed: Sequence[tuple[SeriesWanted, Sequence[Figure]]]
) -> str:
    said = [
        facts.say("chart.from_to", name=facts.own(item.title), first=facts.value(figures[0]),
                  first_date=facts.date(figures[0]), last=facts.value(figures[-1]),
                  last_date=facts.date(figures[-1]))
        for item, figures in listed
    ]  # fmt: skip
    return "; ".join(said)
