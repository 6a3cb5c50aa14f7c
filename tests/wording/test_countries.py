"""Countries: 249 of them, their names, their grammar and their spellings.

WO-15  the table is ISO 3166-1 with a region and a name in each language
WO-16  a French name takes the right article and preposition
WO-17  what people type is recognised, and no spelling belongs to two countries
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

import azalai
from azalai.model.errors import InputError
from azalai.model.names import normalise
from azalai.wording import LANGUAGES, Wording
from azalai.workspace.packs import country_spellings

EN, FR = Wording("en"), Wording("fr")
PACKS = Path(azalai.__file__).parent / "packs"

with (PACKS / "iso3166.csv").open(encoding="utf-8", newline="") as source:
    TABLE = {row["alpha3"]: row for row in csv.DictReader(source)}

# definite | of | in, to | from: typed by hand.
FRENCH = {
    "AFG": "l’Afghanistan|de l’Afghanistan|en Afghanistan|d’Afghanistan",
    "AGO": "l’Angola|de l’Angola|en Angola|d’Angola",
    "BEN": "le Bénin|du Bénin|au Bénin|du Bénin",
    "BFA": "le Burkina Faso|du Burkina Faso|au Burkina Faso|du Burkina Faso",
    "BRB": "la Barbade|de la Barbade|à la Barbade|de la Barbade",
    "CAF": "la République centrafricaine|de la République centrafricaine"
    "|en République centrafricaine|de République centrafricaine",
    "CIV": "la Côte d’Ivoire|de la Côte d’Ivoire|en Côte d’Ivoire|de Côte d’Ivoire",
    "CMR": "le Cameroun|du Cameroun|au Cameroun|du Cameroun",
    "COD": "la RD Congo|de la RD Congo|en RD Congo|de RD Congo",
    "COG": "le Congo|du Congo|au Congo|du Congo",
    "COM": "les Comores|des Comores|aux Comores|des Comores",
    "CPV": "le Cap-Vert|du Cap-Vert|au Cap-Vert|du Cap-Vert",
    "CUB": "Cuba|de Cuba|à Cuba|de Cuba",
    "CYP": "Chypre|de Chypre|à Chypre|de Chypre",
    "DEU": "l’Allemagne|de l’Allemagne|en Allemagne|d’Allemagne",
    "DJI": "Djibouti|de Djibouti|à Djibouti|de Djibouti",
    "DZA": "l’Algérie|de l’Algérie|en Algérie|d’Algérie",
    "ECU": "l’Équateur|de l’Équateur|en Équateur|d’Équateur",
    "EGY": "l’Égypte|de l’Égypte|en Égypte|d’Égypte",
    "ERI": "l’Érythrée|de l’Érythrée|en Érythrée|d’Érythrée",
    "ESP": "l’Espagne|de l’Espagne|en Espagne|d’Espagne",
    "ETH": "l’Éthiopie|de l’Éthiopie|en Éthiopie|d’Éthiopie",
    "FRA": "la France|de la France|en France|de France",
    "GBR": "le Royaume-Uni|du Royaume-Uni|au Royaume-Uni|du Royaume-Uni",
    "GHA": "le Ghana|du Ghana|au Ghana|du Ghana",
    "GIN": "la Guinée-Conakry|de la Guinée-Conakry|en Guinée-Conakry|de Guinée-Conakry",
    "GMB": "la Gambie|de la Gambie|en Gambie|de Gambie",
    "GNB": "la Guinée-Bissau|de la Guinée-Bissau|en Guinée-Bissau|de Guinée-Bissau",
    "HND": "le Honduras|du Honduras|au Honduras|du Honduras",
    "HTI": "Haïti|d’Haïti|en Haïti|d’Haïti",
    "HUN": "la Hongrie|de la Hongrie|en Hongrie|de Hongrie",
    "IMN": "l’île de Man|de l’île de Man|sur l’île de Man|de l’île de Man",
    "IRQ": "l’Irak|de l’Irak|en Irak|d’Irak",
    "ISR": "Israël|d’Israël|en Israël|d’Israël",
    "ITA": "l’Italie|de l’Italie|en Italie|d’Italie",
    "KHM": "le Cambodge|du Cambodge|au Cambodge|du Cambodge",
    "LBY": "la Libye|de la Libye|en Libye|de Libye",
    "MAR": "le Maroc|du Maroc|au Maroc|du Maroc",
    "MDG": "Madagascar|de Madagascar|à Madagascar|de Madagascar",
    "MEX": "le Mexique|du Mexique|au Mexique|du Mexique",
    "MLI": "le Mali|du Mali|au Mali|du Mali",
    "MOZ": "le Mozambique|du Mozambique|au Mozambique|du Mozambique",
    "MRT": "la Mauritanie|de la Mauritanie|en Mauritanie|de Mauritanie",
    "NER": "le Niger|du Niger|au Niger|du Niger",
    "NGA": "le Nigeria|du Nigeria|au Nigeria|du Nigeria",
    "NLD": "les Pays-Bas|des Pays-Bas|aux Pays-Bas|des Pays-Bas",
    "OMN": "Oman|d’Oman|à Oman|d’Oman",
    "PHL": "les Philippines|des Philippines|aux Philippines|des Philippines",
    "SDN": "le Soudan|du Soudan|au Soudan|du Soudan",
    "SEN": "le Sénégal|du Sénégal|au Sénégal|du Sénégal",
    "SLB": "les îles Salomon|des îles Salomon|aux îles Salomon|des îles Salomon",
    "SLE": "la Sierra Leone|de la Sierra Leone|en Sierra Leone|de Sierra Leone",
    "TCD": "le Tchad|du Tchad|au Tchad|du Tchad",
    "TGO": "le Togo|du Togo|au Togo|du Togo",
    "TUN": "la Tunisie|de la Tunisie|en Tunisie|de Tunisie",
    "USA": "les États-Unis|des États-Unis|aux États-Unis|des États-Unis",
    "YEM": "le Yémen|du Yémen|au Yémen|du Yémen",
    "ZWE": "le Zimbabwe|du Zimbabwe|au Zimbabwe|du Zimbabwe",
}


@pytest.mark.parametrize("code", FRENCH)
def test_french_forms(code: str) -> None:
    definite, of, into, start = FRENCH[code].split("|")
    assert FR.country(code, "definite") == definite
    assert FR.country(code, "of") == of
    assert FR.country(code, "in") == into
    assert FR.country(code, "to") == into
    assert FR.country(code, "from") == start


@pytest.mark.parametrize(
    ("code", "name", "definite"),
    [
        ("NER", "Niger", "Niger"),
        ("GMB", "Gambia", "the Gambia"),
        ("NLD", "Netherlands", "the Netherlands"),
        ("USA", "United States", "the United States"),
        ("CAF", "Central African Republic", "the Central African Republic"),
        ("CIV", "Côte d’Ivoire", "Côte d’Ivoire"),
        ("GIN", "Guinea-Conakry", "Guinea-Conakry"),
        ("MMR", "Myanmar", "Myanmar"),
        ("PSE", "Palestine", "Palestine"),
        ("COD", "DR Congo", "the DR Congo"),
    ],
)
def test_english_forms(code: str, name: str, definite: str) -> None:
    assert EN.country(code) == name
    assert EN.country(code, "definite") == definite
    for form in ("of", "in", "from", "to"):
        assert EN.country(code, form) == f"{form} {definite}"


def test_the_table_is_whole() -> None:
    assert len(TABLE) == 249
    for code, length in (("alpha3", 3), ("alpha2", 2), ("numeric", 3)):
        codes = [row[code] for row in TABLE.values()]
        assert len(set(codes)) == 249
        assert {len(text) for text in codes} == {length}
    for row in TABLE.values():
        assert row["fr_article"] in ("m", "f", "mv", "fv", "mp", "fp", "none"), row
        assert all(row[f"name_{lang}"] for lang in LANGUAGES), row
        # A name before which le and la elide says so in its article, and the other way round.
        vowel = normalise(row["name_fr"])[0] in "aeiou"
        assert row["fr_article"] not in ("m", "f") or not vowel, row
        assert row["fr_article"] not in ("mv", "fv") or vowel, row


@pytest.mark.parametrize(
    ("alpha3", "alpha2", "numeric"),
    [("MLI", "ML", "466"), ("DZA", "DZ", "012"), ("TCD", "TD", "148"), ("NER", "NE", "562")],
)
def test_codes(alpha3: str, alpha2: str, numeric: str) -> None:
    assert (TABLE[alpha3]["alpha2"], TABLE[alpha3]["numeric"]) == (alpha2, numeric)


def in_region(*names: str) -> str:
    return " ".join(code for code, row in TABLE.items() if row["region"] in names)


def test_regions_follow_the_united_nations() -> None:
    assert in_region("western_africa") == (
        "BEN BFA CIV CPV GHA GIN GMB GNB LBR MLI MRT NER NGA SEN SHN SLE TGO"
    )
    assert in_region("northern_africa") == "DZA EGY ESH LBY MAR SDN TUN"
    assert in_region("southern_europe") == (
        "ALB AND BIH ESP GIB GRC HRV ITA MKD MLT MNE PRT SMR SRB SVN VAT"
    )
    assert in_region("antarctica") == "ATA"
    regions = {row["region"] for row in TABLE.values()}
    # The 22 sub-regions of M49, Antarctica beside them.
    assert len(regions) == 23
    for region in regions:
        assert EN.text(f"term.region.{region}") and FR.text(f"term.region.{region}")


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("Ivory Coast", "CIV"),
        ("Cote d'Ivoire", "CIV"),
        ("Cote d Ivoire", "CIV"),
        ("CÔTE D’IVOIRE", "CIV"),
        ("Guinee Conakry", "GIN"),
        ("Guinea-Conakry", "GIN"),
        ("Guinée", "GIN"),
        ("Guinea", "GIN"),
        ("Guinee Bissau", "GNB"),
        ("guinée équatoriale", "GNQ"),
        ("RDC", "COD"),
        ("DRC", "COD"),
        ("Congo-Kinshasa", "COD"),
        ("Congo", "COG"),
        ("Burkina", "BFA"),
        ("burkina  faso ", "BFA"),
        ("Gambie", "GMB"),
        ("The Gambia", "GMB"),
        ("Niger", "NER"),
        ("Nigéria", "NGA"),
        ("Algerie", "DZA"),
        ("Etats Unis", "USA"),
        ("U.S.A.", "USA"),
        ("Soudan", "SDN"),
        ("Soudan du Sud", "SSD"),
        ("South-Sudan", "SSD"),
        ("Cap Vert", "CPV"),
        ("Cabo Verde", "CPV"),
        ("Turkey", "TUR"),
        ("La Réunion", "REU"),
        ("Antigua & Barbuda", "ATG"),
        ("MLI", "MLI"),
    ],
)
def test_what_people_type_is_recognised(typed: str, code: str) -> None:
    assert country_spellings()[normalise(typed)] == code


def test_no_spelling_belongs_to_two_countries() -> None:
    owners: dict[str, set[str]] = {}
    for code, row in TABLE.items():
        for spelling in (code, row["name_en"], row["name_fr"], *row["aliases"].split("|")):
            owners.setdefault(normalise(spelling), set()).add(code)
    owners.pop("")  # countries without an alias
    assert {name: codes for name, codes in owners.items() if len(codes) > 1} == {}


def test_a_code_that_is_no_country_is_refused() -> None:
    with pytest.raises(InputError) as caught:
        FR.country("XXX")
    assert caught.value.code == "unknown_country"
    assert "XXX" in FR.error(caught.value)
