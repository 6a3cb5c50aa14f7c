"""Forms of a mission: versions whose bytes never change, and the lists that go with them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from django.db import transaction

from azalai.forms.attachments import MADE
from azalai.forms.building import Built, build, files_needed
from azalai.forms.declaring import parsed, read_declaring
from azalai.forms.flatten import columns
from azalai.forms.outline import Outline
from azalai.forms.tables import Tables, packaged_mapping, read_tables
from azalai.model.errors import InputError
from azalai.server import audit
from azalai.server.collection import blobs
from azalai.server.collection.listing import files_for
from azalai.server.collection.rereading import read_again
from azalai.server.mapped import DECLARING, bound, round_mapping_of
from azalai.server.models import Form, FormFile, FormVersion, Mission
from azalai.server.people.actors import SYSTEM, Actor

__all__ = [
    "PACKAGED", "check_mapping", "files_for", "publish", "publish_packaged", "put_file",
    "set_mapping", "set_open",
]  # fmt: skip

PACKAGED: Final[Mapping[str, str]] = {
    "flow_registry": Form.Kind.FLOW,
    "counter": Form.Kind.FLOW,
    "screener": Form.Kind.FLOW,
    "shift": Form.Kind.SHIFT,
    "round": Form.Kind.ROUND,
    "event": Form.Kind.EVENT,
}
"""Packaged forms -> what their records become."""


def publish(
    mission: Mission,
    source: Tables | bytes | Path | str,
    kind: str = "",
    mapping: str | None = None,
    actor: Actor = SYSTEM,
) -> FormVersion:
    """Publish a version of a form.

    Parameters
    ----------
    source : Tables, bytes, Path or str
        Sheets, a workbook, a folder of tables, or the name of a packaged form.
    kind : str
        Of `Form.Kind`; a packaged form and a form that the mission has know theirs.
    mapping : str, optional
        TOML. None keeps the mapping that the form has; a packaged form brings its own.

    Returns
    -------
    FormVersion
        The one that stands already, where exactly this was published before.

    Raises
    ------
    InputError
        ``form_version_taken`` where that version has other content; ``form_kind_fixed`` where the
        form has records of another kind; whatever `forms.building.build` and the mapping say.
    """
    tables = read_tables(source) if isinstance(source, bytes | Path | str) else source
    if isinstance(source, str):
        kind = kind or PACKAGED[source]
        mapping = packaged_mapping(source) if mapping is None else mapping
    # Packaged forms were tried by the tests of this program; six of them would hold up a start.
    made = build(tables, validate=False if isinstance(source, str) else None)
    form = Form.objects.filter(mission=mission, form_id=made.outline.form_id).first()
    kind = kind or (form.kind if form else Form.Kind.OTHER)
    if mapping is None:
        mapping = form.mapping if form else ""
    check_mapping(mapping, kind, made.outline)
    with transaction.atomic():
        version = _store(mission, tables, made, kind, mapping, actor)
    read_again(version.form)
    return version


def publish_packaged(mission: Mission) -> list[FormVersion]:
    """Give a mission the packaged forms that it does not have in any version; repeatable."""
    had = set(mission.forms.values_list("form_id", flat=True))
    return [publish(mission, name) for name in PACKAGED if name not in had]


def check_mapping(text: str, kind: str, outline: Outline) -> None:
    """Hold a mapping against the columns of a form.

    Raises
    ------
    InputError
        ``form_needs_mapping`` where its kind needs one and there is none; ``mapping_…`` where it
        names what the form does not have, or lacks what the model needs.
    """
    if not text.strip():
        if kind != Form.Kind.OTHER:
            raise InputError("form_needs_mapping", kind=kind)
        return
    main, _ = columns(outline)
    if kind in DECLARING:
        declaring = read_declaring(text, kind)
        _check_columns(list(declaring.columns.values()), main)
        return
    parsed(text)
    try:
        _hold(text, kind, outline, main)
    except InputError as problem:
        if problem.code != "mapping_no_column":
            raise
        # What that error advises is about files.
        raise _no_column(str(problem.values["column"])) from None


def _hold(text: str, kind: str, outline: Outline, main: list[str]) -> None:
    if kind == Form.Kind.ROUND:
        said = round_mapping_of(text)
        named = [name for names in said.columns.values() for name in names[:1]]
        _check_columns([*named, *said.cells], main)
    elif kind == Form.Kind.FLOW:
        bound(text, outline)


def _check_columns(named: list[str], known: list[str]) -> None:
    for name in named:
        if name not in known:
            raise _no_column(name)


def _no_column(name: str) -> InputError:
    return InputError("form_no_column", column=name)


def _store(
    mission: Mission, tables: Tables, made: Built, kind: str, mapping: str, actor: Actor
) -> FormVersion:
    form, new = Form.objects.select_for_update().get_or_create(
        mission=mission,
        form_id=made.outline.form_id,
        defaults={"kind": kind, "mapping": mapping},
    )
    entries = []
    if not new and form.kind != kind:
        if form.submissions.exists():
            raise InputError("form_kind_fixed", form=form.form_id, kind=form.kind)
        form.kind = kind
    if not new and (form.mapping != mapping or form.kind != kind):
        form.mapping = mapping
        entries.append(_entry(actor, "form.mapped", form, mission))
    form.save()
    known = FormVersion.objects.filter(form=form, version=made.outline.version).first()
    kept = {name: [list(row) for row in rows] for name, rows in tables.items()}
    if known is not None:
        # Compared as a person wrote it: another pyxform writes the same form otherwise.
        if known.tables != kept:
            raise InputError("form_version_taken", form=form.form_id, version=made.outline.version)
        audit.record(*entries)
        return known
    version = FormVersion.objects.create(
        form=form,
        version=made.outline.version,
        title=made.outline.title,
        xform=made.xform,
        md5=made.md5,
        tables=kept,
        outline=made.outline.as_json(),
    )
    for name, source in files_needed(made.outline).items():
        FormFile.objects.get_or_create(form=form, name=name, defaults={"made_from": source})
    detail = {"version": version.version, "md5": version.md5}
    audit.record(*entries, _entry(actor, "form.published", form, mission, detail))
    return version


def set_mapping(form: Form, mapping: str, actor: Actor) -> None:
    """Give a form another mapping; its records are read by it from now on.

    Raises
    ------
    InputError
        As `check_mapping`, held against the newest version.
    """
    newest = form.versions.order_by("-pk").first()
    if newest is not None:
        check_mapping(mapping, form.kind, Outline.from_json(newest.outline))
    with transaction.atomic():
        form.mapping = mapping
        form.save(update_fields=["mapping"])
        audit.record(_entry(actor, "form.mapped", form, form.mission))
    read_again(form)


def set_open(form: Form, is_open: bool, actor: Actor) -> None:
    """Offer a form to phones, or no longer; what arrives of a closed one is still taken."""
    with transaction.atomic():
        form.is_open = is_open
        form.save(update_fields=["is_open"])
        action = "form.opened" if is_open else "form.closed"
        audit.record(_entry(actor, action, form, form.mission))


def put_file(form: Form, name: str, content: bytes, actor: Actor) -> FormFile:
    """Keep an uploaded list or picture of a form; another content under that name replaces it.

    Raises
    ------
    InputError
        ``form_file_made`` for a file that is made from the register, ``form_file_name``.
    """
    if not name or name != Path(name).name or "\\" in name or name.startswith("."):
        raise InputError("form_file_name", value=name)
    if name in MADE:
        raise InputError("form_file_made", name=name)
    digest = blobs.put(content)
    with transaction.atomic():
        file, _ = FormFile.objects.update_or_create(
            form=form, name=name, defaults={"sha256": digest, "made_from": ""}
        )
        detail = {"name": name, "sha256": digest}
        audit.record(_entry(actor, "form.file_kept", form, form.mission, detail))
    return file


def _entry(
    actor: Actor, action: str, form: Form, mission: Mission, detail: Mapping[str, str] | None = None
) -> audit.Entry:
    said = {"form": form.form_id, **(detail or {})}
    return audit.Entry(actor.name, action, f"form:{form.pk}", mission.code, said)
