"""Months, days and periods in words (WO-13), and lists (WO-14)."""

from __future__ import annotations

from datetime import date

import pytest

from azalai.model.periods import Month
from azalai.wording import Wording

EN, FR = Wording("en"), Wording("fr")


def test_months() -> None:
    june = Month(2020, 6)
    assert (EN.month(june), FR.month(june)) == ("June 2020", "juin 2020")
    assert (EN.month_title(june), FR.month_title(june)) == ("June 2020", "Juin 2020")
    assert (EN.month(june, "short"), FR.month(june, "short")) == ("Jun", "juin")
    assert (EN.month(june, "long", year=False), FR.month(june, year=False)) == ("June", "juin")
    assert FR.month(Month(2020, 8), "short", year=True) == "août 2020"


def test_every_month_of_the_year() -> None:
    months = [Month(2020, number) for number in range(1, 13)]
    assert " ".join(EN.month(month, "short") for month in months) == (
        "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec"
    )
    assert " ".join(FR.month(month, year=False) for month in months) == (
        "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"
    )
    assert " ".join(FR.month(month, "short") for month in months) == (
        "janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc."
    )


@pytest.mark.parametrize(
    ("number", "fr", "en"),
    [
        (1, "de janvier 2020", "of January 2020"),
        (4, "d’avril 2020", "of April 2020"),
        (6, "de juin 2020", "of June 2020"),
        (8, "d’août 2020", "of August 2020"),
        (10, "d’octobre 2020", "of October 2020"),
    ],
)
def test_a_month_after_a_noun(number: int, fr: str, en: str) -> None:
    month = Month(2020, number)
    assert (FR.of_month(month), EN.of_month(month)) == (fr, en)


def test_a_month_after_a_noun_without_its_year() -> None:
    assert FR.of_month(Month(2020, 4), year=False) == "d’avril"


def test_days() -> None:
    assert EN.date(date(2020, 6, 1)) == "1 June 2020"
    assert FR.date(date(2020, 6, 1)) == "1er juin 2020"
    assert FR.date(date(2020, 6, 21)) == "21 juin 2020"
    assert EN.date(date(2012, 12, 6)) == "6 December 2012"


@pytest.mark.parametrize(
    ("first", "last", "en", "fr"),
    [
        ((2020, 6, 1), (2020, 6, 30), "1–30 June 2020", "du 1er au 30 juin 2020"),
        ((2020, 6, 5), (2020, 6, 5), "5 June 2020", "le 5 juin 2020"),
        ((2020, 5, 15), (2020, 6, 1), "15 May – 1 June 2020", "du 15 mai au 1er juin 2020"),
        ((2019, 12, 1), (2020, 1, 31), "1 December 2019 – 31 January 2020",
         "du 1er décembre 2019 au 31 janvier 2020"),
    ],
)  # fmt: skip
def test_periods(first: tuple[int, int, int], last: tuple[int, int, int], en: str, fr: str) -> None:
    assert EN.period(date(*first), date(*last)) == en
    assert FR.period(date(*first), date(*last)) == fr


def test_lists() -> None:
    assert EN.join([]) == ""
    assert EN.join(["Gao"]) == "Gao"
    assert EN.join(["Gao", "Kidal"]) == "Gao and Kidal"
    assert EN.join(["Gao", "Kidal", "Gogui"]) == "Gao, Kidal and Gogui"
    assert FR.join(["Gao", "Kidal", "Gogui"]) == "Gao, Kidal et Gogui"


def test_a_name_with_braces_is_listed_as_it_is() -> None:
    assert FR.join(["{x}", "a}b"]) == "{x} et a}b"


def test_countries_in_a_list_keep_their_own_preposition() -> None:
    codes = ["BFA", "MLI", "GIN", "NER", "CIV"]
    assert FR.nationality_list(codes) == (
        "du Burkina Faso, du Mali, de la Guinée-Conakry, du Niger et de la Côte d’Ivoire"
    )
    assert EN.nationality_list(codes) == (
        "of Burkina Faso, Mali, Guinea-Conakry, Niger and Côte d’Ivoire"
    )
    assert FR.nationality_list(["DZA", "USA"], "in") == "en Algérie et aux États-Unis"
    assert EN.nationality_list(["GMB", "MLI"], "name") == "Gambia and Mali"
