"""Numbers and cells, to the character.

WO-09  thousands, decimals and per cent have each language's marks
WO-10  rounding is half up, on the number that was meant, once
WO-11  a change has a sign; no change is a bare 0
WO-12  a cell says why it has no number
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from azalai.model.tables import Row, Status
from azalai.wording import Wording
from azalai.wording.catalogue import Filler
from azalai.wording.numbers import Real

EN, FR = Wording("en"), Wording("fr")
NARROW, HARD, MINUS = "\u202f", "\u00a0", "\u2212"


@pytest.mark.parametrize(
    ("value", "decimals", "en", "fr"),
    [
        (0, 0, "0", "0"),
        (999, 0, "999", "999"),
        (1616, 0, "1,616", f"1{NARROW}616"),
        (12414, 0, "12,414", f"12{NARROW}414"),
        (1234567, 0, "1,234,567", f"1{NARROW}234{NARROW}567"),
        (-4859, 0, f"{MINUS}4,859", f"{MINUS}4{NARROW}859"),
        (140.785, 2, "140.79", "140,79"),
        (Fraction(3942, 28), 1, "140.8", "140,8"),
        (2, 1, "2.0", "2,0"),
        (0.05, 2, "0.05", "0,05"),
        (0.5, 0, "1", "1"),
        (2.5, 0, "3", "3"),
        (-2.5, 0, f"{MINUS}3", f"{MINUS}3"),
        (-0.4, 0, "0", "0"),
        (1.005, 2, "1.01", "1,01"),
        (Decimal("9999.5"), 0, "10,000", f"10{NARROW}000"),
    ],
)
def test_numbers(value: Real, decimals: int, en: str, fr: str) -> None:
    assert EN.number(value, decimals) == en
    assert FR.number(value, decimals) == fr


@given(st.integers(min_value=-(10**15), max_value=10**15))
def test_a_printed_whole_number_reads_back_as_itself(number: int) -> None:
    for wording, mark in ((EN, ","), (FR, NARROW)):
        printed = wording.number(number)
        assert int(printed.replace(mark, "").replace(MINUS, "-")) == number


def test_per_cent() -> None:
    assert EN.percent(70) == "70%"
    assert FR.percent(70) == f"70{NARROW}%"
    assert EN.percent(Fraction(100 * 2, 947), 1) == "0.2%"
    assert FR.percent(Fraction(100 * 2, 947), 1) == f"0,2{NARROW}%"
    assert FR.percent(1234) == f"1{NARROW}234{NARROW}%"


@pytest.mark.parametrize(
    ("value", "unit", "en", "fr"),
    [
        (15, "pp", f"+15{HARD}pp", f"+15{HARD}pts"),
        (-9, "pp", f"{MINUS}9{HARD}pp", f"{MINUS}9{HARD}pts"),
        (1, "pp", f"+1{HARD}pp", f"+1{HARD}pt"),
        (-1, "pp", f"{MINUS}1{HARD}pp", f"{MINUS}1{HARD}pt"),
        (100, "%", "+100%", f"+100{NARROW}%"),
        (-16, "%", f"{MINUS}16%", f"{MINUS}16{NARROW}%"),
        (1234, "persons", "+1,234", f"+1{NARROW}234"),
        (0, "pp", "0", "0"),
        (0, "%", "0", "0"),
        (Fraction(1, 3), "%", "0", "0"),
        (-0.4, "pp", "0", "0"),
        (None, "pp", "n/a", f"s.{HARD}o."),
    ],
)
def test_changes(value: Real | None, unit: str, en: str, fr: str) -> None:
    assert EN.signed(value, unit) == en
    assert FR.signed(value, unit) == fr


def test_changes_with_decimals_follow_each_languages_plural() -> None:
    assert EN.signed(1.5, "pp", 1) == f"+1.5{HARD}pp"
    assert FR.signed(1.5, "pp", 1) == f"+1,5{HARD}pt"
    assert FR.signed(-2.5, "pp", 1) == f"{MINUS}2,5{HARD}pts"


def row(measure: str = "flows", **fields: object) -> Row:
    """A row of June at Wabaria."""
    return Row(
        release="2020-06",
        measure=measure,
        place="ML-wabaria",
        period="2020-06",
        **fields,  # type: ignore[arg-type]
    )


@pytest.mark.parametrize(
    ("cell", "en", "fr"),
    [
        (row(value=3942, unit="persons"), "3,942", f"3{NARROW}942"),
        (row(value=0, unit="persons"), "0", "0"),
        (row(value=9, unit="points"), "9", "9"),
        (row("nationalities", value=70, unit="%", base=12414), "70%", f"70{NARROW}%"),
        (row("nationalities", value=0.6966, unit="share"), "70%", f"70{NARROW}%"),
        (row("nationalities_change", value=15, unit="pp"), f"+15{HARD}pp", f"+15{HARD}pts"),
        (row("variation", value=78, unit="%", base=18), "+78%", f"+78{NARROW}%"),
        (row("variation", value=0, unit="%", base=18), "0", "0"),
        (row("flows_change", value=-12, unit="persons"), f"{MINUS}12", f"{MINUS}12"),
        (row(unit="persons", status=Status.PROTECTED), "<5", "<5"),
        (row(unit="%", status=Status.PROTECTED), "protected", "protégé"),
        (row(status=Status.NOT_COLLECTED), "not collected", "non collecté"),
        (row("variation", unit="%", status=Status.NOT_APPLICABLE), "n/a", f"s.{HARD}o."),
        (row("variation", unit="%", status=Status.NEW), "new", "nouveau"),
        (row("stock", unit="persons", status=Status.PUBLISHED), "unknown", "inconnu"),
        (row("stock", value=25977, unit="persons", status=Status.PUBLISHED), "25,977",
         f"25{NARROW}977"),
    ],
)  # fmt: skip
def test_cells(cell: Row, en: str, fr: str) -> None:
    assert EN.value(cell) == en
    assert FR.value(cell) == fr


def test_a_protected_cell_shows_the_threshold_in_force() -> None:
    assert EN.value(row(unit="persons", status=Status.PROTECTED), threshold=10) == "<10"


def test_an_average_is_rounded_once_from_persons_and_days() -> None:
    # 3,942 ÷ 28 = 140.79 and 947 ÷ 30 = 31.6 (report of June 2020: 141 and 32).
    wabaria = row("average_per_day", value=140.79, unit="persons/day", base=3942, days=28)
    timbuktu = row("average_per_day", value=31.6, unit="persons/day", base=947, days=30)
    assert (EN.value(wabaria), EN.value(timbuktu)) == ("141", "32")
    # 1,247 ÷ 100 = 12.47, stored to one decimal 12.5: rounding again would print 13.
    twice = row("average_per_day", value=12.5, unit="persons/day", base=1247, days=100)
    assert EN.value(twice) == "12"
    alone = row("average_per_day", value=12.5, unit="persons/day")
    assert EN.value(alone) == "13"
    assert FR.value(wabaria, decimals=1) == "140,8"


def test_a_value_is_written_as_the_text_asks() -> None:
    filler = Filler({"number": FR.number, "percent": FR.percent})
    values = {"rows": 12414, "share": 70, "year": 2020}
    filled = filler.vformat("{rows:number} ({share:percent}) {year} {year:>6}", (), values)
    assert filled == f"12{NARROW}414 (70{NARROW}%) 2020   2020"
