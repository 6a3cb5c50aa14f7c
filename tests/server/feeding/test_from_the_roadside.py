"""What was counted at the roadside, filled in on a phone, is the number of the release.

Forms are filled in by JavaRosa, sent through the only way in, approved, fed, and the month closed;
every expected number is worked out by hand from the answers.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from azalai.intake import import_file
from azalai.model.periods import Month
from azalai.release import close, open_release
from azalai.release.reading import Release
from azalai.server.collection.listing import files_for
from azalai.server.collection.publishing import publish
from azalai.server.collection.receiving import Arrival, receive
from azalai.server.feeding.feed import feed
from azalai.server.models import Finding, Form, Mission, Role, State, Submission, User
from azalai.server.people.actors import SYSTEM
from azalai.server.review import checking, states
from azalai.workspace import Folder, engine
from azalai.workspace.collected import read_fed
from azalai.workspace.ledger import read_ledger
from tests.forms.javarosa import fill, has_javac

pytestmark = pytest.mark.skipif(not has_javac(), reason="no Java compiler")

_LAST = date.today().replace(day=1) - timedelta(days=1)
MONTH = Month.of(_LAST)
"""The month before: forms take days of the last two years, and a month must be over."""


def on(number: int) -> date:
    """A day of the month."""
    return MONTH.first.replace(day=number)


def send(mission: Mission, name: str, answers: Mapping[str, Any]) -> Submission:
    """Fill in the newest version of a form as a phone does, and send it."""
    form = Form.objects.filter(mission=mission, form_id=name).first()
    version = form.versions.latest("pk") if form else publish(mission, name)
    files = dict(files_for(version.form, None))
    receipt = receive(Arrival(mission.pk, fill(version.xform, files, answers)))
    return Submission.objects.get(pk=receipt.submission_id)


def approve(mission: Mission) -> None:
    """Everything; nothing may stand in the way."""
    while checking.check_pending():
        pass
    assert not Finding.objects.filter(severity="error").exclude(rule="double").exists(), [
        (one.rule, one.field, one.value) for one in Finding.objects.filter(severity="error")
    ]
    for one in Submission.objects.filter(mission=mission, state__in=states.PENDING):
        states.move(SYSTEM, one, State.APPROVED)


def closed(mission: Mission) -> Release:
    feed(mission)
    assert all(not one.problem for one in read_fed(Path(mission.path)).values())
    folder = Folder(Path(mission.path))
    revised = (folder.root / "releases" / str(MONTH)).exists()
    close(folder, MONTH, date.today(), revise=revised, reason="A new look." if revised else "")
    return open_release(Folder(folder.root), MONTH)


def numbers(release: Release, measure: str, place: str, **wanted: str) -> dict[Any, Any]:
    """Category -> value, of one direction and unit."""
    wanted = {"direction": "total", "unit": "persons"} | wanted
    return {
        row.category1: row.value
        for row in release.rows("sealed")
        if (row.measure, row.place) == (measure, place)
        and all(getattr(row, name) == value for name, value in wanted.items())
    }


def visit(number: int, hour: str = "08:00", point: str = "ML-gogui", way: str = "in") -> Any:
    return {"point": point, "date": on(number), "time": hour, "direction": way}


COUNTED = ((85, "08:00"), (64, "09:00"), (51, "10:00"))
ASKED = (
    (12, "08:10", {"MLI": 9, "NER": 3}),
    (7, "09:25", {"MLI": 7}),
    (21, "10:40", {"MLI": 5, "NER": 16}),
)
"""Of 40 who were asked 21 are Malian, and 200 were counted: 200 × 21 ÷ 40 = 105."""


def test_counter_and_screener_give_what_files_give(mission: Mission, workspace: Path) -> None:
    copy = workspace.with_name("files")
    shutil.copytree(workspace, copy)
    for persons, hour in COUNTED:
        send(mission, "counter", {
            "visit": visit(1, hour),
            "group": {"persons": persons, "transport": "bus", "sex_age_seen": "no"},
        })  # fmt: skip
    for persons, hour, nationality in ASKED:
        send(mission, "screener", {
            "visit": visit(1, hour),
            "group": {"persons": persons, "transport": "bus", "sex_age_seen": "no"},
            "nationalities": [
                {"one": {"nationality": code, "nationality_persons": n}}
                for code, n in nationality.items()
            ],
            "why": {"movement_type": "long_term"},
            "vulnerable": "not_asked",
        })  # fmt: skip
    approve(mission)
    phones = closed(mission)
    assert numbers(phones, "flows", "ML-gogui") == {"": 200}
    assert numbers(phones, "nationalities", "ML-gogui") == {"MLI": 105, "NER": 95}
    assert numbers(phones, "nationalities_recorded", "ML-gogui") == {"MLI": 21, "NER": 19}
    assert numbers(phones, "screened", "ML-gogui", unit="groups") == {"": 3}

    # The same month of a sheet, as docs/counter-screener.md has it.
    lines = [f"C-{n},{on(1)},{hour},{persons},counter,,"
             for n, (persons, hour) in enumerate(COUNTED)]  # fmt: skip
    lines += [f"S-{n},{on(1)},{hour},{persons},screener,{said['MLI']},{said.get('NER', 0)}"
              for n, (persons, hour, said) in enumerate(ASKED)]  # fmt: skip
    sheet = copy.with_name("sheet.csv")
    sheet.write_text("id,date,time,n,method,MLI,NER\n" + "\n".join(lines) + "\n", "utf-8")
    mapping = copy.with_name("sheet.toml")
    mapping.write_text(
        'format = 1\n[fixed]\npoint = "ML-gogui"\ndirection = "in"\n[columns]\nrecord_id = "id"\n'
        'date = "date"\ntime = "time"\npersons = "n"\nmethod = "method"\n'
        '[wide.nationality]\nMLI = "MLI"\nNER = "NER"\n',
        "utf-8",
    )
    import_file(Folder(copy), sheet, mapping, date.today())
    close(Folder(copy), MONTH, date.today())
    files = open_release(Folder(copy), MONTH)

    def said(release: Release) -> set[Any]:
        return {
            (row.measure, row.place, row.period, row.direction, row.category1, row.unit, row.value,
             row.base, row.days, row.status)
            for row in release.rows("sealed")
            if row.measure.startswith(("flows", "daily", "average", "nationalities", "screened"))
        }  # fmt: skip

    assert said(phones) == said(files)
    assert len(said(files)) > 20


def shift(number: int, nobody: str = "", staffed: str = "yes", point: str = "ML-gogui") -> Any:
    there = {"from": "06:00", "to": "18:00", "nobody_seen": nobody} if staffed == "yes" else {}
    return {"visit": {"point": point, "date": on(number)}, "shift": {"staffed": staffed, **there}}


def test_declared_zero_staffed_and_silent_days(mission: Mission, workspace: Path) -> None:
    send(mission, "counter", {
        "visit": visit(1), "group": {"persons": 30, "transport": "bus", "sex_age_seen": "no"},
    })  # fmt: skip
    zero = send(mission, "shift", shift(2, "yes"))
    send(mission, "shift", shift(3, "no"))
    send(mission, "shift", shift(4, staffed="no"))
    assert (zero.point, zero.day) == ("ML-gogui", on(2))
    approve(mission)
    release = closed(mission)
    # Thirty persons on the first; nobody on the second: two days of collection.
    (average,) = [
        row for row in release.rows("sealed")
        if (row.measure, row.place, row.direction) == ("average_per_day", "ML-gogui", "total")
    ]  # fmt: skip
    assert (average.value, average.days) == (15, 2)
    daily = {
        row.period: (row.value, str(row.status))
        for row in release.rows("sealed")
        if (row.measure, row.place, row.direction) == ("daily", "ML-gogui", "total")
    }
    assert daily[str(on(1))] == (30, "")
    assert daily[str(on(2))] == (0, "")
    for number in (3, 4, 5):
        assert daily[str(on(number))] == (None, "not_collected")
    # Staffed, and no record came: silent, as is a day of which nobody has said anything.
    folder = Folder(workspace)
    with engine() as opened:
        folder.load(opened, [MONTH])
        days = folder.days(opened, MONTH)["ML-gogui"]
    assert [days[on(number)].value for number in (1, 2, 3, 4, 5)] == [
        "collected", "zero", "silent", "missing", "silent",
    ]  # fmt: skip

    # The shift of the second was filled in for another point: the zero goes with it.
    states.move(SYSTEM, zero, State.REJECTED, "That was Benena.")
    again = closed(mission)
    assert again.identity == f"{MONTH}.r2"
    (average,) = [
        row for row in again.rows("sealed")
        if (row.measure, row.place, row.direction) == ("average_per_day", "ML-gogui", "total")
    ]  # fmt: skip
    assert (average.value, average.days) == (30, 1)


def test_event_and_round_reach_note_and_ledger(mission: Mission, workspace: Path) -> None:
    event = send(mission, "event", {
        "event": {"kind": "closure", "from": on(9), "to": on(11), "point": "ML-menaka"},
        "told": {"text": "Road closed by floods", "source": "authority"},
    })  # fmt: skip
    assert (event.point, event.day) == ("ML-menaka", on(9))
    send(mission, "event", {
        "event": {"kind": "displacement", "from": on(9), "place": "ML07"},
        "displaced": {"persons": 140}, "told": {"text": "Floods", "source": "authority"},
    })  # fmt: skip
    send(mission, "round", {
        "visit": {"round": 4, "date": on(9), "admin1": "ML07", "place_name": "Taboye"},
        "displaced": {"idp_households": 20, "idp_persons": 110, "sex_age_seen": "no",
                      "reason": "conflict", "origin_admin1": "ML08"},
        "returned": {"returnee_households": 2, "returnee_persons": 9},
    })  # fmt: skip
    while checking.check_pending():
        pass
    said = {(one.submission.form_name, one.rule, one.field, one.value)
            for one in Finding.objects.filter(severity="error")}  # fmt: skip
    assert said == set()
    approve(mission)
    feed(mission)
    folder = Folder(workspace)
    (note,) = [one for one in folder.register.notes if one.text["en"] == "Road closed by floods"]
    assert (note.kind, note.places, note.span.last) == ("closure", ("ML-menaka",), on(11))
    ledger = read_ledger(folder)
    assert not ledger.problems
    found = {
        (one.category.value, one.population, one.place, str(one.value), one.unit)
        for one in ledger.ledger
        if one.source == "collected-events" or one.round == "4"
    }
    assert ("new_displacement", "idp", "ML07", "140", "persons") in found
    assert ("stock", "idp", "ML07", "110", "persons") in found
    assert ("stock", "returnee", "ML07", "9", "persons") in found


OWN: dict[str, list[list[str]]] = {
    "survey": [
        ["type", "name", "label::Français (fr)"],
        ["select_one poste", "poste", "Poste"],
        ["date", "jour", "Jour"],
        ["time", "heure", "Heure"],
        ["select_one sens", "sens", "Sens"],
        ["begin_group", "gens", "Gens"],
        ["integer", "total", "Combien ?"],
        ["integer", "mali", "Maliens"],
        ["integer", "niger", "Nigériens"],
        ["integer", "senegal", "Sénégalais"],
        ["end_group", "", ""],
        ["select_multiple motif", "motifs", "Motifs"],
        ["select_one sens", "vers", "Vers"],
    ],
    "choices": [
        ["list_name", "name", "label::Français (fr)"],
        ["poste", "p1", "Gogui"],
        ["poste", "p2", "Bénéna"],
        ["sens", "e", "Entrée"],
        ["sens", "s", "Sortie"],
        ["motif", "trav", "Travail"],
        ["motif", "fam", "Famille"],
    ],
    "settings": [["form_title", "form_id", "version"], ["Fiche du pays", "fiche", "1"]],
}
"""A form as a mission may have had it for years: nothing is called as in ours."""
MAPPING = """
format = 1
ignore = ["motifs", "vers"]
[columns]
record_id = "KEY"
point = "poste"
date = "jour"
time = "heure"
direction = "sens"
persons = "gens-total"
[values.point]
p1 = "ML-gogui"
p2 = "ML-benena"
[values.direction]
e = "in"
s = "out"
[wide.nationality]
"gens-mali" = "MLI"
"gens-niger" = "NER"
"gens-senegal" = "SEN"
[yes_no.reason]
"motifs/trav" = "work"
"motifs/fam" = "family"
"""


def _workbook(folder: Path) -> Path:
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    for name, rows in OWN.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    path = folder / "fiche.xlsx"
    book.save(path)
    return path


def test_a_missions_own_form_and_mapping(
    mission: Mission, workspace: Path, tmp_path: Path, person: Callable[..., User],
    browser: Callable[..., Client],
) -> None:  # fmt: skip
    client = browser(person("awa", Role.ADMINISTRATOR))
    with _workbook(tmp_path).open("rb") as file:
        seen = client.post("/m/mli/forms/new", {
            "workbook": file, "kind": "flow", "mapping": MAPPING,
        })  # fmt: skip
    assert seen.status_code == 200, seen.content.decode()[-3000:]
    ticket = re.search(r'name="ticket" value="([^"]+)"', seen.content.decode())
    assert ticket is not None
    published = client.post("/m/mli/forms/new", {
        "ticket": ticket[1], "kind": "flow", "mapping": MAPPING, "step": "publish",
    })  # fmt: skip
    assert published.status_code == 302
    one = send(mission, "fiche", {
        "poste": "p1", "jour": on(5), "heure": "17:40", "sens": "e",
        "gens": {"total": 40, "mali": 25, "niger": 9, "senegal": 6},
        "motifs": "trav fam", "vers": "s",
    })  # fmt: skip
    send(mission, "fiche", {
        "poste": "p2", "jour": on(6), "heure": "06:10", "sens": "s",
        "gens": {"total": 15, "mali": 15, "niger": 0}, "motifs": "trav",
    })  # fmt: skip
    assert (one.point, one.day, one.persons, one.direction) == ("ML-gogui", on(5), 40, "in")
    assert f"{one.time:%H:%M}" == "17:40"
    assert {k: v for k, v in one.summary.items() if k.startswith(("nat", "reason"))} == {
        "nationality/MLI": "25", "nationality/NER": "9", "nationality/SEN": "6",
        **{k: v for k, v in one.summary.items() if k.startswith("reason")},
    }  # fmt: skip
    approve(mission)
    release = closed(mission)
    assert numbers(release, "flows", "ML-gogui", direction="in") == {"": 40}
    assert numbers(release, "flows", "ML-benena", direction="out") == {"": 15}
    assert numbers(release, "nationalities", "ML-gogui") == {"MLI": 25, "NER": 9, "SEN": 6}
    # Two persons' reasons may be told of one: 40 for work, 40 for the family.
    reasons = numbers(release, "reasons", "ML-gogui")
    assert (reasons["work"], reasons["family"]) == (40, 40)
    assert numbers(release, "reasons", "ML-benena")["work"] == 15
