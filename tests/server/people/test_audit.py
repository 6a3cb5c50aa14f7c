"""Tampering with the audit chain shows: 1,000 random changes, each detected."""

from __future__ import annotations

import random

import pytest
from django.db import connection, transaction

from azalai.server import audit
from azalai.server.audit.verify import verify
from azalai.server.models import AuditEntry, AuditHead

COLUMNS = ("at", "actor", "action", "subject", "mission", "detail", "seal")


@pytest.fixture
def chain(database: None) -> list[tuple[object, ...]]:
    """Forty lines, in transactions of one to five."""
    number = 0
    while number < 40:
        with transaction.atomic():
            size = min(1 + number % 5, 40 - number)
            audit.record(
                *(
                    audit.Entry(
                        f"user:{n % 3}", "test.done", f"thing:{n}", "mli", {"n": n, "é": "ü"}
                    )
                    for n in range(number, number + size)
                )
            )
        number += size
    return rows()


def rows() -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT number, {', '.join(COLUMNS)} FROM server_auditentry ORDER BY number"
        )
        return [tuple(row) for row in cursor.fetchall()]


def write(lines: list[tuple[object, ...]]) -> None:
    marks = ", ".join(["%s"] * (len(COLUMNS) + 1))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM server_auditentry")
        cursor.executemany(
            f"INSERT INTO server_auditentry (number, {', '.join(COLUMNS)}) VALUES ({marks})", lines
        )


def edited(lines: list[tuple[object, ...]], dice: random.Random) -> list[tuple[object, ...]]:
    at, column = dice.randrange(len(lines)), dice.randrange(1, len(COLUMNS) + 1)
    line = list(lines[at])
    text = str(line[column])
    place = dice.randrange(len(text) + 1)
    other = text[:place] + dice.choice("abc019\u00e9 ") + text[place + dice.randrange(2) :]
    # PostgreSQL lets no seal be longer than a seal is.
    line[column] = other[:64]
    return [*lines[:at], tuple(line), *lines[at + 1 :]]


def deleted(lines: list[tuple[object, ...]], dice: random.Random) -> list[tuple[object, ...]]:
    at = dice.randrange(len(lines))
    left = lines[:at] + lines[at + 1 :]
    if dice.random() < 0.5:
        left = [(n, *line[1:]) for n, line in enumerate(left, 1)]
    return left


def moved(lines: list[tuple[object, ...]], dice: random.Random) -> list[tuple[object, ...]]:
    one, other = dice.sample(range(len(lines)), 2)
    found = list(lines)
    found[one], found[other] = (
        (lines[one][0], *lines[other][1:]), (lines[other][0], *lines[one][1:]),
    )  # fmt: skip
    return found


def doubled(lines: list[tuple[object, ...]], dice: random.Random) -> list[tuple[object, ...]]:
    at = dice.randrange(len(lines))
    return [*lines, (len(lines) + 1, *lines[at][1:])]


def test_untouched_chain_is_whole(chain: list[tuple[object, ...]]) -> None:
    verdict = verify()
    assert verdict.whole and verdict.lines == 40 and verdict.number == 40


def test_every_one_of_1000_changes_shows(chain: list[tuple[object, ...]]) -> None:
    dice = random.Random(2020)
    tried = 0
    while tried < 1000:
        changed = dice.choice((edited, deleted, moved, doubled))(chain, dice)
        if changed == chain:
            continue
        tried += 1
        write(changed)
        assert not verify().whole, changed
    write(chain)
    assert verify().whole


@pytest.mark.parametrize("cut", [1, 7, 40])
def test_cut_end_shows_even_with_the_head_put_to_it(
    chain: list[tuple[object, ...]], cut: int
) -> None:
    write(chain[:-cut])
    assert not verify().whole
    # Who can write to the database, but has not the key, makes the head fit as well as they can.
    left = chain[:-cut]
    number, seal = (left[-1][0], left[-1][-1]) if left else (0, "0" * 64)
    AuditHead.objects.update(number=number, seal=seal)
    assert "head" in {flaw.kind for flaw in verify().flaws}


def test_database_put_back_shows_by_a_note(chain: list[tuple[object, ...]]) -> None:
    head = AuditHead.objects.values().get()
    with transaction.atomic():
        audit.record(audit.Entry("user:1", "test.done", "thing:41"))
    noted = verify()
    assert verify((noted.number, noted.seal)).whole
    assert verify((noted.number, noted.seal[:16])).whole
    write(chain)
    AuditHead.objects.update(**head)
    # From inside it is a whole chain: that is the limit.
    assert verify().whole
    assert [flaw.kind for flaw in verify((noted.number, noted.seal)).flaws] == ["note"]
    assert not verify((40, "0")).whole


def test_line_needs_a_transaction(database: None) -> None:
    with pytest.raises(RuntimeError):
        audit.record(audit.Entry("user:1", "test.done", "thing:1"))
    assert not AuditEntry.objects.exists()


def test_line_falls_with_its_transaction(database: None) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        audit.record(audit.Entry("user:1", "test.done", "thing:1"))
        raise ZeroDivisionError
    assert not AuditEntry.objects.exists() and verify().whole
