"""Bars: each figure is printed, sides say the direction, nothing known is left out."""

from __future__ import annotations

import pytest

from azalai.drawing.bars import (
    CrossRow,
    MirrorRow,
    crossed_bars,
    direction_bars,
)
from azalai.drawing.style import INCOMING, OUTGOING, RAMP


def bars(spec, colour):
    return [
        row
        for layer in spec["layer"]
        if layer["mark"]["type"] == "rect" and layer["mark"].get("fill") == colour
        for row in layer["data"]["values"]
    ]


def test_directions_face_each_other_on_one_scale(valid, words):
    rows = [
        MirrorRow("Heremakono", 5924, 2584, "5,924", "2,584"),
        MirrorRow("Menaka", 38, 110, "38", "110"),
    ]
    spec = valid(
        direction_bars(rows, incoming="Incoming", outgoing="Outgoing", unit="persons", lang="en")
    )
    left, right = bars(spec, INCOMING), bars(spec, OUTGOING)
    assert all(bar["x2"] < 125 for bar in left) and all(bar["x"] > 125 for bar in right)
    assert (left[0]["x2"] - left[0]["x"]) / (right[0]["x2"] - right[0]["x"]) == pytest.approx(
        5924 / 2584
    )
    texts = words(spec)
    for text in ("5,924", "2,584", "38", "110", "Heremakono", "Menaka", "persons", "Outgoing"):
        assert text in texts


def test_a_protected_count_has_its_text_and_no_bar(words):
    rows = [MirrorRow("Menaka", 91, None, "91", "<5")]
    spec = direction_bars(rows, incoming="In", outgoing="Out", unit="persons", lang="en")
    assert len(bars(spec, INCOMING)) == 1
    assert bars(spec, OUTGOING) == []
    assert "<5" in words(spec)


def test_crossed_rows_are_wholes_and_small_parts_keep_their_place(valid, words):
    rows = [
        CrossRow("Mali", (98, 2), ("98%", "2%"), "8,648"),
        CrossRow("Niger", (50, 50), ("50%", "50%"), "312"),
    ]
    spec = valid(crossed_bars(rows, series=("Economic", "Return"), unit="% of persons", lang="en"))
    second = [bar for bar in bars(spec, RAMP[1]) if bar["x2"] - bar["x"] != 9]
    assert len(second) == 2
    assert second[0]["x2"] == pytest.approx(second[1]["x2"])
    texts = words(spec)
    assert {"98%", "50%", "8,648", "312", "Economic", "Return"} <= set(texts)
    assert "2%" not in texts  # too narrow to hold its figure
