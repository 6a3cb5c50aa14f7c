"""Sentences: worked out by hand in both languages, the awkward cases first.

RP-01  a sentence holds the numbers of the table, in its language's marks
RP-02  singular, plural, articles and elision are right
RP-03  zero, not collected, protected, new and not computable are said as what they are
RP-04  nothing is claimed that the numbers do not support: "all", "twice", "100 %"
"""

from __future__ import annotations

import pytest

from azalai.model.tables import Status
from azalai.reports import sentences
from azalai.reports.markup import text_of, words
from tests.reports.conftest import Handmade, before, flows, profile, row

NARROW, HARD = "\u202f", "\u00a0"
AT = "ML-gogui"


def bare(text: str) -> str:
    return text_of(words(text))


def french(text: str) -> str:
    """Typed with plain spaces, meant with the French ones."""
    for mark in ";!?%":
        text = text.replace(f" {mark}", f"{NARROW}{mark}")
    return text.replace(" :", f"{HARD}:")


@pytest.mark.parametrize(
    ("counts", "en", "fr"),
    [
        (
            (8508, 5924, 2584),
            "In June 2020, 8,508 people were observed at Gogui: 5,924 incoming and 2,584 outgoing.",
            f"En juin 2020, 8{NARROW}508 personnes ont été observées à Gogui : "
            f"5{NARROW}924 entrantes et 2{NARROW}584 sortantes.",
        ),
        (
            (1, 1, 0),
            "In June 2020, 1 person was observed at Gogui: 1 incoming and 0 outgoing.",
            "En juin 2020, 1 personne a été observée à Gogui : 1 entrante et 0 sortante.",
        ),
        (
            (0, 0, 0),
            "In June 2020, nobody was observed at Gogui, over 30 collection days.",
            "En juin 2020, personne n’a été observé à Gogui, sur 30 jours de collecte.",
        ),
    ],
)
def test_people_observed(
    handmade: Handmade, counts: tuple[int, int, int], en: str, fr: str
) -> None:
    assert bare(sentences.observed(handmade(flows(*counts)), AT)) == en
    assert bare(sentences.observed(handmade(flows(*counts), "fr"), AT)) == french(fr)


def test_a_direction_nobody_recorded_is_not_invented(handmade: Handmade) -> None:
    rows = [
        row("flows", 214, days=31),
        row("flows", 214, direction="unknown", days=31),
        row("flows", None, direction="in", status=Status.NOT_COLLECTED),
        row("flows", None, direction="out", status=Status.NOT_COLLECTED),
    ]
    said = bare(sentences.observed(handmade(rows), AT))
    assert said == (
        "In June 2020, 214 people were observed at Gogui; their directions were not recorded."
    )


def test_some_directions_unknown_are_counted_apart(handmade: Handmade) -> None:
    rows = [*flows(10, 6, 3), row("flows", 1, direction="unknown", days=30)]
    assert bare(sentences.observed(handmade(rows), AT)).endswith(
        "6 incoming, 3 outgoing and 1 whose direction is not known."
    )
    assert bare(sentences.observed(handmade(rows, "fr"), AT)).endswith(
        "6 entrantes, 3 sortantes et 1 dont la direction n’est pas connue."
    )


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_no_collection_is_no_zero(handmade: Handmade, lang: str) -> None:
    rows = [row("flows", None, status=Status.NOT_COLLECTED, days=0)]
    said = sentences.observed(handmade(rows, lang), AT)
    assert (
        said
        == {
            "en": "No data were collected at Gogui in June 2020.",
            "fr": "Aucune donnée n’a été collectée à Gogui en juin 2020.",
        }[lang]
    )
    assert "0 " not in said.replace("2020", "")


# June: 30 days. A rise from 550 over 31 days (17.74 a day) to 947 over 30 (31.57) is 77.9 %.
@pytest.mark.parametrize(
    ("now", "earlier", "change", "en", "fr"),
    [
        (947, (550, 31), 78,
         "That is 32 a day on average over 30 collection days, up 78% on May 2020 (18 a day).",
         "Soit 32 par jour en moyenne sur 30 jours de collecte, en hausse de 78 % par rapport à "
         "mai 2020 (18 par jour)."),
        (179, (214, 31), -14,
         "That is 6.0 a day on average over 30 collection days, down 14% on May 2020 (6.9 a day).",
         "Soit 6,0 par jour en moyenne sur 30 jours de collecte, en baisse de 14 % par rapport à "
         "mai 2020 (6,9 par jour)."),
        (600, (300, 30), 100,
         "That is 20 a day on average over 30 collection days, twice as many as in May 2020 "
         "(10 a day).",
         "Soit 20 par jour en moyenne sur 30 jours de collecte, deux fois plus qu’en mai 2020 "
         "(10 par jour)."),
        (300, (300, 30), 0,
         "That is 10 a day on average over 30 collection days, exactly as in May 2020.",
         "Soit 10 par jour en moyenne sur 30 jours de collecte, exactement comme en mai 2020."),
        (3001, (3000, 30), 0,
         "That is 100 a day on average over 30 collection days, within half a per cent of May "
         "2020 (100 a day).",
         "Soit 100 par jour en moyenne sur 30 jours de collecte, à moins d’un demi pour cent de "
         "mai 2020 (100 par jour)."),
    ],
)  # fmt: skip
def test_average_and_its_change(
    handmade: Handmade, now: int, earlier: tuple[int, int], change: int, en: str, fr: str
) -> None:
    rows = [*flows(now, now, 0), *before(*earlier, change)]
    assert bare(sentences.average(handmade(rows), AT)) == en
    assert bare(sentences.average(handmade(rows, "fr"), AT)) == french(fr)


def test_plus_100_per_cent_is_not_twice_unless_it_is(handmade: Handmade) -> None:
    # The country's June: 12,414 over 30 days against 6,429 over 31 is 1.995 times as many.
    said = sentences.average(handmade([*flows(12414, 12414, 0), *before(6429, 31, 100)]), AT)
    assert "twice" not in said
    assert "up *100%*" in said


def test_no_comparison_and_a_base_of_zero(handmade: Handmade) -> None:
    alone = [*flows(30, 30, 0), row("variation", None, "%", status=Status.NOT_APPLICABLE)]
    assert bare(sentences.average(handmade(alone), AT)) == (
        "That is 1.0 a day on average over 30 collection days; May 2020 offers no comparison."
    )
    new = [*flows(30, 30, 0), *before(0, 31, None, Status.NEW)]
    assert bare(sentences.average(handmade(new, "fr"), AT)) == french(
        "Soit 1,0 par jour en moyenne sur 30 jours de collecte ; "
        "personne n’avait été observé en mai 2020."
    )


def test_nobody_has_no_average(handmade: Handmade) -> None:
    assert sentences.average(handmade(flows(0, 0, 0)), AT) == ""


def test_nationalities_with_articles_and_elision(handmade: Handmade) -> None:
    # 431 + 312 + 60 + 157 of 1,000; Niger's 40 are 4 %. Together 960 + 40 = everybody.
    people = {"GIN": 431, "MLI": 312, "CIV": 157, "GMB": 60, "DZA": 40}
    rows = profile("nationalities", "nationality", people)
    assert bare(sentences.shares(handmade(rows), "nationalities", AT)) == (
        "The 1,000 people whose nationality is known were nationals of Guinea-Conakry (43%), "
        "Mali (31%), Côte d’Ivoire (16%), the Gambia (6%) and Algeria (4%)."
    )
    assert bare(sentences.shares(handmade(rows, "fr"), "nationalities", AT)) == french(
        f"Les 1{NARROW}000 personnes dont la nationalité est connue étaient ressortissantes "
        "de la Guinée-Conakry (43 %), du Mali (31 %), de la Côte d’Ivoire (16 %), "
        "de la Gambie (6 %) et de l’Algérie (4 %)."
    )


def test_a_short_list_says_how_much_it_covers(handmade: Handmade) -> None:
    # Six categories: the five largest hold 88 of 100.
    people = {"BFA": 30, "MLI": 20, "GIN": 15, "NER": 13, "SEN": 10, "TGO": 7, "BEN": 5}
    said = sentences.shares(
        handmade(profile("nationalities", "nationality", people)), "nationalities", AT
    )
    assert bare(said).endswith(
        "and Senegal (10%) made up 88% of the 100 people whose nationality is known."
    )
    assert "Togo" not in said


@pytest.mark.parametrize(
    ("persons", "en", "fr"),
    [
        (179, "The 179 people whose nationality is known were all nationals of Mali.",
         "Les 179 personnes dont la nationalité est connue étaient toutes ressortissantes du "
         "Mali."),
        (1, "The one person whose nationality is known was a national of Mali.",
         "La seule personne dont la nationalité est connue était ressortissante du Mali."),
    ],
)  # fmt: skip
def test_one_nationality_only(handmade: Handmade, persons: int, en: str, fr: str) -> None:
    rows = profile("nationalities", "nationality", {"MLI": persons})
    assert bare(sentences.shares(handmade(rows), "nationalities", AT)) == en
    assert bare(sentences.shares(handmade(rows, "fr"), "nationalities", AT)) == fr


def test_a_rounded_hundred_is_not_everybody(handmade: Handmade) -> None:
    # 997 of 1,000 rounds to 100 %.
    rows = profile("next_destinations", "next_destination", {"MLI": 997, "DZA": 3})
    said = bare(sentences.shares(handmade(rows), "next_destinations", AT))
    assert said == (
        "Of the 1,000 people whose next destination is known, more than 99% were heading for "
        "Mali (100%)."
    )


def test_everything_protected_and_nothing_collected(handmade: Handmade) -> None:
    hidden = profile("nationalities", "nationality", {"MLI": None, "BFA": None}, base=6)
    assert sentences.shares(handmade(hidden), "nationalities", AT) == (
        "Nationalities: not printed, to protect small numbers."
    )
    absent = [row("transport", None, "", status=Status.NOT_COLLECTED)]
    assert sentences.shares(handmade(absent, "fr"), "transport", AT) == french(
        "Moyens de transport : aucune réponse n’a été collectée en juin 2020."
    )


def test_a_protected_category_is_left_out_of_words(handmade: Handmade) -> None:
    people = {"MLI": 60, "NER": 36, "BFA": None}
    rows = profile("nationalities", "nationality", people, base=100)
    said = sentences.shares(handmade(rows), "nationalities", AT)
    assert "Burkina" not in said
    assert "*96%* of the 100 people" in said


def test_other_types_of_movement_are_an_answer(handmade: Handmade) -> None:
    rows = profile("movement_types", "movement_type", {"long_term": 85, "other": 15})
    assert bare(sentences.shares(handmade(rows), "movement_types", AT)) == (
        "Types of movement: long-term economic migration (85%) and other (15%), "
        "of the 100 people with an answer."
    )


@pytest.mark.parametrize(
    ("persons", "status", "en"),
    [
        (284, Status.OK,
         "6% of the 4,859 outgoing people who named a final destination intend to reach Europe "
         "(284 people)."),
        (0, Status.OK,
         "Of the 4,859 outgoing people who named a final destination, none intends to reach "
         "Europe."),
        (None, Status.PROTECTED,
         "How many of the 4,859 outgoing people who named a final destination intend to reach "
         "Europe is not printed, to protect small numbers."),
        (None, Status.NOT_COLLECTED, ""),
    ],
)  # fmt: skip
def test_europe(handmade: Handmade, persons: int | None, status: Status, en: str) -> None:
    rows = [
        row("final_destination_europe", persons, direction="out", category1="europe",
            dimension1="final_destination", base=4859, status=status)
    ]  # fmt: skip
    assert bare(sentences.europe(handmade(rows), AT)) == en


def test_passages_inside_the_country(handmade: Handmade) -> None:
    rows = [
        row("passages_inside", 895, direction="out", category1="inside", base=4859, place="MLI",
            dimension1="next_destination")
    ]  # fmt: skip
    assert bare(sentences.passages_inside(handmade(rows, "fr"))) == french(
        f"Comptées deux fois ? Parmi les 4{NARROW}859 personnes sortantes dont la prochaine "
        "destination est connue, 895 (18 %) poursuivaient leur route à l’intérieur du pays et "
        "ont pu être comptées de nouveau à un autre point."
    )


@pytest.mark.parametrize(
    ("change", "en"),
    [
        (15, "Burkina Faso alone: 70%, 15 pp more than in May 2020."),
        (-1, "Burkina Faso alone: 70%, 1 pp less than in May 2020."),
        (0, "Burkina Faso alone: 70%, as in May 2020."),
        (None, ""),
    ],
)
def test_change_of_the_leading_share(handmade: Handmade, change: int | None, en: str) -> None:
    rows = [
        *profile("nationalities", "nationality", {"BFA": 70, "MLI": 30}),
        row("nationalities_change", change, "pp", category1="BFA", base=55,
            dimension1="nationality",
            status=Status.OK if change is not None else Status.NOT_APPLICABLE),
    ]  # fmt: skip
    said = bare(sentences.leading_change(handmade(rows), "nationalities", AT))
    assert said.replace(HARD, " ") == en


def test_missing_days(handmade: Handmade) -> None:
    said = {
        days: sentences.missing_days(handmade(flows(28, 28, 0, days=days)), AT)
        for days in (30, 29, 28)
    }
    assert said == {
        30: "",
        29: "No data were collected on 1 day of the month.",
        28: "No data were collected on 2 days of the month.",
    }
