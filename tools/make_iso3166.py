"""Write ``src/azalai/packs/iso3166.csv``: the names of countries and the grammar they need.

    python tools/make_iso3166.py PATH_TO_CLDR_CORE

Sources
-------
* Alpha-2, alpha-3 and numeric codes, and the UN M49 sub-region of each: Unicode CLDR, npm package
  ``cldr-core`` 48.2.0 (Unicode-3.0 licence), files ``codeMappings.json`` and
  ``territoryContainment.json``. Its argument is the folder of that package.
* Names: CLDR as packaged by Babel, with the overrides below: the names that DTM reports print
  (Guinea-Conakry), the short ones where CLDR adds a gloss (Myanmar), words instead of ``&``.
* Articles, prepositions and field spellings: typed by hand for this file. In French, islands and
  city states commonly take no article; the few that say *in* otherwise than their article
  suggests are in `FRENCH_IN`.

A name or an alias may belong to one country only; the script stops where two claim it.
"""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path
from typing import Any

from babel import Locale

from azalai.model.names import normalise

TARGET = Path(__file__).parents[1] / "src" / "azalai" / "packs" / "iso3166.csv"
COLUMNS = (
    "alpha3", "alpha2", "numeric", "region", "name_en", "name_fr", "fr_article", "aliases",
    "fr_in", "en_article",
)  # fmt: skip

REGIONS = {
    "011": "western_africa", "015": "northern_africa", "017": "middle_africa",
    "014": "eastern_africa", "018": "southern_africa", "021": "northern_america",
    "029": "caribbean", "013": "central_america", "005": "south_america", "143": "central_asia",
    "030": "eastern_asia", "034": "southern_asia", "035": "south_eastern_asia",
    "145": "western_asia", "151": "eastern_europe", "154": "northern_europe",
    "039": "southern_europe", "155": "western_europe", "053": "australia_and_new_zealand",
    "054": "melanesia", "057": "micronesia", "061": "polynesia",
}  # fmt: skip
# M49 puts Antarctica outside every sub-region.
OUTSIDE = {"AQ": "antarctica"}
# Three-letter codes of CLDR that are not countries of ISO 3166-1.
NOT_ISO = {"QOO", "QUU", "XAA", "XBB", "XKK", "ZZZ"}

NAMES_EN = {
    "COD": "DR Congo", "COG": "Congo", "GIN": "Guinea-Conakry", "HKG": "Hong Kong",
    "MAC": "Macao", "MMR": "Myanmar", "PSE": "Palestine",
    "SGS": "South Georgia and the South Sandwich Islands",
    "UMI": "United States Outlying Islands", "VCT": "Saint Vincent and the Grenadines",
    "VIR": "United States Virgin Islands",
}  # fmt: skip
NAMES_FR = {
    "COD": "RD Congo", "COG": "Congo", "GIN": "Guinée-Conakry", "HKG": "Hong Kong",
    "MAC": "Macao", "MMR": "Myanmar", "PSE": "Palestine", "VAT": "Vatican",
}  # fmt: skip

FRENCH_ARTICLES = {
    "m": """BDI BEN BFA BGD BLZ BRA BRN BTN BWA CAN CHL CMR COG CPV CRI DNK ESH GAB GBR GHA GRL
        GTM GUY HND IOT JPN KAZ KEN KGZ KHM KWT LAO LBN LBR LIE LKA LSO LUX MAR MEX MLI MMR MNE MOZ
        MWI NER NGA NIC NPL PAK PAN PER PRT PRY QAT RWA SDN SEN SJM SLV SSD SUR TCD TGO TJK TKM TLS
        VAT VEN VNM VUT WSM YEM ZWE""",
    "f": """BEL BGR BIH BLR BOL BRB CAF CHE CHN CIV COD COL CZE DMA DOM FIN FRA FSM GEO GIN GLP GMB
        GNB GNQ GRC GRD GUF HRV HUN JAM JOR KOR LBY LTU LVA MDA MKD MNG MRT MTQ MYS NAM NCL NOR NZL
        PNG POL PRK PSE PYF ROU RUS SGS SLE SOM SRB SVK SVN SWE SYR THA TUN TUR TZA ZMB""",
    "mv": "AFG AGO ATA AZE ECU IRN IRQ SWZ UGA URY UZB",
    "fv": """ALB AND ARG ARM AUS AUT BVT CXR DEU DZA EGY ERI ESP EST ETH IDN IMN IND IRL ISL ITA
        NFK SAU UKR ZAF""",
    "mp": "ARE BES NLD PLW TON TUV USA",
    "fp": """ALA ASM ATF BHS BMU CCK COK COM CYM FJI FLK FRO HMD MDV MHL MNP PCN PHL SLB SYC TCA UMI
        VGB VIR""",
    "none": """ABW AIA ATG BHR BLM CUB CUW CYP DJI GGY GIB GUM HKG HTI ISR JEY KIR KNA LCA MAC MAF
        MCO MDG MLT MSR MUS MYT NIU NRU OMN PRI REU SGP SHN SMR SPM STP SXM TKL TTO TWN VCT WLF""",
}
FRENCH_IN = {
    "ATF": "dans les", "BRB": "à la", "BVT": "sur l’", "CXR": "sur l’", "DMA": "à la",
    "GRD": "à la", "HTI": "en", "IMN": "sur l’", "IOT": "dans le", "ISR": "en", "NFK": "sur l’",
}  # fmt: skip
ENGLISH_THE = """ALA ARE ATF BES BHS CAF CCK COD COG COK COM CYM DOM FLK FRO GBR GMB HMD IMN IOT MDV
    MHL MNP NLD PCN PHL SLB TCA UMI USA VGB VIR"""

ALIASES = {
    "ARE": "UAE|EAU|Emirats|Emirats Arabes|Dubai|Dubaï",
    "AUT": "Republic of Austria",
    "BEN": "Republic of Benin|République du Bénin|Dahomey",
    "BFA": "Burkina|Bourkina Faso|Haute-Volta|Upper Volta",
    "BIH": "Bosnia|Bosnie|Bosnia Herzegovina|Bosnie et Herzégovine",
    "BLR": "Bélarus|Byelorussia",
    "BOL": "Plurinational State of Bolivia",
    "BRN": "Brunei Darussalam",
    "CAF": "CAR|RCA|Centrafrique|Centrafricaine|Rép. centrafricaine|République Centre Africaine"
    "|Central African Rep.",
    "CIV": "Ivory Coast|Cote dIvoire|RCI|Côte d’Ivoir|République de Côte d’Ivoire",
    "CMR": "Cameroun (République du)|Republic of Cameroon",
    "COD": "DRC|RDC|Congo DRC|Congo RDC|Congo (DRC)|Congo - Kinshasa|Congo-Kinshasa|Zaïre|Zaire"
    "|Democratic Republic of the Congo|Democratic Republic of Congo|Dem. Rep. Congo"
    "|République démocratique du Congo|Rép. dém. du Congo",
    "COG": "Congo - Brazzaville|Congo-Brazzaville|Congo Brazza|Republic of the Congo"
    "|Republic of Congo|République du Congo|Congo (Republic)",
    "COM": "Union of the Comoros|Union des Comores",
    "CPV": "Cabo Verde|Iles du Cap-Vert|Cape Verde Islands",
    "CZE": "Czech Republic|République tchèque",
    "DEU": "Federal Republic of Germany|RFA",
    "DJI": "Jibouti|Djibuti",
    "DZA": "République algérienne",
    "EGY": "Arab Republic of Egypt",
    "ERI": "Eritrée",
    "ESH": "SADR|RASD|Sahara Occ.",
    "FLK": "Malvinas|Îles Falkland",
    "FRA": "République française|French Republic",
    "FSM": "Federated States of Micronesia|États fédérés de Micronésie",
    "GBR": "UK|Great Britain|England|Grande-Bretagne|Angleterre|Scotland|Écosse"
    "|United Kingdom of Great Britain and Northern Ireland",
    "GHA": "Gana|Republic of Ghana",
    "GIN": "Guinea|Guinée|Conakry|Republic of Guinea|République de Guinée|Guinée C.",
    "GMB": "The Gambia|La Gambie|Gambia (the)|Gambie (la)|Republic of The Gambia",
    "GNB": "Guinée-Bissao|Bissau",
    "GNQ": "Guinée Eq.|Eq. Guinea|Guinée Equatorial",
    "HKG": "Hong Kong SAR China|R.A.S. chinoise de Hong Kong",
    "IRN": "Islamic Republic of Iran|République islamique d’Iran|Iran (Islamic Republic of)",
    "KOR": "Republic of Korea|République de Corée",
    "LAO": "Lao PDR|Lao People's Democratic Republic",
    "LBR": "Libéria|Republic of Liberia",
    "LBY": "Lybia|Lybie|Libya Arab Jamahiriya|State of Libya|Jamahiriya",
    "MAC": "Macau|Macao SAR China|R.A.S. chinoise de Macao",
    "MAR": "Marocco|Kingdom of Morocco|Royaume du Maroc",
    "MDA": "Republic of Moldova|République de Moldova",
    "MKD": "Macedonia|Macédoine|FYROM",
    "MLI": "République du Mali|Republic of Mali",
    "MMR": "Burma|Birmanie",
    "MRT": "Mauritania (Islamic Republic of)|RIM|Mauritannie|Moritanie",
    "MUS": "Île Maurice|Iles Maurice",
    "NER": "The Niger|Niger (the)|Republic of the Niger|République du Niger",
    "NGA": "Nigéria|Federal Republic of Nigeria|République fédérale du Nigéria",
    "NLD": "Holland|Hollande|The Netherlands",
    "PHL": "The Philippines",
    "PRK": "Democratic People's Republic of Korea|DPRK|RPDC",
    "PSE": "State of Palestine|État de Palestine|Palestinian Territories|Territoires palestiniens"
    "|Occupied Palestinian Territory|Gaza|West Bank",
    "RUS": "Russian Federation|Fédération de Russie",
    "SAU": "Arabie Saoudi|KSA|Kingdom of Saudi Arabia",
    "SDN": "The Sudan|Republic of the Sudan|Soudan (République du)|North Sudan|Soudan du Nord",
    "SEN": "Senegal (Republic of)|Sénégale",
    "SLE": "Siera Leone|Sierraleone|Serra Leone",
    "SOM": "Somaliland|Federal Republic of Somalia",
    "SSD": "S. Sudan|Sud Soudan|Soudan Sud|Sud-Soudan|Republic of South Sudan",
    "STP": "Sao Tome|São Tomé|Sao Tomé et Principe",
    "SWZ": "Swaziland|Souaziland",
    "SYR": "Syrian Arab Republic|République arabe syrienne",
    "TCD": "Tchad (République du)|Tschad|Republic of Chad",
    "TGO": "République togolaise|Togolese Republic",
    "TLS": "East Timor|Timor-Oriental",
    "TUN": "Tunisia (Republic of)|Republic of Tunisia",
    "TUR": "Turkey|Türkei",
    "TZA": "United Republic of Tanzania|République-Unie de Tanzanie|Zanzibar",
    "UGA": "Republic of Uganda",
    "UMI": "U.S. Outlying Islands",
    "USA": "US|U.S.A.|United States of America|Etats-Unis d’Amérique",
    "VAT": "Holy See|Saint-Siège|État de la Cité du Vatican",
    "VEN": "Bolivarian Republic of Venezuela",
    "VIR": "U.S. Virgin Islands",
    "VNM": "Viet Nam|Viêt-nam",
    "ZAF": "RSA|Afrique de Sud|Republic of South Africa|Sud-Afrique",
}


def in_words(name: str) -> str:
    """CLDR's English shorthand written out: ``&`` and ``St.``."""
    return name.replace(" & ", " and ").replace("St. ", "Saint ")


def codes(core: Path) -> dict[str, dict[str, str]]:
    """Alpha-3 code to the other codes and the sub-region."""
    supplemental = core / "supplemental"
    mapping = _read(supplemental / "codeMappings.json")["codeMappings"]
    containment = _read(supplemental / "territoryContainment.json")["territoryContainment"]
    region = dict(OUTSIDE)
    for number, name in REGIONS.items():
        region.update(dict.fromkeys(containment[number]["_contains"], name))
    return {
        entry["_alpha3"]: {"alpha2": alpha2, "numeric": entry["_numeric"],
                           "region": region[alpha2]}
        for alpha2, entry in mapping.items()
        if len(alpha2) == 2 and alpha2 in region and "_numeric" in entry
        and entry.get("_alpha3", "ZZZ") not in NOT_ISO
    }  # fmt: skip


def _read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))["supplemental"]


def rows(core: Path) -> list[dict[str, str]]:
    """The whole table, by alpha-3 code."""
    articles = {code: kind for kind, text in FRENCH_ARTICLES.items() for code in text.split()}
    english, french = (Locale.parse(lang).territories for lang in ("en", "fr"))
    return [
        {
            "alpha3": alpha3,
            **found,
            "name_en": NAMES_EN.get(alpha3) or in_words(english[found["alpha2"]]),
            "name_fr": NAMES_FR.get(alpha3) or french[found["alpha2"]],
            "fr_article": articles[alpha3],
            "aliases": "|".join(aliases(alpha3, english[found["alpha2"]], french[found["alpha2"]])),
            "fr_in": FRENCH_IN.get(alpha3, ""),
            "en_article": "the" if alpha3 in ENGLISH_THE.split() else "",
        }
        for alpha3, found in sorted(codes(core).items())
    ]


def aliases(alpha3: str, *cldr: str) -> list[str]:
    """Field spellings, and CLDR's own names where ours read differently; none said twice."""
    seen = {normalise(NAMES_EN.get(alpha3) or in_words(cldr[0])),
            normalise(NAMES_FR.get(alpha3) or cldr[1])}  # fmt: skip
    kept = []
    for alias in (*ALIASES.get(alpha3, "").split("|"), *cldr):
        if alias and (plain := normalise(alias)) not in seen:
            seen.add(plain)
            kept.append(alias)
    return kept


def contested(table: list[dict[str, str]]) -> list[str]:
    """Spellings that two countries claim."""
    owner: dict[str, str] = {}
    found = []
    for row in table:
        spellings = (row["name_en"], row["name_fr"], *row["aliases"].split("|"))
        for spelling in {normalise(text) for text in spellings if text}:
            if owner.setdefault(spelling, row["alpha3"]) != row["alpha3"]:
                found.append(f"{spelling}: {owner[spelling]} and {row['alpha3']}")
    return found


def main(core: str) -> None:
    """Write the table."""
    table = rows(Path(core))
    if clashes := contested(table):
        sys.exit("\n".join(clashes))
    with TARGET.open("w", encoding="utf-8", newline="") as target:
        writer = csv.DictWriter(target, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(table)


if __name__ == "__main__":
    main(*sys.argv[1:])
