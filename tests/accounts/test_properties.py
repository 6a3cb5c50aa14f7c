"""What holds of every account, whatever the figures.

AC-21  closing = opening + terms + residual
AC-22  the order of the rows does not matter
AC-23  taking a place apart keeps the sum
AC-24  unknown never becomes 0
AC-25  of two statements of the same days one is used and the other named
AC-27  a booked verification takes no other adjustment with it
AC-26  what is stated in households only is in no sum, and is named
"""

from __future__ import annotations

import random
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from azalai.accounts.balance import Account, close_account
from azalai.accounts.choosing import Asked
from azalai.accounts.lacking import in_households
from azalai.accounts.spans import span_of
from azalai.model.figures import Category, Figure, Quantifier, Role
from azalai.model.ledger import Ledger, Source
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


def households(figure: Figure) -> Figure:
    return figure.but(id=f"h.{figure.id}", unit="households")


def test_ac26_a_part_in_households_is_no_change_of_coverage() -> None:
    """100 + 50 persons become 130 persons and 10 households, in one table."""
    figures = [
        stock("AAA", FIRST, 150), stock("R1", FIRST, 100), stock("R2", FIRST, 50),
        stock("AAA", LAST, 180), stock("R1", LAST, 130), households(stock("R2", LAST, 10)),
    ]  # fmt: skip
    ledger = Ledger(figures, PLACES)
    account = close_account(ledger, population="idp", place="AAA", opening=FIRST, closing=LAST)
    parts = {part.place: part for part in account.places}
    assert (account.total.residual, account.total.coverage) == (Decimal(30), None)
    assert parts["R1"].residual == Decimal(30)
    assert (parts["R2"].why, parts["R2"].closing) == ("stock_households", None)
    named = in_households(ledger, Asked("idp", "AAA", FIRST, LAST))
    assert [figure.id for figure in named] == [f"h.s.R2.{LAST}"]
    # Where the same table lists the place in neither unit, it is one.
    ledger = ledger.but(figures[:-1])
    account = close_account(ledger, population="idp", place="AAA", opening=FIRST, closing=LAST)
    assert account.total.coverage == Decimal(-50)


def test_ac26_households_beside_persons_are_not_named() -> None:
    both = [stock("R1", LAST, 60), households(stock("R1", LAST, 10)), stock("R1", FIRST, 60)]
    later = households(stock("R1", LAST + timedelta(days=1), 10))
    asked = Asked("idp", "AAA", FIRST, LAST)
    assert in_households(Ledger([*both, later], PLACES), asked) == []
    assert in_households(Ledger(both[1:], PLACES), asked) == [both[1]]


def test_ac25_the_later_publication_is_used_though_only_the_source_has_its_date() -> None:
    """Figures rarely have a date of publication of their own: `sources.csv` has it."""
    sources = {
        code: Source(code, published=Moment.parse(day))
        for code, day in (("early", "2020-03-02"), ("late", "2020-03-09"))
    }
    fled = Figure(
        id="x", category=Category.NEW_DISPLACEMENT, place="R1", population="idp",
        first=Moment.of(FIRST), last=Moment.of(LAST), value=Decimal(7), unit="persons",
    )  # fmt: skip
    for first, second in (("a", "b"), ("b", "a")):
        figures = [
            stock("R1", FIRST, 100, table=""),
            stock("R1", LAST, 110, table="").but(id=first, source="early"),
            stock("R1", LAST, 112, table="").but(id=second, source="late"),
            fled.but(id=f"{first}.new", source="early"),
            fled.but(id=f"{second}.new", source="late", value=Decimal(9)),
        ]
        ledger = Ledger(figures, PLACES, sources)
        total = close_account(
            ledger, population="idp", place="R1", opening=FIRST, closing=LAST
        ).total
        # 112 − 100 − 9, whatever the ids
        assert total.residual == Decimal(3)
        assert {figure.id for figure in total.aside} == {first, f"{first}.new"}


def test_ac27_a_verification_takes_no_other_adjustment_with_it() -> None:
    """100 reported, 90 after a verification, 84 at last; 5 struck off in between by the office."""
    middle, verified = FIRST + timedelta(days=30), FIRST + timedelta(days=15)
    off = Figure(
        id="off", category=Category.REGISTRATION_ADJUSTMENT, place="R1", population="idp",
        first=Moment.of(middle + timedelta(days=5)), last=Moment.of(middle + timedelta(days=5)),
        value=Decimal(-5), unit="persons", source="census",
    )  # fmt: skip
    mark = off.but(
        id="mark", first=Moment.of(verified), last=Moment.of(verified), value=None,
        quantifier=Quantifier.UNKNOWN, method="verification",
    )  # fmt: skip
    within = off.but(id="within", first=Moment.of(verified), last=Moment.of(verified))
    reports = [stock("R1", day, value, table="")
               for day, value in ((FIRST, 100), (middle, 90), (LAST, 84))]  # fmt: skip
    total = close_account(
        Ledger([*reports, mark, off, within], PLACES), population="idp", place="R1",
        opening=FIRST, closing=LAST,
    ).total  # fmt: skip
    # −16 = −10 (verified) − 5 (struck off) − 1
    assert total.terms == {Category.REGISTRATION_ADJUSTMENT: Decimal(-15)}
    assert total.residual == Decimal(-1)
    assert "within" in {figure.id for figure in total.aside}
