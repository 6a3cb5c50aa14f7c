"""The camp series of 2012.

CA-01  of the five rows of totals, that of 8 March 2012 is found: 69,350 against 72,994
CA-02  totals that differ from the camps' last reports are told in one note
CA-03  verification drops are no errors
"""

from __future__ import annotations

from azalai.accounts.lint import lint
from azalai.model.ledger import Ledger
from azalai.model.lint import Severity


def test_the_row_whose_parts_do_not_give_its_total(report: Ledger) -> None:
    (row,) = [f for f in lint(report) if f.rule == "totals"]
    assert row.severity is Severity.ERROR
    assert row.figures[0] == "u.asylum-2012.2012-03-08"
    # 16,134 + 22,639 + 34,156 + 20 + 45
    assert (row.values["total"], row.values["sum"], row.values["rest"]) == (69350, 72994, -3644)


def test_the_other_rows_hold(report: Ledger) -> None:
    # 18,965 + 22,974 + 39,490 + 20 + 45 = 81,494; 88,974; 144,105; 38,242 + … + 44 = 156,410
    days = ("2012-03-19", "2012-03-30", "2012-04-24", "2012-05-15")
    rows = {f"u.asylum-2012.{day}" for day in days}
    assert rows <= {figure.id for figure in report}
    assert not [f for f in lint(report) if f.severity is Severity.ERROR and rows & set(f.figures)]


def test_differences_by_date_are_told_once(report: Ledger) -> None:
    camps = [f for f in lint(report) if any(name.startswith("c.") for name in f.figures)]
    assert {(f.rule, f.severity) for f in camps} == {
        ("series_totals", Severity.NOTE), ("stale", Severity.NOTE),
    }  # fmt: skip
    (series,) = [f for f in camps if f.rule == "series_totals"]
    # 133 dates; equal on 29 February, 7, 28 and 31 March and 1 April 2012
    assert (series.values["of"], series.values["count"], series.values["equal"]) == (133, 128, 5)
    assert series.values["largest_date"] == "2012-03-24"  # 18,190 against 30,322
    assert series.values["largest"] == 12132
