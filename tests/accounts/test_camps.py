"""The camp series of 2012: verification, alignment, triangulation, back-test.

AC-11  a drop at a verification is an adjustment of the register, never a departure
AC-12  two places that are the same people are never added
AC-13  an aligned total is an estimate that holds its undated and unknown parts apart
AC-14  sources side by side, with what explains their differences
AC-15  the back-test counts pairs with a verification apart
"""

from __future__ import annotations

import math
from datetime import date
from decimal import Decimal

import pytest

from azalai.accounts.ageing import AGES, PACES, aligned, drift, limits
from azalai.accounts.backtest import backtest, backtest_totals
from azalai.accounts.balance import close_account
from azalai.accounts.series import series
from azalai.accounts.triangulation import triangulate
from azalai.model.errors import InputError
from azalai.model.figures import Category
from azalai.model.ledger import Ledger


def test_ac11_mbera_is_booked_as_an_adjustment(ledger: Ledger) -> None:
    steps = [step for step in series(ledger, "mbera", "refugee") if step.verification is not None]
    assert [(str(s.earlier.as_of), str(s.later.as_of), s.change, s.booked) for s in steps] == [
        ("2012-08-19", "2012-12-31", Decimal(-49703), Category.REGISTRATION_ADJUSTMENT)
    ]
    assert 103731 - 49703 == 54028
    assert steps[0].net_change == 0


def test_ac11_other_changes_are_net_changes(ledger: Ledger) -> None:
    booked = {step.booked for step in series(ledger, "niamey", "refugee")}
    assert booked == {Category.STOCK_CHANGE}


def test_ac11_an_account_over_a_verification(ledger: Ledger) -> None:
    total = close_account(
        ledger, population="refugee", place="mbera",
        opening=date(2012, 8, 19), closing=date(2012, 12, 31),
    ).total  # fmt: skip
    assert total.terms == {Category.REGISTRATION_ADJUSTMENT: Decimal(-49703)}
    assert total.residual == 0
    assert Category.RETURN in total.missing


def test_ac11_a_verification_before_the_opening_is_not_booked(ledger: Ledger) -> None:
    total = close_account(
        ledger, population="refugee", place="mbera",
        opening=date(2012, 12, 31), closing=date(2013, 2, 28),
    ).total  # fmt: skip
    assert total.booked == ()
    assert total.verified == ()
    assert total.why == ""


def test_ac12_the_same_people_once(ledger: Ledger) -> None:
    account = close_account(
        ledger, population="refugee", place="camps",
        opening=date(2012, 8, 31), closing=date(2012, 12, 31),
    )  # fmt: skip
    booked = {step.place: step.adjustment for step in account.total.booked}
    assert booked == {
        "fassala-mbera": 54028 - 103731,
        "abala": 11043 - 18573,
        "mentao": 5876 - 10038,
        "tabareybarey": 6198 - 9189,
        "mangaize": 3435 - 4356,
    }
    assert account.total.terms[Category.REGISTRATION_ADJUSTMENT] == sum(
        value for value in booked.values() if value is not None
    )
    places = {balance.place for balance in account.places}
    assert "fassala-mbera" in places
    assert not places & {"fassala", "mbera"}


def test_ac13_an_aligned_total_is_an_estimate(ledger: Ledger) -> None:
    found = aligned(ledger, ledger["m.tab.stock.tot"], date(2013, 2, 21))
    assert found.value == found.stated == 436077
    assert found.low < found.value < found.high
    assert [figure.place for figure in found.undated] == ["DZA"]
    assert [figure.place for figure in found.unknown] == ["SEN"]
    quiet = aligned(ledger, ledger["m.tab.stock.tot"], date(2013, 2, 21), "quiet")
    assert found.low < quiet.low < quiet.high < found.high


def test_ac13_the_interval_of_one_part_by_hand() -> None:
    # 30 days, acute: median 0.126, sd 0.126 / 0.6745 = 0.18681; 1.28155 sd = 0.23940.
    low, high = limits(Decimal(10000), 30)
    assert (low, high) == (Decimal(7871), Decimal(12705))
    assert limits(Decimal(10000), 0) == (Decimal(10000), Decimal(10000))


def test_ac13_figures_never_become_younger() -> None:
    for pace, medians in PACES.items():
        assert list(medians) == sorted(medians)
        sizes = [drift(days, pace) for days in range(400)]
        assert sizes == sorted(sizes)
        assert drift(AGES[-1] * 4, pace) == pytest.approx(2 * drift(AGES[-1], pace))
    assert math.isclose(drift(45), (0.126 + 0.232) / 2 / 0.67448975)


def test_ac13_nothing_to_align(ledger: Ledger) -> None:
    with pytest.raises(InputError, match="nothing_to_align"):
        aligned(ledger, ledger["m.r1.senegal"], date(2013, 2, 21))


@pytest.mark.parametrize(
    ("place", "parts", "summed"),
    [
        ("NER", {"abala", "mangaize", "tabareybarey"}, 11043 + 3435 + 6198),
        ("MRT", {"mbera"}, 54028),
    ],
)
def test_ac14_camps_beside_the_country(
    ledger: Ledger, place: str, parts: set[str], summed: int
) -> None:
    found = triangulate(ledger, population="refugee", place=place, on=date(2013, 1, 11))
    assert found.recommended is not None
    assert found.recommended.id in ("m.r1.niger", "m.r1.mauritania")
    camps = next(v for v in found.voices if v.figure.source == "fabflee-mali2012")
    assert {part.place for part in camps.parts} == parts
    assert camps.figure.value == summed
    assert camps.difference == summed - int(found.recommended.value or 0)
    assert "coverage" in camps.because
    assert "unexplained" not in camps.because


def test_ac14_camps_of_burkina_are_a_part_of_the_country(ledger: Ledger) -> None:
    found = triangulate(ledger, population="refugee", place="BFA", on=date(2013, 1, 11))
    camps = next(v for v in found.voices if v.figure.source == "fabflee-mali2012")
    # Bobo-Dioulasso, Goudoubo and Mentao of 30 December, Ouagadougou of 16 December 2012.
    assert camps.figure.value == 1926 + 4943 + 6905 + 518
    assert camps.because == ("coverage",)


def test_ac14_a_bound_that_holds_and_another_date(ledger: Ledger) -> None:
    found = triangulate(ledger, population="idp", place="MLI", on=date(2013, 1, 11), days=120)
    assert found.recommended is not None
    assert (found.recommended.id, found.reason) == ("m.idp.jan", "latest")
    idmc = next(v for v in found.voices if v.figure.source == "idmc-2012-10-01")
    assert idmc.because == ("range", "date")
    later = next(v for v in found.voices if v.figure.source == "cmp-2013-02-21")
    assert later.difference == 31745
    assert later.because == ("date",)


def test_ac14_a_table_that_lists_another_country_covers_other_people(ledger: Ledger) -> None:
    found = triangulate(ledger, population="refugee", place="asylum", on=date(2013, 1, 11))
    later = next(v for v in found.voices if v.figure.source == "unhcr-2013-02-22")
    assert "coverage" in later.because
    repeated = next(v for v in found.voices if v.figure is found.recommended)
    assert {figure.id for figure in repeated.repeats} == {"m.ref.unhcr.jan", "m.ref.jan"}


def test_ac14_what_nothing_explains_is_unexplained(ledger: Ledger) -> None:
    stated = ledger["m.r1.niger"]
    other = stated.but(id="x", source="somebody", value=Decimal(90000), table="", file="")
    doubted = ledger.but([*ledger, other])
    found = triangulate(doubted, population="refugee", place="NER", on=date(2013, 1, 11))
    voice = next(v for v in found.voices if v.figure.id == "x")
    assert voice.difference == 90000 - 49748
    assert voice.because == ("unexplained",)


def test_ac15_the_back_test_keeps_verifications_apart(ledger: Ledger) -> None:
    acute = {c.horizon: c for c in backtest(ledger) if c.pace == "acute"}
    # Of the acute pace the share is near the 80 % that the interval claims, or above.
    for coverage in acute.values():
        assert coverage.share is not None
        assert 0.75 <= coverage.share <= 0.95
        assert coverage.pairs > 70
    assert sum(coverage.verified for coverage in acute.values()) > 0
    without = ledger.but(f for f in ledger if f.category is not Category.REGISTRATION_ADJUSTMENT)
    mixed = {c.horizon: c for c in backtest(without) if c.pace == "acute"}
    assert mixed[90].pairs == acute[90].pairs + acute[90].verified


def test_ac15_parts_that_drift_together_cover_better(ledger: Ledger) -> None:
    sums = [total for total in backtest_totals(ledger) if total.pace == "acute"]
    assert sum(t.together for t in sums) > sum(t.alone for t in sums)
    assert 0.7 <= sum(t.together for t in sums) / sum(t.days for t in sums) <= 0.9
