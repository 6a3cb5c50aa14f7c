"""The cleaning log: every change to a record, with its reason; the original stays.

An entry sets one thing of one record. Nothing in the log is ever changed or taken away: an entry
that was wrong is *undone* by another one, and an undoing may be undone in turn.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from azalai.model.errors import InputError
from azalai.model.flows import COUNT_KINDS, FIELDS, Sensitivity

DECISION = "decision"
"""The field of an entry that decides about a record as a whole."""


class Decision(StrEnum):
    """What an officer may decide about a record."""

    EXCLUDE = "exclude"
    """It stays out of every count: a test entry, a group entered twice."""
    ACCEPT = "accept"
    """What a rule finds improbable is true: the record counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the cleaning log.

    Attributes
    ----------
    number : int
        Its place in the log, from 1.
    record : str
        A record id; or ``<import>:<row>`` where a row has none that tells it from others.
    field : str
        A field of a group; ``kind/category`` or ``kind/category/category2`` for a count inside
        it; or ``decision``.
    old, new : str
        What stood there (as it was written, where nobody could read it) and what holds now; empty
        is unknown.
    rule : str
        Code of the finding it answers; empty where nobody asked.
    undoes : int
        Number of the entry that this one takes back; 0 for none.
    """

    number: int
    record: str
    field: str
    old: str
    new: str
    reason: str
    who: str
    when: str
    rule: str = ""
    undoes: int = 0


def standing(entries: Sequence[Entry]) -> list[Entry]:
    """Entries that were not undone, undoings left out.

    Examples
    --------
    >>> def entry(number, new, undoes=0):
    ...     return Entry(number=number, record="17", field="persons", old="1", new=new,
    ...                  reason="typed twice", who="A", when="2020-07-01", undoes=undoes)
    >>> [item.number for item in standing([entry(1, "2"), entry(2, "3"), entry(3, "", undoes=2)])]
    [1]
    """
    undone: set[int] = set()
    for entry in reversed(entries):
        if entry.undoes and entry.number not in undone:
            undone.add(entry.undoes)
    return [entry for entry in entries if not entry.undoes and entry.number not in undone]


def in_force(entries: Sequence[Entry]) -> dict[tuple[str, str, str], Entry]:
    """(record, field, rule of an acceptance) -> the last standing entry about it."""
    found = {}
    for entry in standing(entries):
        rule = entry.rule if entry.new == Decision.ACCEPT and entry.field == DECISION else ""
        found[entry.record, entry.field, rule] = entry
    return found


def known_values(entries: Iterable[Entry]) -> dict[tuple[str, str], set[str]]:
    """(record, field) -> what the log has seen there before: an entry fits one of these only."""
    found: dict[tuple[str, str], set[str]] = {}
    for entry in entries:
        if not entry.undoes:
            found.setdefault((entry.record, entry.field), set()).add(entry.old)
    return found


def count_target(field: str) -> tuple[str, str, str] | None:
    """Kind, category and second category of a count; None for a field of the group.

    Raises
    ------
    InputError
        ``no_such_field``.

    Examples
    --------
    >>> count_target("nationality/MLI"), count_target("sex_age/F/minor"), count_target("point")
    (('nationality', 'MLI', ''), ('sex_age', 'F', 'minor'), None)
    """
    if field in FIELDS or field == DECISION:
        return None
    kind, category, second = (*field.split("/"), "", "")[:3]
    known = COUNT_KINDS.get(kind)
    right = (
        known is not None
        and category
        and (not known.categories or category in known.categories)
        and (second in known.crossed if known.crossed else not second)
        and field.count("/") <= 2
    )
    if not right:
        raise InputError("no_such_field", field=field, known=", ".join((*FIELDS, *COUNT_KINDS)))
    return kind, category, second


def count_field(kind: str, category: str, category2: str = "") -> str:
    """How the log names a count.

    Examples
    --------
    >>> count_field("nationality", "MLI"), count_field("sex_age", "F", "minor")
    ('nationality/MLI', 'sex_age/F/minor')
    """
    return "/".join(part for part in (kind, category, category2) if part)


def shown(entry: Entry, value: str) -> str:
    """A value of an entry as a screen may show it: what is secret stays in the log's file.

    Examples
    --------
    >>> entry = Entry(number=1, record="7", field="enumerator", old="A. Diallo", new="",
    ...               reason="left", who="b", when="2020-07-01")
    >>> shown(entry, entry.old), shown(entry, entry.new)
    ('…', '–')
    """
    field = FIELDS.get(entry.field)
    if value and field is not None and field.sensitivity is Sensitivity.SECRET:
        return "…"
    return value or "–"
