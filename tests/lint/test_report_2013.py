"""The report of March 2013: what it says that cannot be, worked out by hand from its pages.

RP-01  the totals that hold raise no error
RP-02  13% for 40,000: of 376,828 it is 10.6%, the rise to 436,077 is 15.7%; 30,000 of 228,920 fits
RP-03  23% of the north: 376,828 of 1,300,000 is 29.0%
RP-04  three dates after publication, told as corrected
RP-05  opening and flows leave 16,030 (18,340), 2,732 with Togo 20, and 18,762
RP-06  a rise of about 30,000 is no flow: 15,715 were seen; 40,000 is not the rise of 59,249
RP-07  15,715 has two meanings
RP-08  totals that take the unknown as 0, by name
RP-09  spans of 141 and 295 days; Algeria without a date
RP-10  3,599 is of May 2012 and printed for January 2013; numbers repeated unchanged
RP-11  an approximate number to the last person; households without their size
RP-12  62 + 37 + 5 + 5 is no error; shares of an older total are told
"""

from __future__ import annotations

from decimal import Decimal

import pytest

from azalai.accounts.lint import lint
from azalai.model.ledger import Ledger
from azalai.model.lint import Finding, Severity


@pytest.fixture(scope="module")
def found(report: Ledger) -> list[Finding]:
    return lint(report)


def of(found: list[Finding], rule: str, figure: str = "") -> Finding:
    """The one finding of a rule that speaks of a figure."""
    (one,) = [f for f in found if f.rule == rule and (not figure or f.figures[0] == figure)]
    return one


def test_totals_that_hold_raise_no_error(found: list[Finding]) -> None:
    errors = {(f.rule, f.figures[0]) for f in found if f.severity is Severity.ERROR}
    assert errors == {
        ("totals", "u.asylum-2012.2012-03-08"),
        ("shares", "m.north.share"),
        ("change", "m.new.13pct"),
        ("after_publication", "m.tab.stock.gao"),
    }


def test_the_base_of_13_per_cent(found: list[Finding]) -> None:
    change = of(found, "change")
    # 40,000 ÷ 376,828 = 10.6; 40,487 ÷ 376,828 = 10.7; (436,077 − 376,828) ÷ 376,828 = 15.7
    assert str(change.values["own"]).split() == [
        "40000/376828=10.6", "40487/376828=10.7", "59249/376828=15.7",
    ]  # fmt: skip
    # 30,000 ÷ 228,920 = 13.1: the rise of the IDPs, of the IDPs
    assert change.because == "other"
    assert change.values["fits_figures"] == "m.idp.rise"
    assert change.values["fits_base"] == 228920
    assert change.values["fits_percent"] == Decimal("13.1")


def test_the_share_of_the_north(found: list[Finding]) -> None:
    share = of(found, "shares")
    assert share.values["computed"] == Decimal("29.0")
    assert share.values["implied"] == 299000  # 23% of 1,300,000
    assert share.because == "none"


def test_dates_after_publication(found: list[Finding]) -> None:
    late = of(found, "after_publication")
    assert set(late.figures) == {"m.tab.stock.gao", "m.tab.stock.kidal", "m.tab.stock.timbuktu"}
    assert late.because == "corrected"


def test_balances(found: list[Finding]) -> None:
    idps = of(found, "balance", "m.tab.stock.idp").values
    assert (idps["residual"], idps["residual_if_returned"]) == (16030, 18340)
    refugees = of(found, "balance", "m.tab.stock.ref")
    assert refugees.values["residual"] == 2732
    assert refugees.values["by_place"] == "BFA=2594 MRT=1603 NER=-1485"
    assert (refugees.because, refugees.values["coverage"]) == ("coverage", 20)
    assert of(found, "balance", "m.tab.stock.tot").values["residual"] == 18762
    assert sum(f.rule == "balance" for f in found) == 3


def test_residual_of_a_region_whose_opening_is_a_share(found: list[Finding]) -> None:
    # Ségou: 13% of 228,920 is 29,759.6; with 2,411 new that is 32,170.6, stated are 46,599
    by_place = str(of(found, "balance", "m.tab.stock.idp").values["by_place"]).split()
    assert by_place[0] == "ML04=~14428"


def test_stock_differences_told_as_flows(found: list[Finding]) -> None:
    rise = of(found, "stock_change", "m.idp.rise")
    assert (rise.because, rise.values["rise"], rise.values["flow"]) == ("as_flow", 31745, 15715)
    added = of(found, "stock_change", "m.new.40000")
    assert (added.because, added.values["rise"]) == ("not_the_rise", 59249)


def test_one_number_with_two_meanings(found: list[Finding]) -> None:
    assert of(found, "same_number").figures == ("m.n2s.fmp", "m.tab.new.idp")


def test_unknown_taken_as_zero(found: list[Finding]) -> None:
    unknown = {
        f.figures[0]: str(f.values["unknown_figures"]).split()
        for f in found
        if f.rule == "unknown_as_zero"
    }
    assert unknown == {
        "m.r1.total": ["m.r1.senegal"],
        "m.tab.new.idp": ["m.tab.new.gao", "m.tab.new.kidal", "m.tab.new.timbuktu"],
        "m.tab.new.ref": [
            "m.tab.new.algeria", "m.tab.new.civ", "m.tab.new.guinea", "m.tab.new.senegal",
            "m.tab.new.togo",
        ],
        "m.tab.stock.ref": ["m.tab.stock.senegal"],
    }  # fmt: skip


def test_spans(found: list[Finding]) -> None:
    days = {f.figures[0]: f.values["days"] for f in found if f.rule == "span"}
    # 1 October 2012 to 19 February 2013; 1 May 2012 to 20 February 2013
    expected = {"m.tab.stock.idp": 141, "m.tab.stock.ref": 295, "m.tab.stock.tot": 295}
    assert expected.items() <= days.items()
    assert of(found, "undated").figures == ("m.tab.stock.algeria",)


def test_old_numbers(found: list[Finding]) -> None:
    assert of(found, "after_source").figures == ("m.r1.civ",)
    stale = of(found, "stale", "m.r1.algeria")
    # Côte d'Ivoire's 3,599 is of May 2012 in both tables: one statement, and not a repeated number.
    assert str(stale.values["stale_figures"]).split() == ["m.r1.algeria", "m.r1.guinea"]
    assert of(found, "coverage").values["extra_places"] == "TGO"


def test_precision_and_households(found: list[Finding]) -> None:
    about = of(found, "precision", "m.foreign")
    assert set(about.figures) == {"m.foreign", "m.idp.midjan", "m.tot.feb.prose", "m.ref.rise"}
    assert of(found, "households").figures == ("m.sahel.hh",)


def test_several_answers_and_an_older_base(found: list[Finding]) -> None:
    answers = of(found, "multiple")
    assert (answers.severity, answers.values["sum"]) == (Severity.NOTE, 109)
    # 25,977, 28,645 and 21,764 of 260,665 are 10.0, 11.0 and 8.3; printed are 11, 13 and 10
    assert of(found, "old_base").values["shares"] == "10 11 8"
