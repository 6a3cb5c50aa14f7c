"""Who calls, and what of a mission it may reach.

A program shows a token (``Authorization: Bearer``), or a name and a password at every call (Basic);
a page of this server has its session, and must send the CSRF token with whatever changes something.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import HttpRequest
from ninja.security.base import AuthBase
from ninja.utils import check_csrf

from azalai.model.flows import Sensitivity
from azalai.server.api.filters import filtered, with_system
from azalai.server.api.problems import RefusedError
from azalai.server.api.tokens import token_of
from azalai.server.models import ApiToken, Form, Mission, Submission, User
from azalai.server.models.people import normal
from azalai.server.people.actors import Actor, actor_of_user
from azalai.server.people.addresses import address_of, from_elsewhere
from azalai.server.people.basic import name_and_password
from azalai.server.people.doors import settled
from azalai.server.people.passwords import check, throttled
from azalai.server.people.roles import Action
from azalai.server.people.second import needs_second, proved
from azalai.server.people.visible import hidden_questions, levels

_SAFE = ("GET", "HEAD", "OPTIONS")
_LARGEST_ID = 2**31 - 1
_WITH_CODE = re.compile(r"(.+) (\d{6})", re.DOTALL)


class Caller(AuthBase):
    """Finds out who calls; the operation gets it as ``request.auth``."""

    openapi_type = "http"
    openapi_scheme = "bearer"

    def __call__(self, request: HttpRequest) -> Actor:
        """The caller.

        Raises
        ------
        RefusedError
            ``unauthenticated``, ``second_factor``, ``throttled``, ``csrf``.
        """
        header = request.headers.get("Authorization", "")
        scheme, _, shown = header.partition(" ")
        if scheme.lower() == "bearer":
            token = token_of(shown.strip())
            if token is None:
                raise RefusedError("unauthenticated")
            request.token = token  # type: ignore[attr-defined]
            return actor_of_user(token.user)
        if scheme.lower() == "basic":
            if request.method not in _SAFE and from_elsewhere(request.META):
                raise RefusedError("csrf")
            name, password = name_and_password(header)
            if not name:
                raise RefusedError("unauthenticated")
            return actor_of_user(checked(request, name, password))
        return _of_session(request)


def _of_session(request: HttpRequest) -> Actor:
    user = request.user
    if not isinstance(user, User) or not user.is_active:
        raise RefusedError("unauthenticated")
    if not settled(request):
        raise RefusedError("second_factor")
    if request.method not in _SAFE and check_csrf(request) is not None:
        raise RefusedError("csrf")
    return actor_of_user(user)


def token_shown(request: HttpRequest) -> ApiToken | None:
    """The token of this call; None where it came without one."""
    return getattr(request, "token", None)


def mission_of(actor: Actor, project: int, action: Action | None = None) -> Mission:
    """A mission by the number under which programs know it.

    Raises
    ------
    RefusedError
        ``not_found`` where it is none or the caller may do nothing there; ``forbidden`` where it
        may do something, but not this.
    """
    found = Mission.objects.filter(pk=project).first() if 0 < project <= _LARGEST_ID else None
    if found is None or not any(actor.may(one, found) for one in Action):
        raise RefusedError("not_found")
    if action is not None and not actor.may(action, found):
        raise RefusedError("forbidden")
    return found


def form_of(mission: Mission, form_id: str) -> Form:
    """A form of a mission that has a version; ``not_found`` otherwise."""
    found = None
    if "\x00" not in form_id and len(form_id) <= 255:
        named = mission.forms.filter(form_id=form_id, versions__isnull=False)
        found = named.select_related("mission").first()
    if found is None:
        raise RefusedError("not_found")
    return found


@dataclass(frozen=True, slots=True)
class Reach:
    """A form, and what of its records somebody may have.

    Attributes
    ----------
    hidden : frozenset of str
        Paths of questions whose answers it may not see.
    """

    actor: Actor
    mission: Mission
    form: Form
    hidden: frozenset[str]

    @property
    def whole(self) -> bool:
        """Whether nothing of the form's records is hidden: remarks, files and XML are open."""
        return not self.hidden and Sensitivity.SECRET in levels(self.actor, self.mission)

    def records(
        self, *, practice: bool = False, condition: str = "", action: Action = Action.EXPORT
    ) -> QuerySet[Submission]:
        """Records of the form with system fields (`filters.with_system`), the newest first.

        Parameters
        ----------
        practice : bool
            Practice entries, and they alone.
        condition : str
            ``$filter``.
        """
        found = self.actor.submissions(action).filter(
            mission=self.mission, form_name=self.form.form_id, practice=practice
        )
        found = found.filter(content__isnull=False)
        return filtered(with_system(found), condition).order_by("-pk")

    def record(self, root_id: str, action: Action = Action.EXPORT) -> Submission:
        """One record by the id under which it first arrived; ``not_found`` otherwise."""
        found = None
        if "\x00" not in root_id and len(root_id) <= 300:
            everything = self.actor.submissions(action).filter(
                mission=self.mission, form_name=self.form.form_id, root_id=root_id
            )
            known = with_system(everything.filter(content__isnull=False))
            found = known.select_related("content", "device", "mission").first()
        if found is None:
            raise RefusedError("not_found")
        return found


def reach(
    request: HttpRequest, project: int, form_id: str, action: Action = Action.EXPORT
) -> Reach:
    """What the caller may have of a form's records.

    Raises
    ------
    RefusedError
        ``not_found``, ``forbidden``.
    """
    actor: Actor = request.auth  # type: ignore[attr-defined]
    mission = mission_of(actor, project, action)
    form = form_of(mission, form_id)
    return Reach(actor, mission, form, hidden_of(actor, mission, form))


def hidden_of(actor: Actor, mission: Mission, form: Form) -> frozenset[str]:
    """Paths of the questions whose answers somebody may not see."""
    return hidden_questions(form, levels(actor, mission))


def checked(
    request: HttpRequest, name: str, password: str, *, then_second: bool = False, code: str = ""
) -> User:
    """The person of a name and a password, throttled like every sign-in.

    Parameters
    ----------
    then_second : bool
        Whether a second factor can be given, which administrators need; without it a password
        lets in only those who need none.
    code : str
        The six digits; they may also stand behind the password and a space, for programs that
        know no third field.

    Raises
    ------
    RefusedError
        ``unauthenticated``, ``second_factor``, ``throttled``.
    """
    address = address_of(request.META)
    if throttled(name, address):
        raise RefusedError("throttled")
    if not then_second:
        user = check(name, password, address)
        if user is None:
            raise RefusedError("unauthenticated")
        return user
    known = User.objects.filter(username=normal(name)).first()
    if not code and known is not None and needs_second(known):
        found = _WITH_CODE.fullmatch(password)
        password, code = found.groups() if found else (password, "")
    user = check(name, password, address, then_second=True)
    if user is None:
        raise RefusedError("unauthenticated")
    if needs_second(user) and proved(user, code) is None:
        raise RefusedError("second_factor")
    return user
