"""Missions, as Central's projects."""

from __future__ import annotations

from django.db.models import Max
from django.http import HttpRequest
from ninja import Router

from azalai.server.api.doors import mission_of
from azalai.server.api.shapes import ERRORS, Project
from azalai.server.models import Mission
from azalai.server.people.actors import Actor
from azalai.server.people.roles import Action

router = Router(tags=["projects"])


@router.get("/projects", response={200: list[Project], **ERRORS}, summary="List missions")
def index(request: HttpRequest) -> list[Project]:
    """Every mission in which the caller may do anything."""
    actor: Actor = request.auth  # type: ignore[attr-defined]
    found = Mission.objects.order_by("pk")
    return [_project(actor, one) for one in found if any(actor.may(act, one) for act in Action)]


@router.get("/projects/{project}", response={200: Project, **ERRORS}, summary="One mission")
def show(request: HttpRequest, project: int) -> Project:
    """One mission."""
    actor: Actor = request.auth  # type: ignore[attr-defined]
    return _project(actor, mission_of(actor, project))


def _project(actor: Actor, mission: Mission) -> Project:
    # The moment at which a record came is not everybody's to know (`people/visible.py`).
    last = actor.submissions(Action.READ_RESTRICTED).filter(mission=mission, practice=False)
    devices = mission.devices.filter(revoked_at=None)
    return Project(
        id=mission.pk,
        name=mission.name,
        description=mission.code,
        createdAt=mission.created_at,
        appUsers=devices.count() if actor.may(Action.DEVICES, mission) else 0,
        forms=mission.forms.filter(versions__isnull=False).distinct().count(),
        lastSubmission=last.aggregate(last=Max("received_at"))["last"],
    )
