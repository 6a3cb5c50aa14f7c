"""Projections of returns, worked out by hand.

PR-01  the four simple readings are what their formulas say, to the person
PR-02  a scenario follows its assumptions month by month
PR-03  what cannot be known at the origin is refused, and what came later is left alone
PR-04  the fan: ordered, repeatable, and no larger where people leave faster
PR-05  assumptions are data; each wrong entry is told by its name
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from azalai.methods.projections import (
    Assumptions,
    Inputs,
    default,
    inputs_from,
    project,
    rows,
    shown,
)
from azalai.model.errors import InputError
from azalai.model.figures import Category, Figure, Role, Statistic
from azalai.model.ledger import Ledger, Source
from azalai.model.moments import Moment
from azalai.model.tables import Status
from azalai.wording import Wording

ORIGIN = date(2013, 2, 21)

CERTAIN = {
    "stock_factor": 1.0, "return_factor": 1.0, "intention_error": 0.0, "unsure_error": 0.0,
    "behaviour": 1.0, "unintended": 0.0, "leaving": 10.0, "unsure_slower": 1.0,
    "secure_after": 0.0, "silent_wait": 1.0, "new_fade": 1.0, "worse_months": 0.0,
    "verified": 0.0, "verified_after": 1.0, "verified_change": 0.0,
}  # fmt: skip
"""Everybody who intends to return does, at once and at 1 ÷ 10 a month; nothing else happens."""


def figure(name: str, category: Category, value: str, **more: Any) -> Figure:
    return Figure(
        id=name, category=category, population="idp", place="MLI", value=Decimal(value), **more
    )


def stock(people: str = "1000", day: str = "2013-02-21", **more: Any) -> Figure:
    return figure("s", Category.STOCK, people, as_of=Moment.parse(day), **more)


def flow(name: str, category: Category, value: str) -> Figure:
    """A flow over 487 days: as many months of 30.4375 days as 16."""
    return figure(
        name, category, value, first=Moment.parse("2011-10-23"), last=Moment.parse("2013-02-20")
    )


def share(name: str, value: str, dimension: str, category: str) -> Figure:
    return figure(
        name, Category.ANSWER, value, statistic=Statistic.SHARE, unit="%",
        breakdown=((dimension, category),), as_of=Moment.parse("2013-02"),
    )  # fmt: skip


def inputs(intend: str = "0", returns: str = "0", origin: date = ORIGIN, **more: Figure) -> Inputs:
    return Inputs(
        origin=origin,
        stock=more.pop("stock", stock()),
        returns=flow("r", Category.RETURN, returns),
        intend=share("i", intend, "intention", "return"),
        **more,
    )


def certain(**changed: float) -> Assumptions:
    return default().but(**{**CERTAIN, **changed})


def line(given: Inputs, code: str, months: int, **changed: float) -> list[float]:
    found = project(given, certain(**changed), months, draws=1).scenario(code)
    return [round(value, 2) for value in found.values]


# PR-01


@pytest.fixture
def march_2013() -> Inputs:
    """The figures that the report of March 2013 prints, pages 8 and 9."""
    january = Moment.parse("2013-01-12"), Moment.parse("2013-02-10")
    return Inputs(
        origin=ORIGIN,
        stock=stock("260665"),
        returns=figure("r", Category.RETURN, "2310", first=january[0], last=january[1]),
        intend=share("i", "93", "intention", "return"),
        unsure=share("u", "40", "return_date", "unknown"),
    )


@pytest.mark.parametrize(
    ("code", "month", "persons"),
    [
        # 2,310 ÷ 30 × 30.4375 ÷ 260,665 = 0.0089912 a month; exp(-0.179824) = 0.835417
        ("pace", 20, 217_764),
        # 0.07 × 260,665 are left after twelve months; 0.07 ^ (20/12) = 0.011890
        ("intention", 12, 18_247),
        ("intention", 20, 3_099),
        # 93 % × 60 % = 55.8 %; 0.442 ^ (20/12) = 0.256473
        ("known", 12, 115_214),
        ("known", 20, 66_853),
        # 0.442 + 0.558 × exp(-16/10) = 0.442 + 0.558 × 0.201897 = 0.554658
        ("wait", 4, 260_665),
        ("wait", 20, 144_580),
    ],
)
def test_simple_readings(march_2013: Inputs, code: str, month: int, persons: int) -> None:
    found = project(march_2013, default(), 20, draws=1).scenario(code)
    assert found.benchmark
    assert round(found.values[month]) == persons


def test_the_fourth_reading_is_a_case_of_the_model() -> None:
    given = inputs("55.8", stock=stock("260665"))
    found = project(given, certain(secure_after=4), 20, draws=1).scenario("improves")
    assert round(found.values[20]) == 144_580


# PR-02


def test_without_returns_the_stock_stays() -> None:
    assert line(inputs(), "improves", 24) == [1000.0] * 25


def test_the_monitored_pace_goes_on() -> None:
    # 160 in 487 days are 10 a month of 1,000: exp(-0.01) = 0.99005.
    assert line(inputs(returns="160"), "stays", 2) == [1000, 990.05, 980.2]


def test_nobody_returns_while_it_gets_worse() -> None:
    given = inputs(returns="160")
    assert line(given, "worsens", 3, worse_months=2) == [1000, 1000, 1000, 990.05]


def test_who_does_not_wait_for_security_stays_while_it_gets_worse() -> None:
    # Nobody waits: exp(-1/10) of 1,000 after the two bad months.
    found = line(inputs("100"), "worsens", 3, worse_months=2, silent_wait=0)
    assert found == [1000, 1000, 1000, 904.84]


def test_security_is_waited_for() -> None:
    # 3.5 months are waited: half of the fourth month counts. exp(-0.05), exp(-0.15).
    found = line(inputs("100"), "improves", 5, secure_after=3.5)
    assert found == [1000, 1000, 1000, 1000, 951.23, 860.71]


def test_not_everybody_waits_for_security() -> None:
    # 62 % name it and half of the others wait too: 81 %. 810 + 190 × exp(-1) = 879.90.
    given = inputs("100", security=share("c", "62", "return_date_depends", "security"))
    assert line(given, "stays", 10, silent_wait=0.5)[10] == 879.9


def test_classes_of_intention_leave_at_their_own_rate() -> None:
    # 60 % intend, half of them do not know when, half of all of them act: 150 leave with 10 months,
    # 150 with 20. 700 + 150 × exp(-1) + 150 × exp(-0.5) = 846.16.
    given = inputs("60", unsure=share("u", "50", "return_date", "unknown"))
    assert line(given, "improves", 10, behaviour=0.5, unsure_slower=2)[10] == 846.16


def test_some_return_who_did_not_intend_to() -> None:
    # 400 of 1,000 do not intend to; a quarter of them leaves with 20 months: 900 + 100 × exp(-0.5).
    assert line(
        inputs("60"), "improves", 10, behaviour=0, unintended=0.25, unsure_slower=2
    )[10] == 960.65  # fmt: skip


def test_who_waits_for_the_school_year_leaves_in_the_holidays() -> None:
    # July to September have four times the rate, 1 a month: exp(-1) of 1,000 = 367.88.
    given = inputs(
        "100",
        origin=date(2013, 5, 1),
        school=share("c", "100", "return_date_depends", "school"),
    )
    found = line(given, "improves", 7, leaving=4)
    assert found == [1000, 1000, 1000, 367.88, 135.34, 49.79, 49.79, 49.79]


def test_seasons_move_departures_within_the_year_only() -> None:
    one, other = (
        inputs("100", **more)  # type: ignore[arg-type]
        for more in ({}, {"farming": share("c", "100", "return_date_depends", "farming")})
    )
    assert line(one, "improves", 12)[12] == line(other, "improves", 12)[12] == 301.19


def test_answers_of_more_than_everybody_are_scaled() -> None:
    both = {name: share(name, "80", "return_date_depends", name) for name in ("school", "farming")}
    found = line(inputs("100", **both), "improves", 12)
    assert found[12] == 301.19


def test_new_displacement_fades() -> None:
    # 1,600 in 487 days are 100 a month; fading over a month leaves 100 × (1 - 1/e) = 63.21.
    given = inputs(displaced=flow("n", Category.NEW_DISPLACEMENT, "1600"))
    assert line(given, "stays", 2) == [1000, 1063.21, 1086.47]
    assert line(given, "worsens", 3, worse_months=2) == [1000, 1100, 1200, 1263.21]


def test_a_verification_changes_the_number_once() -> None:
    found = line(inputs(), "verified", 4, verified_after=2.5, verified_change=-0.21)
    assert found == [1000, 1000, 1000, 790, 790]
    assert line(inputs(), "improves", 4, verified_after=2.5, verified_change=-0.21)[4] == 1000


# PR-03


def test_a_figure_after_the_origin_is_refused() -> None:
    with pytest.raises(InputError) as caught:
        inputs(stock=stock(day="2013-02-22"))
    assert caught.value.code == "projection_after_origin"
    assert caught.value.values == {"what": "s", "date": "2013-02-22", "origin": "2013-02-21"}


def test_an_assumption_after_the_origin_is_refused() -> None:
    entry = {
        "value": 0.6, "as_of": "2016", "source": {"en": "a", "fr": "a"},
        "note": {"en": "b", "fr": "b"},
    }  # fmt: skip
    later = Assumptions.read({"assumptions": {"behaviour": entry}})
    with pytest.raises(InputError) as caught:
        project(inputs(), later)
    assert caught.value.code == "projection_after_origin"
    assert caught.value.values["what"] == "behaviour"


LEDGER = [
    stock("900", "2012-12-01").but(id="old"),
    stock("1000").but(id="now"),
    stock("1", "2013-06").but(id="planted"),
    stock("5").but(id="second", role=Role.TRIANGULATION),
    stock("400").but(id="women", sex="F"),
    flow("r", Category.RETURN, "160"),
    flow("from", Category.RETURN, "60").but(origin="ML09"),
    flow("later", Category.RETURN, "90").but(last=Moment.parse("2013-03-01")),
    share("i", "93", "intention", "return"),
    share("u", "40", "return_date", "unknown"),
]


def test_the_ledger_gives_the_latest_figures_of_the_whole_place() -> None:
    found = inputs_from(Ledger(LEDGER), "idp", "MLI", ORIGIN)
    assert [(name, item.id) for name, item in found.each()] == [
        ("stock", "now"), ("returns", "r"), ("intend", "i"), ("unsure", "u"),
    ]  # fmt: skip


def test_what_came_later_changes_nothing() -> None:
    """The outcome may stand in the ledger: a projection gives the same bytes without it."""
    sure = [item for item in LEDGER if item.id not in ("planted", "later")]
    one, other = (
        project(inputs_from(Ledger(each), "idp", "MLI", ORIGIN), default(), draws=50)
        for each in (LEDGER, sure)
    )
    assert one.fan.draws.tobytes() == other.fan.draws.tobytes()


def test_what_was_published_later_may_be_left_out() -> None:
    sources = {
        "early": Source("early", published=Moment.parse("2013-02")),
        "late": Source("late", published=Moment.parse("2015")),
    }
    figures = [
        *(item.but(source="early") for item in LEDGER if item.id != "now"),
        stock("1200").but(id="revised", source="late"),
    ]
    ledger = Ledger(figures, sources=sources)
    assert inputs_from(ledger, "idp", "MLI", ORIGIN).stock.id == "revised"
    known = inputs_from(ledger, "idp", "MLI", ORIGIN, known_by=date(2013, 3, 31))
    assert known.stock.id == "old"


@pytest.mark.parametrize("missing", ["now", "r", "i"])
def test_what_is_needed_and_missing_is_named(missing: str) -> None:
    left = [item for item in LEDGER if item.id not in (missing, "old")]
    with pytest.raises(InputError) as caught:
        inputs_from(Ledger(left), "idp", "MLI", ORIGIN)
    assert caught.value.code == "projection_no_figure"
    assert caught.value.values["what"] == {"now": "stock", "r": "returns", "i": "intend"}[missing]
    words = {
        "now": ("the stock", "l’effectif"),
        "r": ("monitored returns", "les retours suivis"),
        "i": ("the share who intend to return", "la part qui veut rentrer"),
    }[missing]
    for lang, words_of in zip(("en", "fr"), words, strict=True):
        assert f"{words_of}. " in Wording(lang).error(caught.value)


@pytest.mark.parametrize(
    ("name", "wrong", "problem"),
    [
        ("stock", stock().but(value=None), "value"),
        ("returns", flow("r", Category.RETURN, "1").but(first=None), "from, to"),
        ("intend", share("i", "93", "a", "b").but(unit="persons"), "%"),
        ("intend", share("i", "130", "a", "b"), "%"),
    ],
)
def test_figures_of_no_use(name: str, wrong: Figure, problem: str) -> None:
    good = dict(inputs().each())
    with pytest.raises(InputError) as caught:
        Inputs(origin=ORIGIN, **{**good, name: wrong})
    assert (caught.value.code, caught.value.values["problem"]) == ("projection_bad_figure", problem)


# PR-04


def test_the_same_seed_gives_the_same_bytes(march_2013: Inputs) -> None:
    one, other, third = (
        project(march_2013, default(), 6, draws=100, seed=seed).fan.draws.tobytes()
        for seed in (7, 7, 8)
    )
    assert one == other != third


def test_the_fan_draws_triangles(march_2013: Inputs) -> None:
    """The mean of a triangle is the mean of its corners: (0.95 + 1 + 1.1) ÷ 3."""
    start = project(march_2013, default(), 1).fan.draws[:, 0] / 260_665
    assert np.mean(start) == pytest.approx(3.05 / 3, abs=1e-4)
    assert 0.95 <= np.min(start) < 0.953
    assert 1.095 < np.max(start) <= 1.10
    # A tenth of the triangle lies below 0.95 + sqrt(0.1 × 0.15 × 0.05).
    assert np.quantile(start, 0.1) == pytest.approx(0.97739, abs=1e-4)


@pytest.mark.parametrize("fate", ["improves", "stays", "worsens"])
def test_where_all_is_certain_every_draw_is_the_scenario(fate: str) -> None:
    given_ = inputs("80", returns="160", displaced=flow("n", Category.NEW_DISPLACEMENT, "1600"))
    sure = certain(worse_months=3, secure_after=2)
    chances = {name: float(name == fate) for name in ("improves", "stays", "worsens")}
    projection = project(given_, replace(sure, security=chances), 6, draws=5)
    expected = projection.scenario(fate).values
    assert projection.fan.draws == pytest.approx(np.tile(expected, (5, 1)))
    others = {item.values for item in projection.scenarios if not item.benchmark}
    assert len(others) == 3  # without a change of the register "verified" is "improves"


def test_chances_of_security_are_shares_of_the_draws() -> None:
    given_ = inputs("80", displaced=flow("n", Category.NEW_DISPLACEMENT, "1600"))
    sure = replace(
        certain(worse_months=3), security={"improves": 0.6, "stays": 0.25, "worsens": 0.15}
    )
    projection = project(given_, sure, 6, draws=1000)
    for fate, share_ in sure.security.items():
        end = projection.scenario(fate).values[6]
        assert np.mean(np.isclose(projection.fan.draws[:, 6], end)) == pytest.approx(share_)


@settings(deadline=None, max_examples=25)
@given(
    seed=st.integers(0, 10**6),
    people=st.integers(1, 10**6),
    intend=st.integers(0, 100),
    month=st.integers(0, 24),
)
def test_quantiles_are_ordered(seed: int, people: int, intend: int, month: int) -> None:
    given_ = inputs(str(intend), stock=stock(str(people)))
    projection = project(given_, default(), 24, draws=200, seed=seed)
    values = list(projection.fan.quantiles(month).values())
    assert values == sorted(values)
    assert np.all(projection.fan.draws >= 0)


@settings(deadline=None, max_examples=25)
@given(
    name=st.sampled_from(["behaviour", "return_factor", "unintended"]),
    ends=st.tuples(st.floats(0, 1), st.floats(0, 1)),
)
def test_more_hazard_never_leaves_more_people(name: str, ends: tuple[float, float]) -> None:
    given_ = inputs("80", returns="160", displaced=flow("n", Category.NEW_DISPLACEMENT, "1600"))
    slow, fast = (
        project(given_, default().but(**{name: end}), 24, draws=100).fan.draws
        for end in sorted(ends)
    )
    assert np.all(fast <= slow + 1e-9)


@pytest.mark.parametrize("months", [0, -1, 121])
def test_months_that_cannot_be_projected(months: int) -> None:
    with pytest.raises(InputError) as caught:
        project(inputs(), default(), months)
    assert caught.value.code == "projection_months"


def test_rows_say_that_they_are_estimates(march_2013: Inputs) -> None:
    found = list(rows(project(march_2013, default(), 2, draws=500), "2013-02"))
    last = [row for row in found if row.period == "2013-04"]
    assert {row.status for row in found} == {Status.ESTIMATED}
    assert {row.source for row in found} == {"s"}
    bounds = {row.measure: row.value or 0 for row in last if row.category1 == "fan"}
    assert (
        bounds["projected_stock_low"]
        <= bounds["projected_stock_low_50"]
        <= bounds["projected_stock"]
        <= bounds["projected_stock_high_50"]
        <= bounds["projected_stock_high"]
    )
    for row in found:
        assert row.value == 0 or len(str(row.value).rstrip("0")) <= 3, row


@pytest.mark.parametrize(
    ("value", "printed"),
    [(217_764, 218_000), (3_099, 3_100), (66_850, 66_900), (999.6, 1000), (12.5, 13), (0, 0)],
)
def test_three_digits_at_most(value: float, printed: int) -> None:
    assert shown(value) == printed


# PR-05

WORDS = {"source": {"en": "a", "fr": "a"}, "note": {"en": "b", "fr": "b"}}


def test_a_crisis_replaces_what_it_names() -> None:
    own = {"value": 6, "low": 2, "high": 9, "unit": "months", **WORDS}
    found = Assumptions.read({"assumptions": {"secure_after": own}, "population": "idp"})
    assert (found.of["secure_after"].low, found.of["secure_after"].high) == (2, 9)
    assert found.of["leaving"] == default().of["leaving"]


@pytest.mark.parametrize(
    ("table", "name"),
    [
        ({"assumptions": {"hope": {"value": 1}}}, "hope"),
        ({"assumptions": {"behaviour": {**WORDS}}}, "behaviour"),
        ({"assumptions": {"behaviour": {"value": "0.6", **WORDS}}}, "behaviour"),
        ({"assumptions": {"behaviour": {"value": 0.6, "low": 0.7, **WORDS}}}, "behaviour"),
        ({"assumptions": {"behaviour": {"value": 0.6, "high": 1.2, **WORDS}}}, "behaviour"),
        ({"assumptions": {"behaviour": {"value": float("nan"), **WORDS}}}, "behaviour"),
        ({"assumptions": {"behaviour": {"value": 0.6, "unit": "months", **WORDS}}}, "behaviour"),
        ({"assumptions": {"behaviour": {"value": 0.6, "higher": 1, **WORDS}}}, "behaviour"),
        ({"assumptions": {"behaviour": {"value": 0.6, "as_of": "soon", **WORDS}}}, "behaviour"),
        ({"assumptions": {"behaviour": {"value": 0.6, "note": WORDS["note"]}}}, "behaviour"),
        ({"assumptions": {"behaviour": {"value": 0.6, "source": {"en": "a"}}}}, "behaviour"),
        ({"assumptions": {"behaviour": 0.6}}, "behaviour"),
        ({"assumptions": 3}, "assumptions"),
        ({"security": {"improves": 0.9}}, "security"),
        ({"security": {"better": 0.1}}, "security.better"),
        ({"seasons": {"school": {"months": [13], **WORDS}}}, "seasons.school"),
        ({"seasons": {"harvest": {"months": [1], **WORDS}}}, "seasons.harvest"),
    ],
)
def test_wrong_assumptions_are_told_by_name(table: dict[str, Any], name: str) -> None:
    with pytest.raises(InputError) as caught:
        Assumptions.read(table)
    assert (caught.value.code, caught.value.values["name"]) == ("projection_bad_assumption", name)
