"""What is found in the records of a month, and what is not.

CK-20  a group far larger than the point sees, and a day ten times the usual
CK-21  days without a word; declared ones are no finding
CK-22  an enumerator who rounds, and one who copies; others are left alone, none is named
CK-23  one group entered twice, by the rarity of what was recorded
CK-24  a month without history says so
CK-25  what the register changed since the import
CK-26  the spreadsheet has the columns of the cleaning log
CK-27  what an officer accepted is no finding any more
"""

from __future__ import annotations

import csv
import random
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import fastexcel
import pytest

from azalai.checks import Finding, Severity, month_findings, said
from azalai.cli.main import run
from azalai.intake.listing import found_in, write_findings
from azalai.model.errors import InputError
from azalai.model.periods import Month
from azalai.wording import Wording
from azalai.workspace.cleaning import COLUMNS

TODAY, JUNE = date(2020, 7, 10), Month(2020, 6)
MAPPING = """format = 1
[columns]
record_id = "form"
date = "day"
time = "hour"
point = "place"
direction = "way"
persons = "n"
next_destination = "next"
next_place = "town"
enumerator = "by"
[wide.sex_age]
"men" = ["M", "adult"]
"women" = ["F", "adult"]
[wide.nationality]
"*" = "countries"
"""
HEADER = ["form", "day", "hour", "place", "way", "n", "next", "town", "by", "men", "women", "Mali",
          "Niger", "Guinea", "Ghana", "Togo", "Benin"]  # fmt: skip
SIZES = (1, 1, 1, 2, 2, 3, 4, 6, 7, 8, 11, 13, 16, 18, 22, 31)


def ordinary(first: date, last: date, seed: int = 7) -> Iterator[list[object]]:
    """Groups of two points: six a day at East, three at West, by three people each."""
    chance = random.Random(seed)
    day = first
    while day <= last:
        for place, usual in (("East", 6), ("West", 3)):
            for number in range(chance.randint(usual - 2, usual + 2)):
                persons = chance.choice(SIZES)
                women = chance.randint(0, persons // 2)
                mali = chance.randint(0, persons)
                yield [
                    f"{place[0]}{day:%m%d}-{number}", day,
                    f"{7 + number:02d}:{chance.randint(0, 59):02d}", place,
                    chance.choice(("in", "out")), persons, chance.choice(("Algeria", "Niger")), "",
                    f"{place}-{chance.randint(1, 3)}", persons - women, women, mali,
                    persons - mali, "", "", "", "",
                ]  # fmt: skip
        day += timedelta(days=1)


@pytest.fixture
def month(mission: Any) -> Any:
    """Load ordinary months and what a test adds to June; returns what is found in June."""

    def load(
        *more: list[object], since: date = date(2020, 2, 1), without: tuple[str, ...] = ()
    ) -> list[Finding]:
        path = mission.root / "points.csv"
        # Two of the four points have no part here.
        text = path.read_text("utf-8").replace("12-31\n", "01-02\n")
        path.write_text(
            text.replace("1,2020-01-01,\nML-moves", "1,2020-01-01,2020-01-02\nML-moves")
        )
        rows = [row for row in ordinary(since, JUNE.last) if f"{row[3]} {row[1]}" not in without]
        lines = [HEADER, *rows, *more]
        mission.load("\n".join(",".join(map(str, line)) for line in lines) + "\n", MAPPING)
        return month_findings(mission.folder, JUNE, TODAY)

    return load


def told(found: list[Finding], code: str) -> list[Finding]:
    return [item for item in found if item.rule == code]


def group(form: str, **cells: object) -> list[object]:
    given = {"form": form, "day": "2020-06-10", "hour": "10:00", "place": "East", "way": "out",
             "n": 3, "by": "East-1", **cells}  # fmt: skip
    return [given.get(name, "") for name in HEADER]


def test_ck20_an_ordinary_month_has_nothing_to_look_at(month: Any) -> None:
    found = month()
    assert [item for item in found if item.severity is not Severity.NOTE] == []


def test_ck20_a_bus_of_four_thousand(month: Any) -> None:
    found = month(group("bus", n=4000), group("coach", n=60))
    (bus,) = told(found, "unusual_group")
    assert (bus.record, bus.value, bus.expected) == ("bus", "4000", "31")
    assert (bus.point, bus.day) == ("ML-east", "2020-06-10")
    assert [(f.point, f.day, f.field) for f in told(found, "unusual_day")] == [
        ("ML-east", "2020-06-10", "persons")
    ]


def test_ck20_a_day_of_ten_times_the_groups(month: Any) -> None:
    rows = list(ordinary(date(2020, 6, 10), date(2020, 6, 10)))
    more = [
        [f"x{copy}-{row[0]}", *row[1:2], f"{copy + 7:02d}:1{index}", *row[3:]]
        for copy in range(9)
        for index, row in enumerate(rows[:6])
    ]
    # Other contents, so that nothing looks copied.
    for index, row in enumerate(more):
        row[9], row[10] = (
            index % (int(str(row[5])) + 1),
            int(str(row[5])) - index % (int(str(row[5])) + 1),
        )
    found = told(month(*more), "unusual_day")
    assert [(f.point, f.day) for f in found] == [("ML-east", "2020-06-10")]
    assert int(found[0].value) > 4 * int(found[0].expected)


def test_ck21_silent_days_until_they_are_declared(month: Any, mission: Any) -> None:
    gone = ("East 2020-06-05", "East 2020-06-06", "West 2020-06-06")
    found = told(month(without=gone), "silent_day")
    assert [(f.point, f.day) for f in found] == [
        ("ML-east", "2020-06-05"), ("ML-east", "2020-06-06"), ("ML-west", "2020-06-06"),
    ]  # fmt: skip
    (mission.root / "days.csv").write_text(
        "point,from,to,status,note\nML-east,2020-06-05,2020-06-06,missing,\n"
        "ML-west,2020-06-06,,zero,\n"
    )
    assert told(month_findings(mission.folder, JUNE, TODAY), "silent_day") == []


def test_ck21_days_that_have_not_come_are_not_silent(month: Any, mission: Any) -> None:
    month(without=("East 2020-06-20",))
    early = month_findings(mission.folder, JUNE, date(2020, 6, 20))
    assert told(early, "silent_day") == []
    later = month_findings(mission.folder, JUNE, date(2020, 6, 21))
    assert [f.day for f in told(later, "silent_day")] == ["2020-06-20"]


def test_ck22_who_rounds_is_found_and_not_named(month: Any) -> None:
    rounded = [
        group(f"r{number}", n=(5, 10, 15, 20)[number % 4], by="Fatou", men=number % 5,
              day=f"2020-06-{number + 1:02d}")
        for number in range(20)
    ]  # fmt: skip
    found = told(month(*rounded), "rounded_counts")
    assert [(f.point, f.value, f.expected) for f in found] == [("ML-east", "20", "20")]
    assert found[0].record.startswith("r")
    for language in ("en", "fr"):
        assert "Fatou" not in said(found[0], Wording(language))


def test_ck22_who_copies_is_found_and_not_named(month: Any) -> None:
    copied = [
        group(f"c{number}", n=7, by="Fatou", men=5, women=2, Mali=4, Niger=3,
              day=f"2020-06-{number + 1:02d}", hour=f"{8 + number % 9:02d}:{number:02d}")
        for number in range(9)
    ]  # fmt: skip
    others = [
        group(f"o{number}", n=4 + number, by="Fatou", men=1 + number, women=3, Niger=number,
              day=f"2020-06-{number + 1:02d}")
        for number in range(9)
    ]  # fmt: skip
    found = told(month(*copied, *others), "identical_groups")
    assert [(f.point, f.value, f.expected) for f in found] == [("ML-east", "9", "18")]
    assert found[0].record == "c0"
    assert "Fatou" not in said(found[0], Wording("fr"))


def test_ck22_lone_men_come_again_and_again(month: Any) -> None:
    lone = [
        group(f"m{number}", n=1, by=f"East-{number % 3 + 1}", men=1, women=0, Mali=1,
              day=f"2020-06-{number % 28 + 1:02d}", hour=f"{8 + number % 9:02d}:{number % 60:02d}")
        for number in range(150)
    ]  # fmt: skip
    found = month(*lone)
    assert told(found, "identical_groups") == []
    assert told(found, "near_duplicate") == []


def test_ck23_one_group_entered_twice(month: Any) -> None:
    rich = {"n": 23, "men": 14, "women": 9, "Mali": 6, "Niger": 5, "Guinea": 4, "Ghana": 3,
            "Togo": 3, "Benin": 2}  # fmt: skip
    found = told(
        month(group("a", **rich, hour="10:02"), group("b", **rich, hour="10:11", by="East-2")),
        "near_duplicate",
    )
    assert [(f.record, f.value, f.expected, f.day) for f in found] == [
        ("b", "a", "23", "2020-06-10")
    ]


@pytest.mark.parametrize(
    "other",
    [
        {"hour": "10:30"},  # half an hour later
        {"day": "2020-06-11"},
        {"place": "West"},
        {"way": "in"},
        {"Benin": 1},
        {"town": "Kidal"},
    ],
)
def test_ck23_another_group_is_another_group(month: Any, other: dict[str, object]) -> None:
    rich = {"n": 23, "men": 14, "women": 9, "Mali": 6, "Niger": 5, "Guinea": 4, "Benin": 2,
            "hour": "10:02"}  # fmt: skip
    found = month(group("a", **rich), group("b", **{**rich, **other}))
    assert told(found, "near_duplicate") == []


def test_ck24_without_history_it_is_said(month: Any) -> None:
    found = month(group("bus", n=4000), since=date(2020, 6, 1))
    assert [(f.point, f.value) for f in told(found, "short_history")] == [
        ("ML-east", "0"), ("ML-west", "0"),
    ]  # fmt: skip
    # A slip of the pen is found against the month itself.
    assert [f.record for f in told(found, "unusual_group")] == ["bus"]
    assert told(month(), "short_history") == []


def test_ck25_the_register_has_changed_since(month: Any, mission: Any) -> None:
    month()
    path = mission.root / "points.csv"
    west = "West,Ouest,,15,-8,1,2020-01-01,"
    path.write_text(path.read_text("utf-8").replace(f"{west}\n", f"{west}2020-06-29\n"))
    found = told(month_findings(mission.folder, JUNE, TODAY), "outside_opening")
    assert found
    assert {(f.point, f.day, f.row) for f in found} == {("ML-west", "2020-06-30", 0)}
    assert found[0].record in said(found[0], Wording("en"))


def test_places_near_a_known_one(month: Any) -> None:
    towns = [group(f"t{n}", town="Gossi", day=f"2020-06-{n + 1:02d}") for n in range(20)]
    found = told(
        month(*towns, group("p", town="Tombuctou"), group("q", town="Gosi"),
              group("r", town="Agadez")),
        "unknown_place",
    )  # fmt: skip
    assert [(f.record, f.value, f.expected) for f in found] == [
        ("p", "Tombuctou", "Tombouctou"), ("q", "Gosi", "Gossi"),
    ]  # fmt: skip


def test_ck26_the_spreadsheet_of_findings(month: Any, mission: Any, tmp_path: Path) -> None:
    month(group("bus", n=4000), group("bad", n="x"), group("p", town="Tombuctou"))
    found = found_in(mission.folder, [JUNE], TODAY)
    counted = Counter(item.rule for item in found)
    assert counted["not_a_count"] == counted["unusual_group"] == 1
    for name in ("f.csv", "f.xlsx"):
        write_findings(tmp_path / name, found)
    with (tmp_path / "f.csv").open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.DictReader(file))
    assert list(lines[0])[: len(COLUMNS)] == list(COLUMNS)
    assert list(lines[0])[len(COLUMNS) :] == ["severity", "finding_en", "finding_fr"]
    by_rule = {line["rule"]: line for line in lines}
    bus, place = by_rule["unusual_group"], by_rule["unknown_place"]
    assert (bus["record"], bus["field"], bus["old"], bus["new"]) == ("bus", "persons", "4000", "")
    assert (place["record"], place["field"], place["old"], place["new"]) == (
        "p", "next_place", "Tombuctou", "Tombouctou",
    )  # fmt: skip
    sheet = fastexcel.read_excel(tmp_path / "f.xlsx").load_sheet(0).to_arrow()
    assert sheet.num_rows == len(lines)
    assert sheet.column("finding_fr").to_pylist() == [line["finding_fr"] for line in lines]
    with pytest.raises(InputError) as caught:
        write_findings(tmp_path / "f.pdf", found)
    assert caught.value.code == "unknown_format"


def test_ck27_what_was_accepted_is_no_finding_any_more(month: Any, mission: Any) -> None:
    found = month(group("bus", n=4000))
    day = told(found, "unusual_day")[0]
    assert day.record == "bus"
    write = (mission.root / "corrections.csv").write_text
    line = "{},bus,decision,,accept,a train,A,2020-07-01,{},{}\n"
    head = ",".join(COLUMNS) + "\n"
    write(head + line.format(1, "unusual_group", "") + line.format(2, "unusual_day", ""))
    left = {item.rule for item in month_findings(mission.folder, JUNE, TODAY)}
    assert not left & {"unusual_group", "unusual_day"}
    # Taken back, it is found again; the other acceptance stands.
    with (mission.root / "corrections.csv").open("a") as log:
        log.write(line.format(3, "unusual_group", 1))
    left = {item.rule for item in month_findings(mission.folder, JUNE, TODAY)}
    assert left & {"unusual_group", "unusual_day"} == {"unusual_group"}


def test_ck26_the_verb(month: Any, mission: Any, capsys: pytest.CaptureFixture[str]) -> None:
    month(group("bus", n=4000), group("bad", n="x"))
    where = ["--workspace", str(mission.root)]
    assert run(["check", *where]) == 0
    said_all = capsys.readouterr().out
    assert "unusual_group: 1 time" in said_all
    assert "not_a_count: 1 time" in said_all
    assert "bus (East, 10 June 2020)" in said_all
    assert run(["check", "2020-06", "--strict", *where]) == 1
    assert run(["check", "2020-04", "--severity", "error", "--strict", *where]) in (0, 1)
    capsys.readouterr()
    assert run(["check", "2020-06", "--severity", "error", *where]) == 0
    assert "unusual_group" not in capsys.readouterr().out
