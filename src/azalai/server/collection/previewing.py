"""A form before it goes out: whether it builds, what rules say, what it changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from azalai.forms.building import Built, build
from azalai.forms.declaring import parsed
from azalai.forms.diffing import Change, diff
from azalai.forms.diffing import said as said_of_change
from azalai.forms.linting import Remark, lint
from azalai.forms.linting import said as said_of_remark
from azalai.forms.outline import Outline
from azalai.forms.tables import Tables, read_tables, settings_of
from azalai.model.errors import AzalaiError, InputError
from azalai.server.collection import blobs
from azalai.server.collection.publishing import check_mapping
from azalai.server.models import Form, FormVersion, Mission
from azalai.wording import Wording


@dataclass(frozen=True, slots=True)
class Preview:
    """What publishing would do.

    Attributes
    ----------
    built : Built or None
        None where the form cannot be built.
    problem : AzalaiError or None
        Why it cannot be published.
    before : FormVersion or None
        The version that it would follow.
    """

    kind: str
    form_id: str
    version: str
    title: str
    built: Built | None = None
    problem: AzalaiError | None = None
    before: FormVersion | None = None
    remarks: list[Remark] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)


def preview(mission: Mission, content: bytes, kind: str, mapping: str | None) -> Preview:
    """Look at a workbook; nothing is written.

    Raises
    ------
    InputError
        Where it cannot be read at all.
    """
    tables = read_tables(content)
    said = settings_of(tables)
    form_id, version = said.get("form_id", ""), said.get("version", "")
    form = Form.objects.filter(mission=mission, form_id=form_id).first()
    kind = kind or (form.kind if form else Form.Kind.OTHER)
    text = mapping if mapping is not None else (form.mapping if form else "")
    built, problem = _built(tables)
    problem = problem or _refusal(form, tables, kind, text, built)
    before = form.versions.order_by("-pk").first() if form else None
    known = _parsed(text)
    changes = []
    if before is not None and built is not None:
        earlier = before.tables, Outline.from_json(before.outline)
        changes = diff(earlier, (tables, built.outline), known)
    return Preview(
        kind, form_id, version, said.get("form_title", ""), built, problem, before,
        lint(tables, _files_of(form), known, built.outline if built else None), changes,
    )  # fmt: skip


def remarks_on(form: Form, version: FormVersion) -> list[Remark]:
    """What the rules say of a version that is out, with the form's lists and mapping of now."""
    outline = Outline.from_json(version.outline)
    return lint(version.tables, _files_of(form), _parsed(form.mapping), outline)


def _built(tables: Tables) -> tuple[Built | None, AzalaiError | None]:
    try:
        return build(tables), None
    except AzalaiError as problem:
        return None, problem


def _refusal(
    form: Form | None, tables: Tables, kind: str, mapping: str, built: Built | None
) -> AzalaiError | None:
    if built is None:
        return None
    try:
        check_mapping(mapping, kind, built.outline)
        if form is not None:
            if form.kind != kind and form.submissions.exists():
                raise InputError("form_kind_fixed", form=form.form_id, kind=form.kind)
            known = form.versions.filter(version=built.outline.version).first()
            kept = {name: [list(row) for row in rows] for name, rows in tables.items()}
            if known is not None and known.tables != kept:
                raise InputError("form_version_taken", form=form.form_id, version=known.version)
    except AzalaiError as problem:
        return problem
    return None


def _files_of(form: Form | None) -> dict[str, bytes]:
    if form is None:
        return {}
    return {file.name: blobs.read(file.sha256) for file in form.files.all() if file.sha256}


def _parsed(mapping: str) -> Mapping[str, Any] | None:
    try:
        return parsed(mapping) if mapping.strip() else None
    except InputError:
        return None


def shown_remarks(remarks: list[Remark], wording: Wording) -> list[tuple[str, str]]:
    """Severity and sentence of each."""
    return [(one.severity.value, said_of_remark(one, wording)) for one in remarks]


def shown_changes(changes: list[Change], wording: Wording) -> list[tuple[str, str, str]]:
    """Effect, its short name, and what changed."""
    found = []
    for one in changes:
        what = said_of_change(one, wording, effect=False)
        found.append((one.effect.value, wording.text(f"form.effect.{one.effect}"), what))
    return found
