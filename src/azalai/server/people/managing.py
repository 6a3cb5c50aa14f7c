"""What is done to accounts and grants: for the screens and the command line alike.

Nobody gives or takes what they have not more of themselves (administrators make their like), and
there is always an administrator left.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, QuerySet

from azalai.model.errors import InputError
from azalai.server import audit
from azalai.server.models import AuditHead, Grant, Mission, Role, User
from azalai.server.models.people import normal
from azalai.server.people import second
from azalai.server.people.actors import Actor
from azalai.server.people.roles import Action, Scope, covers
from azalai.server.people.setup import administrators


def known_people(actor: Actor) -> QuerySet[User]:
    """The accounts that somebody who manages people gets to see: of their missions."""
    everybody = User.objects.order_by("username").prefetch_related("grants__mission")
    if actor.may(Action.SYSTEM):
        return everybody
    missions = actor.missions(Action.PEOPLE)
    return everybody.filter(Q(grants__mission__in=missions)).distinct()


def may_manage(actor: Actor, user: User) -> bool:
    """Whether somebody may set this person's link, turn the account off or on: all that the person
    may do must be the actor's to give. An account without any grant is the administrators'."""
    if actor.may(Action.SYSTEM):
        return True
    grants = [scope_of(grant) for grant in user.grants.all()]
    return bool(grants) and all(covers(actor.scopes, one) for one in grants)


def roles_to_give(actor: Actor, mission: Mission | None) -> list[Role]:
    """The roles that somebody may give in a mission; None: in every one."""
    return [
        role
        for role in Role
        if (role is not Role.ADMINISTRATOR or mission is None) and may_give(actor, role, mission)
    ]


def may_give(actor: Actor, role: Role, mission: Mission | None, points: Iterable[str] = ()) -> bool:
    """Whether somebody has this grant to give."""
    return covers(actor.scopes, Scope(role, mission.pk if mission else None, frozenset(points)))


def may_take(actor: Actor, grant: Grant) -> bool:
    """Whether somebody may take this grant away."""
    return covers(actor.scopes, scope_of(grant))


def scope_of(grant: Grant) -> Scope:
    """A grant as the question of roles takes it."""
    return Scope(Role(grant.role), grant.mission_id, frozenset(grant.points))


def add_person(actor: Actor, username: str, full_name: str = "", language: str = "en") -> User:
    """An account without a password and without grants.

    Raises
    ------
    InputError
        ``username_missing``, ``username_taken``.
    PermissionDenied
    """
    if not actor.may(Action.PEOPLE):
        raise PermissionDenied
    name = normal(username)
    if not name:
        raise InputError("username_missing")
    with transaction.atomic():
        if User.objects.filter(username=name).exists():
            raise InputError("username_taken", value=name)
        user = User.objects.create(name, full_name=full_name.strip()[:200], language=language)
        _record(actor, "user.created", user, username=name)
    return user


def give(
    actor: Actor, user: User, role: Role, mission: Mission | None, points: Iterable[str] = ()
) -> Grant:
    """A role for a person; the same one again is only returned.

    Raises
    ------
    InputError
        ``grant_everywhere`` for an administrator of less than everything.
    PermissionDenied
        Where the actor has not as much to give.
    """
    wanted = Scope(role, mission.pk if mission else None, frozenset(points))
    if role is Role.ADMINISTRATOR and (mission is not None or wanted.points):
        raise InputError("grant_everywhere")
    if not may_give(actor, role, mission, wanted.points):
        raise PermissionDenied
    with transaction.atomic():
        for known in user.grants.filter(role=role, mission=mission):
            if frozenset(known.points) == wanted.points:
                return known
        grant = Grant.objects.create(
            user=user, role=role, mission=mission, points=sorted(wanted.points)
        )
        if role is Role.ADMINISTRATOR:
            # Those were given for a password alone.
            second.end_tokens(user)
        _record(
            actor, "grant.given", user, mission, role=str(role.value), points=sorted(wanted.points)
        )
    return grant


def take(actor: Actor, grant: Grant) -> None:
    """Take a role away.

    Raises
    ------
    InputError
        ``last_administrator``.
    PermissionDenied
    """
    if not may_take(actor, grant):
        raise PermissionDenied
    with transaction.atomic():
        before = _administrators_alone()
        role, points, mission = grant.role, grant.points, grant.mission
        grant.delete()
        _check_left(before)
        _record(actor, "grant.taken", grant.user, mission, role=str(role), points=points)


def set_active(actor: Actor, user: User, active: bool) -> None:
    """Turn an account off (its sessions end at once) or on again.

    Raises
    ------
    InputError
        ``last_administrator``, ``own_account``.
    PermissionDenied
    """
    _check_managed(actor, user)
    with transaction.atomic():
        before = _administrators_alone()
        user.is_active = active
        user.save(update_fields=["is_active"])
        _check_left(before)
        _record(actor, "user.reactivated" if active else "user.deactivated", user)


def drop_second(actor: Actor, user: User) -> None:
    """Take a lost second factor away; an administrator sets up a new one at the next sign-in.

    Raises
    ------
    InputError
        ``own_account``.
    PermissionDenied
        For everybody but administrators.
    """
    if not actor.may(Action.SYSTEM):
        raise PermissionDenied
    _check_managed(actor, user)
    with transaction.atomic():
        second.forget_second(user)
        _record(actor, "user.second_removed", user)


def allow_link(actor: Actor, user: User) -> None:
    """Note that a link to choose a password is given out.

    Raises
    ------
    InputError
        ``own_account``.
    PermissionDenied
    """
    _check_managed(actor, user)
    with transaction.atomic():
        _record(actor, "user.link_made", user)


def set_password(actor: Actor, user: User, password: str) -> None:
    """A password from the command line; every session of the person ends."""
    if not actor.may(Action.SYSTEM):
        raise PermissionDenied
    with transaction.atomic():
        user.set_password(password)
        user.save(update_fields=["password"])
        second.end_tokens(user)
        _record(actor, "user.password_set", user, by="administrator")


def _check_managed(actor: Actor, user: User) -> None:
    if not may_manage(actor, user):
        raise PermissionDenied
    if actor.user is not None and actor.user.pk == user.pk:
        raise InputError("own_account")


def _administrators_alone() -> bool:
    """Whether there is an administrator; until the transaction ends nobody else changes that."""
    AuditHead.objects.select_for_update().get()
    return administrators().exists()


def _check_left(before: bool) -> None:
    if before and not administrators().exists():
        raise InputError("last_administrator")


def _record(
    actor: Actor, action: str, user: User, mission: Mission | None = None, **detail: object
) -> None:
    code = mission.code if mission else ""
    audit.record(audit.Entry(actor.name, action, f"user:{user.pk}", code, detail))
