"""The frozen basemap is whole, small, and wound as d3 wants it."""

from __future__ import annotations

from importlib.resources import files
from itertools import pairwise

import pytest

from azalai.drawing import boundaries
from azalai.drawing.lettering import text_width
from azalai.drawing.mercator import Frame
from azalai.drawing.territory import Territory


def turn(ring):
    return sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in pairwise(ring))


def outer_rings(feature):
    geometry = feature["geometry"]
    areas = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
    return [area[0] for area in areas]


def test_mali_and_its_seven_neighbours_are_there():
    codes = {country["id"] for country in boundaries.countries()}
    assert {"MLI", "DZA", "NER", "BFA", "CIV", "GIN", "SEN", "MRT"} <= codes
    assert all(len(code) == 3 and code.isupper() for code in codes)


def test_exterior_rings_are_clockwise_and_closed():
    areas = boundaries.countries() + boundaries.lakes() + boundaries.regions("ml")
    for area in areas:
        for ring in outer_rings(area):
            assert ring[0] == ring[-1] and turn(ring) < 0


def test_mali_has_natural_earths_nine_regions_named_in_both_languages():
    regions = boundaries.regions("ml")
    assert len(regions) == 9
    names = {r["id"]: (r["properties"]["name_en"], r["properties"]["name_fr"]) for r in regions}
    assert names["ML-6"] == ("Timbuktu", "Tombouctou")


def test_a_country_without_regions_has_none():
    assert boundaries.regions("zz") == []


def test_the_files_stay_under_a_hundred_kilobytes():
    packs = files("azalai").joinpath("packs")
    names = [("basemap", n) for n in ("countries.geojson", "rivers.geojson", "lakes.geojson")]
    paths = [packs.joinpath(*name) for name in names]
    paths.append(packs.joinpath("countries", "ml", "admin1.geojson"))
    assert sum(len(path.read_bytes()) for path in paths) < 100_000


@pytest.mark.parametrize(
    ("longitude", "latitude", "country"),
    [(-8.0, 12.6, "MLI"), (-1.5, 12.4, "BFA"), (2.1, 13.5, "NER"), (5.5, 22.8, "DZA"),
     (-13.2, 27.1, "ESH"), (-11.1, 28.4, "MAR"), (-7.9, 31.6, "MAR"), (-19.0, 12.0, None)],
)  # fmt: skip
def test_capitals_lie_in_their_countries(longitude, latitude, country):
    frame = Frame.around((-19.5, 2.5, 17.5, 32.5), 1200, 1000)
    territory = Territory(frame, boundaries.countries())
    assert territory.owner(*frame.project(longitude, latitude)) == country


def test_text_is_measured_no_narrower_than_the_font_draws_it():
    from pathlib import Path

    import font_source_sans_pro
    from fontTools.ttLib import TTFont

    folder = Path(font_source_sans_pro.font_directory)
    for weight, bold in (("Regular", False), ("Semibold", True)):
        font = TTFont(folder / f"SourceSansPro-{weight}.ttf")
        glyphs, widths = font.getBestCmap(), font["hmtx"]
        for text in ("Place Kidal (Gao)", "Hèrèmakono", "12\u202f414 (transit)", "Tombouctou"):
            real = sum(widths[glyphs[ord(letter)]][0] for letter in text) / 100
            assert real <= text_width(text, 10, bold=bold) <= 1.1 * real
