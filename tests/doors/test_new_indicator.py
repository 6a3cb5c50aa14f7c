"""The door of a new indicator: the page, followed as it stands, ends in a table with its rows."""

from __future__ import annotations

import csv
from io import StringIO
from typing import Any


def test_the_page_leads_to_a_new_indicator(checkout: Any) -> None:
    ran = checkout.page("new-indicator.md")
    assert ran, "the page runs nothing"
    # What the page does not show: an example without that column says so, and does not say zero.
    setup = (
        "azalai new demo --example mali_2020 && cd demo && "
        "azalai import ../src/azalai/packs/examples/mali_2020/import/flows_2020-06.csv"
    )
    assert checkout.run(setup).code == 0
    asked = checkout.run("azalai tables 2020-06 --measure information_sources --workspace demo")
    rows = list(csv.DictReader(StringIO(asked.out)))
    assert {row["status"] for row in rows} == {"not_collected"}
    assert len(rows) == 10  # the country and its nine points


def test_without_its_names_an_indicator_is_refused(checkout: Any) -> None:
    path = checkout.folder / "src/azalai/measures/information_sources.py"
    path.write_text(
        "from azalai.measures.declared import Measure\n"
        'MEASURE = Measure(name="information_sources", dimensions=("information_source",),\n'
        '                  columns=("information_source",))\n',
        encoding="utf-8",
    )
    refused = checkout.run("python -m pytest tests/wording/test_terms.py")
    assert refused.code != 0
    assert "term.measure.information_sources" in refused.out
