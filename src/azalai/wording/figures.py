"""Figures in words: their value, their date, their place and who states them.

One place for all that is said of a figure, so that a table, a finding and a reference never write
the same number in two ways. A word of the data that nobody translated is shown as it was typed:
a ledger may use populations and units that this program does not know.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final

from azalai.model.figures import Category, Figure, Statistic
from azalai.model.periods import Month
from azalai.model.places import PlaceKind
from azalai.wording.grammar import elides
from azalai.wording.voice import COUNTRY_DIMENSIONS

if TYPE_CHECKING:
    from azalai.model.ledger import Ledger, Source
    from azalai.model.moments import Moment
    from azalai.model.places import Gazetteer
    from azalai.wording.voice import Wording

_AT: Final = frozenset({PlaceKind.POINT, PlaceKind.BORDER, PlaceKind.CAMP})
_SAID_BY_ITSELF: Final = frozenset({Category.STOCK, Category.CONTEXT, Category.PASSAGE})
"""The population and the date say enough."""


def word(wording: Wording, dimension: str, code: str) -> str:
    """A word of the data; as typed where it has no name in this language.

    Examples
    --------
    >>> from azalai.wording import Wording
    >>> fr = Wording("fr")
    >>> word(fr, "population", "refugee"), word(fr, "population", "zama"), word(fr, "sex", "F")
    ('réfugiés', 'zama', 'Féminin')
    >>> word(Wording("en"), "method", "flow monitoring"), word(fr, "nationality", "BFA")
    ('flow monitoring', 'Burkina Faso')
    """
    if not code:
        return ""
    if dimension in COUNTRY_DIMENSIONS and code.isupper():
        return _country(wording, code)
    for key in (f"term.{dimension}.{code}", f"term.{dimension}.{code.replace(' ', '_')}",
                f"term.{code}", f"term.region.{code}"):  # fmt: skip
        if wording.has(key):
            return wording.text(key)
    return code


def value_of(wording: Wording, figure: Figure) -> str:
    """The value as it is stated: ``about 40,000``, ``4,000–6,000``, ``unknown``, ``61%``.

    Examples
    --------
    >>> from azalai.wording import Wording
    >>> en = Wording("en")
    >>> figure = Figure(id="a", category=Category.STOCK, place="ML08", value=Decimal(40000))
    >>> value_of(en, figure), value_of(en, figure.but(unit="%", value=Decimal("8.60")))
    ('40,000', '8.60%')
    """
    if not figure.known:
        return wording.text("figure.value.unknown")
    if figure.value is None:
        if figure.low is None or figure.high is None:
            return _bound(wording, figure)
        return _between(wording, figure, figure.low, figure.high)
    shown = amount(wording, figure, figure.value)
    if figure.low is not None and figure.high is not None:
        shown = wording.text(
            "figure.value.interval", n=shown, low=_bare(wording, figure, figure.low),
            high=_bare(wording, figure, figure.high),
        )  # fmt: skip
    key = f"figure.value.{figure.quantifier}"
    return wording.text(key, n=shown) if wording.has(key) else shown


def amount(wording: Wording, figure: Figure, number: Decimal) -> str:
    """A number in the unit of a figure, with the decimals it has; changes with their sign.

    Persons have no unit: nearly everything counts them.
    """
    return _in_unit(wording, figure, _bare(wording, figure, number), number)


def moment_of(wording: Wording, moment: Moment) -> str:
    """``6 December 2012``, ``May 2012``, ``2010``: as exactly as it was said.

    Examples
    --------
    >>> from azalai.model.moments import Moment
    >>> from azalai.wording import Wording
    >>> fr = Wording("fr")
    >>> [moment_of(fr, Moment.parse(text)) for text in ("2012-12-06", "2012-05", "2010")]
    ['6 décembre 2012', 'mai 2012', '2010']
    """
    text = str(moment)
    if len(text) == 4:
        return text
    if len(text) == 7:
        return wording.month(Month.parse(text))
    if moment.exact:
        return wording.date(moment.first)
    return wording.period(moment.first, moment.last)


def dated(wording: Wording, figure: Figure) -> str:
    """The day a figure refers to, or its interval; ``no date`` where the source has none."""
    first, last = figure.first, figure.last
    if figure.as_of is not None:
        return moment_of(wording, figure.as_of)
    if first is not None and last is not None:
        return _interval(wording, first, last)
    if first is not None:
        return turned(wording, "since", first)
    return wording.text("figure.date.none") if last is None else turned(wording, "until", last)


def printed_date(wording: Wording, figure: Figure) -> str:
    """``printed as 6 December 2013`` where the source prints another day; else empty."""
    if figure.as_of_published is None or figure.as_of_published == figure.as_of:
        return ""
    return wording.text("figure.date.printed", date=moment_of(wording, figure.as_of_published))


def place_of(wording: Wording, places: Gazetteer, code: str) -> str:
    """The name of a place; the code where nobody named it.

    Examples
    --------
    >>> from azalai.model.places import Gazetteer, Place
    >>> from azalai.wording import Wording
    >>> place_of(Wording("fr"), Gazetteer([Place("MLI", PlaceKind.COUNTRY)]), "MLI")
    'Mali'
    """
    if code in places and places[code].kind is not PlaceKind.COUNTRY:
        return places[code].name(wording.lang)
    return _country(wording, code) if len(code) == 3 else code


def where_of(wording: Wording, places: Gazetteer, code: str, way: str = "in") -> str:
    """A place as a phrase takes it: ``in Gao``, ``at Mbera``, ``from Mali``, ``(the north)``.

    Parameters
    ----------
    way : str
        ``in``, ``to`` or ``from``.
    """
    name = place_of(wording, places, code)
    phrase = _phrase(places, code, "from" if way == "from" else "in", wording.lang)
    if phrase:
        return phrase
    if code not in places or places[code].kind is PlaceKind.GROUP:
        group = "from_group" if way == "from" else "group"
        return wording.text(f"figure.where.{group}", place=name)
    kind = places[code].kind
    if kind is PlaceKind.COUNTRY and name != code:
        return wording.country(code, {"in": "in", "to": "to"}.get(way, "from"))  # type: ignore[arg-type]
    if way == "in" and kind in _AT:
        return wording.text("figure.where.at", place=name)
    key = "from_vowel" if way == "from" and elides(name) else way
    return wording.text(f"figure.where.{key}", place=name)


def _phrase(places: Gazetteer, code: str, way: str, lang: str) -> str:
    return places[code].phrases.get(f"{way}_{lang}", "") if code in places else ""


def parts_named(wording: Wording, figure: Figure) -> list[str]:
    """Which part of the people it counts: direction, sex, age and any other breakdown."""
    direction = "" if figure.direction == "total" else figure.direction
    single = (("direction", direction), ("sex", figure.sex), ("age", figure.age))
    said = [uncapitalised(word(wording, name, code)) for name, code in single if code]
    for dimension, code in figure.breakdown:
        said.append(
            wording.text(
                "figure.part",
                dimension=uncapitalised(word(wording, "dimension", dimension)),
                category=word(wording, dimension, code),
            )
        )
    return said


def counted_of(wording: Wording, places: Gazetteer, figure: Figure) -> str:
    """What is counted and where, without its date: ``IDPs in Gao``."""
    moving = figure.category in (Category.RETURN, Category.ONWARD_MOVEMENT)
    who = word(wording, "population", figure.population) or word(wording, "figure", figure.category)
    phrase = [who]
    if figure.origin:
        phrase.append(where_of(wording, places, figure.origin, "from"))
    phrase.append(where_of(wording, places, figure.place, "to" if moving else "in"))
    said = [" ".join(phrase)]
    if figure.population and figure.category not in _SAID_BY_ITSELF:
        said.append(word(wording, "figure", figure.category))
    said += parts_named(wording, figure)
    if figure.statistic is not Statistic.COUNT:
        said.append(word(wording, "statistic", figure.statistic))
    return ", ".join(said)


def named(wording: Wording, ledger: Ledger, figure: Figure) -> str:
    """What is counted, where and when: ``IDPs in Gao, 6 December 2012``.

    Of a change the earlier period is said too.
    """
    said = f"{counted_of(wording, ledger.places, figure)}, {dated(wording, figure)}"
    first, last = figure.base_first or figure.base_last, figure.base_last or figure.base_first
    if first is None or last is None:
        return said
    base = _interval(wording, first, last)
    return wording.text("figure.compared", figure=said, base=base)


def source_of(wording: Wording, ledger: Ledger, figure: Figure) -> str:
    """Who states it, and where it was read: ``CMP, 21 February 2013, in IOM, March 2013, p. 3``."""
    said = _source(wording, ledger.source(figure.source), figure.published)
    if figure.document and figure.document != figure.source:
        said = wording.text(
            "figure.source.in",
            source=said,
            document=_source(wording, ledger.source(figure.document)),
        )
    if not figure.page:
        return said
    key = "page" if figure.page[:1].isdigit() else "within"
    return wording.text(f"figure.source.{key}", source=said, page=figure.page)


def uncapitalised(text: str) -> str:
    """A label within a phrase: its first letter small, unless it is an abbreviation.

    Examples
    --------
    >>> uncapitalised("Incoming"), uncapitalised("USD"), uncapitalised("Féminin")
    ('incoming', 'USD', 'féminin')
    """
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def _source(wording: Wording, source: Source, stated: Moment | None = None) -> str:
    """Its name, with the date of publication where the name itself does not tell the year."""
    published, name = stated or source.published, source.name(wording.lang)
    if published is None or str(published.first.year) in name:
        return name
    return wording.text("figure.source.dated", source=name, date=moment_of(wording, published))


def _bare(wording: Wording, figure: Figure, number: Decimal) -> str:
    """A number with the decimals it was printed with."""
    exponent = number.as_tuple().exponent
    decimals = max(0, -exponent) if isinstance(exponent, int) else 0
    if figure.statistic in (Statistic.CHANGE, Statistic.DIFFERENCE):
        return wording.signed(number, "", decimals)
    return wording.number(number, decimals)


def _in_unit(wording: Wording, figure: Figure, shown: str, number: Decimal) -> str:
    unit = figure.unit
    if unit in ("persons", ""):
        return shown
    if unit == "%":
        return wording.text("format.percent", n=shown)
    key = f"unit.{unit.replace('/', '_per_')}"
    if wording.has(key):
        return wording.text(key, number, n=shown)
    return wording.text("figure.value.unit", n=shown, unit=unit)


def _between(wording: Wording, figure: Figure, low: Decimal, high: Decimal) -> str:
    shown = wording.text(
        "figure.value.between", low=_bare(wording, figure, low), high=_bare(wording, figure, high)
    )
    return _in_unit(wording, figure, shown, high)


def _bound(wording: Wording, figure: Figure) -> str:
    """A range of which one end alone is stated."""
    for key, end in (("at_least", figure.low), ("at_most", figure.high)):
        if end is not None:
            return wording.text(f"figure.value.{key}", n=amount(wording, figure, end))
    return wording.text("figure.value.unknown")


def _interval(wording: Wording, first: Moment, last: Moment) -> str:
    if first == last:
        return moment_of(wording, first)
    if first.exact and last.exact:
        return wording.period(first.first, last.last)
    return f"{turned(wording, 'from', first)} {turned(wording, 'to', last)}"


def turned(wording: Wording, way: str, moment: Moment) -> str:
    """A moment after *from*, *to*, *since*, *until*, which French says differently of a day."""
    date = moment_of(wording, moment)
    key = f"figure.date.{way}.{'day' if moment.exact else 'month'}"
    if elides(date) and wording.has(f"{key}_vowel"):
        key = f"{key}_vowel"
    return wording.text(key, date=date)


def _country(wording: Wording, code: str) -> str:
    from azalai.wording.countries import countries

    return wording.country(code) if code in countries() else code
