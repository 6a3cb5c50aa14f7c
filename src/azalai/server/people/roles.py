"""What each role may do, where: one table, and the question asked of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from azalai.server.models import Role


class Action(StrEnum):
    """What can be done to a mission's records and people."""

    READ = "read"
    """See records (their public fields: `people/visible.py`), calendar, map."""
    READ_RESTRICTED = "read_restricted"
    """See restricted and confidential fields as well."""
    READ_SECRET = "read_secret"
    """See secret fields: the enumerator's name, free comments."""
    REVIEW = "review"
    """Change the state of records, dismiss findings, comment."""
    EDIT = "edit"
    """Change a record's content, with a reason."""
    COLLECT = "collect"
    """Send records."""
    CLOSE = "close"
    """Ask for a month to be closed, and be the second pair of eyes."""
    EXPORT = "export"
    """Take records out: API, tables."""
    FORMS = "forms"
    DEVICES = "devices"
    PEOPLE = "people"
    """Accounts and grants inside one's own missions."""
    AUDIT = "audit"
    SYSTEM = "system"
    """Missions, backups, everything."""


WHOLE = frozenset({Action.CLOSE, Action.FORMS, Action.PEOPLE, Action.AUDIT, Action.SYSTEM})
"""What concerns a mission as a whole: nobody limited to some of its points may do it."""

ALLOWED: Mapping[Role, frozenset[Action]] = {
    Role.ADMINISTRATOR: frozenset(Action),
    Role.COUNTRY_OFFICER: frozenset(Action) - {Action.SYSTEM},
    Role.POINT_SUPERVISOR: frozenset(
        {Action.READ, Action.READ_RESTRICTED, Action.READ_SECRET, Action.REVIEW, Action.EDIT,
         Action.COLLECT, Action.DEVICES}
    ),
    Role.ENUMERATOR: frozenset({Action.COLLECT}),
    Role.READER: frozenset({Action.READ}),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Scope:
    """A role in one place.

    Attributes
    ----------
    mission : int or None
        Id; None for every mission.
    points : frozenset of str
        Codes; empty for every point.
    """

    role: Role
    mission: int | None
    points: frozenset[str]


def may(
    scopes: Iterable[Scope], action: Action, mission: int | None = None, point: str | None = None
) -> bool:
    """Whether any of somebody's roles allows an action.

    Parameters
    ----------
    mission : int or None
        None asks for the action anywhere at all; of what concerns the whole server
        (`Action.SYSTEM`) it is everywhere or nowhere.
    point : str or None
        None asks for the action at any point of the mission; ``""`` for a record whose point
        nobody knows, which only those see who see every point.

    Examples
    --------
    >>> awa = [Scope(Role.COUNTRY_OFFICER, 1, frozenset({"ML-gogui"}))]
    >>> may(awa, Action.REVIEW, 1, "ML-gogui"), may(awa, Action.REVIEW, 1, "ML-benena")
    (True, False)
    >>> may(awa, Action.CLOSE, 1)   # a month is closed for every point
    False
    """
    return any(
        allows(scope, action)
        and (mission is None or scope.mission is None or scope.mission == mission)
        and (point is None or not scope.points or point in scope.points)
        for scope in scopes
    )


def allows(scope: Scope, action: Action) -> bool:
    """Whether a role in its place allows an action at all."""
    if action not in ALLOWED[scope.role] or (action in WHOLE and scope.points):
        return False
    return action is not Action.SYSTEM or scope.mission is None


def covers(scopes: Iterable[Scope], wanted: Scope) -> bool:
    """Whether what somebody would give is less than they have themselves, in the same place.

    Not as much: an officer who could make a second officer could be both pairs of eyes at a
    closing. Administrators alone make their like.

    Examples
    --------
    >>> officer = [Scope(Role.COUNTRY_OFFICER, 1, frozenset())]
    >>> covers(officer, Scope(Role.POINT_SUPERVISOR, 1, frozenset({"ML-gogui"})))
    True
    >>> covers(officer, Scope(Role.POINT_SUPERVISOR, 2, frozenset()))
    False
    >>> covers(officer, Scope(Role.ADMINISTRATOR, 1, frozenset()))
    False
    """
    return any(
        allows(scope, Action.PEOPLE)
        and (ALLOWED[wanted.role] < ALLOWED[scope.role] or allows(scope, Action.SYSTEM))
        and (scope.mission is None or scope.mission == wanted.mission)
        and (not scope.points or (bool(wanted.points) and wanted.points <= scope.points))
        for scope in scopes
    )
