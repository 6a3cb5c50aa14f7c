"""What holds of every account, whatever the figures.

AC-21  closing = opening + terms + residual
AC-22  the order of the rows does not matter
AC-23  taking a place apart keeps the sum
AC-24  unknown never becomes 0
AC-25  of two statements of the same days one is used and the other named
"""

from __future__ import annotations

import random
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from azalai.accounts.balance import Account, close_account
from azalai.accounts.spans import span_of
from azalai.model.figures import Category, Figure, Quantifier, Role
from azalai.model.ledger import Ledger
from azalai.model.moments import Moment
from azalai.model.places import Gazetteer, Place, PlaceKind

REGIONS = ("R1", "R2", "R3")
PLACES = Gazetteer(
    [
        Place("AAA", PlaceKind.COUNTRY),
        *(Place(code, PlaceKind.ADMIN1, within="AAA") for code in REGIONS),
    ]
)
FIRST, LAST = date(2020, 1, 1), date(2020, 3, 1)
TERMS = (
    Category.NEW_DISPLACEMENT,
    Category.RETURN,
    Category.BIRTH,
    Category.DEATH,
    Category.REGISTRATION_ADJUSTMENT,
)
SIGNS = {Category.RETURN: -1, Category.DEATH: -1}

amounts = st.one_of(st.none(), st.integers(0, 10**6))
"""A number, or unknown."""


def stated(figure: Figure, value: int | None) -> Figure:
    if value is None:
        return figure.but(quantifier=Quantifier.UNKNOWN, value=None)
    return figure.but(value=Decimal(value))


def stock(place: str, on: date, value: int | None, **more: object) -> Figure:
    figure = Figure(
        id=f"s.{place}.{on}", category=Category.STOCK, place=place, population="idp",
        source="census", table=f"t{on}", as_of=Moment.of(on),
    ).but(**more)  # fmt: skip
    return stated(figure, value)


def flow(place: str, category: Category, value: int | None, **more: object) -> Figure:
    figure = Figure(
        id=f"{category}.{place}", category=category, place=place, population="idp",
        source="census", table="flows", first=Moment.of(FIRST), last=Moment.of(LAST),
        origin=place if category is Category.RETURN else "",
    ).but(**more)  # fmt: skip
    return stated(figure, value)


@st.composite
def ledgers(draw: st.DrawFn) -> list[Figure]:
    figures = []
    for place in ("AAA", *REGIONS):
        for on in (FIRST, LAST):
            if draw(st.booleans()) or place == "AAA":
                figures.append(stock(place, on, draw(amounts)))
        for category in TERMS:
            if draw(st.booleans()):
                figures.append(flow(place, category, draw(amounts)))
    return figures


def closed(figures: list[Figure]) -> Account:
    ledger = Ledger(figures, PLACES)
    return close_account(ledger, population="idp", place="AAA", opening=FIRST, closing=LAST)


@given(ledgers())
@settings(max_examples=200, deadline=None)
def test_ac21_closing_is_opening_and_terms_and_residual(figures: list[Figure]) -> None:
    account = closed(figures)
    for balance in (account.total, *account.places):
        if balance.residual is None:
            assert balance.why
            continue
        assert balance.why == ""
        assert balance.opening is not None
        assert balance.closing is not None
        assert balance.closing.value == (
            (balance.opening.value or 0) + sum(balance.terms.values()) + balance.residual
        )


@given(ledgers(), st.randoms(use_true_random=False))
@settings(max_examples=100, deadline=None)
def test_ac22_the_order_of_rows_does_not_matter(
    figures: list[Figure], order: random.Random
) -> None:
    mixed = list(figures)
    order.shuffle(mixed)
    one, other = closed(figures), closed(mixed)
    assert one.total.residual == other.total.residual
    assert one.total.terms == other.total.terms
    assert set(one.total.unknown) == set(other.total.unknown)
    by_place = {balance.place: balance for balance in other.places}
    for balance in one.places:
        again = by_place[balance.place]
        assert (balance.residual, balance.terms, balance.why, balance.change) == (
            again.residual, again.terms, again.why, again.change,
        )  # fmt: skip


@given(st.lists(st.tuples(*[st.integers(0, 10**5)] * 4), min_size=3, max_size=3))
@settings(max_examples=100, deadline=None)
def test_ac23_taking_a_place_apart_keeps_the_sum(numbers: list[tuple[int, ...]]) -> None:
    figures = []
    for place, (before, new, died, after) in zip(REGIONS, numbers, strict=True):
        figures += [stock(place, FIRST, before), stock(place, LAST, after),
                    flow(place, Category.NEW_DISPLACEMENT, new),
                    flow(place, Category.DEATH, died)]  # fmt: skip
    sums = [sum(column) for column in zip(*numbers, strict=True)]
    figures += [stock("AAA", FIRST, sums[0]), stock("AAA", LAST, sums[3]),
                flow("AAA", Category.NEW_DISPLACEMENT, sums[1])]  # fmt: skip
    account = closed(figures)
    # Deaths are stated by region only: the total takes them from its parts.
    assert account.total.inherited == (Category.DEATH,)
    assert account.total.residual == sums[3] - sums[0] - sums[1] + sums[2]
    assert account.total.residual == sum(b.residual or 0 for b in account.places)


@given(ledgers())
@settings(max_examples=200, deadline=None)
def test_ac24_unknown_never_becomes_zero(figures: list[Figure]) -> None:
    account = closed(figures)
    unknown = {figure.id for figure in figures if not figure.known}
    for balance in account.places:
        mine = {f.id for f in figures if not f.known and balance.place in (f.place, f.origin)}
        assert {figure.id for figure in balance.unknown} == mine
        if mine:
            assert balance.residual is None
    listed = {figure.id for figure in account.total.unknown}
    assert listed <= unknown
    assert {f.id for b in account.places for f in b.unknown} <= listed
    own = {figure.id for figure in figures if not figure.known and figure.place == "AAA"}
    assert own - listed <= {"return.AAA"}
    if own & listed:
        assert account.total.residual is None


def test_ac24_a_stated_zero_is_a_number() -> None:
    figures = [stock("AAA", FIRST, 10), stock("AAA", LAST, 12),
               flow("AAA", Category.NEW_DISPLACEMENT, 0)]  # fmt: skip
    total = closed(figures).total
    assert total.terms == {Category.NEW_DISPLACEMENT: Decimal(0)}
    assert total.residual == 2


def test_ac25_of_two_statements_of_the_same_days_one_is_used() -> None:
    whole = flow("AAA", Category.NEW_DISPLACEMENT, 500)
    half = whole.but(id="half", value=Decimal(200), last=Moment.of(FIRST + timedelta(days=20)))
    voice = whole.but(id="voice", value=Decimal(900), role=Role.TRIANGULATION)
    total = closed([stock("AAA", FIRST, 1000), stock("AAA", LAST, 1600), whole, half, voice]).total
    assert total.flows[Category.NEW_DISPLACEMENT] == (whole,)
    assert [figure.id for figure in total.aside] == ["half"]
    assert total.residual == 100


def test_ac25_intervals_one_after_the_other_are_added() -> None:
    middle = FIRST + timedelta(days=30)
    first = flow("AAA", Category.NEW_DISPLACEMENT, 300, id="a", last=Moment.of(middle))
    second = flow("AAA", Category.NEW_DISPLACEMENT, 200, id="b", first=Moment.of(middle))
    total = closed([stock("AAA", FIRST, 1000), stock("AAA", LAST, 1600), first, second]).total
    assert [figure.id for figure in total.flows[Category.NEW_DISPLACEMENT]] == ["a", "b"]
    assert total.residual == 100
    assert total.partial == ()


def test_ac25_a_flow_of_another_time_is_not_used() -> None:
    late = flow("AAA", Category.NEW_DISPLACEMENT, 300, last=Moment.of(LAST + timedelta(days=8)))
    total = closed([stock("AAA", FIRST, 1000), stock("AAA", LAST, 1600), late]).total
    assert total.flows == {}
    assert total.residual == 600
    assert Category.NEW_DISPLACEMENT in total.missing


def test_a_part_without_a_flow_that_its_total_has_is_not_closed() -> None:
    figures = [stock(place, on, 100) for place in ("AAA", "R1", "R2") for on in (FIRST, LAST)]
    figures += [flow("AAA", Category.NEW_DISPLACEMENT, 50),
                flow("R1", Category.NEW_DISPLACEMENT, 50)]  # fmt: skip
    by_place = {balance.place: balance for balance in closed(figures).places}
    assert by_place["R1"].residual == -50
    assert by_place["R1"].why == ""
    assert (by_place["R2"].residual, by_place["R2"].why) == (None, "flow_missing")
    assert by_place["R2"].change == 0
    assert by_place["R2"].terms == {}


def test_a_bound_is_not_calculated_with() -> None:
    bound = stock("AAA", LAST, 1600).but(quantifier=Quantifier.AT_LEAST)
    total = closed([stock("AAA", FIRST, 1000), bound]).total
    assert (total.residual, total.why) == (None, "stock_bound")


def test_people_who_move_on_within_a_country_stay_in_its_stock() -> None:
    figures = [stock(place, on, 1000) for place in ("AAA", "R1", "R2") for on in (FIRST, LAST)]
    figures.append(flow("R2", Category.ONWARD_MOVEMENT, 80, origin="R1"))
    account = closed(figures)
    terms = {b.place: b.terms.get(Category.ONWARD_MOVEMENT) for b in account.places}
    assert terms["R1"] == -80
    assert terms["R2"] == 80
    assert Category.ONWARD_MOVEMENT not in account.total.terms


def test_a_total_that_has_no_parts_spans_its_own_date() -> None:
    figure = stock("AAA", FIRST, 5)
    assert span_of(Ledger([figure], PLACES), figure).days == 0
