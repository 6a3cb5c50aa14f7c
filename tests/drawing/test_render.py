"""Rendering: offline, deterministic, nothing twice."""

from __future__ import annotations

import pytest

from azalai.drawing import render
from azalai.drawing.bars import MirrorRow, direction_bars
from azalai.drawing.lettered import Lettering, text_layers
from azalai.drawing.style import finished

BARS = direction_bars(
    [MirrorRow("Gogui", 76, 103, "76", "103")],
    incoming="Incoming", outgoing="Outgoing", unit="persons", lang="en",
)  # fmt: skip


@pytest.mark.parametrize(
    "address", ["https://example.org/points.csv", "file:///etc/hostname", "points.csv"]
)
def test_a_spec_may_not_read_anything(address):
    spec = {"data": {"url": address}, "mark": "bar"}
    with pytest.raises(ValueError, match="may not read"):
        render.svg(spec)
    with pytest.raises(ValueError, match="may not read"):
        render.png({"layer": [spec]})


def test_the_same_spec_is_the_same_text_whatever_was_drawn_before():
    spec = finished(
        {"data": {"values": [{"a": 1}]}, "mark": {"type": "bar", "clip": True},
         "encoding": {"x": {"field": "a", "type": "quantitative"}}}, "en",
    )  # fmt: skip
    first = render.svg(spec)
    render.svg(BARS)
    assert "clip" in first
    assert render.svg(spec) == first


def test_a_label_with_a_halo_is_one_text():
    words = [Lettering(20, 20, "Gao", halo=True), Lettering(60, 20, "Gao & Ansongo", halo=True)]
    spec = finished({"width": 200, "height": 60, "layer": text_layers(words)}, "en")
    text = render.svg(spec)
    assert text.count("<text") == 2
    assert text.count('paint-order="stroke"') == 2


def test_png_is_a_picture_of_the_scale_asked_for():
    small, large = render.png(BARS, 1), render.png(BARS, 3)

    def width(picture):
        assert picture[:8] == b"\x89PNG\r\n\x1a\n"
        return int.from_bytes(picture[16:20], "big")

    assert width(large) == pytest.approx(3 * width(small), abs=3)
