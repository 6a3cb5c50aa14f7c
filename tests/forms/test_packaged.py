"""Packaged forms, filled in by the engine of ODK Collect, become the records that were meant."""

from __future__ import annotations

import shutil
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from azalai.forms.attachments import corrections_csv, places_csv, points_csv
from azalai.forms.building import Built, build
from azalai.forms.declaring import read_declaring
from azalai.forms.flatten import flatten
from azalai.forms.instance import read_instance
from azalai.forms.linting import lint
from azalai.forms.tables import packaged_folder, packaged_forms, packaged_mapping, read_tables
from azalai.intake import import_file
from azalai.intake.figures import import_figures
from azalai.wording import Wording
from azalai.workspace import Folder, engine
from azalai.workspace.ledger import read_ledger
from azalai.workspace.places import read_places
from tests.forms.javarosa import RefusedError, fill, has_javac
from tests.forms.tabling import write

needs_javac = pytest.mark.skipif(not has_javac(), reason="no Java compiler")
NAMES = ("counter", "event", "flow_registry", "round", "screener", "shift")
YESTERDAY = date.today() - timedelta(days=1)
DAY = YESTERDAY.isoformat()

VISIT = {"point": "ML-gogui", "date": DAY, "time": "17:40", "direction": "out"}
BUS: dict[str, Any] = {
    "visit": VISIT,
    "group": {"persons": 12, "transport": "bus"},
    "sex_age": {"men": 6, "women": 3, "boys": 2, "girls": 1},
    "nationalities": [
        {"one": {"nationality": "MLI", "nationality_persons": 9}},
        {"one": {"nationality": "other", "nationality_other": "JPN", "nationality_persons": 2}},
    ],
    "nationality_unknown": 1,
    "journey": {"departure": "MLI", "next_destination": "MRT", "final_destination": "other",
                "final_destination_other": "JPN"},
    "why": {"movement_type": "long_term", "reason": "work family"},
    "vulnerable": "yes",
    "vulnerabilities": {"under_5_seen": 1, "pregnant_seen": 2},
}  # fmt: skip


@cache
def built(name: str) -> Built:
    return build(read_tables(name))


def files(root: Path, language: str = "fr") -> dict[str, bytes]:
    folder = Folder(root)
    return {
        "points.csv": points_csv(folder.register, YESTERDAY, (), language),
        "places.csv": places_csv(
            read_places(folder), "MLI", lambda code, _: Wording("fr").country(code), language
        ),
        "corrections.csv": corrections_csv(()),
    }


def imported(name: str, answers: dict[str, Any], root: Path, language: str = "") -> dict[str, Any]:
    """The record that answers become: fields that say something, and counts by kind."""
    made, folder = built(name), Folder(root)
    path = write(fill(made.xform, files(root), answers, language), made.outline, root.parent)
    mapping = packaged_folder(name) / "mapping.toml"
    dry = import_file(folder, path, mapping, date.today(), dry_run=True)
    errors = [item for item in dry.findings if item.severity == "error"]
    assert (errors, dry.groups, dry.unread) == ([], 1, ())
    import_file(folder, path, mapping, date.today())
    folder = Folder(root)
    with engine() as opened:
        folder.load(opened, folder.months())
        group = opened.arrow("SELECT * FROM groups").to_pylist()[0]
        counts = opened.rows("SELECT kind, category, category2, persons FROM counts")
    record = {
        field: value
        for field, value in group.items()
        if value not in (None, "") and field not in ("record_id", "import_id", "fingerprint")
    }
    return record | {"counts": {(kind, *cell): persons for kind, *cell, persons in counts}}


@pytest.mark.parametrize("name", NAMES)
def test_packaged_form_is_in_order(name: str) -> None:
    assert packaged_forms() == sorted(NAMES)
    made = built(name)
    assert made.warnings == ()
    assert made.validated is (shutil.which("java") is not None)
    assert made.outline.form_id == name
    assert set(made.outline.languages) == {"en", "fr", "ar"}
    import tomllib

    mapping = tomllib.loads(packaged_mapping(name))
    assert lint(read_tables(name), {}, mapping, made.outline) == []


def test_same_lists_in_all_forms() -> None:
    lists: dict[tuple[str, str], list[str]] = {}
    for name in NAMES:
        for row in read_tables(name)["choices"][1:]:
            assert lists.setdefault((row[0], row[1]), row) == row


@needs_javac
@pytest.mark.parametrize("language", ["", "English (en)", "العربية (ar)"])
def test_group_of_registry(empty_mali: Path, language: str) -> None:
    told = {"about": {"information_source": "key_informant", "informant_role": "driver"}}
    record = imported("flow_registry", BUS | told, empty_mali, language)
    counts = record.pop("counts")
    assert record | {"time": str(record["time"])} == {
        "point": "ML-gogui",
        "date": YESTERDAY,
        "time": "17:40:00",
        "direction": "out",
        "persons": 12,
        "departure": "MLI",
        "next_destination": "MRT",
        "final_destination": "JPN",
        "movement_type": "long_term",
        "transport": "bus",
        "information_source": "key_informant",
        "informant_role": "driver",
        "method": "registry",
    }
    # Two reasons hold for the whole group, the nine others for nobody; one nationality is unknown.
    none = ("study", "conflict", "disaster", "environment", "services", "economic", "return",
            "transhumance", "other")  # fmt: skip
    assert counts == {
        ("nationality", "MLI", ""): 9,
        ("nationality", "JPN", ""): 2,
        ("sex_age", "M", "adult"): 6,
        ("sex_age", "F", "adult"): 3,
        ("sex_age", "M", "minor"): 2,
        ("sex_age", "F", "minor"): 1,
        ("vulnerability", "under_5", ""): 1,
        ("vulnerability", "pregnant", ""): 2,
        ("vulnerability", "elderly", ""): 0,
        ("vulnerability", "disability", ""): 0,
        ("vulnerability", "unaccompanied", ""): 0,
        ("reason", "work", ""): 12,
        ("reason", "family", ""): 12,
        **{("reason", code, ""): 0 for code in none},
    }


@needs_javac
def test_what_nobody_knows_is_blank(empty_mali: Path) -> None:
    answers = {
        "visit": VISIT | {"time": "", "direction": "unknown"},
        "group": {"persons": 4, "sex_age_seen": "no", "nationality_seen": "no"},
        "vulnerable": "not_asked",
    }
    record = imported("flow_registry", answers, empty_mali)
    assert record == {
        "point": "ML-gogui",
        "date": YESTERDAY,
        "direction": "unknown",
        "persons": 4,
        "method": "registry",
        "counts": {},
    }


@needs_javac
def test_looked_and_nobody_is_zero(empty_mali: Path) -> None:
    answers = {
        "visit": VISIT,
        "group": {"persons": 4, "sex_age_seen": "no", "nationality_seen": "no"},
        "vulnerable": "none",
    }
    counts = imported("flow_registry", answers, empty_mali)["counts"]
    assert counts == {
        ("vulnerability", code, ""): 0
        for code in ("under_5", "elderly", "disability", "pregnant", "unaccompanied")
    }


@needs_javac
def test_counter_and_screener(empty_mali: Path) -> None:
    answers = {
        "visit": VISIT,
        "group": {"persons": 85, "transport": "truck", "sex_age_seen": "no"},
    }
    record = imported("counter", answers, empty_mali)
    assert (record["method"], record["persons"], record["transport"]) == ("counter", 85, "truck")
    assert record["counts"] == {}


@needs_javac
def test_screener_adds_nobody(empty_mali: Path) -> None:
    record = imported("screener", BUS, empty_mali)
    assert (record["method"], record["persons"]) == ("screener", 12)
    assert record["counts"]["nationality", "JPN", ""] == 2


@needs_javac
@pytest.mark.parametrize(
    ("answers", "path", "reason"),
    [
        ({"sex_age": {"men": 6, "women": 3, "boys": 2, "girls": 2}}, "sex_age/girls", "constraint"),
        ({"nationality_unknown": 2}, "nationality_unknown", "constraint"),
        # 2 boys and 1 girl: no four children under five.
        (
            {"vulnerabilities": {"under_5_seen": 4}},
            "vulnerabilities/under_5_seen",
            "constraint",
        ),
        ({"visit": VISIT | {"date": "2999-01-01"}}, "visit/date", "constraint"),
        ({"visit": VISIT | {"direction": "north"}}, "visit/direction", "not offered"),
        ({"group": {"persons": 0}}, "group/persons", "constraint"),
        ({"vulnerable": ""}, "vulnerable", "required"),
    ],
)
def test_what_cannot_be_true_is_refused(
    empty_mali: Path, answers: dict[str, Any], path: str, reason: str
) -> None:
    with pytest.raises(RefusedError) as refused:
        fill(built("flow_registry").xform, files(empty_mali), BUS | answers)
    assert (path, reason) in [item[:2] for item in refused.value.refusals]


@needs_javac
def test_refusal_speaks_the_language(empty_mali: Path) -> None:
    answers = BUS | {"sex_age": {"men": 6, "women": 3, "boys": 2, "girls": 2}}
    with pytest.raises(RefusedError) as refused:
        fill(built("flow_registry").xform, files(empty_mali), answers, "Français (fr)")
    assert refused.value.refusals[0][2].startswith("Hommes, femmes, garçons et filles")


@needs_javac
def test_nationalities_that_are_too_many_block(empty_mali: Path) -> None:
    many = [{"one": {"nationality": "MLI", "nationality_persons": 12}},
            {"one": {"nationality": "NER", "nationality_persons": 5}}]  # fmt: skip
    answers = BUS | {"nationalities": many, "nationality_unknown": ""}
    with pytest.raises(RefusedError) as refused:
        fill(built("flow_registry").xform, files(empty_mali), answers)
    assert ("nationality_unknown", "required") in [x[:2] for x in refused.value.refusals]


@needs_javac
def test_phone_of_one_point_need_not_choose(empty_mali: Path) -> None:
    register = Folder(empty_mali).register
    one = {"points.csv": points_csv(register, YESTERDAY, ("ML-benena",))}
    answers = BUS | {"visit": {"direction": "in"}}
    xml = fill(built("flow_registry").xform, files(empty_mali) | one, answers)
    main = flatten(read_instance(xml), built("flow_registry").outline).main
    today = main["start"][:10]
    assert (main["visit-point"], main["visit-date"]) == ("ML-benena", today)


@needs_javac
@pytest.mark.parametrize(
    ("shift", "status"),
    [
        ({"from": "06:00", "to": "18:00", "nobody_seen": "yes"}, "zero"),
        ({"from": "06:00", "to": "18:00", "nobody_seen": "no"}, "collected"),
        ({"staffed": "no", "note": "strike"}, "missing"),
    ],
)
def test_shift_declares_the_day(empty_mali: Path, shift: dict[str, str], status: str) -> None:
    answers = {"visit": {"point": "ML-gogui", "date": DAY}, "shift": shift}
    xml = fill(built("shift").xform, files(empty_mali), answers)
    main = flatten(read_instance(xml), built("shift").outline).main
    said = read_declaring(packaged_mapping("shift"), "shift").read(main)
    assert (said["point"], said["date"], said["status"]) == ("ML-gogui", DAY, status)
    assert said["from"][:5] == shift.get("from", "")
    assert said["note"] == shift.get("note", "")


@needs_javac
def test_event(empty_mali: Path) -> None:
    answers = {
        "event": {"kind": "closure", "from": DAY, "place": "ML07"},
        "told": {"text": "Border closed", "source": "authority"},
    }
    xml = fill(built("event").xform, files(empty_mali), answers)
    main = flatten(read_instance(xml), built("event").outline).main
    said = read_declaring(packaged_mapping("event"), "event").read(main)
    assert {name: said[name] for name in ("kind", "from", "to", "place", "text", "source")} == {
        "kind": "closure", "from": DAY, "to": "", "place": "ML07",
        "text": "Border closed", "source": "authority",
    }  # fmt: skip


@needs_javac
def test_round(empty_mali: Path) -> None:
    answers = {
        "visit": {"round": 4, "date": DAY, "admin1": "ML07", "place_name": "Taboye"},
        "displaced": {"idp_households": 20, "idp_persons": 110, "sex_age_seen": "yes",
                      "reason": "conflict", "origin_admin1": "ML08"},
        "sex_age": {"men": 25, "women": 30, "boys": 25, "girls": 30},
        "returned": {"returnee_households": 2, "returnee_persons": 9},
    }  # fmt: skip
    made = built("round")
    path = write(fill(made.xform, files(empty_mali), answers), made.outline, empty_mali.parent)
    mapping = packaged_folder("round") / "mapping.toml"
    folder = Folder(empty_mali)
    report = import_figures(
        folder, path, date.today(), mapping=mapping, said={"operation": "Sahel"}
    )
    assert report.set_aside == 0
    reading = read_ledger(Folder(empty_mali))
    assert not reading.problems
    stocks = {
        (figure.population, figure.unit, figure.sex, figure.age): figure.value
        for figure in reading.ledger.select(place="ML07")
        if not figure.origin and not figure.breakdown
    }
    assert {key: int(value) for key, value in stocks.items() if value is not None} == {
        ("idp", "persons", "", ""): 110,
        ("idp", "households", "", ""): 20,
        ("idp", "persons", "M", "adult"): 25,
        ("idp", "persons", "F", "adult"): 30,
        ("idp", "persons", "M", "minor"): 25,
        ("idp", "persons", "F", "minor"): 30,
        ("returnee", "persons", "", ""): 9,
        ("returnee", "households", "", ""): 2,
    }
