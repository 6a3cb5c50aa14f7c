"""Each rule on figures of its own: what it finds, what it leaves alone, and what it says.

RU-01  a part left out, counted twice, with digits that changed places: named
RU-02  shares: another base, another count, multiple answers, a list over 100
RU-03  changes: impossible points, two stated numbers, points against shares
RU-04  dates: after publication by a year, after its source, the wrong way round
RU-05  households: a size that cannot be, a total of both units
RU-06  averages that no number of days gives; days that are stated
RU-07  repeats of several dates and sources; slight rests; a number that is nearly another
RU-08  a share of the largest; a country’s share that its points do not allow
RU-09  series whose parts report on other days, and no more
RU-10  every code has its sentences in both languages, with every value filled
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import pytest

from azalai.accounts.lint import lint
from azalai.model.figures import Category, Figure, Quantifier, Statistic
from azalai.model.ledger import Ledger, Source
from azalai.model.lint import Finding
from azalai.model.moments import Moment
from azalai.model.places import Gazetteer, Place, PlaceKind
from azalai.wording import Wording
from azalai.wording.lint import said, severity_said

PLACES = Gazetteer(
    [
        Place("MLI", PlaceKind.COUNTRY),
        Place("NER", PlaceKind.COUNTRY),
        *(Place(code, PlaceKind.ADMIN1, {"en": code, "fr": code}, within="MLI") for code in "ABC"),
        *(
            Place(code, PlaceKind.POINT, {"en": code, "fr": code}, within="A")
            for code in ("p", "q")
        ),
    ]
)
SOURCES = {
    "doc": Source("doc", {"en": "Doc", "fr": "Doc"}, published=Moment.parse("2013-03")),
    "old": Source("old", {"en": "Old", "fr": "Vieux"}, published=Moment.parse("2012-05")),
}
JUNE = {"first": Moment.parse("2020-06-01"), "last": Moment.parse("2020-06-30")}
MAY = {"base_first": Moment.parse("2020-05-01"), "base_last": Moment.parse("2020-05-31")}
EARLIER = {"first": MAY["base_first"], "last": MAY["base_last"]}


def stock(name: str, value: object, place: str = "MLI", **more: Any) -> Figure:
    number = None if value is None else Decimal(str(value))
    known = {} if value is not None else {"quantifier": Quantifier.UNKNOWN}
    given: dict[str, Any] = {
        "category": Category.STOCK, "population": "idp", "source": "doc", "table": "t",
        "as_of": Moment.parse("2013-01-10"), **known, **more,
    }  # fmt: skip
    return Figure(id=name, place=place, value=number, **given)


def seen(name: str, value: object, place: str = "MLI", **more: Any) -> Figure:
    given = {"category": Category.PASSAGE, "population": "traveller", "table": "", "as_of": None,
             "direction": "total", "source": "b", **JUNE, **more}  # fmt: skip
    return stock(name, value, place, **given)


def share(name: str, value: object, code: str, place: str = "MLI", **more: Any) -> Figure:
    return seen(name, value, place, statistic=Statistic.SHARE, unit="%",
                breakdown=(("nationality", code),), **more)  # fmt: skip


def regions(total: int, *parts: object) -> list[Figure]:
    return [stock("t", total), *(stock(f"t{c}", v, c) for c, v in zip("ABC", parts, strict=True))]


def lists_of(values: dict[str, int], **more: Any) -> list[Figure]:
    return [share(f"s{code}", value, code, **more) for code, value in values.items()]


def flow(name: str, value: object, place: str = "MLI", **more: Any) -> Figure:
    return stock(
        name,
        value,
        place,
        **{
            "category": Category.NEW_DISPLACEMENT,
            "as_of": None,
            "first": Moment.parse("2013-01-11"),
            "last": Moment.parse("2013-02-20"),
            **more,
        },
    )


def answer(name: str, value: int, code: str, **more: Any) -> Figure:
    return share(name, value, code, **{"category": Category.ANSWER, "direction": "", **more})


AVERAGE: dict[str, Any] = {"statistic": Statistic.AVERAGE, "unit": "persons/day"}
DIFFERENCE: dict[str, Any] = {"statistic": Statistic.DIFFERENCE, "unit": "pp", **MAY}
CHANGE: dict[str, Any] = {"statistic": Statistic.CHANGE, "unit": "%", **MAY}
LATE = {"as_of": Moment.parse("2013-12-06")}
HOMES = {"unit": "households"}
POINTS = {"category": Category.CONTEXT, "population": "point", "unit": "points", "direction": ""}


def series(days: dict[str, list[tuple[str, int]]]) -> list[Figure]:
    return [
        stock(f"{place}{day}", value, place, table="", as_of=Moment.parse(day))
        for place, reports in days.items()
        for day, value in reports
    ]


CASES: dict[tuple[str, str], list[Figure]] = {
    ("totals", "left_out"): regions(520, 120, 35, 400),
    ("totals", "twice"): regions(590, 120, 35, 400),
    ("totals", "swapped"): regions(590, 111, 53, 444),
    ("totals", ""): regions(700, 120, 35, 400),
    ("unknown_as_zero", "no_rest"): regions(520, 120, None, 400),
    ("slight_rest", "unknown"): regions(40_001, 10_000, None, 30_000),
    ("slight_rest", "not_named"): regions(40_001, 10_000, 30_000, 0)[:3],
    ("points", "left"): [
        *(seen(f"n{d}", v, direction=d) for d, v in (("in", 5), ("out", 8), ("total", 14))),
        *(seen(f"p{d}", v, "p", direction=d) for d, v in (("in", 5), ("out", 8), ("total", 13))),
        *(seen(f"q{d}", v, "q", direction=d) for d, v in (("in", 2), ("out", 2), ("total", 4))),
    ],
    ("counted_places", ""): [seen("n", 3, **POINTS), seen("p", 4, "p"), seen("q", 5, "q")],
    ("repeats", ""): [stock("a", 9, table=""), stock("b", 10, table="")],
    ("repeats", "dates"): [
        stock("a", 9, table=""), stock("b", 10, table="", as_of=Moment.parse("2013-01-12")),
    ],
    ("repeats", "sources"): [
        stock("a", 9, table="", document="doc", source="x"),
        stock("b", 10, table="", document="doc", source="y"),
    ],
    ("two_dates", ""): [
        stock("a", 9, table=""), stock("b", 9, table="", as_of=Moment.parse("2013-01-12")),
    ],
    ("lists", "other"): lists_of({"BFA": 60, "MLI": 30, "other": 12}),
    ("lists", "no_other"): [
        f.but(id=f"{place}{f.id}", place=place)
        for place, mali in (("A", 40), ("B", 40), ("C", 40), ("p", 40), ("q", 35))
        for f in lists_of({"BFA": 60, "MLI": mali})
    ],
    ("lists", "over"): lists_of({"BFA": 60, "MLI": 55}),
    ("lists", "multiple"): [answer("a", 80, "x"), answer("b", 70, "y")],
    ("columns", "impossible"): [
        share("s", 20, "BFA"), share("d", 30, "BFA").but(**DIFFERENCE, base="s"),
    ],
    ("columns", "other_list"): [
        *lists_of({"BFA": 60, "MLI": 30, "other": 10}),
        *(share(f"d{c}", v, c).but(**DIFFERENCE, base=f"s{c}")
          for c, v in (("BFA", 5), ("MLI", 3), ("other", -2))),
    ],
    ("columns", "over"): [
        f.but(id=f"{place}{f.id}", place=place, base=f.base and f"{place}{f.base}")
        for place in "ABC"
        for f in (share("s", 100, "MLI"), share("d", 0, "MLI").but(**DIFFERENCE, base="s"),
                  share("z", 0, "BFA"), share("e", -4, "BFA").but(**DIFFERENCE, base="z"))
    ],
    ("shares", "base"): [
        stock("pct", 25, "A", statistic=Statistic.SHARE, unit="%", base="t"), stock("tA", 50, "A"),
        stock("t", 100), stock("other", 200, population="displaced"),
    ],
    ("shares", "count"): [
        stock("pct", 25, "A", statistic=Statistic.SHARE, unit="%", base="t"), stock("tA", 50, "A"),
        stock("t", 100), stock("tB", 25, "B"),
    ],
    ("top", "rounding"): [share("top", 91, "top2"), *lists_of({"BFA": 60, "MLI": 30, "other": 10})],
    ("top", ""): [share("top", 80, "top2"), *lists_of({"BFA": 60, "MLI": 30, "other": 10})],
    ("averages", "none"): [seen("n", 900), seen("a", 20).but(**AVERAGE)],
    ("averages", "days"): [seen("n", 900), seen("a", 45).but(**AVERAGE)],
    ("change_pair", ""): [
        seen("n", 300), seen("m", 200).but(**EARLIER), seen("c", 60).but(**CHANGE, base="n"),
    ],
    ("change_points", ""): [
        share("s", 40, "MLI"), share("b", 30, "MLI").but(**EARLIER),
        share("d", 20, "MLI").but(**DIFFERENCE, base="s"),
    ],
    ("stock_change", "difference"): [
        stock("a", 100, table=""), stock("b", 180, table="", as_of=Moment.parse("2013-02-20")),
        flow("c", 50, table="", category=Category.STOCK_CHANGE),
    ],
    ("same_number", "nearly"): [
        flow("a", 15_716, "A", table="", origin="B"), flow("b", 15_715, table=""),
    ],
    ("after_publication", "year"): [stock("a", 9, **LATE)],
    ("after_publication", ""): [stock("a", 9, as_of=Moment.parse("2016-01-01"))],
    ("after_publication", "corrected"): [
        stock("a", 9, as_of=Moment.parse("2012-12-06"), as_of_published=LATE["as_of"]),
    ],
    ("after_source", ""): [stock("a", 9, source="old", document="doc")],
    ("reversed", ""): [flow("a", 9, first=Moment.parse("2013-02-28"))],
    ("reversed", "base"): [
        seen("c", 60).but(**CHANGE | {"base_first": Moment.parse("2020-07-01"),
                                      "base_last": Moment.parse("2020-07-31")}),
    ],
    ("households", "size"): [stock("a", 10, **HOMES), stock("b", 900)],
    ("households", "mixed"): [
        f.but(unit="households", household_size=Decimal(5)) if f.id == "tA" else f
        for f in regions(555, 120, 35, 400)
    ],
    ("precision", ""): [stock("a", 436_077, quantifier=Quantifier.ABOUT)],
    ("multiple", "whole"): [
        answer("a", 60, "x", multiple=True), answer("b", 40, "y", multiple=True),
    ],
    ("series_totals", "dates"): series({
        "MLI": [("2013-01-01", 30), ("2013-01-05", 34), ("2013-01-09", 40)],
        "A": [("2013-01-01", 10), ("2013-01-10", 20)],
        "B": [("2013-01-01", 20), ("2013-01-10", 20)],
    }),
    ("series_totals", "silent"): series({
        "MLI": [("2013-01-01", 30), ("2013-01-05", 34), ("2013-01-09", 40)],
        "A": [("2013-01-01", 10)], "B": [("2013-01-01", 20)],
    }),
}  # fmt: skip
"""Findings by rule and code, each with figures that must raise it."""


def found_in(figures: list[Figure]) -> list[Finding]:
    return lint(Ledger(figures, PLACES, SOURCES))


@pytest.mark.parametrize(("rule", "because"), CASES)
def test_found_and_said(rule: str, because: str) -> None:
    ledger = Ledger(CASES[rule, because], PLACES, SOURCES)
    (finding, *_) = [f for f in lint(ledger) if (f.rule, f.because) == (rule, because)]
    for lang in Wording.languages:
        told = said(Wording(lang), ledger, finding)
        assert told.what
        assert severity_said(Wording(lang), finding)
        assert not re.search(r"[{}]|lint\.", told.whole), told.whole


def test_every_sentence_is_there_in_both_languages(report: Ledger, bulletin: Ledger) -> None:
    for ledger in (report, bulletin):
        for finding in lint(ledger):
            english, french = (said(Wording(lang), ledger, finding) for lang in ("en", "fr"))
            assert english.what != french.what
            assert bool(english.because) == bool(french.because)
            assert not re.search(r"[{}]|lint\.", english.whole + french.whole)


LEFT_ALONE = {
    "a total of its parts": regions(555, 120, 35, 400),
    "a rest for the unknown": regions(600, 120, None, 400),
    "places that are not all named": regions(700, 120, 35, 400)[:3],
    "independently rounded shares": lists_of({"BFA": 33, "MLI": 33, "NER": 33}),
    "several answers": [answer("a", 62, "x", multiple=True), answer("b", 53, "y", multiple=True)],
    "an average of stated days": [seen("n", 900), seen("a", 45).but(**AVERAGE, coverage="20 days")],
    "a change from unrounded numbers": [
        seen("n", 300), seen("m", 200).but(**EARLIER), seen("c", 50).but(**CHANGE, base="n"),
    ],
    "about as many": [stock("a", 40_487), stock("b", 40_000, quantifier=Quantifier.ABOUT)],
    "another unit": [stock("a", 10, **HOMES, household_size=Decimal(5)), stock("b", 50)],
    "a protected cell": [
        seen("n", 12), seen("a", 12, breakdown=(("nationality", "MLI"),)),
        seen("b", None, breakdown=(("nationality", "BFA"),)),
    ],
}  # fmt: skip


@pytest.mark.parametrize("name", LEFT_ALONE)
def test_left_alone(name: str) -> None:
    assert [f for f in found_in(LEFT_ALONE[name]) if f.severity != "note"] == []


def test_the_culprit_is_named() -> None:
    (left,) = found_in(CASES["totals", "left_out"])
    assert left.values["culprit_figures"] == "tB"
    (swapped,) = found_in(CASES["totals", "swapped"])
    assert swapped.values["culprit_figures"] == "tB"


def test_superseded_figures_are_not_looked_at() -> None:
    old, new = stock("old", 9, **LATE), stock("new", 9, supersedes="old")
    assert found_in([old, new]) == []


def test_a_corrected_date_is_told_as_corrected() -> None:
    printed = Moment.parse("2013-01-10")
    read = stock("a", 9, source="old", document="doc", as_of=Moment.parse("2012-05"),
                 as_of_published=printed)  # fmt: skip
    (found,) = [f for f in found_in([read]) if f.rule == "after_source"]
    assert (found.because, found.values["stated"]) == ("corrected", "2013-01-10")
    assert said(Wording("en"), Ledger([read], PLACES, SOURCES), found).because
