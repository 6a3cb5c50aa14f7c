"""What taking in a record has to know of its form; kept for a moment, for many come at once."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from datetime import UTC, tzinfo
from functools import lru_cache
from pathlib import Path
from typing import Final

from azalai.forms.instance import Instance
from azalai.server.collection.summary import Summariser, Summary
from azalai.server.missions import zone_of
from azalai.server.models import Form, FormVersion, Mission

_FRESH: Final = 5.0
"""Seconds after which one looks again, for another process may have published a version."""
_MOST: Final = 500


@dataclass(frozen=True, slots=True)
class FormFacts:
    """A form of a mission as a record names it.

    Attributes
    ----------
    form_id : int or None
        Its row; None where the mission has no such form.
    known_version : bool
    mission_code : str
    strict : bool
        Whether the mission answers phones exactly as ODK Central does.
    """

    form_id: int | None
    known_version: bool
    mission_code: str
    strict: bool
    summariser: Summariser | None
    zone: tzinfo = UTC
    """The clocks of the mission."""

    def summarise(self, instance: Instance) -> Summary:
        """What lists need of a record; nothing where its form is not known."""
        return self.summariser.of(instance) if self.summariser else Summary()


_known: dict[tuple[int, str, str], tuple[float, FormFacts]] = {}
_lock = threading.Lock()


def form_facts(mission_id: int, form_id: str, version: str) -> FormFacts:
    """What is known of a version of a form; of a version that nobody knows, by the newest one."""
    key = (mission_id, form_id, version)
    found = _known.get(key)
    now = time.monotonic()
    if found is not None and found[0] > now:
        return found[1]
    with _lock:
        found = _known.get(key)
        if found is not None and found[0] > now:
            return found[1]
        facts = _read(mission_id, form_id, version)
        if len(_known) >= _MOST:
            _known.clear()
        # What is not known may be published at any moment, and is asked for seldom.
        if facts.known_version:
            _known[key] = (now + _FRESH, facts)
        return facts


def forget() -> None:
    """Look anew at the next record: a form, a mapping or a mission has changed."""
    with _lock:
        _known.clear()


def _read(mission_id: int, form_id: str, version: str) -> FormFacts:
    mission = Mission.objects.get(pk=mission_id)
    form = Form.objects.filter(mission=mission, form_id=form_id).first()
    if form is None:
        return FormFacts(None, False, mission.code, mission.strict, None, zone_of(mission))
    versions = FormVersion.objects.filter(form=form)
    named = versions.filter(version=version).values_list("pk", flat=True).first()
    newest = named or versions.order_by("-pk").values_list("pk", flat=True).first()
    summariser = _summariser(form.kind, form.mapping, newest, mission.path)
    return FormFacts(
        form.pk, named is not None, mission.code, mission.strict, summariser, zone_of(mission)
    )


@lru_cache(100)
def _summariser(kind: str, mapping: str, version: int | None, workspace: str) -> Summariser:
    """A version's bytes never change; reading its outline once is enough."""
    outline = (
        FormVersion.objects.values_list("outline", flat=True).get(pk=version) if version else {}
    )
    return Summariser(kind, mapping, outline, Path(workspace))
