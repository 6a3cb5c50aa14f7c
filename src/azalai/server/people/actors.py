"""Who asks: a person, or the program itself. (A device is `collection.senders`' to know.)"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from azalai.server.models import Role, User
from azalai.server.people.roles import ALLOWED, Action, Scope, allows, may

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from azalai.server.models import Mission, Submission


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who acts, with what they may do where.

    Attributes
    ----------
    name : str
        As the audit chain writes it: ``user:7``, ``system``.
    """

    name: str
    scopes: tuple[Scope, ...]
    user: User | None = None

    def may(self, action: Action, mission: Mission | None = None, point: str | None = None) -> bool:
        """Whether it may do this here (`people.roles.may`)."""
        return may(self.scopes, action, mission.id if mission else None, point)

    def where(self, action: Action, prefix: str = "") -> Q:
        """Filter for rows with `mission` and `point` on which it may do this.

        Parameters
        ----------
        prefix : str
            Path to those columns, such as ``submission__``.
        """
        found = Q(pk__in=[])
        for scope in self.scopes:
            if not allows(scope, action):
                continue
            one = Q()
            if scope.mission is not None:
                one &= Q(**{f"{prefix}mission_id": scope.mission})
            if scope.points:
                one &= Q(**{f"{prefix}point__in": sorted(scope.points)})
            if not one:
                return ~Q(pk__in=[])
            found |= one
        return found

    def submissions(self, action: Action = Action.READ) -> QuerySet[Submission]:
        """Every record on which it may do this: the only door to records for whoever asks."""
        from azalai.server.models import Submission

        return Submission.objects.filter(self.where(action))

    def missions(self, action: Action = Action.READ) -> QuerySet[Mission]:
        """Every mission in which it may do this at some point."""
        return _missions({s.mission for s in self.scopes if allows(s, action)})

    def every_mission(self) -> QuerySet[Mission]:
        """Every mission in which it may do anything at all."""
        return _missions({s.mission for s in self.scopes if ALLOWED[s.role]})

    def points(self, action: Action, mission: Mission) -> frozenset[str] | None:
        """The points of a mission at which it may do this; None for every one."""
        found: set[str] = set()
        for scope in self.scopes:
            if allows(scope, action) and scope.mission in (None, mission.pk):
                if not scope.points:
                    return None
                found |= scope.points
        return frozenset(found)


def _missions(named: set[int | None]) -> QuerySet[Mission]:
    from azalai.server.models import Mission

    everything = Mission.objects.order_by("name")
    return everything if None in named else everything.filter(pk__in=named)


def actor_of_user(user: User) -> Actor:
    """A person, with the grants that stand now."""
    scopes = tuple(
        Scope(Role(grant.role), grant.mission_id, frozenset(grant.points))
        for grant in user.grants.all()
    )
    return Actor(f"user:{user.pk}", scopes if user.is_active else (), user=user)


SYSTEM = Actor("system", (Scope(Role.ADMINISTRATOR, None, frozenset()),))
"""The program itself: imports, jobs."""
