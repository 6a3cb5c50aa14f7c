"""The two maps: displaced by region, refugees by country; drawn large or for the front page."""

from __future__ import annotations

from azalai.model.figures import Category, Figure, Statistic
from azalai.model.places import PlaceKind
from azalai.reports.content import Figure as Picture
from azalai.reports.crisis.facts import CrisisFacts
from azalai.reports.crisis.totals import closing_of

OLD = 30
"""Days after which a map draws a figure as an old one."""


def displaced_picture(
    facts: CrisisFacts, name: str, *, width: float = 505, height: float = 400
) -> Picture | None:
    """Displaced within the country, by region; `None` where no total has parts with a shape."""
    from azalai.drawing.displaced_map import (
        CircleTexts,
        MarkedPlace,
        RegionValue,
        displaced_map,
    )

    total = closing_of(facts, "idp", facts.crisis.place)
    parts = facts.parts(total) if total is not None else ()
    known = {shape["id"] for shape in facts.backdrop.regions}
    if total is None or not any(facts.shapes.get(part.place) in known for part in parts):
        return None
    marked = [] if name.startswith("front") else _outside(facts)
    spec = displaced_map(
        [
            RegionValue(
                facts.shapes.get(part.place, part.place), facts.place(part.place), _number(part),
                facts.value(part), facts.short_date(part), _is_old(facts, part), _words(name),
            )
            for part in parts
        ],
        CircleTexts(
            facts.wording.lang,
            unit=facts.say("map.unit.idp"), unknown=facts.say("map.unknown"),
            older=facts.say("map.older", days=OLD), marked=facts.say("map.marked"),
            unplaced=facts.say("map.unplaced"),
        ),
        focus=facts.crisis.place,
        shapes=facts.backdrop.regions,
        country_name=facts.wording.country,
        places=[
            MarkedPlace(facts.place(item.place), place.latitude, place.longitude,
                        facts.value(item))
            for item in marked
            if (place := facts.places[item.place]).latitude is not None
            and place.longitude is not None
        ],
        population="idp", width=width, height=height,
    )  # fmt: skip
    caption = facts.say("map.idp", place=facts.wording.country(facts.crisis.place, "in"))
    return facts.picture(
        name, spec, caption, _alt(facts, caption, [total, *parts, *marked]),
        facts.sources_line([*parts, *marked], _disclaimer(facts, name)),
    )  # fmt: skip


def asylum_picture(
    facts: CrisisFacts, name: str, *, width: float = 505, height: float = 400, sites: bool = True
) -> Picture | None:
    """Refugees by country of asylum, with camps and settlements where `sites`.

    `None` where no total has parts, or the basemap does not have the country they fled.
    """
    from azalai.drawing.asylum_map import AsylumCountry, AsylumTexts, Site, asylum_map
    from azalai.drawing.boundaries import has_country

    total = closing_of(facts, "refugee", facts.crisis.asylum)
    parts = facts.parts(total) if total is not None else ()
    if total is None or not parts or not has_country(facts.crisis.place):
        return None
    camps = last_reports(facts) if sites else []
    spec = asylum_map(
        [
            AsylumCountry(
                part.place, facts.place(part.place), _number(part), facts.value(part),
                facts.short_date(part), _is_old(facts, part), _words(name),
            )
            for part in parts
        ],
        AsylumTexts(
            facts.wording.lang,
            unit=facts.say("map.unit.refugee"), unknown=facts.say("map.unknown"),
            older=facts.say("map.older", days=OLD), camp=facts.say("map.camp"),
            settlement=facts.say("map.settlement"), arrow=facts.say("map.arrow"),
        ),
        focus=facts.crisis.place,
        country_name=facts.wording.country,
        sites=[
            Site(
                facts.place(item.place), place.latitude, place.longitude, facts.value(item),
                "camp" if place.kind is PlaceKind.CAMP else "settlement",
            )
            for item in camps
            if (place := facts.places[item.place]).latitude is not None
            and place.longitude is not None
        ],
        population="refugee", width=width, height=height,
    )  # fmt: skip
    caption = facts.say("map.refugee", origin=facts.wording.country(facts.crisis.place, "from"))
    return facts.picture(
        name, spec, caption, _alt(facts, caption, [total, *parts, *camps]),
        facts.sources_line([*parts, *camps], _disclaimer(facts, name)),
    )  # fmt: skip


def _words(name: str) -> float:
    """Size of a map's labels: smaller on the front page, where the maps are."""
    return 0.87 if name.startswith("front") else 1.0


def _disclaimer(facts: CrisisFacts, name: str) -> str:
    """What borders do not mean; once on the front page, under the lower of its maps."""
    if name == "front-idp":
        return ""
    return facts.own(facts.stated.get("disclaimer", {}))


def last_reports(facts: CrisisFacts) -> list[Figure]:
    """The last figure of each camp and settlement of asylum, up to the day of the report."""
    last: dict[str, Figure] = {}
    for figure in facts.ledger.select(
        category=Category.STOCK, statistic=Statistic.COUNT, population="refugee"
    ):
        if figure.as_of is None or figure.place not in facts.places:
            continue
        if not _is_site(facts, figure.place) or facts.places.lies_in(
            figure.place, facts.crisis.place
        ):
            continue
        known = last.get(figure.place)
        if known is None or known.as_of is None or known.as_of < figure.as_of:
            last[figure.place] = figure
    # A group whose every part is listed would stand there twice.
    found = [figure for figure in last.values()
             if len(leaves := facts.places.leaves(figure.place)) == 1
             or not set(leaves) <= last.keys()]  # fmt: skip
    return sorted(found, key=lambda item: (country_of(facts, item.place),
                                                   -(item.middle or 0)))  # fmt: skip


def country_of(facts: CrisisFacts, code: str) -> str:
    """The country in which a place lies; of a group that of its first part."""
    while code in facts.places:
        place = facts.places[code]
        if place.kind is PlaceKind.COUNTRY:
            return code
        code = place.within or (place.parts[0] if place.parts else "")
    return ""


def _is_site(facts: CrisisFacts, code: str) -> bool:
    kinds = {PlaceKind.CAMP, PlaceKind.SETTLEMENT}
    leaves = facts.places.leaves(code)
    countries = {country_of(facts, leaf) for leaf in leaves}
    return len(countries) == 1 and all(
        leaf in facts.places and facts.places[leaf].kind in kinds for leaf in leaves
    )


def _outside(facts: CrisisFacts) -> list[Figure]:
    """Stocks at places within the country that are no region, the last of each."""
    kinds = {PlaceKind.BORDER, PlaceKind.SETTLEMENT, PlaceKind.CAMP, PlaceKind.POINT}
    last: dict[str, Figure] = {}
    for figure in facts.ledger.select(
        category=Category.STOCK, statistic=Statistic.COUNT, population="idp"
    ):
        place = facts.places[figure.place] if figure.place in facts.places else None  # noqa: SIM401
        if (
            place is not None
            and place.kind in kinds
            and facts.places.lies_in(figure.place, facts.crisis.place)
        ):
            last[figure.place] = figure
    return list(last.values())


def _number(figure: Figure) -> float | None:
    return None if figure.value is None else float(figure.value)


def _is_old(facts: CrisisFacts, figure: Figure) -> bool:
    return figure.as_of is not None and (facts.crisis.as_of - figure.as_of.last).days > OLD


def _alt(facts: CrisisFacts, caption: str, figures: list[Figure]) -> str:
    listed = [
        facts.say("alt.item" if item.known else "alt.unknown", name=facts.place(item.place),
                  value=facts.value(item), date=facts.date(item))
        for item in figures
    ]  # fmt: skip
    return facts.say("alt.list", what=caption, list=facts.wording.join(listed))
