"""Months that are unlike June: without people, without answers, hidden, or with a longer past.

RP-30  final destinations come from each month's own release; what is missing says so
RP-31  a month of zeros, of protected cells or of unknown directions still makes a whole bulletin
"""

from __future__ import annotations

import pytest

from azalai.model.periods import Month
from azalai.model.tables import Row, Status
from azalai.reports.document import bulletin
from azalai.reports.month_tables import destinations_by_month
from azalai.reports.typeset import pictures_of, typeset
from tests.reports.conftest import Handmade, flows, profile, row


def destinations(people: dict[str, int], europe: int) -> list[Row]:
    base = sum(people.values())
    given = {"place": "MLI", "direction": "out"}
    return [
        *profile("final_destinations", "final_destination", people, **given),
        row("final_destination_europe", round(100 * europe / base), "%", category1="europe",
            dimension1="final_destination", base=base, **given),
    ]  # fmt: skip


def test_twelve_months_of_final_destinations(handmade: Handmade) -> None:
    # May names Algeria, Spain and Gabon; June's list is Algeria and Spain.
    may = handmade(destinations({"DZA": 50, "ESP": 30, "GAB": 20}, 30), month=Month(2020, 5))
    april = handmade(
        [row("final_destinations", None, "", place="MLI", status=Status.NOT_COLLECTED)],
        month=Month(2020, 4),
    )
    facts = handmade(destinations({"DZA": 60, "ESP": 40}, 40), earlier=[april.release, may.release])
    table = destinations_by_month(facts)
    assert table is not None
    assert [column.label for column in table.columns] == [
        "Month", "Algeria", "Spain", "Europe", "Answers",
    ]  # fmt: skip
    shown = {line[0].text: [cell.text for cell in line[1:]] for line in table.rows}
    assert list(shown) == ["July 2019 – April 2020", "May 2020", "June 2020"]
    assert shown["June 2020"] == ["60%", "40%", "40%", "100"]
    assert shown["May 2020"] == ["50%", "30%", "30%", "100"]
    assert shown["July 2019 – April 2020"] == ["not collected"]


HIDDEN = profile("nationalities", "nationality", {"MLI": None, "BFA": None}, base=6, place="MLI")
UNKNOWN = [
    row("flows", 40, place="MLI", days=30),
    row("flows", 40, place="MLI", direction="unknown", days=30),
]


@pytest.mark.parametrize(
    "rows",
    [
        [*flows(0, 0, 0, place="MLI"), *flows(0, 0, 0)],
        [*flows(6, 6, 0, place="MLI"), *flows(6, 6, 0), *HIDDEN],
        UNKNOWN,
    ],
    ids=["nobody", "all protected", "no directions"],
)
@pytest.mark.parametrize("lang", ["en", "fr"])
def test_an_unusual_month_makes_a_whole_bulletin(
    handmade: Handmade, rows: list[Row], lang: str
) -> None:
    document = bulletin([handmade(rows).release], lang)
    pdf = typeset(document, pictures_of(document), b"release\n")
    assert pdf.startswith(b"%PDF")
    assert {"ML-gogui", "ML-sevare", "sources"} <= {section.key for section in document.sections}
