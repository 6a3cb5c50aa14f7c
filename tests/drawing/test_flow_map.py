"""The flow map of Mali, June 2020.

DR-01 every point's name and total is on the map, once, in both languages
DR-02 no label covers another label or a point
DR-03 two points 7 km apart are drawn again in an inset; far ones are not
DR-04 incoming arrows end at the point, outgoing ones in the neighbour
DR-05 the register's own label places are kept
DR-06 the limits of Western Sahara are dashed
DR-07 the legend covers no part of the country's border where there is room beside it
"""

from __future__ import annotations

import dataclasses
import importlib.util
import json
from itertools import combinations
from pathlib import Path

import pytest

from azalai.drawing import boundaries
from azalai.drawing.flow_map import _Layout, flow_map, label_boxes
from azalai.drawing.mercator import Frame
from azalai.drawing.placement import Box
from azalai.drawing.style import INCOMING, OUTGOING

_found = importlib.util.spec_from_file_location("mali", Path(__file__).with_name("mali.py"))
assert _found and _found.loader
mali = importlib.util.module_from_spec(_found)
_found.loader.exec_module(mali)


def drawn(lang="en", points=None, arrows=None):
    return flow_map(
        mali.points(lang) if points is None else points,
        mali.arrows() if arrows is None else arrows,
        mali.TEXTS[lang],
        **mali.map_options(lang),
    )


def shapes(spec, colour):
    """GeoJSON arrows of a colour that belong to points (the legend's belong to none)."""
    return {
        feature["properties"]["point"]: feature["geometry"]["coordinates"][0]
        for layer in spec["layer"]
        for feature in layer["data"]["values"]
        if feature.get("properties", {}).get("colour") == colour
        and "point" in feature["properties"]
    }


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_each_point_is_named_once_with_its_total(lang, valid, words):  # DR-01
    texts = words(valid(drawn(lang)))
    for point in mali.points(lang):
        # Timbuktu is also the name of a region on the map.
        assert texts.count(point.name) == (2 if point.code == "ML-timbuktu" else 1)
        assert point.total_text in texts


def test_french_map_writes_thousands_with_a_narrow_no_break_space(words):
    texts = words(drawn("fr"))
    assert "8\u202f508" in texts and "6\u202f000" in texts
    assert "ALGÉRIE" in texts and "Tombouctou" in texts


def test_all_nine_regions_have_room_for_their_names_but_bamako(words):
    texts = words(drawn())
    for name in ("Kayes", "Koulikoro", "Sikasso", "Segou", "Mopti", "Gao", "Kidal"):
        assert texts.count(name) == 1
    assert texts.count("Timbuktu") == 2  # the point and the region


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_no_label_covers_another_or_a_point(lang):  # DR-02
    points = mali.points(lang)
    boxes = label_boxes(points, mali.arrows(), mali.TEXTS[lang], focus="MLI")
    assert set(boxes) == {point.code for point in points}
    for (_, one), (_, other) in combinations(boxes.items(), 2):
        assert one.shared(other) == 0
    (mali_land,) = [land for land in boundaries.countries() if land["id"] == "MLI"]
    frame = Frame.around(boundaries.bounds([mali_land]), 620, 540, 14)
    for point in points:
        symbol = Box.centred(*frame.project(point.longitude, point.latitude), 8, 8)
        assert all(box.shared(symbol) == 0 for box in boxes.values())
    page = Box(0, 0, 620, 540)
    assert all(box.within(page) for box in boxes.values())


def test_neighbouring_points_get_an_inset_with_its_scale(words):  # DR-03
    together = words(drawn())
    assert any(text.endswith("\u00a0km") for text in together)
    apart = [point for point in mali.points("en") if point.code != "ML-wabaria"]
    assert not any(text.endswith("\u00a0km") for text in words(drawn(points=apart)))


def test_arrows_point_at_the_point_or_at_the_neighbour():  # DR-04
    spec = drawn()
    tip = 19  # the outline: nineteen places along each side of the shaft and one for the head
    incoming, outgoing = shapes(spec, INCOMING), shapes(spec, OUTGOING)
    assert len(incoming) == len(outgoing) == 6
    for row in mali.ROWS:
        code, latitude, longitude = row[0], row[4], row[5]
        if code not in incoming:
            continue

        def away(place, longitude=longitude, latitude=latitude):
            return ((place[0] - longitude) ** 2 + (place[1] - latitude) ** 2) ** 0.5

        assert away(incoming[code][tip + 1]) == min(map(away, incoming[code]))
        assert away(incoming[code][tip + 1]) < 0.7  # degrees
        assert away(outgoing[code][tip + 1]) > 1.9
        assert incoming[code][0] == incoming[code][-1]
    # Algeria lies north of its three points, Burkina Faso east of its two.
    assert outgoing["ML-timbuktu"][tip + 1][1] > 20
    assert outgoing["ML-heremakono"][tip + 1][0] > -4


def test_a_place_from_the_register_is_kept():  # DR-05
    points = mali.points("en")
    index = [point.code for point in points].index("ML-bamako")
    plain = label_boxes(points, mali.arrows(), mali.TEXTS["en"], focus="MLI")["ML-bamako"]
    points[index] = dataclasses.replace(points[index], label_dx=-12, label_dy=30, anchor="end")
    moved = label_boxes(points, mali.arrows(), mali.TEXTS["en"], focus="MLI")["ML-bamako"]
    assert moved.right < plain.left and moved.top > plain.top


def test_western_sahara_is_apart_and_its_limits_are_dashed():  # DR-06
    assert "ESH" in {land["id"] for land in boundaries.countries()}
    dashed = [
        layer
        for layer in drawn()["layer"]
        if layer.get("mark", {}).get("strokeDash") and layer["mark"]["type"] == "geoshape"
    ]
    assert len(dashed) == 1
    lines = dashed[0]["data"]["values"][0]["geometry"]["coordinates"]
    places = [place for line in lines for place in line]
    assert all(-17.2 < x < -8.6 and 20.7 < y < 27.8 for x, y in places)


def test_a_map_without_arrows_and_with_one_point_is_drawn(valid, words):
    spec = valid(drawn(points=mali.points("en")[:1], arrows=[]))
    texts = words(spec)
    assert "Bamako" in texts and "Incoming" not in texts


def test_the_map_stays_small():
    assert len(json.dumps(drawn())) < 200_000


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_the_legend_keeps_off_the_border(lang):  # DR-07
    layout = _Layout(
        mali.points(lang), mali.arrows(), mali.TEXTS[lang], "MLI", (), (470, 466), None
    )
    assert layout.border.boxes
    assert layout.border.overlap(layout.legend_box) == 0
