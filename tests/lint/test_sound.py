"""Sound ledgers that are easily mistaken: nothing above a note; broken in one place: found.

SO-01  each ledger below is right as it stands: no warning and no error
SO-02  changed in one place it is wrong, and an error or a warning names what was changed
SO-03  what is found is said in both languages, with every value filled
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest

from azalai.accounts.lint import lint
from azalai.model.figures import Category, Figure, Quantifier, Role, Statistic
from azalai.model.ledger import Ledger, Source
from azalai.model.lint import Finding, Severity
from azalai.model.moments import Moment
from azalai.model.places import Gazetteer, Place, PlaceKind
from azalai.wording import Wording
from azalai.wording.lint import said

PLACES = Gazetteer(
    [
        Place("TCD", PlaceKind.COUNTRY),
        Place("NER", PlaceKind.COUNTRY),
        Place("SDN", PlaceKind.COUNTRY),
        *(Place(code, PlaceKind.ADMIN1, within="TCD") for code in ("lac", "kanem", "moyen")),
        *(Place(f"lac{n}", PlaceKind.ADMIN2, within="lac") for n in (1, 2)),
        *(Place(f"kanem{n}", PlaceKind.ADMIN2, within="kanem") for n in (1, 2)),
        Place("moyen1", PlaceKind.ADMIN2, within="moyen"),
        Place("west", PlaceKind.GROUP, parts=("lac", "kanem")),
        Place("basin", PlaceKind.GROUP, parts=("kanem", "moyen")),
        Place("sahel", PlaceKind.GROUP, parts=("west", "basin")),
    ]
)
SOURCES = {
    code: Source(code, {"en": code, "fr": code}, published=Moment.parse(day))
    for code, day in (("doc", "2024-07-05"), ("fr", "2024-07-05"), ("hcr", "2024-07-01"),
                      ("ocha", "2024-07-01"))
}  # fmt: skip
SPRING: dict[str, Any] = {
    "as_of": None, "first": Moment.parse("2024-04-01"), "last": Moment.parse("2024-06-30"),
}  # fmt: skip
OPENED: dict[str, Any] = {"as_of": Moment.parse("2024-03-31")}


def stock(name: str, value: object, place: str = "TCD", **more: Any) -> Figure:
    """People at the end of June, or what `more` says."""
    given: dict[str, Any] = {
        "category": Category.STOCK, "population": "idp", "source": "doc",
        "as_of": Moment.parse("2024-06-30"), **more,
    }  # fmt: skip
    if isinstance(value, tuple):
        low, high = (Decimal(str(end)) for end in value)
        return Figure(id=name, place=place, low=low, high=high, quantifier=Quantifier.BETWEEN,
                      **given)  # fmt: skip
    number = None if value is None else Decimal(str(value))
    if number is None:
        given["quantifier"] = Quantifier.UNKNOWN
    return Figure(id=name, place=place, value=number, **given)


def flow(name: str, value: object, category: str, place: str = "TCD", **more: Any) -> Figure:
    """What happened from April to June."""
    return stock(name, value, place, category=Category(category), **{**SPRING, **more})


def share(name: str, value: object, base: str, *part: str, **more: Any) -> Figure:
    """Per cent of a base."""
    cut = {"breakdown": (part,)} if part else {}
    return stock(name, value, statistic=Statistic.SHARE, unit="%", base=base, **cut, **more)


def change(name: str, value: object, base: str, **more: Any) -> Figure:
    """Per cent of the number of March."""
    march = Moment.parse("2024-03-31")
    return stock(name, value, statistic=Statistic.CHANGE, unit="%", base=base,
                 **{"base_first": march, "base_last": march, **more})  # fmt: skip


def regions(*values: object, **more: Any) -> list[Figure]:
    """A total of three regions; the total first."""
    codes = ("TCD", "lac", "kanem", "moyen")
    return [stock(f"r{code}", v, code, **{"table": "t", **more})
            for code, v in zip(codes, values, strict=False)]  # fmt: skip


def in_french(figures: Sequence[Figure]) -> list[Figure]:
    """The French edition of a document: another document, the same figures."""
    return [f.but(id=f"{f.id}-fr", source="fr", base=f.base and f"{f.base}-fr") for f in figures]


ABOUT = {"quantifier": Quantifier.ABOUT}
LEAST = {"quantifier": Quantifier.AT_LEAST}
SECOND = {"role": Role.TRIANGULATION}
HOMES = {"unit": "households", "household_size": Decimal(5)}
FLOOD = {"operation": "Floods"}
WAR = {"operation": "Conflict"}
ANSWERS: dict[str, Any] = {"category": Category.ANSWER, "sample": 412, "multiple": True}
ONE: dict[str, Any] = {**ANSWERS, "multiple": False}
OTHERS: dict[str, Any] = {"source": "hcr", "document": "doc", **SECOND}

BOOK = [
    stock("open", 10_000, **OPENED, table="march"),
    flow("new", 1_200, "new_displacement", table="t"),
    flow("born", 90, "birth", table="t"),
    flow("died", 30, "death", table="t"),
    flow("back", 700, "return", table="t"),
    flow("struck", -60, "registration_adjustment", table="t"),
    stock("close", 10_500, table="t"),
]

SOUND: dict[str, list[Figure]] = {
    "regions that add exactly": regions(600, 100, 200, 300),
    "rounded shares of counts": [
        *regions(3_000, 1_000, 1_000, 1_000),
        *(share(f"s{code}", 33, "rTCD").but(place=code) for code in ("lac", "kanem", "moyen")),
    ],
    "rounded shares that leave one": [
        stock("n", 3_001),
        share("one", 33, "n", "reason", "conflict"), share("two", 33, "n", "reason", "flood"),
        share("rest", 33, "n", "reason", "other"),
    ],
    "several answers that add to 100 by accident": [
        share("food", 55, "", "need", "food", **ANSWERS),
        share("water", 30, "", "need", "water", **ANSWERS),
        share("roof", 15, "", "need", "shelter", **ANSWERS),
        share("why1", 70, "", "reason", "safety", **ANSWERS),
        share("why2", 64, "", "reason", "family", **ANSWERS),
    ],
    "households beside persons": [
        *regions(6_000, 1_000, 2_000, 3_000),
        *(f.but(id=f"h{f.id}", value=f.value / 5, **HOMES)  # type: ignore[operator]
          for f in regions(6_000, 1_000, 2_000, 3_000)),
    ],
    "households whose persons stand beside them": [
        *regions(6_000, 1_000, 2_000, 3_000),
        *(f.but(id=f"h{f.id}", value=f.value / 5, unit="households")  # type: ignore[operator]
          for f in regions(6_000, 1_000, 2_000, 3_000)),
    ],
    "places that lie over each other": [
        *regions(600, 100, 200, 300), stock("west", 300, "west", table="t"),
        stock("basin", 500, "basin", table="t"), stock("sahel", 600, "sahel", table="t"),
    ],
    "a region of which one circle is named": [
        stock("t", 600, table="t"), stock("l1", 60, "lac1", table="t"),
        stock("k", 200, "kanem", table="t"), stock("m", 300, "moyen", table="t"),
    ],
    "at least so many, of known parts": [
        stock("t", 300, table="t", **LEAST), *regions(0, 100, 200, None)[1:],
    ],
    "shares by ages that lie in each other": [
        stock("n", 1_000), share("u5", 15, "n", age="u5"), share("u18", 60, "n", age="u18"),
        share("18", 40, "n", age="18+"), share("60", 5, "n", age="60+"),
    ],
    "an account of about so many": [
        stock("open", 10_000, **OPENED, table="march", **ABOUT),
        flow("new", 1_200, "new_displacement", table="t"), stock("close", 13_900, table="t"),
    ],
    "two crises of one country": [
        *regions(600, 100, 200, 300, table="", **WAR),
        *(f.but(id=f"f{f.id}") for f in regions(90, 20, 30, 40, table="", **FLOOD)),
    ],
    "two rounds of one date": [
        *regions(600, 100, 200, 300, table="", round="7"),
        *(f.but(id=f"f{f.id}") for f in regions(90, 20, 30, 40, table="", round="8")),
    ],
    "a revision": [
        *regions(600, 100, 200, 300),
        stock("rev", 650, "TCD", table="t", supersedes="rTCD"),
        stock("revlac", 150, "lac", table="t", supersedes="rlac"),
    ],
    "ranges": [
        stock("t", (500, 700), table="t"), stock("a", (100, 200), "lac", table="t"),
        stock("b", 250, "kanem", table="t"), stock("c", (150, 250), "moyen", table="t"),
    ],
    "a number beside ranges": [
        stock("t", 5_000, table="t"), stock("a", (1_000, 2_500), "lac", table="t"),
        stock("b", 2_000, "kanem", table="t"), stock("c", 1_000, "moyen", table="t"),
    ],
    "bounds": [
        stock("t", 5_000, table="t"), stock("a", 2_000, "lac", table="t", **LEAST),
        stock("b", 2_000, "kanem", table="t"), stock("c", 500, "moyen", table="t"),
    ],
    "a total that is a bound": [
        *regions(0, 100, 200, 300)[1:], stock("t", 500, table="t", **LEAST),
    ],
    "sex and age": [
        stock("t", 1_000, table="t"), stock("f", 520, sex="F", table="t"),
        stock("m", 480, sex="M", table="t"), stock("fa", 250, sex="F", age="18+", table="t"),
        stock("fc", 270, sex="F", age="u18", table="t"),
        stock("ma", 200, sex="M", age="18+", table="t"),
        stock("mc", 280, sex="M", age="u18", table="t"),
    ],
    "ages that lie in each other": [
        stock("t", 1_000, table="t"), stock("u5", 150, age="u5", table="t"),
        stock("u18", 600, age="u18", table="t"), stock("5", 450, age="5-17", table="t"),
        stock("18", 400, age="18+", table="t"), stock("60", 50, age="60+", table="t"),
    ],
    "shares with decimals": [
        stock("n", 12_340), share("a", "12.3", "n", "reason", "flood"),
        share("b", "50.1", "n", "reason", "conflict"), share("c", "37.6", "n", "reason", "other"),
    ],
    "shares of shares": [
        stock("n", 2_000), stock("w", 1_200, sex="F"), share("women", 60, "n", sex="F"),
        share("mothers", 25, "women", "status", "pregnant"),
        share("others", 75, "women", "status", "not pregnant"),
    ],
    "a subtotal and a total": [
        *regions(600, 100, 200, 300), stock("west", 300, "west", table="t"),
    ],
    "circles and regions": [
        *regions(600, 100, 200, 300), stock("l1", 60, "lac1", table="t"),
        stock("l2", 40, "lac2", table="t"), stock("k1", 150, "kanem1", table="t"),
        stock("k2", 50, "kanem2", table="t"), stock("m1", 300, "moyen1", table="t"),
    ],
    "one total by regions and by circles": [
        *regions(600, 100, 200, 300),
        *(stock(f"c{code}", v, code, table="u") for code, v in (
            ("TCD", 600), ("lac1", 60), ("lac2", 40), ("kanem1", 150), ("kanem2", 50),
            ("moyen1", 300))),
    ],
    "1.3 million beside exact parts": [
        stock("t", 1_300_000, table="t", **ABOUT), stock("a", 612_345, "lac", table="t"),
        stock("b", 400_001, "kanem", table="t"), stock("c", 312_399, "moyen", table="t"),
    ],
    "doubled": [
        stock("before", 4_980, **OPENED), stock("now", 10_012),
        change("growth", 100, "now", **ABOUT),
    ],
    "doubled, in one table": [
        stock("before", 5_000, **OPENED), stock("now", 10_000), change("growth", 100, "now"),
    ],
    "a date known to the month": [
        stock("a", 600, as_of=Moment.parse("2024-07")),
        flow("b", 40, "return", first=Moment.parse("2024-06"), last=Moment.parse("2024-07")),
    ],
    "the same document in two languages": [
        *regions(600, 100, 200, 300), share("s", 50, "rTCD").but(place="moyen"),
        *in_french([*regions(600, 100, 200, 300), share("s", 50, "rTCD").but(place="moyen")]),
    ],
    "an account with births and deaths": BOOK,
    "an account of two provinces": [
        *BOOK,
        *(f.but(id=f"l{f.id}", place="lac", value=f.value / 2) for f in BOOK if f.value),
        *(f.but(id=f"k{f.id}", place="kanem", value=f.value / 2) for f in BOOK if f.value),
    ],
    "a second voice": [
        *regions(600, 100, 200, 300),
        *(f.but(id=f"o{f.id}", source="ocha", document="doc", table="", **SECOND)
          for f in regions(640, 130, 210, 300)),
    ],
    "two sources in one table": [
        *regions(600, 100, 200, 300),
        stock("lac-ocha", 120, "lac", table="t", source="ocha", document="doc", **SECOND),
    ],
    "returns to one place from one place": [
        flow("all", 5_432, "return"), flow("lac", 5_432, "return", "lac", origin="kanem"),
        flow("lac all", 5_432, "return", "lac"),
    ],
    "refugees at home and abroad": [
        stock("d", 1_000, population="displaced", table="t"), stock("i", 600, table="t"),
        stock("ner", 250, "NER", population="refugee", origin="TCD", table="t"),
        stock("all", 400, "SDN", population="refugee", origin="TCD", table="t"),
        stock("hosted", 70_000, population="refugee", origin="SDN", table="t"),
    ][1:],
    "people of unknown origin": [
        stock("t", 1_000, population="refugee", table="t"),
        stock("s", 700, population="refugee", origin="SDN", table="t"),
        stock("n", 200, population="refugee", origin="NER", table="t"),
    ],
    "a share of about so many": [
        stock("people", 130_000, population="resident"), stock("in need", 40_000,
        population="resident", breakdown=(("need", "food"),), **ABOUT),
        share("third", 30, "people", "need", "food", population="resident", **ABOUT),
    ],
    "a share of a base of about so many": [
        stock("people", 1_300_000, population="resident", **ABOUT),
        stock("in need", 402_500, population="resident", breakdown=(("need", "food"),)),
        share("third", 30, "people", "need", "food", population="resident"),
    ],
    "nobody": [*regions(300, 0, 0, 300), share("z", 0, "rTCD").but(place="lac")],
    "two surveys of one quarter": [
        share("a", 40, "", "intention", "return", **ONE),
        share("b", 60, "", "intention", "stay", **ONE),
        share("c", 45, "", "intention", "return", **ONE, **OTHERS),
        share("d", 55, "", "intention", "stay", **ONE, **OTHERS),
    ],
}  # fmt: skip


def found(figures: Sequence[Figure]) -> list[Finding]:
    """What is found above a note."""
    every = lint(Ledger(figures, PLACES, SOURCES))
    return [item for item in every if item.severity is not Severity.NOTE]


@pytest.mark.parametrize("name", SOUND)
def test_what_is_right_is_left_alone(name: str) -> None:
    """SO-01"""
    assert [(item.rule, item.because, item.figures) for item in found(SOUND[name])] == []


def changed(name: str, identity: str, **to: Any) -> list[Figure]:
    """A sound ledger with one figure changed."""
    return [f.but(**to) if f.id == identity else f for f in SOUND[name]]


def value(number: object) -> dict[str, Any]:
    """A change of the number alone."""
    return {"value": Decimal(str(number))}


SLIPS: list[tuple[str, str, dict[str, Any], str]] = [
    ("regions that add exactly", "rlac", value(101), "totals"),
    ("rounded shares of counts", "slac", value(34), "shares"),
    ("rounded shares that leave one", "rest", value(43), "lists"),
    ("households beside persons", "hrlac", value(2_000), "households"),
    ("households whose persons stand beside them", "hrkanem", value(4_000), "households"),
    ("places that lie over each other", "west", value(301), "totals"),
    ("places that lie over each other", "basin", value(501), "totals"),
    ("two crises of one country", "frlac", value(21), "totals"),
    ("two rounds of one date", "rTCD", value(601), "totals"),
    ("a revision", "rev", value(651), "totals"),
    ("ranges", "b", value(2_500), "totals"),
    ("a number beside ranges", "t", value(6_000), "totals"),
    ("bounds", "t", value(4_000), "totals"),
    ("a total that is a bound", "t", value(700), "totals"),
    ("sex and age", "fc", value(271), "totals"),
    ("ages that lie in each other", "18", value(401), "totals"),
    ("sex and age", "ma", value(201), "totals"),
    ("ages that lie in each other", "5", value(451), "totals"),
    ("shares by ages that lie in each other", "18", value(55), "lists"),
    ("shares with decimals", "b", value("51.1"), "lists"),
    ("shares of shares", "women", value(61), "shares"),
    ("a subtotal and a total", "west", value(310), "totals"),
    ("circles and regions", "l1", value(61), "totals"),
    ("one total by regions and by circles", "ckanem1", value(151), "totals"),
    ("1.3 million beside exact parts", "a", value(712_345), "totals"),
    ("doubled", "growth", value(300), "change_pair"),
    ("doubled, in one table", "growth", value(90), "change_pair"),
    ("a date known to the month", "a", {"as_of": Moment.parse("2024-08")}, "after_publication"),
    ("the same document in two languages", "rlac-fr", value(110), "totals"),
    ("an account with births and deaths", "died", value(40), "balance"),
    ("an account with births and deaths", "struck", value(60), "balance"),
    ("an account of about so many", "close", value(39_000), "balance"),
    ("a second voice", "orTCD", value(700), "totals"),
    ("two sources in one table", "rlac", value(120), "totals"),
    ("people of unknown origin", "s", value(900), "totals"),
    ("at least so many, of known parts", "t", {"quantifier": Quantifier.EXACT}, "unknown_as_zero"),
    ("a share of about so many", "third", value(45), "shares"),
    ("a share of a base of about so many", "third", value(40), "shares"),
    ("nobody", "z", value(3), "shares"),
]


@pytest.mark.parametrize(
    ("name", "identity", "to", "rule"), SLIPS, ids=[f"{name}: {fid}" for name, fid, *_ in SLIPS]
)
def test_one_slip_is_found(name: str, identity: str, to: dict[str, Any], rule: str) -> None:
    """SO-02, SO-03"""
    figures = changed(name, identity, **to)
    told = [item for item in found(figures) if identity in item.figures]
    assert rule in {item.rule for item in told}
    ledger = Ledger(figures, PLACES, SOURCES)
    for lang in ("en", "fr"):
        for item in told:
            whole = said(Wording(lang), ledger, item).whole
            assert whole and not re.search(r"[{}]", whole)
