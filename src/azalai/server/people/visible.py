"""Which parts of a record somebody may see: the sensitivity of each field, and theirs of roles.

A field of the model has the sensitivity that `model/flows.py` gives it. What no mapping speaks of
is judged by its kind of question, and is never public: free text and pictures may name somebody.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping
from functools import lru_cache
from typing import Final

from azalai.forms.flatten import column_of
from azalai.forms.outline import Outline, Question
from azalai.model.errors import AzalaiError
from azalai.model.flows import COUNT_KINDS, FIELDS, Sensitivity
from azalai.server.mapped import bound
from azalai.server.models import Form, Mission, Submission
from azalai.server.people.actors import Actor
from azalai.server.people.roles import Action

_LOG = logging.getLogger(__name__)

NEEDED: Final[Mapping[Sensitivity, Action]] = {
    Sensitivity.PUBLIC: Action.READ,
    Sensitivity.RESTRICTED: Action.READ_RESTRICTED,
    Sensitivity.CONFIDENTIAL: Action.READ_RESTRICTED,
    Sensitivity.SECRET: Action.READ_SECRET,
}
"""What one must be allowed to do to see a field."""

OF_RECORD: Final[Mapping[str, Sensitivity]] = {
    "point": Sensitivity.PUBLIC,
    "day": Sensitivity.PUBLIC,
    "direction": Sensitivity.PUBLIC,
    "persons": Sensitivity.PUBLIC,
    "state": Sensitivity.PUBLIC,
    "time": Sensitivity.RESTRICTED,
    "root_id": Sensitivity.RESTRICTED,
    "received_at": Sensitivity.RESTRICTED,
    "findings": Sensitivity.RESTRICTED,
    "device": Sensitivity.CONFIDENTIAL,
    "notes": Sensitivity.SECRET,
    "attachments": Sensitivity.SECRET,
    "xml": Sensitivity.SECRET,
}
"""What the server itself knows of a record."""

_ORDER: Final = tuple(Sensitivity)
_BY_TYPE: Final[Mapping[str, Sensitivity]] = {
    "integer": Sensitivity.RESTRICTED,
    "decimal": Sensitivity.RESTRICTED,
    "date": Sensitivity.RESTRICTED,
    "time": Sensitivity.RESTRICTED,
    "dateTime": Sensitivity.RESTRICTED,
    "select_one": Sensitivity.RESTRICTED,
    "select_multiple": Sensitivity.RESTRICTED,
    "rank": Sensitivity.RESTRICTED,
    "acknowledge": Sensitivity.RESTRICTED,
    "note": Sensitivity.PUBLIC,
    "calculate": Sensitivity.CONFIDENTIAL,
    "meta": Sensitivity.CONFIDENTIAL,
    "geopoint": Sensitivity.CONFIDENTIAL,
    "geotrace": Sensitivity.CONFIDENTIAL,
    "geoshape": Sensitivity.CONFIDENTIAL,
}


def sensitivity_of(name: str) -> Sensitivity:
    """Of a field or a count, as `Submission.summary` names them; secret for what we do not know.

    Examples
    --------
    >>> [str(sensitivity_of(name)) for name in ("persons", "sex_age/F/minor", "phone_number")]
    ['public', 'restricted', 'secret']
    """
    kind = name.partition("/")[0]
    known = FIELDS.get(kind) or COUNT_KINDS.get(kind)
    return known.sensitivity if known else Sensitivity.SECRET


def levels(actor: Actor, mission: Mission, point: str | None = None) -> frozenset[Sensitivity]:
    """The sensitivities that somebody may see.

    Parameters
    ----------
    point : str or None
        Of the record; None for a table of many points, of which only what may be seen at *every*
        point that the actor reads is allowed.
    """
    if point is not None:
        return frozenset(
            level for level, action in NEEDED.items() if actor.may(action, mission, point)
        )
    reads = actor.points(Action.READ, mission)
    return frozenset(
        level
        for level, action in NEEDED.items()
        if actor.may(action, mission) and _as_far(actor.points(action, mission), reads)
    )


def seen(actor: Actor, submission: Submission) -> frozenset[Sensitivity]:
    """The sensitivities that somebody may see of this record."""
    return levels(actor, submission.mission, submission.point)


def hidden_questions(form: Form, allowed: Collection[Sensitivity]) -> frozenset[str]:
    """Paths of the questions, of any version of a form, whose answers must not be shown.

    Parameters
    ----------
    allowed : collection of Sensitivity
        From `levels` or `seen`.
    """
    found: set[str] = set()
    for key in form.versions.values_list("pk", flat=True):
        marked = question_sensitivities(key, form.mapping if form.kind == Form.Kind.FLOW else "")
        found |= {path for path, level in marked.items() if level not in allowed}
    return frozenset(found)


@lru_cache(256)
def question_sensitivities(version: int, mapping: str) -> Mapping[str, Sensitivity]:
    """Path of each question of a form version -> how far its answers may travel.

    Parameters
    ----------
    version : int
        Key of the `FormVersion`, which never changes.
    mapping : str
        TOML of the form; empty for a form that is not about groups of travellers.
    """
    from azalai.server.models import FormVersion

    said = FormVersion.objects.values_list("outline", flat=True).get(pk=version)
    if not said:
        return {}
    outline = Outline.from_json(said)
    found = {one.path: _BY_TYPE.get(one.type, Sensitivity.SECRET) for one in outline.questions}
    for path, names in _fields_by_question(outline, mapping).items():
        # A question that fills several fields is as sensitive as the most sensitive of them.
        found[path] = max((sensitivity_of(name) for name in names), key=_ORDER.index)
    return found


def _as_far(points: frozenset[str] | None, reads: frozenset[str] | None) -> bool:
    return points is None or (reads is not None and reads <= points)


def _fields_by_question(outline: Outline, mapping: str) -> dict[str, set[str]]:
    if not mapping.strip():
        return {}
    try:
        found_by = bound(mapping, outline)
    except AzalaiError as problem:
        _LOG.warning("the mapping of %s does not fit: %s", outline.form_id, problem)
        return {}
    columns = found_by.columns
    main = {column_of(one): one for one in outline.questions if not one.repeat}
    found: dict[str, set[str]] = {}

    def mark(name: str, header: str, among: Mapping[str, Question]) -> None:
        question = among.get(header) or among.get(header.rpartition("/")[0])
        if question is not None:
            found.setdefault(question.path, set()).add(name)

    for name, header in columns.columns.items():
        mark(name, header, main)
    for yes_no in columns.yes_no:
        mark(yes_no.name, yes_no.header, main)
    for wide in columns.wide:
        mark(wide.kind, wide.header, main)
    for repeat in columns.repeats:
        table = found_by.tables.get(repeat.kind, "")
        inside = {
            column_of(one): one
            for one in outline.questions
            if one.repeat.replace("/", "-") == table
        }
        for header in (repeat.persons, *(header for _, header in repeat.categories)):
            mark(repeat.kind, header, inside)
    return found
