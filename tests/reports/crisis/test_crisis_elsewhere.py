"""Crises that are not the packaged one: another country, little data, small numbers, odd texts.

RC-30  no number under the threshold is in the PDF, its alternative texts or its attachments
RC-31  a country of which there is no map, and a crisis that nobody fled abroad, have a report
RC-32  where nobody states a number, no sum and no zero is printed
RC-33  what people write is text: no markup, no address of a picture, no code is run
RC-34  events are numbered by date, and those after the report are not in it
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest

from azalai.model.errors import InputError, WorkspaceError
from azalai.reports.content import DataTable, Document, Section, plain, texts_of, walk
from azalai.reports.crisis import lacks, open_crisis, write_crisis_report
from azalai.reports.crisis.document import crisis_report
from azalai.reports.crisis.files import facts_for
from azalai.workspace import Folder

CRISIS = """format = 1
place = "NPL"
as_of = 2015-06-30
[title]
en = "Earthquake"
fr = "Séisme"
[[phase]]
code = "before"
to = 2015-04-24
title = { en = "Before", fr = "Avant" }
[[phase]]
code = "during"
from = 2015-04-25
to = 2015-06-01
title = { en = "Earthquake", fr = "Séisme" }
[[phase]]
code = "after"
from = 2015-06-02
title = { en = "After", fr = "Après" }
"""
SOURCES = """code,name_en,name_fr,publisher,published,url,reliability,reference
mayor,"Mayor, June 2015","Maire, juin 2015",Town hall,2015-06-20,,,Register.
"""
PLACES = """code,kind,name_en,name_fr,within,parts,aliases,latitude,longitude
NP-A,admin1,Alpha,Alpha,NPL,,,,
NP-B,admin1,Beta,Bêta,NPL,,,,
"""
HEAD = "id,category,population,place,as_of,value,unit,source,document,table,quotation,quantifier\n"
FIGURES = (
    "a,stock,idp,NP-A,2015-06-01,{alpha},persons,mayor,,t,seventy-three in Alpha,\n"
    "b,stock,idp,NP-B,2015-06-02,8100,persons,mayor,,t,,\n"
    "c,stock,idp,NPL,2015-06-02,{total},persons,mayor,,t,,\n"
)
EVENTS = "kind,from,to,places,text_en,text_fr,source\n"

Made = Callable[..., Folder]


@pytest.fixture
def made(tmp_path: Path) -> Made:
    """A workspace of a country without a pack: no boundaries, no regions."""

    def make(figures: str, crisis: str = CRISIS, places: str = PLACES, events: str = "") -> Folder:
        root = tmp_path / "nepal"
        folder = root / "crises" / "quake"
        folder.mkdir(parents=True)
        (root / "country").mkdir()
        (root / "country" / "country.toml").write_text('code = "NPL"\n', encoding="utf-8")
        (root / "azalai.toml").write_text(
            'layout = 1\ncountry = "NPL"\n[name]\nen = "Nepal"\nfr = "Népal"\n', encoding="utf-8"
        )
        (root / "figures.csv").write_text(HEAD + figures, encoding="utf-8")
        (root / "places.csv").write_text(places, encoding="utf-8")
        (root / "sources.csv").write_text(SOURCES, encoding="utf-8")
        (folder / "crisis.toml").write_text(crisis, encoding="utf-8")
        if events:
            (folder / "events.csv").write_text(EVENTS + events, encoding="utf-8")
        return Folder(root)

    return make


def document_of(folder: Folder, lang: str = "en") -> Document:
    return crisis_report(facts_for(folder, *open_crisis(folder), lang))


def part(document: Document, key: str) -> Section:
    return next(item for item in document.sections if item.key == key)


def first_table(document: Document, key: str) -> DataTable:
    return next(item for item in walk(part(document, key).blocks) if isinstance(item, DataTable))


# RC-30


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_no_small_number_leaves(made: Made, tmp_path: Path, lang: str) -> None:
    # 3 is in no date, total or page number of this report: only the figure itself is 3 people.
    small = FIGURES.format(alpha=3, total=8103).replace("seventy-three", "3 people")
    folder = made(small)
    document = document_of(folder, lang)
    (path,) = write_crisis_report(folder, "", [lang], tmp_path / "out")
    alpha = next(row for row in first_table(document, "displaced").rows if row[0].text == "Alpha")
    assert alpha[1].text in ("1–4", "1 à 4")
    printed = subprocess.run(["pdftotext", str(path), "-"], check=True, capture_output=True)
    spoken = "\n".join(texts_of(plain(document)))
    with pikepdf.open(path) as pdf:
        files = {name: spec.get_file().read_bytes().decode()
                 for name, spec in pdf.attachments.items()}  # fmt: skip
    assert len(files) == 2
    for text in (printed.stdout.decode(), spoken, *files.values()):
        assert re.findall(r"(?<![\w,.\u202f-])3 (?:people|persons|personnes)|\b3\.0\b", text) == []
        assert "3 people" not in text
    (line,) = (row for row in files["figures.csv"].splitlines() if ",NP-A," in row)
    assert ",3," not in line
    assert ",1,4," in line
    # Nor does the sum of the others stand beside the total, from which it could be taken.
    totals = {row[0].text: row[1].text for row in first_table(document, "displaced").rows}
    assert totals[{"en": "Sum of the rows", "fr": "Somme des lignes"}[lang]] == "–"
    assert "≠" not in "".join(cell.text for row in first_table(document, "displaced").rows
                              for cell in row)  # fmt: skip
    said = " ".join(texts_of(plain(part(document, "methods"))))
    assert {"en": "1 figure of fewer than 5 people", "fr": "1 chiffre de moins de 5 personnes"}[
        lang
    ] in said


def test_a_number_at_the_threshold_is_printed(made: Made) -> None:
    document = document_of(made(FIGURES.format(alpha=5, total=8105)))
    rows = {row[0].text: row[1].text for row in first_table(document, "displaced").rows}
    assert (rows["Alpha"], rows["Sum of the rows"]) == ("5", "8,105 =")
    assert "fewer than" not in " ".join(texts_of(plain(part(document, "methods"))))


# RC-31


def test_a_country_without_a_map_shows_a_table_in_its_place(made: Made, tmp_path: Path) -> None:
    folder = made(FIGURES.format(alpha=900, total=9000))
    assert {lack.code for lack in lacks(*open_crisis(folder)) if lack.severity == "error"} == set()
    document = document_of(folder)
    assert document.charts == {}
    largest = first_table(document, "overview")
    assert [row[1].text for row in largest.rows] == ["8,100", "900"]
    assert len(write_crisis_report(folder, "", ["en", "fr"], tmp_path / "out",
                                   forms=("pdf", "docx"))) == 4  # fmt: skip


def test_a_long_title_fits_the_properties_of_a_file(made: Made, tmp_path: Path) -> None:
    title = "Displacement after the earthquake " * 12
    folder = made(
        FIGURES.format(alpha=900, total=9000), CRISIS.replace('en = "Earth', f'en = "{title}Earth')
    )
    paths = write_crisis_report(folder, "", ["en"], tmp_path / "out", forms=("pdf", "docx"))
    assert [path.suffix for path in paths] == [".pdf", ".docx"]


def test_a_table_of_sixty_regions_names_its_source_in_each_row(made: Made) -> None:
    places = PLACES.splitlines()[0] + "\n" + "".join(
        f"NP-{n},admin1,Region {n},Région {n},NPL,,,,\n" for n in range(60)
    )  # fmt: skip
    rows = "".join(
        f"r{n},stock,idp,NP-{n},2015-06-02,{100 + n},persons,mayor,,t,,\n" for n in range(60)
    )
    total = sum(100 + n for n in range(60))
    rows += f"c,stock,idp,NPL,2015-06-02,{total},persons,mayor,,t,,\n"
    document = document_of(made(rows, places=places))
    table = first_table(document, "displaced")
    assert len(table.rows) == 62
    assert all("[1]" in row[-1].text for row in table.rows[:61])
    assert len(first_table(document, "overview").rows) == 12
    assert "48 more places" in first_table(document, "overview").note


# RC-32


def test_unknown_totals_are_no_zero_and_no_sum(made: Made, tmp_path: Path) -> None:
    unknown = (
        "a,stock,idp,NP-A,2015-06-01,,persons,mayor,,t,,unknown\n"
        "b,stock,idp,NP-B,2015-06-02,,persons,mayor,,t,,unknown\n"
        "c,stock,idp,NPL,2015-06-02,,persons,mayor,,t,,unknown\n"
    )
    account = '[[account]]\npopulation = "idp"\nplace = "NPL"\n'
    account += "opening = 2015-05-01\nclosing = 2015-06-02\n"
    folder = made(unknown, CRISIS + account)
    rows = first_table(document_of(folder), "displaced").rows
    assert [row[1].text for row in rows] == ["unknown", "unknown", "unknown", "–"]
    assert write_crisis_report(folder, "", ["en"], tmp_path / "out")


# RC-33


def test_what_people_write_is_text(made: Made, tmp_path: Path) -> None:
    odd = '#panic("x") *b* _i_ <script>alert(1)</script> $x^2$ @ref [x](y) `raw` ]]'
    quoted = odd.replace('"', '""')
    folder = made(
        FIGURES.format(alpha=900, total=9000),
        places=PLACES.replace("Alpha,Alpha", f'"{quoted}","{quoted}"'),
        events=f'event,2015-04-25,,NPL,"{quoted}","{quoted}",mayor\n',
    )
    (path,) = write_crisis_report(folder, "", ["en"], tmp_path / "out")
    done = subprocess.run(["pdftotext", "-raw", str(path), "-"], check=True, capture_output=True)
    text = re.sub(r"\s+", " ", done.stdout.decode())
    assert '#panic("x") *b* _i_ <script>alert(1)</script> $x^2$ @ref [x](y) `raw` ]]' in text
    # Once in the list of events, once as the name of a region.
    assert text.count("alert(1)") >= 2


def test_a_letter_without_a_glyph_is_named_with_its_text(made: Made, tmp_path: Path) -> None:
    folder = made(
        FIGURES.format(alpha=900, total=9000), places=PLACES.replace("Beta", "N’Ko \u07d2")
    )
    with pytest.raises(InputError) as raised:
        write_crisis_report(folder, "", ["en"], tmp_path / "out")
    assert raised.value.code == "crisis_no_glyph"
    assert raised.value.values["where"] == "places.csv"
    assert not (tmp_path / "out").exists()


# RC-34


def test_events_are_numbered_by_date_and_later_ones_left_out(made: Made) -> None:
    folder = made(
        FIGURES.format(alpha=900, total=9000),
        events="obstacle,2015-04-26,…,NPL,Roads closed,Routes fermées,mayor\n"
        "event,2015-05-12,,NPL,Second quake,Second séisme,mayor\n"
        "event,2015-04-25,,NPL,First quake,Premier séisme,mayor\n"
        "event,2016-01-01,,NPL,Far later,Bien plus tard,mayor\n",
    )
    crisis, ledger = open_crisis(folder)
    assert [event.text["en"] for event in crisis.events] == [
        "First quake", "Second quake", "Far later", "Roads closed"
    ]  # fmt: skip
    assert ("note", "event", "2016-01-01") in [
        (lack.severity, lack.code, lack.value) for lack in lacks(crisis, ledger)
    ]
    assert "Far later" not in "".join(texts_of(plain(document_of(folder))))


@pytest.mark.parametrize(
    "wrong",
    ["[[phase", "colour = 1\n", "[projection]\npopulation = 3\n",
     '[projection]\norigin = "x"\n', '[[indicator]]\ncode = "x"\n',
     '[[show]]\nsection = "profile"\nselect = 3\ntitle = { en = "a", fr = "b" }\n',
     '[[account]]\npopulation = "idp"\nplace = "NPL"\nopening = 2015-06-02\n'
     "closing = 2015-05-02\n"],
)  # fmt: skip
def test_a_wrong_definition_is_an_error_in_words(made: Made, tmp_path: Path, wrong: str) -> None:
    folder = made(FIGURES.format(alpha=900, total=9000), CRISIS + wrong)
    with pytest.raises((InputError, WorkspaceError)):
        write_crisis_report(folder, "", ["en"], tmp_path / "out")
    assert not (tmp_path / "out").exists()
