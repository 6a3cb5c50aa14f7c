"""A simulated country keeps its own books right.

SI-01  in a clean file, parts add up to the group: sex and age always, nationalities but for few
SI-02  persons counted by hand from the files are those of truth/flows.csv
SI-03  truth/days.csv tells of each point-day what the register and the files tell
SI-04  a passage names two records at two points, of the same people
SI-05  the register tells a break, a closure, a change of role and of method
"""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from pathlib import Path

from azalai.model.points import Role
from azalai.workspace import Folder

from .conftest import rows

CELLS = ("men", "women", "boys", "girls")


def groups(root: Path) -> list[dict[str, str]]:
    found = []
    for path in sorted((root / "import").iterdir()):
        found += rows(path)
    return found


def nationalities(line: dict[str, str]) -> int:
    after = list(line).index("enumerator") + 1
    return sum(int(cell or 0) for cell in list(line.values())[after:])


def test_parts_add_up(clean: Path) -> None:
    short = 0
    lines = groups(clean)
    assert len(lines) > 10_000
    for line in lines:
        persons = int(line["persons"])
        assert persons >= 1
        assert sum(int(line[name]) for name in CELLS) == persons
        minors = int(line["boys"]) + int(line["girls"])
        assert int(line["under_5"]) <= minors and int(line["unaccompanied"]) <= minors
        assert int(line["pregnant"]) <= int(line["women"])
        assert int(line["elderly"]) <= int(line["men"]) + int(line["women"])
        named = nationalities(line)
        assert 0 < named <= persons
        short += named < persons
    assert short <= len(lines) / 1000


def test_persons_are_those_of_the_truth(clean: Path) -> None:
    names = {point.name("en"): code for code, point in Folder(clean).register.points.items()}
    counted: Counter[tuple[str, str, str]] = Counter()
    for line in groups(clean):
        way = line["direction"] or "unknown"
        counted[line["date"][:7], names[line["point"]], way] += int(line["persons"])
    told = {
        (line["month"], line["point"], line["direction"]): int(line["persons"])
        for line in rows(clean / "truth" / "flows.csv")
    }
    assert told == dict(counted)


def test_days_are_those_of_register_and_files(clean: Path) -> None:
    register = Folder(clean).register
    names = {point.name("en"): code for code, point in register.points.items()}
    seen = Counter((names[line["point"]], line["date"]) for line in groups(clean))
    declared = {}
    for note in register.day_notes:
        day, last = note.span.first, note.span.last
        while last is not None and day <= last:
            declared[note.point, day.isoformat()] = note.status.value
            day += timedelta(days=1)
    wanted = {}
    for code, point in register.points.items():
        day = date(2018, 1, 1)
        while day <= date(2019, 3, 31):
            key = code, day.isoformat()
            status = "collected" if key in seen else declared.get(key, "silent")
            wanted[key] = status if point.should_be_staffed(day) else "closed"
            day += timedelta(days=1)
    told = {
        (line["point"], line["date"]): line["status"] for line in rows(clean / "truth" / "days.csv")
    }
    assert told == wanted
    assert {"collected", "missing", "closed"} <= set(told.values())
    assert "silent" not in told.values()


def test_a_passage_is_one_group_at_two_points(clean: Path) -> None:
    by_id = {line["record_id"]: line for line in groups(clean)}
    passages = rows(clean / "truth" / "passages.csv")
    assert len(passages) > 20
    for passage in passages:
        first, second = by_id[passage["first_record_id"]], by_id[passage["second_record_id"]]
        assert first["point"] != second["point"]
        for name in ("persons", *CELLS, "movement_type", "transport", "direction"):
            assert first[name] == second[name]
        moments = [(line["date"], line["time"]) for line in (first, second)]
        assert moments[0] < moments[1]
        apart = date.fromisoformat(second["date"]) - date.fromisoformat(first["date"])
        assert apart <= timedelta(days=1)


def test_what_befalls_a_series_stands_in_the_register(clean: Path) -> None:
    register = Folder(clean).register
    points = register.points.values()
    assert len({point.opened for point in points}) == 2
    changed = [point for point in points if len(point.roles) == 2]
    assert [role for role, _ in changed[0].roles] == [Role.TRANSIT, Role.ENTRY_EXIT]
    shut = [note for note in register.day_notes if (note.span.last - note.span.first).days > 80]
    assert len(shut) == 1
    kinds = Counter(note.kind for note in register.notes)
    assert kinds == {"break": 2, "closure": 1, "method": 1}
    assert all(note.text["fr"] and note.text["en"] for note in register.notes)


def test_every_page_will_say_that_it_is_invented(clean: Path) -> None:
    label = Folder(clean).config.label
    assert label["en"].startswith("Simulated data")
    assert label["fr"].startswith("Données simulées")
