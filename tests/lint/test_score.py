"""How many figures are bound, and how many slips of one unit are found.

SC-01  of both reports at least 70% of the recomputable figures are bound
SC-02  at least 90% of the changes by one unit are found
SC-03  what the score says is what linting the changed ledger says
SC-04  a figure that stands alone is not bound
SC-05  even counting what people answered, both together are at 70%
SC-06  a change is fresh where the unchanged figures have no such finding; a series is no report
"""

from __future__ import annotations

from decimal import Decimal

import pytest

from azalai.accounts.identities import Score, identities, recomputable, score, together
from azalai.accounts.lint import lint
from azalai.accounts.lint.printed import step
from azalai.model.figures import Category, Figure
from azalai.model.ledger import Ledger
from azalai.model.lint import Severity


def of(ledger: Ledger, document: str) -> Score:
    (one,) = [item for item in score(ledger) if item.document == document]
    return one


@pytest.mark.parametrize(
    ("name", "document"), [("report", "iom-2013-03"), ("bulletin", "iom-2020-06")]
)
def test_both_shares(name: str, document: str, request: pytest.FixtureRequest) -> None:
    scored = of(request.getfixturevalue(name), document)
    assert scored.share_bound >= 0.70
    assert scored.share_found >= 0.90


def test_together_with_answers(report: Ledger, bulletin: Ledger) -> None:
    scores = [of(report, "iom-2013-03"), of(bulletin, "iom-2020-06")]
    both = together(scores)
    assert both.answers == len([f for f in report if f.category is Category.ANSWER])
    assert both.share_with_answers == both.bound / (both.recomputable + both.answers) >= 0.70


def test_fresh_findings_and_series(report: Ledger) -> None:
    stocks = [
        Figure(id=f"n{value}", category=Category.STOCK, place="MLI", value=Decimal(value), sex=sex,
               source="s", table="t")
        for value, sex in ((100, ""), (30, "F"), (70, "M"))
    ]  # fmt: skip
    (sound,) = score(Ledger(stocks))
    assert (sound.bound, sound.changes, sound.found, sound.fresh) == (3, 6, 6, 6)
    (wrong,) = score(Ledger([stocks[0].but(value=Decimal(105)), *stocks[1:]]))
    # The total is wrong already: a change makes it wrong by another number, and no finding new.
    assert (wrong.found, wrong.fresh) == (6, 0)
    assert [item.document for item in score(report) if item.series] == ["fabflee-mali2012"]


@pytest.mark.parametrize("document", ["iom-2013-03", "iom-2020-06"])
def test_the_score_is_what_linting_says(document: str, report: Ledger, bulletin: Ledger) -> None:
    whole = report if document == "iom-2013-03" else bulletin
    ledger = whole.but(f for f in whole if f.printed_in == document)
    scored = of(ledger, document)
    before = {f.mark for f in lint(ledger)}
    asked = [f for f in ledger if recomputable(f) and f.id not in scored.unbound]
    for number, figure in enumerate(asked[::7]):
        sign = "+-"[number % 2]
        slip = step(figure) if sign == "+" else -step(figure)
        changed = figure.but(value=(figure.value or Decimal(0)) + slip)
        found = lint(ledger.but(changed if f.id == figure.id else f for f in ledger))
        new = [f for f in found if f.mark not in before and f.severity is not Severity.NOTE]
        named = any(figure.id in f.figures for f in new)
        assert named is (f"{figure.id} {sign}" not in scored.missed)


def test_what_stands_alone_is_unbound() -> None:
    lone = Figure(id="a", category=Category.STOCK, place="MLI", value=Decimal(5), source="s")
    (scored,) = score(Ledger([lone]))
    assert (scored.recomputable, scored.bound, scored.unbound) == (1, 0, ("a",))
    assert identities(Ledger([lone])) == ()
