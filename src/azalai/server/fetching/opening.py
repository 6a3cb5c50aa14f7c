"""What is needed to take records into a mission: the mission, and the form as it is known here."""

from __future__ import annotations

from pathlib import Path

from azalai.forms.outline import Outline
from azalai.model.errors import AzalaiError
from azalai.server.models import Mission


def mission_of(path: Path) -> Mission:
    """The mission of a workspace that this server has.

    Raises
    ------
    AzalaiError
        ``fetch_no_mission`` where it has none of that folder.
    """
    found = Mission.objects.filter(path=str(path)).first()
    if found is None:
        raise AzalaiError("fetch_no_mission", path=str(path))
    return found


def outline_of(mission: Mission, form_id: str) -> Outline | None:
    """The newest outline of a form; None for one that is not known here (yet)."""
    form = mission.forms.filter(form_id=form_id).first()
    if form is None:
        return None
    versions = form.versions.order_by("-published_at", "-pk").values_list("outline", flat=True)
    return next((Outline.from_json(said) for said in versions if said), None)
