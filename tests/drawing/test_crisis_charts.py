"""The other pictures of a crisis: its timeline, projections, accounts, answers and dates."""

import datetime
import math

import pytest

from azalai.drawing.account_bridge import Term, account_bridge, bridge_boxes
from azalai.drawing.answer_bars import Answer, answer_bars, answer_boxes
from azalai.drawing.as_of_dots import DatedPart, DotsTexts, as_of_boxes, as_of_dots
from azalai.drawing.crisis_timeline import (
    Band,
    Happening,
    TimelineTexts,
    crisis_timeline,
    timeline_boxes,
)
from azalai.drawing.fan import FanBand, FanLine, FanTexts, Known, fan, fan_boxes

DAY = datetime.date
MONTHS = {
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    "fr": ("janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.",
           "nov.", "déc."),
}  # fmt: skip

# --- timeline --------------------------------------------------------------------------------
BANDS = [
    Band("Avant\u00a0: jusqu’en janvier 2012", None, DAY(2012, 1, 16)),
    Band("Pendant\u00a0: de janvier 2012 à janvier 2013", DAY(2012, 1, 17), DAY(2013, 1, 10)),
    Band("Après l’intervention militaire internationale", DAY(2013, 1, 11), None),
]
HAPPENINGS = [
    Happening(1, DAY(2011, 2, 1), DAY(2011, 12, 31)),
    Happening(2, DAY(2012, 1, 17)),
    Happening(3, DAY(2012, 3, 1), DAY(2012, 7, 31)),
    Happening(4, DAY(2011, 11, 1), None, "obstacle", lasting=True),
    Happening(5, DAY(2012, 5, 1), latest=DAY(2012, 5, 31)),
    Happening(6, DAY(2013, 1, 11)),
    Happening(7, DAY(2013, 1, 12), DAY(2013, 1, 25), "obstacle"),
    Happening(8, DAY(2013, 1, 14), None, "obstacle", lasting=True),
    Happening(9, DAY(2013, 1, 18)),
]
SPAN = {"first": DAY(2012, 1, 1), "last": DAY(2013, 3, 31)}
TIMELINE_TEXTS = TimelineTexts(
    "fr", MONTHS["fr"], "événement", "obstacle aux déplacements", "fin non connue", "jour non connu"
)


def test_everything_in_the_days_shown_has_its_number(sound, words):  # DR-50
    spec = crisis_timeline(BANDS, HAPPENINGS, TIMELINE_TEXTS, **SPAN)
    sound(spec, 505)
    texts = words(spec)
    assert {"2", "3", "4", "5", "6", "7", "8", "9"} <= set(texts)
    assert "1" not in texts  # over before the axis begins: the list beside it has it
    whole = " ".join(texts)
    assert "Après l’intervention" in whole and "Pendant\u00a0: de janvier 2012" in whole
    assert {"événement", "obstacle aux déplacements", "fin non connue", "jour non connu"} <= set(
        texts
    )


def test_flags_of_a_timeline_keep_apart(apart):  # DR-51
    many = [Happening(n, DAY(2012, 6, 1 + n // 2)) for n in range(1, 20)]
    for happenings in (HAPPENINGS, many):
        boxes = timeline_boxes(happenings, **SPAN)
        apart(boxes, 505, 1000)
    assert len(boxes) == 19


def test_a_closure_without_an_end_runs_to_the_edge():  # DR-52
    spec = crisis_timeline([], [HAPPENINGS[7]], TIMELINE_TEXTS, **SPAN)
    (bar,) = [
        row
        for layer in spec["layer"]
        if layer["mark"]["type"] == "rect" and layer["mark"]["fill"] == "#FCEBCF"
        for row in layer["data"]["values"]
        if row["y"] > 17  # not the key's
    ]
    # 14 January 2013 is day 379 of 456, in 499 pixels from the first.
    assert bar["x"] == pytest.approx(1 + 499 * 379 / 456)
    assert bar["x2"] == pytest.approx(500 - 7)
    ended = crisis_timeline([], [HAPPENINGS[6]], TIMELINE_TEXTS, **SPAN)
    assert not [la for la in ended["layer"] if la["mark"].get("shape") == "triangle-right"]


def test_a_timeline_of_nothing_is_drawn(sound):
    sound(crisis_timeline([], [], TIMELINE_TEXTS, **SPAN), 505)


# --- fan -------------------------------------------------------------------------------------
DAYS = [DAY(2013 + (1 + n) // 12, (1 + n) % 12 + 1, 21) for n in range(25)]
START = 260665


def decay(rate):
    return [START * math.exp(-rate * n) for n in range(25)]


FAN_BANDS = [
    FanBand("80 of 100 runs", decay(0.2), decay(0.005)),
    FanBand("50 of 100 runs", decay(0.09), decay(0.02)),
]
FAN_LINES = [
    FanLine("rythme observé maintenu", decay(0.009)),
    FanLine("intentions réalisées en un an", decay(0.12)),
    FanLine("sécurité rétablie en juillet 2013", decay(0.1)),
]
KNOWN = {
    "origin": Known(DAY(2013, 2, 21), START, "260\u202f665 déclarées"),
    "outcome": Known(DAY(2014, 10, 31), 86026, "constaté\u00a0: 86\u202f026 en octobre 2014"),
}
FAN_TEXTS = FanTexts("fr", "personnes déplacées internes", MONTHS["fr"])


def test_a_fan_names_its_scenarios_and_what_is_known(sound, words, values):  # DR-53
    spec = fan(DAYS, FAN_BANDS, FAN_LINES, FAN_TEXTS, **KNOWN)
    sound(spec, 505)
    whole = " ".join(words(spec))
    for line in FAN_LINES:
        assert line.label in whole
    for known in KNOWN.values():
        assert known.text in whole
    assert "80 of 100 runs" in whole and "50 of 100 runs" in whole
    assert {260665, 86026} <= set(values(spec))


def test_a_fan_holds_its_bands_and_starts_at_zero(words):  # DR-54
    spec = fan(DAYS, FAN_BANDS, FAN_LINES, FAN_TEXTS, **KNOWN)
    areas = [layer["data"]["values"] for layer in spec["layer"] if layer["mark"]["type"] == "area"]
    wide, narrow = areas
    assert len(wide) == 25
    assert (wide[0]["low"], wide[0]["high"]) == (START, START)
    assert wide[-1]["low"] == round(FAN_BANDS[0].low[-1], 1)
    for outer, inner in zip(wide, narrow, strict=True):
        assert outer["y"] <= inner["y"] <= inner["y2"] <= outer["y2"]
    assert "0" in words(spec)


def test_words_of_a_fan_keep_apart(apart):  # DR-55
    apart(fan_boxes(DAYS, FAN_BANDS, FAN_LINES, FAN_TEXTS, **KNOWN), 505, 230)


def test_a_fan_without_outcome_or_bands_is_drawn(sound):
    lines = [FanLine("a", [None] * 5 + decay(0.1)[5:])]
    sound(fan(DAYS, [], lines, FAN_TEXTS, origin=KNOWN["origin"], width=245, height=150), 245)


# --- bridge ----------------------------------------------------------------------------------
TERMS = [
    Term("Ouverture, 11 janvier 2013", 228920, "228\u202f920", "stock", "CMP, 24 janvier 2013"),
    Term("Nouveaux déplacements", 15715, "+15\u202f715"),
    Term("Retours", -2310, "−2\u202f310"),
    Term("Mouvements secondaires", None, "inconnu"),
    Term("Changement de couverture", 0, "0"),
    Term("Résidu\u00a0: aucun chiffre déclaré ne l’explique", 18340, "+18\u202f340", "residual"),
    Term("Clôture, 21 février 2013", 260665, "260\u202f665", "stock"),
]


def rects(spec):
    return [
        row
        for layer in spec["layer"]
        if layer["mark"]["type"] == "rect"
        for row in layer["data"]["values"]
    ]


def test_a_bridge_prints_every_term_and_draws_the_known_ones(sound, words, values):  # DR-56
    spec = account_bridge(TERMS, lang="fr", unit="personnes déplacées internes")
    sound(spec, 505)
    texts = words(spec)
    assert all(term.text in texts for term in TERMS)
    # The unknown term and the zero have no bar; the unknown one is not a zero in the data either.
    assert values(spec) == [-2310, 15715, 18340, 228920, 260665]


def test_a_bridge_adds_up():  # DR-57
    bars = {row["value"]: row for row in rects(account_bridge(TERMS, lang="en", unit="persons"))}
    opening, closing = bars[228920], bars[260665]
    new, back = bars[15715], bars[-2310]
    per_person = (opening["x2"] - opening["x"]) / 228920
    assert opening["x"] == closing["x"] and per_person > 0
    assert new["x"] == pytest.approx(opening["x2"], abs=0.02)
    assert back["x2"] == pytest.approx(new["x2"], abs=0.02)
    assert new["x2"] - new["x"] == pytest.approx(15715 * per_person, abs=0.05)
    # 228,920 + 15,715 − 2,310 = 242,325, and the residual takes it to the closing stock.
    assert back["x"] == pytest.approx(opening["x"] + 242325 * per_person, abs=0.05)
    assert closing["x2"] == pytest.approx(back["x"] + 18340 * per_person, abs=0.05)


def test_a_residual_is_hatched_and_not_filled():  # DR-58
    spec = account_bridge(TERMS, lang="en", unit="persons")
    assert 18340 not in [row["value"] for row in rects(spec)]
    dashed = [la for la in spec["layer"] if la["mark"].get("strokeDash") == [3, 2]]
    assert len(dashed) == 1


@pytest.mark.parametrize("width", [505, 245])
def test_words_of_a_bridge_keep_apart(width, apart, sound):
    apart(bridge_boxes(TERMS, width=width), width, 1000)
    sound(account_bridge(TERMS, lang="fr", unit="personnes", width=width), width)


# --- answers ---------------------------------------------------------------------------------
ANSWERS = [
    Answer("la situation sécuritaire au Nord", 62, "62\u202f%", 57, 67, "n = 438"),
    Answer("le calendrier scolaire", 37, "37\u202f%", 32, 42, "n = 438"),
    Answer("le calendrier agricole", 5, "5\u202f%", 3, 8, "n = 438"),
    Answer("la disponibilité des transports", 5, "5\u202f%", 3, 8, "n = 438"),
    Answer("autre", None, "non publié"),
    Answer("aucune", 0, "0\u202f%"),
]


def test_answers_are_never_stacked(sound, words, values):  # DR-59
    spec = answer_bars(ANSWERS, lang="fr", note="Plusieurs réponses possibles.", interval="95 %")
    sound(spec, 245)
    filled = [
        row
        for layer in spec["layer"]
        if layer["mark"]["type"] == "rect" and layer["mark"]["fill"] != "#EDEFF2"
        for row in layer["data"]["values"]
    ]
    assert len(filled) == 4 and len({row["x"] for row in filled}) == 1
    assert values(spec) == [5, 5, 37, 62]
    texts = words(spec)
    assert all(answer.text in texts for answer in ANSWERS)
    assert "Plusieurs réponses possibles." in texts and "95 %" in texts


def test_bars_and_intervals_have_the_scale_of_a_hundred():  # DR-60
    spec = answer_bars(ANSWERS, lang="fr")
    tracks = [row for row in rects(spec) if "value" not in row]
    left, right = tracks[0]["x"], tracks[0]["x2"]
    (longest,) = [row for row in rects(spec) if row.get("value") == 62]
    assert longest["x2"] - left == pytest.approx(0.62 * (right - left), abs=0.02)
    lines = [
        row
        for layer in spec["layer"]
        if layer["mark"]["type"] == "rule" and layer["mark"]["strokeWidth"] == 1.1
        for row in layer["data"]["values"]
    ]
    assert lines[0]["x"] == pytest.approx(left + 0.57 * (right - left), abs=0.02)
    assert lines[0]["x2"] == pytest.approx(left + 0.67 * (right - left), abs=0.02)


@pytest.mark.parametrize("width", [505, 245])
def test_words_of_answers_keep_apart(width, apart):
    apart(answer_boxes(ANSWERS, width=width), width, 400)


# --- dates of a total ------------------------------------------------------------------------
PARTS = [
    DatedPart("Bamako", DAY(2013, 2, 13), 62414, "62\u202f414", "13\u00a0févr. 2013"),
    DatedPart("Tombouctou", DAY(2012, 10, 1), 21764, "21\u202f764", "1\u00a0oct. 2012"),
    DatedPart("Kayes", DAY(2013, 2, 19), 2739, "2\u202f739", "19\u00a0févr. 2013"),
    DatedPart("Algérie", None, 1500, "1\u202f500", "sans date", population="refugee"),
    DatedPart("Sénégal", DAY(2013, 1, 10), None, "inconnu", "10\u00a0janv. 2013",
              population="refugee"),
    DatedPart("Côte d’Ivoire", DAY(2012, 5, 1), 3599, "3\u202f599", "mai 2012", DAY(2012, 5, 31),
              "refugee"),
]  # fmt: skip
DOTS_TEXTS = DotsTexts(
    "fr", MONTHS["fr"], "21 février 2013\u00a0: date du total", "295 jours", "Surface\u00a0: pers.",
    (("idp", "PDI"), ("refugee", "réfugiés")),
)  # fmt: skip


def test_every_part_of_a_total_has_its_row_and_date(sound, words, values):  # DR-61
    spec = as_of_dots(PARTS, DOTS_TEXTS, stated=DAY(2013, 2, 21))
    sound(spec, 505)
    texts = words(spec)
    for part in PARTS:
        assert part.name in texts and part.text in texts and part.date_text in texts
    assert {"295 jours", "21 février 2013\u00a0: date du total", "PDI", "réfugiés"} <= set(texts)
    # Without a date no dot, and an unknown number is a ring and no number.
    assert values(spec) == [2739, 3599, 21764, 62414]


def test_parts_stand_in_the_order_of_their_dates(values):  # DR-62
    spec = as_of_dots(PARTS, DOTS_TEXTS, stated=DAY(2013, 2, 21))
    dots = {
        row["value"]: (row["x"], row["y"])
        for layer in spec["layer"]
        for row in layer["data"]["values"]
        if row.get("value") is not None
    }
    order = [dots[value] for value in (3599, 21764, 62414, 2739)]
    assert order == sorted(order) and [y for _, y in order] == sorted(y for _, y in order)


def test_words_of_dates_keep_apart(apart):  # DR-63
    apart(as_of_boxes(PARTS, stated=DAY(2013, 2, 21)), 505, 300)
    sizes = as_of_boxes(PARTS, stated=DAY(2013, 2, 21), width=330)
    apart(sizes, 330, 300)
