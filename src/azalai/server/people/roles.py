"""What each role may do, where: one table, and the question asked of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from azalai.server.models import Role


class Action(StrEnum):
    """What can be done to a mission's records and people."""

    READ = "read"
    """See records (public fields), queues, calendar, map."""
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
        None asks for the action anywhere at all.
    point : str or None
        None asks for the action at any point of the mission; ``""`` for a record whose point
        nobody knows, which only those see who see every point.
    """
    return any(
        action in ALLOWED[scope.role]
        and (mission is None or scope.mission is None or scope.mission == mission)
        and (point is None or not scope.points or point in scope.points)
        for scope in scopes
    )
