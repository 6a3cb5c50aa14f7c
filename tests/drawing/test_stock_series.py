"""Stocks over time: lines, gaps, marks, names at the ends, small multiples."""

import datetime

import pytest

from azalai.drawing.scales import Calendar, Persons
from azalai.drawing.stock_multiples import stock_multiples
from azalai.drawing.stock_plot import flag_rows
from azalai.drawing.stock_series import (
    Mark,
    StockLine,
    StockPoint,
    StockTexts,
    series_boxes,
    stock_series,
)
from azalai.drawing.strokes import apart as moved_apart

DAY = datetime.date
MONTHS = ("janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.",
          "nov.", "déc.")  # fmt: skip
TEXTS = StockTexts("fr", "réfugiés", MONTHS, "aucun relevé pendant plus de 45 jours",
                   "vérification", "événement")  # fmt: skip
MBERA = [
    StockPoint(DAY(2012, 3, 8), 44000),
    StockPoint(DAY(2012, 4, 5), 60000),
    StockPoint(DAY(2012, 5, 10), 64000),
    StockPoint(DAY(2012, 12, 31), 54117),
    StockPoint(DAY(2013, 1, 20), 62000),
]
LINES = [
    StockLine("Fassala et Mbera", MBERA, "refugee", "62\u202f000"),
    StockLine("Abala", [StockPoint(p.day, p.value / 5) for p in MBERA], "", "12\u202f400"),
    StockLine("Tabareybarey", [StockPoint(p.day, p.value / 6) for p in MBERA], "", "10\u202f333"),
    StockLine("Personnes déplacées internes, toutes régions réunies",
              [StockPoint(DAY(2013, 1, 11), 58000)], "idp", "58\u202f000"),
]  # fmt: skip
MARKS = [
    Mark(1, DAY(2012, 3, 22)),
    Mark(2, DAY(2012, 12, 31), "verification", "Fassala et Mbera"),
    Mark(3, DAY(2013, 1, 3)),
    Mark(4, DAY(2019, 1, 1)),
]


def paths(spec, dash=None):
    """Lines of a spec as lists of places, those dashed so."""
    found = []
    for layer in spec["layer"]:
        if layer["mark"]["type"] == "line" and layer["mark"].get("strokeDash") == dash:
            rows = layer["data"]["values"]
            for line in sorted({row["line"] for row in rows}):
                found.append([(row["x"], row["y"]) for row in rows if row["line"] == line])
    return found


def test_every_stated_figure_is_a_dot_and_every_line_is_named(sound, words, values):  # DR-40
    spec = stock_series(LINES, TEXTS, marks=MARKS)
    sound(spec, 505)
    assert values(spec) == sorted(p.value for line in LINES for p in line.points)
    texts = words(spec)
    assert "Fassala et Mbera 62\u202f000" in texts and "Abala 12\u202f400" in texts
    assert {"1", "2", "3"} <= set(texts) and "4" not in texts
    assert {"aucun relevé pendant plus de 45 jours", "vérification", "événement"} <= set(texts)


def test_a_gap_is_dotted_and_a_short_way_is_full():  # DR-41
    spec = stock_series([LINES[0]], TEXTS)
    full, gaps = paths(spec), paths(spec, [1, 2.5])
    assert sorted(len(path) for path in full) == [2, 3]
    assert [len(path) for path in gaps if path[0][0] > 100 or path[0][1] > 20] == [2]
    # Nothing is dotted where the page allows a year between reports.
    assert len(paths(stock_series([LINES[0]], TEXTS, longest=400))[0]) == 5


def test_nothing_is_drawn_across_an_unknown_figure(values):  # DR-42
    points = [
        StockPoint(DAY(2012, 3, 1), 10),
        StockPoint(DAY(2012, 3, 11), None),
        StockPoint(DAY(2012, 3, 21), 30),
    ]
    spec = stock_series([StockLine("x", points)], TEXTS)
    assert values(spec) == [10, 30]
    assert paths(spec) == [] and paths(spec, [1, 2.5]) == []


def test_names_and_flags_do_not_cover_each_other(apart):  # DR-43
    close = [
        StockLine(f"Camp {n}", [StockPoint(DAY(2012, 3, 1), 100 + n)], "", "100") for n in range(7)
    ]
    apart(series_boxes(close, TEXTS, marks=MARKS), 505, 190)
    apart(series_boxes(LINES, TEXTS, marks=MARKS), 505, 190)


def test_figures_outside_the_days_shown_are_left_out_with_their_words(words, values):
    spec = stock_series([LINES[0]], TEXTS, first=DAY(2012, 1, 1), last=DAY(2012, 12, 1))
    assert values(spec) == [44000, 60000, 64000]
    assert "Fassala et Mbera" in words(spec)


def test_each_panel_has_its_line_and_its_own_marks(sound, words, values):  # DR-44
    spec = stock_multiples(LINES, TEXTS, marks=MARKS)
    sound(spec, 505)
    assert values(spec) == sorted(p.value for line in LINES for p in line.points)
    texts = words(spec)
    whole = " ".join(texts)
    assert all(line.name.split()[-1] in whole for line in LINES)
    assert texts.count("2") == 1 and texts.count("1") == len(LINES)


def test_a_mark_without_a_number_has_an_empty_flag(words):
    marks = [Mark(0, DAY(2012, 12, 31), "verification")]
    numbered = [Mark(7, DAY(2012, 12, 31), "verification")]
    bare = [StockLine("x", MBERA)]
    texts = words(stock_series(bare, TEXTS, marks=marks))
    assert texts.count("0") == 1 and "vérification" in texts  # the axis begins with a zero too
    assert "7" in words(stock_series(bare, TEXTS, marks=numbered))


def test_shared_axes_have_the_same_top(words):
    own, shared = (words(stock_multiples(LINES, TEXTS, shared=way)) for way in (False, True))
    assert shared.count("80\u202f000") == 4
    assert own.count("80\u202f000") < 4


def test_a_line_without_figures_leaves_an_empty_panel(sound, words):
    spec = stock_multiples([LINES[0], StockLine("Intikane", [])], TEXTS, columns=2)
    sound(spec, 505)
    assert "Intikane" in words(spec)
    sound(stock_series([StockLine("x", [StockPoint(DAY(2013, 1, 1), None)])], TEXTS), 505)


def test_stepped_lines_hold_until_the_next_report():
    marks = [layer["mark"] for layer in stock_series([LINES[0]], TEXTS, stepped=True)["layer"]]
    drawn = [mark for mark in marks if mark["type"] == "line" and mark["strokeWidth"] == 1.7]
    assert [mark["interpolate"] for mark in drawn] == ["step-after"]


@pytest.mark.parametrize("most", [1, 7, 999, 2161, 86026, 103731, 260665, 436077])
def test_axes_hold_their_value_from_zero(most):
    axis = Persons.upto(most, 0, 150)
    assert axis.ticks[0] == 0 and axis.top >= most
    assert axis.top - most < axis.step and 2 <= len(axis.ticks) <= 6


def test_days_stand_at_their_places():
    days = Calendar(DAY(2012, 2, 1), DAY(2012, 3, 1), 0, 300)  # 30 days, 2012 has a 29 February
    assert days.at(DAY(2012, 2, 1)) == 0
    assert days.at(DAY(2012, 2, 29)) == 280
    assert days.at(DAY(2012, 3, 1), ended=True) == 300
    assert days.at(DAY(2020, 1, 1)) == 300


def test_flags_take_as_many_rows_as_they_need():
    days = Calendar(DAY(2012, 1, 1), DAY(2012, 12, 31), 0, 366)
    near = [Mark(n, DAY(2012, 6, n)) for n in (1, 2, 3)]
    assert flag_rows(days, near) == 3
    assert flag_rows(days, [Mark(1, DAY(2012, 1, 1)), Mark(2, DAY(2012, 3, 1))]) == 1


def test_labels_move_no_farther_than_needed():
    assert moved_apart([10, 50, 90], [10, 10, 10], 0, 100) == [10, 50, 90]
    assert moved_apart([98, 99], [10, 10], 0, 100) == [85, 95]
    assert moved_apart([0, 1], [10, 10], 0, 100) == [5, 15]
