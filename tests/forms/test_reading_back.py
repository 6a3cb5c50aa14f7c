"""Outlines, flat records and differences, on a form small enough to work out by hand."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from azalai.forms.building import build
from azalai.forms.diffing import diff, said
from azalai.forms.flatten import columns, flatten
from azalai.forms.instance import read_instance
from azalai.forms.outline import Outline
from azalai.forms.tables import read_tables, workbook_of
from azalai.model.errors import InputError
from azalai.wording import Wording

Tables = dict[str, list[list[str]]]
FORM: Tables = {
    "survey": [
        ["type", "name", "label::English (en)", "label::Français (fr)", "constraint"],
        ["begin_group", "visit", "Visit", "Visite", ""],
        ["text", "point", "Where?", "Où ?", ""],
        ["geopoint", "gps", "Position", "Position", ""],
        ["end_group", "", "", "", ""],
        ["select_multiple why", "why", "Why?", "Pourquoi ?", ""],
        ["begin_repeat", "nat", "Nationality", "Nationalité", ""],
        ["text", "country", "Country", "Pays", ""],
        ["integer", "n", "How many?", "Combien ?", ". >= 0"],
        ["begin_repeat", "child", "Child", "Enfant", ""],
        ["integer", "age", "Age", "Âge", ""],
        ["end_repeat", "", "", "", ""],
        ["end_repeat", "", "", "", ""],
        ["image", "photo", "Photo", "Photo", ""],
        ["note", "thanks", "Thank you", "Merci", ""],
    ],
    "choices": [
        ["list_name", "name", "label::English (en)", "label::Français (fr)"],
        ["why", "work", "Work", "Travail"],
        ["why", "war", "War", "Guerre"],
    ],
    "settings": [["form_id", "version", "form_title"], ["small", "1", "Small"]],
}
# Prefixes of JavaRosa in one part, none in the other: only local names count.
RECORD = b"""<?xml version='1.0'?><small id="small" version="1" xmlns:orx="http://openrosa.org/xforms">
<visit><point>Gogui</point><gps>15.6 -9.3 200 5</gps></visit><why>war</why>
<nat><country>MLI</country><n>3</n><child><age>4</age></child><child><age>7</age></child></nat>
<nat><country>NER</country><n>1</n></nat>
<photo>17.jpg</photo><extra>kept</extra>
<orx:meta><orx:instanceID>uuid:1</orx:instanceID></orx:meta></small>"""


def copy() -> Tables:
    found: Tables = json.loads(json.dumps(FORM))
    return found


@pytest.fixture(scope="module")
def outline() -> Outline:
    return build(FORM, validate=False).outline


def test_outline_knows_its_questions(outline: Outline) -> None:
    assert (outline.form_id, outline.version, outline.title) == ("small", "1", "Small")
    assert outline.languages == ("en", "fr")
    assert outline.repeats == ("nat", "nat/child")
    types = {item.path: (item.type, item.repeat) for item in outline.questions}
    assert types == {
        "visit/point": ("text", ""),
        "visit/gps": ("geopoint", ""),
        "why": ("select_multiple", ""),
        "nat/country": ("text", "nat"),
        "nat/n": ("integer", "nat"),
        "nat/child/age": ("integer", "nat/child"),
        "photo": ("binary", ""),
        "thanks": ("note", ""),
        "meta/instanceID": ("meta", ""),
    }
    why = outline.question("why")
    assert why is not None
    assert (why.label("fr"), why.said("work war", "fr")) == ("Pourquoi ?", "Travail, Guerre")
    assert [item.path for item in outline.media] == ["photo"]
    assert dict(outline.groups["visit"]) == {"en": "Visit", "fr": "Visite"}
    assert Outline.from_json(json.loads(json.dumps(outline.as_json()))) == outline


def test_record_becomes_the_tables_of_central(outline: Outline) -> None:
    flat = flatten(read_instance(RECORD), outline)
    assert flat.main == {
        "visit-point": "Gogui",
        "visit-gps-Latitude": "15.6",
        "visit-gps-Longitude": "-9.3",
        "visit-gps-Altitude": "200",
        "visit-gps-Accuracy": "5",
        "why": "war",
        "why/work": "0",
        "why/war": "1",
        "photo": "17.jpg",
        "extra": "kept",
        "meta-instanceID": "uuid:1",
        "KEY": "uuid:1",
    }
    assert flat.repeats == {
        "nat": [
            {"country": "MLI", "n": "3", "PARENT_KEY": "uuid:1", "KEY": "uuid:1/nat[1]"},
            {"country": "NER", "n": "1", "PARENT_KEY": "uuid:1", "KEY": "uuid:1/nat[2]"},
        ],
        "nat-child": [
            {"age": "4", "PARENT_KEY": "uuid:1/nat[1]", "KEY": "uuid:1/nat[1]/child[1]"},
            {"age": "7", "PARENT_KEY": "uuid:1/nat[1]", "KEY": "uuid:1/nat[1]/child[2]"},
        ],
    }
    assert flat.media == ("17.jpg",)
    main, repeats = columns(outline)
    assert main[-1] == "KEY"
    assert repeats["nat"] == ["country", "n", "PARENT_KEY", "KEY"]


def test_record_is_known_by_its_first_id(outline: Outline) -> None:
    flat = flatten(read_instance(RECORD), outline, "uuid:0")
    assert (flat.main["KEY"], flat.main["meta-instanceID"]) == ("uuid:0", "uuid:1")
    assert flat.repeats["nat"][1]["KEY"] == "uuid:0/nat[2]"


def test_record_of_an_unknown_form_is_kept() -> None:
    flat = flatten(read_instance(RECORD))
    assert flat.main["visit-point"] == "Gogui"
    assert [row["country"] for row in flat.repeats["nat"]] == ["MLI", "NER"]
    assert flat.media == ("17.jpg",)


def test_unanswered_choice_is_blank_and_not_no(outline: Outline) -> None:
    empty = RECORD.replace(b"<why>war</why>", b"<why/>")
    main = flatten(read_instance(empty), outline).main
    assert (main["why"], main["why/work"], main["why/war"]) == ("", "", "")


def test_workbook_and_folder_are_the_same_form(tmp_path: Path) -> None:
    assert read_tables(workbook_of(FORM)) == FORM
    path = tmp_path / "small.xlsx"
    path.write_bytes(workbook_of(FORM))
    assert read_tables(path) == FORM


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (("settings", 1, 1, ""), "form_no_version"),
        (("survey", 8, 4, "summm("), "form_wrong"),
        (("survey", 5, 0, "select_multiple nothing"), "form_wrong"),
        (("survey", 4, 0, "text"), "form_wrong"),
    ],
)
def test_form_that_cannot_be_built_says_so(spoil: tuple[str, int, int, str], code: str) -> None:
    tables = copy()
    sheet, row, column, text = spoil
    tables[sheet][row][column] = text
    with pytest.raises(InputError) as refused:
        build(tables)
    assert refused.value.code == code
    assert Wording("fr").error(refused.value)


def changes(tables: Tables, mapping: dict[str, object] | None = None) -> set[tuple[str, ...]]:
    before = FORM, build(FORM, validate=False).outline
    after = tables, build(tables, validate=False).outline
    found = diff(before, after, mapping)
    for change in found:
        assert said(change, Wording("en"))
        assert said(change, Wording("fr"))
    return {(change.kind, change.path, change.effect.value) for change in found}


def test_same_form_has_no_difference() -> None:
    assert changes(copy()) == set()


def test_differences_say_what_they_mean_for_the_data() -> None:
    tables = copy()
    survey = tables["survey"]
    survey[2][1] = "place"  # renamed: same words
    survey[8][0] = "decimal"  # type
    survey[8][4] = ". >= 1"  # constraint
    survey[13][2:4] = ["Picture", "Image"]  # label
    survey[14] = ["text", "remark", "Remark", "Remarque", ""]  # a note goes, a question comes
    tables["choices"][2] = ["why", "drought", "Drought", "Sécheresse"]
    mapping: dict[str, object] = {
        "columns": {"point": "visit-point"}, "yes_no": {"reason": {"why/war": "conflict"}},
    }  # fmt: skip
    assert changes(tables, mapping) == {
        ("renamed", "visit/place", "breaks_mapping"),
        ("type", "nat/n", "other_meaning"),
        ("constraint", "nat/n", "safe"),
        ("labels", "photo", "safe"),
        ("removed", "thanks", "safe"),
        ("added", "remark", "new_column"),
        ("choice_added", "why", "new_column"),
        ("choice_removed", "why", "breaks_mapping"),
    }
    # Without a mapping nothing breaks, but the column is lost all the same.
    assert ("renamed", "visit/place", "lost_column") in changes(tables)


def test_question_in_another_group_is_another_column() -> None:
    tables = copy()
    tables["survey"][2], tables["survey"][4] = tables["survey"][4], tables["survey"][2]
    tables["survey"][3], tables["survey"][2] = tables["survey"][2], tables["survey"][3]
    assert changes(tables) == {("renamed", "point", "lost_column")}


def test_language_that_goes_and_title() -> None:
    tables = copy()
    for sheet in ("survey", "choices"):
        place = tables[sheet][0].index("label::Français (fr)")
        for row in tables[sheet]:
            del row[place]
    tables["settings"][1][2] = "Smaller"
    found = changes(tables)
    assert ("language_removed", "", "safe") in found
    assert ("title", "", "safe") in found
