"""Series: missing is not zero, breaks are told, sixty months stay readable."""

from __future__ import annotations

import dataclasses
import datetime
from datetime import date
from itertools import combinations, pairwise

import pytest

from azalai.drawing.marks import CLOSURE_FILL, MISSING_FILL
from azalai.drawing.series import (
    DayValue,
    MonthValue,
    Note,
    SeriesTexts,
    daily_series,
    monthly_series,
    numbered,
    unseen,
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
        Note(date(2017, 1, 1), None, "New form asks the direction", "method"),
        Note(date(2010, 1, 1), None, "Before the series", "break"),
        Note(date(2020, 3, 18), date(2020, 7, 31), "Land borders closed", "closure"),
    ]
    series = months(60)
    assert [(n, note.label) for n, note in numbered(notes, series)] == [
        (1, "New form asks the direction"), (2, "Land borders closed"),
    ]  # fmt: skip
    texts = words(valid(monthly_series(series, TEXTS, notes)))
    assert "New form asks the direction" in texts and "Land borders closed" in texts
    assert "Before the series" not in texts
    bare = words(monthly_series(series, TEXTS, notes, captions=False))
    assert "Land borders closed" not in bare and "2" in bare


def boxes(spec, colour):
    return [
        row for layer in spec["layer"] for row in layer["data"]["values"]
        if layer["mark"].get("fill") == colour and "x2" in row and "period" not in row
    ]  # fmt: skip


@pytest.mark.parametrize(
    "days",
    [
        [date(2017, 1, 1), date(2017, 2, 1), date(2017, 3, 1)],
        # Sixty months from July 2016 end in June 2021: the last flag hangs to the left.
        [date(2021, 5, 1), date(2021, 5, 20), date(2021, 6, 25)],
    ],
)
def test_flags_close_together_do_not_overlap(days):
    notes = [Note(day, None, str(day), "break") for day in days]
    spec = monthly_series(months(60), TEXTS, notes)
    flags = boxes(spec, "#0B3A75")
    assert len(flags) == 3
    assert all(flag["x2"] <= spec["width"] + 4 for flag in flags)
    for one, other in combinations(flags, 2):
        apart = one["x2"] <= other["x"] or other["x2"] <= one["x"]
        assert apart or one["y2"] <= other["y"] or other["y2"] <= one["y"]


def rules(spec, *, dashed):
    return [
        row["x"] for layer in spec["layer"] for row in layer["data"]["values"]
        if layer["mark"]["type"] == "rule" and "x2" in row and row["y"] < 0
        and ("strokeDash" in layer["mark"]) is dashed
    ]  # fmt: skip


def test_an_event_stands_at_its_day_within_its_month():
    # 22 March is 21 of 31 days into the ninth of twelve months that begin in July.
    closed = Note(date(2020, 3, 22), None, "Borders closed", "closure")
    spec = monthly_series(months(12, Month(2019, 7)), TEXTS, [closed])
    step = spec["width"] / 12
    (shade,) = boxes(spec, CLOSURE_FILL)
    assert shade["x"] == pytest.approx((8 + 21 / 31) * step)
    assert shade["x2"] == pytest.approx(12 * step)
    assert rules(spec, dashed=False) == [pytest.approx(shade["x"])]
    ended = dataclasses.replace(closed, last=date(2020, 5, 15))
    (shade,) = boxes(monthly_series(months(12, Month(2019, 7)), TEXTS, [ended]), CLOSURE_FILL)
    assert shade["x2"] == pytest.approx((10 + 15 / 31) * step)


def test_one_points_closure_has_a_flag_and_no_shade(words):
    texts = dataclasses.replace(TEXTS, closure="closure", broken="break")
    own = Note(date(2018, 9, 1), date(2018, 12, 31), "Menaka closed", "closure", whole=False)
    method = Note(date(2019, 7, 1), None, "New form", "method")
    spec = monthly_series(months(48), texts, [own, method])
    assert boxes(spec, CLOSURE_FILL) == []
    assert len(rules(spec, dashed=False)) == len(rules(spec, dashed=True)) == 1
    found = words(spec)
    assert {"1", "2", "break"} <= set(found) and "closure" not in found
    whole = words(monthly_series(months(48), texts, [dataclasses.replace(own, whole=True)]))
    assert "closure" in whole and "break" not in whole


def test_a_day_chart_marks_what_begins_within_it():
    closed = Note(date(2020, 6, 22), None, "Borders closed", "closure")
    spec = daily_series(june(), TEXTS, [(3, closed)])
    (shade,) = boxes(spec, CLOSURE_FILL)
    assert shade["x"] == pytest.approx(21 / 30 * spec["width"])
    assert len(boxes(spec, "#0B3A75")) == 1
    # What held before the first day and after the last tells no day from another.
    since_may = dataclasses.replace(closed, first=date(2020, 6, 1))
    assert boxes(daily_series(june(), TEXTS, [(3, since_may)]), CLOSURE_FILL) == []


def test_months_before_a_point_opened_are_blank(words):
    series = [
        MonthValue(Month(2020, n), LETTERS[n - 1], None, None, None, None, "outside")
        for n in range(1, 7)
    ]
    series[4] = dataclasses.replace(series[4], status="")
    series[5] = MonthValue(Month(2020, 6), "Jun", 300, 100, 0, 400.0)
    spec = monthly_series(series, TEXTS)
    assert words(spec).count("×") == 2  # May and the key
    grey = boxes(spec, MISSING_FILL)
    assert len([row for row in grey if row["y"] == 0]) == 1


def test_a_key_leaves_out_what_nobody_can_see(words):
    # One of 12,501 is far below a pixel, 1,500 of 14,000 are some seven.
    few, many = (june(d7=DayValue(date(2020, 6, 7), 12000, 500, unknown)) for unknown in (1, 1500))
    assert "Unknown" not in words(daily_series(few, TEXTS)) and unseen(few, 110)
    assert "Unknown" in words(daily_series(many, TEXTS)) and not unseen(many, 110)
    assert not unseen(june(), 110)


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
