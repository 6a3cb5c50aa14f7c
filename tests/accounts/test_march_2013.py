"""The accounts of the report of March 2013, with the figures of docs/definitions.md typed by hand.

AC-01  IDPs: 228,920 + 15,715 -> 260,665 leaves 16,030; 18,340 when the returns leave the stock
AC-02  refugees: 147,908 + 24,772 -> 175,412 leaves 2,732, by country, Togo a change of coverage
AC-03  together 18,762
AC-04  what is unknown is unknown: it is in no sum, and listed
AC-05  the dates of the totals span 141 and 295 days
AC-06  no region has an opening, and why is said
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from azalai.accounts.balance import Account, close_account, together
from azalai.accounts.parts import partitions_of, parts_of
from azalai.accounts.spans import span_of
from azalai.model.errors import InputError
from azalai.model.figures import Category
from azalai.model.ledger import Ledger

OPENING, CLOSING = date(2013, 1, 11), date(2013, 2, 21)


def closed(ledger: Ledger, population: str, place: str) -> Account:
    return close_account(
        ledger, population=population, place=place, opening=OPENING, closing=CLOSING
    )


def value(figure: object) -> int | None:
    stated = getattr(figure, "value", None)
    return None if stated is None else int(stated)


def test_ac01_idps_leave_16030(ledger: Ledger) -> None:
    total = closed(ledger, "idp", "MLI").total
    assert (value(total.opening), value(total.closing)) == (228920, 260665)
    assert total.terms == {Category.NEW_DISPLACEMENT: Decimal(15715)}
    assert total.change == 31745
    assert total.residual == 16030
    assert total.residual_if_returned == 18340
    assert total.seen_returning == 2310
    assert total.coverage is None
    assert total.partial == (Category.RETURN,)


def test_ac02_refugees_leave_2732_by_country(ledger: Ledger) -> None:
    account = closed(ledger, "refugee", "asylum")
    assert (value(account.total.opening), value(account.total.closing)) == (147908, 175412)
    assert account.total.terms == {Category.NEW_DISPLACEMENT: Decimal(24772)}
    assert account.total.residual == 2732
    assert account.total.coverage == 20
    assert account.total.unexplained == 2712
    by_place = {balance.place: balance for balance in account.places}
    assert {place: b.residual for place, b in by_place.items() if b.residual is not None} == {
        "NER": -1485,
        "BFA": 2594,
        "MRT": 1603,
    }
    assert by_place["TGO"].coverage == 20
    assert by_place["TGO"].why == "coverage"
    assert -1485 + 2594 + 1603 + 20 == 2732


def test_ac02_where_the_flow_is_unknown_only_the_change_is_known(ledger: Ledger) -> None:
    by_place = {b.place: b for b in closed(ledger, "refugee", "asylum").places}
    for place in ("DZA", "CIV", "GIN"):
        assert by_place[place].change == 0
        assert by_place[place].residual is None
        assert by_place[place].why == "flow_unknown"
        assert by_place[place].terms == {}
    assert (by_place["SEN"].change, by_place["SEN"].why) == (None, "stock_unknown")


def test_ac03_together_18762(ledger: Ledger) -> None:
    both = together([closed(ledger, "idp", "MLI"), closed(ledger, "refugee", "asylum")])
    assert both.opening == 376828
    assert both.closing == 436077
    assert both.terms == {Category.NEW_DISPLACEMENT: Decimal(40487)}
    assert both.residual == 18762
    assert both.residual_if_returned == 18762 + 2310
    stated = closed(ledger, "displaced", "situation")
    assert stated.total.residual == 18762
    assert [(b.population, b.place, b.residual) for b in stated.places] == [
        ("idp", "MLI", Decimal(16030)),
        ("refugee", "asylum", Decimal(2732)),
    ]


def test_ac03_the_same_people_are_not_added_twice(ledger: Ledger) -> None:
    idps = closed(ledger, "idp", "MLI")
    with pytest.raises(InputError, match="account_twice"):
        together([idps, idps])


def test_ac04_unknown_is_listed_and_in_no_sum(ledger: Ledger) -> None:
    idps = closed(ledger, "idp", "MLI")
    assert {figure.place for figure in idps.total.unknown} == {"ML06", "ML07", "ML08"}
    gao = next(b for b in idps.places if b.place == "ML07")
    assert gao.terms == {}
    assert [figure.known for figure in gao.flows[Category.NEW_DISPLACEMENT]] == [False]
    refugees = closed(ledger, "refugee", "asylum").total
    flows = [f for f in refugees.unknown if f.category is Category.NEW_DISPLACEMENT]
    assert {figure.place for figure in flows} == {"DZA", "CIV", "GIN", "SEN", "TGO"}
    assert Category.BIRTH in refugees.missing
    assert Category.DEATH in refugees.missing


def test_ac05_the_dates_span_141_and_295_days(ledger: Ledger) -> None:
    idps = closed(ledger, "idp", "MLI").total.closing
    assert idps is not None
    span = span_of(ledger, idps)
    assert (span.days, str(span.first), str(span.last)) == (141, "2012-10-01", "2013-02-19")
    # 5 February (Mopti) to 6 December 2013 (Gao as printed): 23 + 31+30+31+30+31+31+30+31+30 + 6
    assert span_of(ledger, idps, printed=True).days == 304
    everybody = closed(ledger, "displaced", "situation").total.closing
    assert everybody is not None
    span = span_of(ledger, everybody)
    assert (span.days, str(span.first), str(span.last)) == (295, "2012-05", "2013-02-20")
    assert {figure.place for figure in span.undated} == {"DZA", "SEN"}
    assert len(span.parts) == 17


def test_ac06_regions_have_shares_only(ledger: Ledger) -> None:
    regions = closed(ledger, "idp", "MLI").places
    assert len(regions) == 9
    assert {balance.opening for balance in regions} == {None}
    assert {balance.why for balance in regions} == {"opening_shares"}
    assert {balance.residual for balance in regions} == {None}
    returned = {b.place: b.seen_returning for b in regions if b.seen_returning is not None}
    assert returned == {"ML09": 998, "ML05": 507, "ML04": 308, "ML03": 205}


def test_parts_of_a_table_and_of_no_table(ledger: Ledger) -> None:
    total = ledger["m.tab.stock.tot"]
    assert [p.id for p in parts_of(ledger, total)] == ["m.tab.stock.idp", "m.tab.stock.ref"]
    # Mauritanian refugees whom Mali hosts are no part of the displaced of its crisis.
    assert [p.id for p in parts_of(ledger, ledger["m.tot.jan"])] == ["m.idp.jan", "m.r1.total"]
    returns = partitions_of(ledger, ledger["m.ret.total"])
    assert {axis: sum(int(p.value or 0) for p in parts) for axis, parts in returns.items()} == {
        "place": 1028 + 962 + 306,
        "origin": 998 + 507 + 308 + 205,
    }
    assert parts_of(ledger, ledger["m.idp.jan"]) == ()


def test_nothing_dated_later_is_used(ledger: Ledger) -> None:
    early = close_account(
        ledger, population="idp", place="MLI", opening=date(2013, 1, 11), closing=date(2013, 2, 20)
    )
    assert value(early.total.closing) == 228920
    assert early.total.flows == {} or Category.NEW_DISPLACEMENT in early.total.flows
    assert all(
        balance.closing is None or balance.closing.as_of is None
        or balance.closing.as_of.last <= date(2013, 2, 20)
        for balance in (early.total, *early.places)
    )  # fmt: skip


def test_an_account_closes_after_it_opens(ledger: Ledger) -> None:
    with pytest.raises(InputError, match="account_dates"):
        close_account(ledger, population="idp", place="MLI", opening=CLOSING, closing=OPENING)
