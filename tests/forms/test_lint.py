"""Each rule finds what it is for, says where, and is silent about a form in order."""

from __future__ import annotations

from typing import Any

import pytest

from azalai.forms.linting import RULES, lint, said
from azalai.wording import Wording

Tables = dict[str, list[list[str]]]
LABELS = ["label::English (en)", "label::Français (fr)", "label::العربية (ar)"]
SURVEY = ["type", "name", *LABELS, "constraint", "constraint_message::English (en)",
          "constraint_message::Français (fr)", "constraint_message::العربية (ar)", "calculation",
          "default", "parameters", "appearance"]  # fmt: skip
GOOD = {
    "date": {"type": "date", "name": "day", "constraint": ". <= today()"},
    "number": {"type": "integer", "name": "n", "constraint": ". >= 0"},
    "sum": {"type": "calculate", "name": "total", "calculation": "sum(${m})"},
    "list": {"type": "select_one way", "name": "way"},
}


def form(
    *rows: dict[str, str],
    choices: tuple[tuple[str, str, str], ...] = (("way", "in", "In"),),
    settings: dict[str, str] | None = None,
    header: list[str] = SURVEY,
) -> Tables:
    """A form in order but for what is said."""
    survey = [header]
    for row in rows:
        asked = (
            {}
            if row["type"].startswith(("calculate", "end", "audit"))
            else dict.fromkeys(LABELS, "Text")
        )
        told = (
            dict.fromkeys([name for name in header if name.startswith("constraint_m")], "No")
            if row.get("constraint")
            else {}
        )
        cells = asked | told | row
        survey.append([cells.get(name, "") for name in header])
    kept = {"version": "1", "form_id": "f", "instance_name": "${way}"} | (settings or {})
    return {
        "survey": survey,
        "choices": [["list_name", "name", *LABELS], *[[a, b, c, c, c] for a, b, c in choices]],
        "settings": [list(kept), list(kept.values())],
    }


def test_form_in_order_has_no_remark() -> None:
    assert lint(form(*GOOD.values())) == []


CASES: list[tuple[str, Tables, dict[str, Any], tuple[str, str, str]]] = [
    ("markup", form(GOOD["list"], choices=(("way", "in", ">6 months"),)), {},
     ("choices", "2", "way/in")),
    ("markup", form({"type": "note", "name": "a", LABELS[0]: "# Part 1"}), {},
     ("survey", "2", "a")),
    ("time_in_name", form({"type": "time", "name": "hour"}, settings={"instance_name": "${hour}"}),
     {}, ("settings", "2", "instance_name")),
    ("time_in_name", form(settings={"instance_name": "concat('x', now())"}), {},
     ("settings", "2", "instance_name")),
    ("sum_of_blanks", form(GOOD["number"] | {"name": "m"}, GOOD["sum"]), {},
     ("survey", "3", "total")),
    ("only_phones", form({"type": "audit", "name": "audit"}), {}, ("survey", "2", "audit")),
    ("phone_facts", form({"type": "deviceid", "name": "device"}), {}, ("survey", "2", "device")),
    ("numbered_row", form({"type": "text", "name": "a",
                           "default": "instance('points')/root/item[1]/name"}), {},
     ("survey", "2", "a")),
    ("only_collect", form({"type": "calculate", "name": "a", "calculation": "pulldata('p', 'b')"}),
     {}, ("survey", "2", "a")),
    ("only_collect", form(GOOD["list"] | {"appearance": "minimal search('p')"}), {},
     ("survey", "2", "way")),
    ("old_list", form({"type": "select_one_external towns", "name": "town"}), {},
     ("survey", "2", "town")),
    ("last_saved", form({"type": "text", "name": "a", "default": "${last-saved#a}"}), {},
     ("survey", "2", "a")),
    ("seals", form(settings={"public_key": "MIIB…"}), {}, ("settings", "2", "public_key")),
    ("elsewhere", form(settings={"submission_url": "https://x.example"}), {},
     ("settings", "2", "submission_url")),
    ("same_but_case", form(GOOD["number"], GOOD["number"] | {"name": "N"}), {},
     ("survey", "3", "N")),
    ("not_alone", form({"type": "select_multiple why", "name": "why"},
                       choices=(("why", "work", "Work"), ("why", "unknown", "?"))), {},
     ("survey", "2", "why")),
    ("below_zero", form({"type": "integer", "name": "n"}), {}, ("survey", "2", "n")),
    ("in_future", form({"type": "date", "name": "day"}), {}, ("survey", "2", "day")),
    ("names_people", form({"type": "text", "name": "traveller_first_name"}), {},
     ("survey", "2", "traveller_first_name")),
    ("names_people", form({"type": "text", "name": "q", LABELS[1]: "Nom du chauffeur"}), {},
     ("survey", "2", "q")),
    ("no_message", form(GOOD["number"] | dict.fromkeys(SURVEY[6:9], "")), {},
     ("survey", "2", "n")),
    ("large_list", form(GOOD["list"], choices=tuple(("way", f"c{n}", "C") for n in range(501))), {},
     ("choices", "", "way")),
    ("spaced_choice", form(GOOD["list"], choices=(("way", "to town", "To"),)), {},
     ("choices", "2", "way/to town")),
    ("twice", form(GOOD["list"], choices=(("way", "in", "In"), ("way", "in", "Inside"))), {},
     ("choices", "3", "way/in")),
    ("untranslated", form(GOOD["number"] | {LABELS[1]: ""}, GOOD["list"]), {},
     ("survey", "2", "n")),
    ("language_lacks", form(GOOD["list"], header=SURVEY[:4]), {}, ("survey", "1", "label")),
    ("nameless_language", form(GOOD["list"], header=[*SURVEY, "label::Bambara"]), {},
     ("survey", "1", "label::Bambara")),
    ("no_version", form(settings={"version": ""}), {}, ("settings", "2", "version")),
    ("no_record_name", form(settings={"instance_name": ""}), {},
     ("settings", "2", "instance_name")),
    ("file_header", form(), {"files": {"towns.csv": b"name,label::French (fr)\n"}},
     ("towns.csv", "1", "label::French (fr)")),
    ("file_lacks", form({"type": "select_one_from_file towns.csv", "name": "town"}), {},
     ("survey", "2", "town")),
    ("file_lacks", form({"type": "select_one_from_file points.csv", "name": "point",
                         "parameters": "label=label_de"}), {}, ("survey", "2", "point")),
]  # fmt: skip


@pytest.mark.parametrize(("code", "tables", "more", "place"), CASES)
def test_rule_finds_its_case(
    code: str, tables: Tables, more: dict[str, Any], place: tuple[str, str, str]
) -> None:
    found = [
        (item.sheet, item.row, item.name) for item in lint(tables, **more) if item.code == code
    ]
    assert place in found


def test_mapping_names_a_column_that_is_not_there() -> None:
    from azalai.forms.outline import Outline, Question

    outline = Outline("f", "1", "F", "data", (Question("visit/point", "text"),))
    mapping = {"columns": {"point": "visit-point", "date": "visit-day"}, "wide": {"sex_age": {}}}
    found = lint(form(GOOD["list"]), mapping=mapping, outline=outline)
    assert [(item.code, item.name, item.value) for item in found] == [
        ("mapping_lacks", "columns.date", "visit-day")
    ]


def test_every_rule_has_a_case_and_speaks() -> None:
    assert {rule.code for rule in RULES} == {case[0] for case in CASES} | {"mapping_lacks"}
    for code, tables, more, _ in CASES:
        remark = next(item for item in lint(tables, **more) if item.code == code)
        for language in ("en", "fr"):
            sentence = said(remark, Wording(language))
            assert sentence.startswith(remark.sheet)
            # Where, what, and what to do.
            assert sentence.count(".") + sentence.count(";") >= 1


def test_unknown_alone_is_in_order() -> None:
    row = {"type": "select_multiple why", "name": "why",
           "constraint": "not(selected(., 'unknown')) or count-selected(.) = 1"}  # fmt: skip
    tables = form(row, choices=(("why", "work", "Work"), ("why", "unknown", "?")))
    assert lint(tables) == []
