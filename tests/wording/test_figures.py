"""Figures in words.

WF-01  a value is written as surely as it is stated, in its unit, in each language
WF-02  a day is said as exactly as the source says it; none is said to be none
WF-03  what is counted, where and when is one phrase
WF-04  a source is named with its date and with the document in which it was read
WF-05  every word of the packaged ledgers has a name in each language; others stay as typed
"""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

import pytest

import azalai
from azalai.model.figures import Category, Figure, Quantifier, Role, Statistic
from azalai.model.ledger import Ledger, Source
from azalai.model.moments import Moment
from azalai.model.places import Gazetteer, Place, PlaceKind
from azalai.wording import LANGUAGES, Wording
from azalai.wording.figures import (
    counted_of,
    dated,
    named,
    place_of,
    printed_date,
    source_of,
    value_of,
    word,
)

EN, FR = Wording("en"), Wording("fr")
FIGURE = Figure(id="a", category=Category.STOCK, place="ML07", population="idp",
                value=Decimal(40000))  # fmt: skip
PLACES = Gazetteer([
    Place("MLI", PlaceKind.COUNTRY), Place("MRT", PlaceKind.COUNTRY),
    Place("ML07", PlaceKind.ADMIN1, {"en": "Gao", "fr": "Gao"}, within="MLI"),
    Place("ML06", PlaceKind.ADMIN1, {"en": "Timbuktu", "fr": "Tombouctou"}, within="MLI"),
    Place("abala", PlaceKind.CAMP, {"en": "Abala"}),
    Place("north", PlaceKind.GROUP, {"en": "The north", "fr": "Le nord"}, parts=("ML06", "ML07")),
    Place("south", PlaceKind.GROUP, {"en": "The south", "fr": "Le sud"},
          phrases={"in_en": "in the south", "in_fr": "dans le sud",
                   "from_en": "from the south", "from_fr": "du sud"}),
])  # fmt: skip
THIN = "\u202f"


@pytest.mark.parametrize(
    ("change", "english", "french"),
    [
        ({}, "40,000", f"40{THIN}000"),
        ({"value": Decimal(0)}, "0", "0"),
        ({"quantifier": Quantifier.ABOUT}, "about 40,000", f"environ 40{THIN}000"),
        ({"quantifier": Quantifier.AT_LEAST}, "at least 40,000", f"au moins 40{THIN}000"),
        ({"quantifier": Quantifier.AT_MOST}, "at most 40,000", f"au plus 40{THIN}000"),
        ({"quantifier": Quantifier.UNKNOWN, "value": None}, "unknown", "inconnu"),
        ({"quantifier": Quantifier.BETWEEN, "value": None, "low": Decimal(4000),
          "high": Decimal(6000)}, "4,000–6,000", f"4{THIN}000 à 6{THIN}000"),
        ({"low": Decimal(39000), "high": Decimal(41000)}, "40,000 (39,000–41,000)",
         f"40{THIN}000 (39{THIN}000 à 41{THIN}000)"),
        ({"value": None, "low": Decimal(5)}, "at least 5", "au moins 5"),
        ({"unit": "%", "statistic": Statistic.SHARE, "value": Decimal("33.3")}, "33.3%",
         f"33,3{THIN}%"),
        ({"unit": "%", "statistic": Statistic.CHANGE, "value": Decimal(13)}, "+13%",
         f"+13{THIN}%"),
        ({"unit": "pp", "statistic": Statistic.DIFFERENCE, "value": Decimal(-9)},
         "−9\u00a0pp", "−9\u00a0pts"),
        ({"unit": "persons/day", "value": Decimal(141)}, "141 persons a day",
         "141 personnes par jour"),
        ({"unit": "households", "value": Decimal(1)}, "1 household", "1 ménage"),
        ({"unit": "sites", "value": Decimal(14), "quantifier": Quantifier.ABOUT},
         "about 14 sites", "environ 14 sites"),
        ({"unit": "USD", "value": Decimal(385)}, "USD 385", "385 USD"),
        ({"unit": "camels", "value": Decimal(3)}, "3 camels", "3 camels"),
        ({"value": Decimal("8.60")}, "8.60", "8,60"),
    ],
)  # fmt: skip
def test_wf01_values(change: dict[str, object], english: str, french: str) -> None:
    figure = FIGURE.but(**change)
    said = value_of(EN, figure).replace("\u00a0pp", "\u00a0pp")
    assert said.replace(" pp", "\u00a0pp") == english
    assert value_of(FR, figure).replace(" pts", "\u00a0pts") == french


@pytest.mark.parametrize(
    ("change", "english", "french"),
    [
        ({}, "no date", "sans date"),
        ({"as_of": "2012-10-01"}, "1 October 2012", "1er octobre 2012"),
        ({"as_of": "2012-05"}, "May 2012", "mai 2012"),
        ({"as_of": "2010"}, "2010", "2010"),
        ({"first": "2013-01-12", "last": "2013-02-10"}, "12 January – 10 February 2013",
         "du 12 janvier au 10 février 2013"),
        ({"first": "2012-04", "last": "2012-10"}, "April 2012 – October 2012",
         "d’avril 2012 à octobre 2012"),
        ({"first": "2012-05", "last": "2012-06-02"}, "May 2012 – 2 June 2012",
         "de mai 2012 au 2 juin 2012"),
        ({"first": "2011", "last": "2011"}, "2011", "2011"),
        ({"first": "2013-01-11"}, "since 11 January 2013", "depuis le 11 janvier 2013"),
        ({"first": "2013-01"}, "since January 2013", "depuis janvier 2013"),
        ({"last": "2013-01-11"}, "until 11 January 2013", "jusqu’au 11 janvier 2013"),
        ({"last": "2013-04"}, "until April 2013", "jusqu’en avril 2013"),
    ],
)  # fmt: skip
def test_wf02_days(change: dict[str, str], english: str, french: str) -> None:
    figure = FIGURE.but(**{name: Moment.parse(text) for name, text in change.items()})
    assert (dated(EN, figure), dated(FR, figure)) == (english, french)


@pytest.mark.parametrize(
    ("first", "last", "code", "english", "french"),
    [
        ("2012-12-16", "2012-12-30", "2012-12-16/2012-12-30", "16–30 December 2012",
         "du 16 au 30 décembre 2012"),
        ("2012-12-01", "2012-12-31", "2012-12", "December 2012", "décembre 2012"),
        ("2012-01-01", "2012-12-31", "2012", "2012", "2012"),
        ("2012-01-01", "2012-12-30", "2012-01-01/2012-12-30", "1 January – 30 December 2012",
         "du 1er janvier au 30 décembre 2012"),
        ("2012-02-01", "2012-02-28", "2012-02-01/2012-02-28", "1–28 February 2012",
         "du 1er au 28 février 2012"),
    ],
)  # fmt: skip
def test_wf02_a_span_of_days_is_no_month(
    first: str, last: str, code: str, english: str, french: str
) -> None:
    span = Moment(Moment.parse(first).first, Moment.parse(last).last)
    assert str(span) == code
    figure = FIGURE.but(as_of=span)
    assert (dated(EN, figure), dated(FR, figure)) == (english, french)


def test_wf02_the_printed_day_is_said_where_it_is_another() -> None:
    day, printed = Moment.parse("2012-12-06"), Moment.parse("2013-12-06")
    figure = FIGURE.but(as_of=day, as_of_published=printed)
    assert printed_date(EN, figure) == "printed as 6 December 2013"
    assert printed_date(FR, figure) == "imprimé\u00a0: 6 décembre 2013"
    assert printed_date(EN, FIGURE.but(as_of=day, as_of_published=day)) == ""


@pytest.mark.parametrize(
    ("change", "english", "french"),
    [
        ({}, "IDPs in Gao", "PDI à Gao"),
        ({"place": "MRT", "origin": "MLI", "population": "refugee"},
         "refugees from Mali in Mauritania", "réfugiés du Mali en Mauritanie"),
        ({"place": "abala", "origin": "MLI"}, "IDPs from Mali at Abala", "PDI du Mali à Abala"),
        ({"place": "north"}, "IDPs (The north)", "PDI (Le nord)"),
        ({"place": "south"}, "IDPs in the south", "PDI dans le sud"),
        ({"origin": "south"}, "IDPs from the south in Gao", "PDI du sud à Gao"),
        ({"category": Category.RETURN, "origin": "ML07", "place": "ML06"},
         "IDPs from Gao to Timbuktu, returns", "PDI de Gao vers Tombouctou, retours"),
        ({"population": "traveller", "category": Category.PASSAGE, "direction": "in", "sex": "F",
          "breakdown": (("nationality", "BFA"),), "statistic": Statistic.SHARE},
         "travellers in Gao, incoming, female, nationality: Burkina Faso, share",
         "voyageurs à Gao, entrants, féminin, nationalité\u00a0: Burkina Faso, part"),
        ({"direction": "total", "population": "herders"}, "herders in Gao", "herders à Gao"),
        ({"place": "nowhere"}, "IDPs (nowhere)", "PDI (nowhere)"),
    ],
)  # fmt: skip
def test_wf03_phrases(change: dict[str, object], english: str, french: str) -> None:
    figure = FIGURE.but(**change)
    assert (counted_of(EN, PLACES, figure), counted_of(FR, PLACES, figure)) == (english, french)


def test_wf03_a_change_says_from_when() -> None:
    ledger = Ledger([], PLACES)
    figure = FIGURE.but(as_of=Moment.parse("2012-12-06"))
    assert named(EN, ledger, figure) == "IDPs in Gao, 6 December 2012"
    figure = figure.but(base_first=Moment.parse("2012-05"), base_last=Moment.parse("2012-05"))
    assert named(EN, ledger, figure) == "IDPs in Gao, 6 December 2012 (compared with May 2012)"
    assert named(FR, ledger, figure) == "PDI à Gao, 6 décembre 2012 (base\u00a0: mai 2012)"


def test_wf03_places() -> None:
    assert place_of(FR, PLACES, "MRT") == "Mauritanie"
    assert place_of(FR, PLACES, "ML06") == "Tombouctou"
    assert place_of(FR, PLACES, "abala") == "Abala"
    assert place_of(FR, PLACES, "XYZ") == "XYZ"


def test_wf04_sources() -> None:
    sources = {
        "cmp": Source("cmp", {"en": "CMP", "fr": "CMP"}, published=Moment.parse("2013-02-21")),
        "iom": Source("iom", {"en": "IOM, March 2013", "fr": "OIM, mars 2013"},
                      published=Moment.parse("2013-03")),
    }  # fmt: skip
    ledger = Ledger([], PLACES, sources)
    figure = FIGURE.but(source="cmp", document="iom", page="3")
    assert source_of(EN, ledger, figure) == "CMP, 21 February 2013, in IOM, March 2013, p.\u00a03"
    assert source_of(FR, ledger, figure) == "CMP, 21 février 2013, dans OIM, mars 2013, p.\u00a03"
    assert source_of(EN, ledger, FIGURE.but(source="iom", document="iom")) == "IOM, March 2013"
    assert source_of(EN, ledger, FIGURE.but(source="iom", page="Table 2")) == (
        "IOM, March 2013, Table 2"
    )
    # A source that the ledger does not list has its code, and the date of the line.
    stated = FIGURE.but(source="x", published=Moment.parse("2012-05"))
    assert source_of(EN, ledger, stated) == "x, May 2012"


EXAMPLES = Path(azalai.__file__).parent / "packs" / "examples"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_wf05_every_word_of_the_examples_has_a_name(lang: str) -> None:
    wording, nameless, seen = Wording(lang), set(), 0
    for path in EXAMPLES.glob("*/figures*"):
        for file in [path] if path.is_file() else path.glob("*.csv"):
            for line in csv.DictReader(file.open(encoding="utf-8")):
                words = [(name, line.get(name) or "")
                         for name in ("population", "quantifier", "role", "sex", "statistic",
                                      "method")]  # fmt: skip
                words.append(("figure", line["category"]))
                for part in filter(None, (line.get("breakdown") or "").split(";")):
                    dimension, _, code = part.strip().partition("=")
                    words += [("dimension", dimension), (dimension, code)]
                for dimension, code in words:
                    seen += bool(code)
                    # An English name may well be the code itself.
                    if code and not _has(wording, dimension, code):
                        nameless.add((dimension, code))
    assert seen > 3000
    assert nameless == set()


def _has(wording: Wording, dimension: str, code: str) -> bool:
    coded = code.replace(" ", "_")
    keys = (f"term.{dimension}.{code}", f"term.{dimension}.{coded}", f"term.{code}",
            f"term.region.{code}")  # fmt: skip
    return any(wording.has(key) for key in keys) or word(wording, dimension, code) != code


@pytest.mark.parametrize("lang", LANGUAGES)
def test_wf05_every_code_of_the_model_has_a_name(lang: str) -> None:
    kinds = {"figure": Category, "statistic": Statistic, "quantifier": Quantifier, "role": Role,
             "place_kind": PlaceKind}  # fmt: skip
    for dimension, kind in kinds.items():
        names = {Wording(lang).text(f"term.{dimension}.{code}") for code in kind}
        assert len(names) == len(kind), dimension


def test_wf05_a_word_that_nobody_named_stays() -> None:
    assert word(FR, "population", "{x} [red]") == "{x} [red]"
    assert word(EN, "clan", "unknown") == "Unknown"
