"""From a number back to its records.

RE-06  the statement behind a published number counts what the release counted
RE-07  when the records have changed since, the explanation says so
RE-08  a question reaches two tables and nothing else: no file, no setting, no name of a person
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from azalai.intake import import_file
from azalai.model.errors import InputError, ReleaseError
from azalai.model.flows import FIELDS, Sensitivity
from azalai.model.numbers import half_up
from azalai.model.periods import Month
from azalai.model.tables import Row, Status
from azalai.release import ask, close, explain, find_row, open_release
from azalai.workspace import Folder

JUNE = Month(2020, 6)
NO_COUNT = {"active_points", "reference_level"}


def sample(rows: list[Row], wanted: int) -> list[Row]:
    """About so many rows: one of each measure, place and direction, evenly thinned."""
    kinds: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    for row in rows:
        kinds[row.measure, row.place, row.direction].append(row)
    # Not always the largest category: each kind gives a row from another depth.
    ones = [found[number % len(found)] for number, found in enumerate(kinds.values())]
    return ones[:: max(1, len(ones) // wanted)]


@pytest.mark.drill
@pytest.mark.parametrize("part", range(4))
def test_re06_every_published_number_is_counted_again(mali_closed: Path, part: int) -> None:
    """A few hundred rows, over every measure, place and direction; all with AZALAI_DRILL=1."""
    folder = Folder(mali_closed)
    release = open_release(folder, JUNE)
    rows = [
        row
        for row in release.rows()
        if row.measure not in NO_COUNT
        and row.status not in (Status.NOT_COLLECTED, Status.PUBLISHED, Status.DERIVED)
    ]
    chosen = rows if os.environ.get("AZALAI_DRILL") else sample(rows, 320)
    assert len(chosen) >= 300
    assert {row.measure for row in chosen} == {row.measure for row in rows}
    for row in chosen[part::4]:
        found = explain(folder, release, row)
        assert found.query, row
        assert found.persons is not None, row
        assert found.recounted == found.persons, (row, found.query)
        assert found.agrees
        if not found.base_query or row.base is None:
            continue
        assert found.base_recounted is not None
        if row.measure in ("variation", "monthly_change"):
            # The base is printed as last month's average, the question counts its persons.
            assert row.days is not None
            assert half_up(Fraction(found.base_recounted, row.days)) == row.base, row
        elif row.unit in ("%", "share", "persons"):
            assert found.base_recounted == row.base, (row, found.base_query)
        if row.unit == "persons" and row.value is not None:
            assert row.value == found.recounted, row


def test_re06_the_statement_is_one_a_user_can_ask(mali_closed: Path) -> None:
    folder = Folder(mali_closed)
    release = open_release(folder, JUNE)
    row = find_row(release.select("nationalities", "MLI"), category1="BFA", direction="total",
                   unit="%")  # fmt: skip
    found = explain(folder, release, row)
    # IOM's report of June 2020 states 12,414 persons, 70 % of them of Burkina Faso.
    assert ask(folder, found.base_query)[1] == [(12414,)]
    ((persons,),) = ask(folder, found.query)[1]
    assert persons == found.persons
    assert 69.5 <= 100 * persons / 12414 < 70.5


def test_re06_what_was_not_collected_is_not_said_to_have_changed(mali_closed: Path) -> None:
    folder = Folder(mali_closed)
    release = open_release(folder, Month(2020, 5))
    row = find_row(release.select("flows", "MLI"), direction="in")
    found = explain(folder, release, row)
    assert (found.rule, found.query, found.persons, found.agrees) == (
        "not_collected", "", None, True,
    )  # fmt: skip
    points = find_row(release.select("active_points"), unit="points")
    assert explain(folder, release, points).agrees


def test_re07_records_that_have_changed_no_longer_agree(
    mali_closed: Path, own: Callable[[Path], Path]
) -> None:
    root = own(mali_closed)
    path = root.parent / "more.csv"
    path.write_text("form_no,date,point,total\nlate,2020-06-30,Benena,7\n", "utf-8")
    mapping = root.parent / "m.toml"
    mapping.write_text(
        'format = 1\n[columns]\nrecord_id = "form_no"\ndate = "date"\npoint = "point"\n'
        'persons = "total"\n',
        "utf-8",
    )
    import_file(Folder(root), path, mapping, date(2020, 7, 10))
    release = open_release(Folder(root), JUNE)
    row = find_row(release.select("flows", "MLI"), direction="total")
    found = explain(Folder(root), release, row)
    assert (found.persons, found.recounted, found.agrees) == (12414, 12421, False)


def test_re06_a_number_must_be_named_exactly(mali_closed: Path) -> None:
    rows = open_release(Folder(mali_closed), JUNE).select("flows", "MLI")
    with pytest.raises(ReleaseError) as caught:
        find_row(rows, unit="persons")
    assert (caught.value.code, caught.value.values["differ"]) == ("several_numbers", "direction")
    with pytest.raises(ReleaseError) as caught:
        find_row(rows, direction="sideways")
    assert caught.value.code == "no_number"


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM '/etc/passwd'",
        "SELECT * FROM read_text('/etc/passwd')",
        "SELECT * FROM glob('/etc/*')",
        "COPY groups TO 'out.csv'",
        "COPY groups FROM '/etc/passwd'",
        "EXPORT DATABASE 'out'",
        "ATTACH 'other.db'",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SET enable_external_access = true",
        "SET lock_configuration = false",
        "RESET enable_external_access",
        "SELECT enumerator FROM groups",
        "SELECT comment FROM groups",
        "SELECT fingerprint FROM groups",
        "SELECT * FROM folder",
        "SELECT * FROM staged_groups",
        "SELECT getenv('HOME')",
        "SELEC 1",
        "",
        ";",
    ],
)
def test_re08_a_question_reaches_nothing_else(
    mali_imported: Path, sql: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError) as caught:
        ask(Folder(mali_imported), sql)
    # Refused as a statement that asks nothing, or for what it reaches for.
    assert caught.value.code in ("bad_query", "query_kind", "query_empty")
    assert list(tmp_path.iterdir()) == []


def test_re08_no_table_of_a_question_holds_a_secret_field(mission: Any) -> None:
    mission.load(
        "form,day,place,n,who,said\n1,2020-06-01,East,3,Fatou,private\n",
        'format = 1\n[columns]\nrecord_id = "form"\ndate = "day"\npoint = "place"\npersons = "n"\n'
        'enumerator = "who"\ncomment = "said"\n',
    )
    assert mission.groups()[0]["enumerator"] == "Fatou"
    secret = {name for name, item in FIELDS.items() if item.sensitivity is Sensitivity.SECRET}
    _, columns = ask(mission.folder, "SELECT column_name FROM duckdb_columns() WHERE NOT internal")
    assert not secret & {name for (name,) in columns}
    _, tables = ask(mission.folder, "SELECT table_name FROM information_schema.tables")
    for (name,) in tables:
        _, rows = ask(mission.folder, f'SELECT * FROM "{name}"')
        assert "Fatou" not in str(rows)
        assert "private" not in str(rows)


def test_re08_a_question_changes_nothing(mali_imported: Path) -> None:
    folder = Folder(mali_imported)
    with pytest.raises(InputError) as caught:
        ask(folder, "DELETE FROM groups")
    assert caught.value.code == "query_kind"
    assert ask(folder, "SELECT sum(persons) FROM groups WHERE national")[1] == [(12414 + 6429,)]


def test_re06_a_point_that_moved_is_counted_for_the_country_until_it_moved(mission: Any) -> None:
    mission.load(
        "form,day,place,way,n,next,type,men,women,boys,girls,alone,Mali\n"
        "1,2020-06-15,Moves,in,5,,,,,,,,\n2,2020-06-16,Moves,in,7,,,,,,,,\n"
    )
    release = close(mission.folder, JUNE, date(2020, 7, 10))
    for place, persons in (("MLI", 5), ("ML-moves", 12)):
        row = find_row(release.select("flows", place), direction="total")
        found = explain(mission.folder, release, row)
        assert (row.value, found.persons, found.recounted) == (persons, persons, persons)
