"""Maps of displaced people: by region of a country, and by country of asylum."""

import math
from itertools import pairwise

import pytest

from azalai.drawing import boundaries
from azalai.drawing.asylum_map import AsylumCountry, AsylumTexts, Site, asylum_boxes, asylum_map
from azalai.drawing.circles import CircleScale
from azalai.drawing.displaced_map import (
    CircleTexts,
    MarkedPlace,
    RegionValue,
    displaced_boxes,
    displaced_map,
)
from azalai.drawing.people import colour_of
from azalai.drawing.style import number
from azalai.wording import Wording

LANGUAGES = ("en", "fr")
WORDS = {lang: Wording(lang) for lang in LANGUAGES}

# Displaced by region as of the report of March 2013, with the day each figure speaks of.
REGIONS = [
    ("ML-1", "Kayes", 2739, "2013-02-19"),
    ("ML-2", "Koulikoro", 19597, "2013-02-13"),
    ("ML-3", "Sikasso", 12874, "2013-02-19"),
    ("ML-4", "Ségou", 46599, "2013-02-18"),
    ("ML-5", "Mopti", 40056, "2013-02-05"),
    ("ML-6", "Tombouctou", 21764, "2012-10-01"),
    ("ML-7", "Gao", 25977, "2012-12-06"),
    ("ML-8", "Kidal", 28645, "2012-10-31"),
    ("ML-BKO", "Bamako", 62414, "2013-02-13"),
]
TINZAWATEN = MarkedPlace("Tinzawaten", 19.9536, 2.9611, "4,000–6,000")
COUNTRIES = {
    "DZA": 1500, "NER": 53841, "BFA": 47205, "CIV": 3599, "GIN": 26, "SEN": None, "MRT": 69221,
    "TGO": 20,
}  # fmt: skip
SITES = [
    Site("Mbera", 15.639, -5.7514, "70,141"),
    Site("Fassala", 15.55, -5.52, kind="entry"),
    Site("Mentao", 13.9538, -1.6743, "7,183"),
    Site("Abala", 14.9502, 5.0835, "11,387"),
    Site("Mangaize", 14.6836, 1.9535, "3,435"),
    Site("Tabareybarey", 14.7786, 0.9508, "6,198"),
    Site("Niamey", 13.5285, 2.1156, "6,327", "settlement"),
    Site("Nouakchott", 18.0735, -15.9582, "15,000", "settlement"),
]
REGION_TEXTS = {
    "en": CircleTexts(
        "en", "Internally displaced persons (IDPs), by place of displacement", "figure unknown",
        "figure more than 30 days older than the total", "place not in the regions’ figures",
        "Not on the map:",
    ),
    "fr": CircleTexts(
        "fr", "Personnes déplacées internes (PDI), par lieu de déplacement", "chiffre inconnu",
        "chiffre de plus de 30 jours antérieur au total", "lieu hors des chiffres des régions",
        "Absents de la carte\u00a0:",
    ),
}  # fmt: skip
ASYLUM_TEXTS = {
    "en": AsylumTexts(
        "en", "Refugees from Mali, by country of asylum", "figure unknown", "older figure", "camp",
        "town or settlement", "place of entry", "direction of flight, not the route",
        "Not on the map:",
    ),
    "fr": AsylumTexts(
        "fr", "Réfugiés venus du Mali, par pays d’asile", "chiffre inconnu", "chiffre antérieur",
        "camp", "ville ou site", "lieu d’entrée", "sens de la fuite, non l’itinéraire",
        "Absents de la carte\u00a0:",
    ),
}  # fmt: skip


def regions(lang="en", unknown=(), more=()):
    return [
        RegionValue(
            code,
            name,
            None if code in unknown else persons,
            "unknown" if code in unknown else number(persons, lang),
            day,
            day < "2013-01-22",
        )
        for code, name, persons, day in REGIONS
    ] + list(more)


def displaced(lang="en", rows=None, places=(TINZAWATEN,), **more):
    return displaced_map(
        regions(lang) if rows is None else rows,
        REGION_TEXTS[lang],
        focus="MLI",
        shapes=boundaries.regions("ml"),
        country_name=WORDS[lang].country,
        places=places,
        **more,
    )


def countries(lang="en"):
    return [
        AsylumCountry(
            code,
            WORDS[lang].country(code),
            persons,
            "unknown" if persons is None else number(persons, lang),
            "20 Feb 2013" if persons else "",
            code in ("CIV", "TGO"),
        )
        for code, persons in COUNTRIES.items()
    ]


def asylum(lang="en", rows=None, sites=SITES, **more):
    return asylum_map(
        countries(lang) if rows is None else rows,
        ASYLUM_TEXTS[lang],
        focus="MLI",
        country_name=WORDS[lang].country,
        sites=sites,
        **more,
    )


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_region_is_named_with_its_figure_and_date(lang, sound, words, values):  # DR-30
    spec = displaced(lang)
    sound(spec, 505)
    texts = words(spec)
    for _, name, persons, day in REGIONS:
        assert name in texts and number(persons, lang) in texts and day in texts
    assert "Tinzawaten 4,000–6,000" in texts
    circles = [value for value in values(spec) if value in {row[2] for row in REGIONS}]
    assert circles == sorted(float(row[2]) for row in REGIONS)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_country_of_asylum_is_named_with_its_figure(lang, sound, words, values):  # DR-31
    spec = asylum(lang)
    sound(spec, 505)
    texts = words(spec)
    for code, persons in COUNTRIES.items():
        assert WORDS[lang].country(code) in texts
        assert (number(persons, lang) if persons is not None else "unknown") in texts
    for site in SITES:
        assert f"{site.name} {site.text}".strip() in texts
    assert {1500, 53841, 47205, 3599, 26, 69221, 20} <= set(values(spec))


@pytest.mark.parametrize(("width", "height"), [(505, 430), (505, 350), (420, 430), (352, 250)])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_labels_of_regions_keep_apart(lang, width, height, apart):  # DR-32
    boxes = displaced_boxes(
        regions(lang),
        REGION_TEXTS[lang],
        focus="MLI",
        shapes=boundaries.regions("ml"),
        places=[TINZAWATEN],
        width=width,
        height=height,
    )
    assert len(boxes) == 9 + 1 + 1
    apart(boxes.values(), width, height)


@pytest.mark.parametrize(
    ("width", "height", "sites"), [(505, 440, SITES), (505, 330, SITES), (352, 250, ())]
)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_labels_of_countries_and_sites_keep_apart(lang, width, height, sites, apart):  # DR-33
    boxes = asylum_boxes(
        countries(lang), ASYLUM_TEXTS[lang], focus="MLI", sites=sites, width=width, height=height
    )
    assert len(boxes) == 8 + len(sites) + 1
    apart(boxes.values(), width, height)


def test_an_unknown_figure_is_hatched_and_marked_and_no_circle(words, values):  # DR-34
    spec = displaced(rows=regions(unknown=("ML-6", "ML-8")))
    assert words(spec).count("?") == 3  # the two regions, and the legend
    assert "figure unknown" in words(spec)
    assert not {0, 21764.0, 28645.0} & set(values(spec))
    assert "?" not in words(displaced()) and "figure unknown" not in words(displaced())


def test_a_figure_of_nobody_is_printed_and_has_no_circle(values, words):
    rows = [RegionValue("ML-7", "Gao", 0, "0"), RegionValue("ML-8", "Kidal", 900, "900")]
    spec = displaced(rows=rows, places=())
    assert "0" in words(spec) and "?" not in words(spec)
    assert 0 not in values(spec)


def test_an_older_figure_is_drawn_in_another_way():  # DR-35
    def dashed(spec):
        return [
            row["value"]
            for layer in spec["layer"]
            if layer["mark"].get("strokeDash") and layer["mark"].get("fillOpacity") == 0.28
            for row in layer["data"]["values"]
            if "value" in row
        ]

    assert sorted(dashed(displaced())) == [21764, 25977, 28645]
    assert not dashed(displaced(rows=[row for row in regions() if not row.older]))


def test_what_has_no_place_on_the_map_is_listed_beside_it(words):  # DR-36
    more = [RegionValue("ML-9", "Ménaka", 1234, "1,234")]
    far = MarkedPlace("Paris", 48.85, 2.35, "12")
    texts = words(displaced(rows=regions(more=more), places=[far]))
    assert {"Not on the map:", "Ménaka 1,234", "Paris 12"} <= set(texts)
    chad = AsylumCountry("JPN", "Japan", 3, "3")
    assert "Japan 3" in words(asylum(rows=[*countries(), chad]))


def test_area_of_a_circle_is_in_proportion_to_persons():  # DR-37
    sizes = {
        row["value"]: row["size"]
        for layer in displaced()["layer"]
        for row in layer["data"]["values"]
        if "size" in row and "value" in row
    }
    assert sizes[62414] / sizes[12874] == pytest.approx(62414 / 12874, rel=0.01)
    assert sizes[25977] / sizes[46599] == pytest.approx(25977 / 46599, rel=0.01)
    assert CircleScale.fit([100], 20).radius(25) == 10


def test_a_legend_without_room_on_the_map_stands_under_it(sound):
    spec = displaced("fr", width=330, height=330)
    sound(spec, 330)
    boxes = displaced_boxes(
        regions("fr"),
        REGION_TEXTS["fr"],
        focus="MLI",
        shapes=boundaries.regions("ml"),
        width=330,
        height=330,
    )
    assert all(box.bottom <= boxes[""].top for name, box in boxes.items() if name)


def test_arrows_lead_into_neighbours_only():  # DR-38
    def arrows(spec):
        return sum(
            len(layer["data"]["values"])
            for layer in spec["layer"]
            if "layer" in layer and layer["layer"][0]["mark"]["type"] == "geoshape"
        )

    # Togo does not touch Mali and Senegal's figure is unknown.
    assert arrows(asylum()) == 6
    assert arrows(asylum(arrows=False)) == 0


def test_populations_differ_in_lightness_and_from_directions():
    def light(colour):
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    shades = sorted(light(colour_of(p)) for p in ("idp", "refugee", "returnee"))
    assert all((b + 0.05) / (a + 0.05) > 1.6 for a, b in pairwise(shades))
    assert math.isclose(light("#FFFFFF"), 1)
    assert {colour_of(p) for p in ("idp", "refugee")}.isdisjoint({"#D4700A", "#0B4A94"})
