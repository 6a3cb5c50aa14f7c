"""Series: missing is not zero, breaks are told, sixty months stay readable."""

from __future__ import annotations

import dataclasses
import datetime
from itertools import pairwise

import pytest

from azalai.drawing.series import (
    DayValue,
    MonthValue,
    Note,
    SeriesTexts,
    daily_series,
    monthly_series,
    note_captions,
)
from azalai.model.periods import Month

TEXTS = SeriesTexts(
    "en", "persons", "Incoming", "Outgoing", "Unknown", "No collection",
    "Published", "Derived", "Open month",
)  # fmt: skip
FRENCH = SeriesTexts("fr", "personnes", "Entrants", "Sortants", "Inconnue", "Pas de collecte")
LETTERS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def june(**changed):
    days = [DayValue(datetime.date(2020, 6, d), 400 * d, 100, 0) for d in range(1, 31)]
    for name, value in changed.items():
        days[int(name[1:]) - 1] = value
    return days


def months(count, first=Month(2016, 7)):  # noqa: B008
    made = []
    for offset in range(count):
        month = first.shifted(offset)
        made.append(MonthValue(month, LETTERS[month.number - 1], 300, 100, 0, 400.0))
    return made


def rows(spec):
    return [row for layer in spec["layer"] for row in layer["data"]["values"] if "period" in row]


def test_days_are_stacked_in_persons(valid, words):
    spec = valid(daily_series(june(), TEXTS))
    assert sum(r["to"] - r["from"] for r in rows(spec)) == 400 * 465 + 30 * 100
    texts = words(spec)
    for word in ("persons", "Incoming", "Outgoing", "1", "30"):
        assert word in texts
    assert "No collection" not in texts and "Unknown" not in texts


def test_a_missing_day_is_drawn_otherwise_than_a_day_with_nobody(words):
    seventh = datetime.date(2020, 6, 7)
    zero = words(daily_series(june(d7=DayValue(seventh, 0, 0)), TEXTS))
    missing = words(daily_series(june(d7=DayValue(seventh, 0, 0, 0, "missing")), TEXTS))
    assert zero.count("×") == 0 and "No collection" not in zero
    assert missing.count("×") == 2 and "No collection" in missing  # the day and the key
    assert zero.count("0") == missing.count("0") + 1


def test_numbers_of_a_missing_day_are_not_drawn():
    seventh = datetime.date(2020, 6, 7)
    spec = daily_series(june(d7=DayValue(seventh, 99, 99, 0, "missing")), TEXTS)
    assert "2020-06-07" not in {row["period"] for row in rows(spec)}


def test_french_axes_have_a_narrow_no_break_space(words):
    assert any("\u202f000" in text for text in words(daily_series(june(), FRENCH)))


def test_a_bar_is_the_average_cut_by_direction(valid):
    month = MonthValue(Month(2020, 6), "Jun", 7555, 4859, 0, 413.8)
    found = {
        row["direction"]: row["to"] - row["from"]
        for row in rows(valid(monthly_series([month], TEXTS)))
    }
    assert found["in"] == pytest.approx(413.8 * 7555 / 12414)
    assert found["in"] + found["out"] == pytest.approx(413.8)
    assert set(found) == {"in", "out"}


def test_an_aggregate_without_directions_is_hollow_and_of_unknown_direction(words):
    april = MonthValue(Month(2020, 4), "Apr", None, None, None, 157.0, "derived", "157")
    spec = monthly_series([april, *months(2, Month(2020, 5))], TEXTS)
    derived = [
        layer for layer in spec["layer"]
        if any(row.get("status") == "derived" for row in layer["data"]["values"])
    ]  # fmt: skip
    (layer,) = derived
    assert layer["mark"]["fillOpacity"] < 0.2 and layer["mark"]["strokeDash"]
    assert {"Derived", "Unknown", "157"} <= set(words(spec))


def test_a_month_without_data_is_marked_and_empty(words):
    series = months(6)
    gap = series[2]
    series[2] = MonthValue(gap.month, gap.label, None, None, None, None)
    spec = monthly_series(series, TEXTS)
    assert str(gap.month) not in {row["period"] for row in rows(spec)}
    assert words(spec).count("×") == 2  # the month and the key


def test_notes_are_numbered_and_explained(valid, words):
    notes = [
        Note(Month(2017, 1), None, "New form asks the direction", "method"),
        Note(Month(2010, 1), None, "Before the series", "break"),
        Note(Month(2020, 3), Month(2020, 7), "Land borders closed", "closure"),
    ]
    series = months(60)
    assert note_captions(notes, series) == [
        (1, "New form asks the direction"), (2, "Land borders closed"),
    ]  # fmt: skip
    texts = words(valid(monthly_series(series, TEXTS, notes)))
    assert "New form asks the direction" in texts and "Land borders closed" in texts
    assert "Before the series" not in texts
    bare = words(monthly_series(series, TEXTS, notes, captions=False))
    assert "Land borders closed" not in bare and "2" in bare


def test_flags_of_neighbouring_months_do_not_overlap():
    notes = [Note(Month(2017, n), None, str(n), "break") for n in (1, 2, 3)]
    spec = monthly_series(months(60), TEXTS, notes)
    flags = [
        row for layer in spec["layer"] for row in layer["data"]["values"]
        if layer["mark"].get("fill") == "#0B3A75" and "x2" in row
    ]  # fmt: skip
    assert len(flags) == 3
    for one, other in pairwise(sorted(flags, key=lambda flag: flag["x"])):
        assert one["x2"] <= other["x"] or one["y2"] <= other["y"] or other["y2"] <= one["y"]


@pytest.mark.parametrize("count", [1, 3, 13, 60, 130])
@pytest.mark.parametrize("width", [250, 520])
def test_labels_of_any_number_of_months_keep_apart(count, width, words):
    from azalai.drawing.lettering import text_width

    spec = monthly_series(months(count), TEXTS, width=width)
    labels = [
        row for layer in spec["layer"] for row in layer["data"]["values"]
        if row.get("text") in LETTERS or str(row.get("text", ""))[:3] in ("201", "202")
    ]  # fmt: skip
    assert any(row["text"][:2] == "20" for row in labels)
    for line in {row["y"] for row in labels}:
        beside = sorted((row["x"], row["text"]) for row in labels if row["y"] == line)
        for (x0, one), (x1, other) in pairwise(beside):
            assert x1 - x0 >= (text_width(one, 9.5) + text_width(other, 9.5)) / 2


def key_rows(spec, labels):
    """Heights at which words of the key stand."""
    return [
        row["y"]
        for layer in spec["layer"]
        for row in layer["data"]["values"]
        if row.get("text") in labels
    ]


@pytest.mark.parametrize("width", [520, 430, 330, 250])
def test_a_key_never_leaves_one_word_on_a_line_of_its_own(width):
    shown = [
        dataclasses.replace(month, status=status)
        for month, status in zip(months(3), ("published", "derived", "open"), strict=True)
    ]
    shown.append(MonthValue(Month(2016, 10), "Oct", None, None, None, None))
    labels = ["Incoming", "Outgoing", "Published", "Derived", "Open month", "No collection"]
    heights = key_rows(monthly_series(shown, TEXTS, width=width), labels)
    assert len(heights) == 6
    assert all(heights.count(height) > 1 for height in heights)


def test_a_protected_month_and_a_missing_one_differ(words):
    empty = MonthValue(Month(2016, 10), "Oct", None, None, None, None)
    texts = dataclasses.replace(TEXTS, protected="Too small")
    hidden = dataclasses.replace(empty, status="protected")
    assert "Too small" not in words(monthly_series([*months(3), empty], texts))
    found = words(monthly_series([*months(3), hidden], texts))
    assert "Too small" in found and "No collection" not in found and "×" not in found
