"""Screens of a mission's forms: what there is, publishing with a look before, lists, mappings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC
from typing import Any, Final

from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.views.decorators.http import require_POST, require_safe

from azalai.forms.diffing import Effect
from azalai.forms.tables import read_tables, settings_of, workbook_of
from azalai.model.errors import AzalaiError, InputError
from azalai.server.collection import blobs, publishing
from azalai.server.collection.previewing import (
    Preview,
    preview,
    remarks_on,
    shown_changes,
    shown_remarks,
)
from azalai.server.models import Form, FormVersion, Mission
from azalai.server.pages.flash import flash
from azalai.server.people.actors import Actor
from azalai.server.people.doors import needs
from azalai.server.people.roles import Action
from azalai.wording import Wording

_LARGEST: Final = 5 * 2**20
_SALT: Final = "azalai.forms.looked_at"
_HOUR: Final = 3600


@dataclass(frozen=True, slots=True)
class _Line:
    """A form in the list."""

    form: Form
    newest: FormVersion | None
    records: int
    offers: str
    """The version that a packaged form could be brought to; empty for none."""


@needs(Action.FORMS)
@require_safe
def listed(request: HttpRequest, actor: Actor, mission: Mission) -> HttpResponse:
    """Every form of the mission, and the packaged ones it does not have."""
    forms = mission.forms.annotate(records=Count("submissions")).order_by("form_id")
    newest = {
        v.form_id: v for v in FormVersion.objects.filter(form__mission=mission).order_by("pk")
    }
    packaged = {name: settings_of(read_tables(name)) for name in publishing.PACKAGED}
    lines = []
    for form in forms:
        own, known = newest.get(form.pk), packaged.pop(form.form_id, {})
        there = known.get("version", "")
        newer = bool(
            own and there and there > own.version and own.tables != read_tables(form.form_id)
        )
        lines.append(_Line(form, own, form.records, there if newer else ""))
    context = {"mission": mission, "lines": lines, "packaged": packaged}
    return render(request, "collection/forms.html", context)


@needs(Action.FORMS)
def uploaded(request: HttpRequest, actor: Actor, mission: Mission) -> HttpResponse:
    """Upload a workbook, look at what it would change, and publish it."""
    context: dict[str, Any] = {
        "mission": mission, "kinds": _kinds(request), "kind": "", "mapping": "", "problem": "",
    }  # fmt: skip
    if request.method != "POST":
        return render(request, "collection/form_new.html", context)
    kind = request.POST.get("kind", "")
    mapping = _mapping_of(request)
    context |= {"kind": kind, "mapping": mapping or ""}
    wording = Wording(request.LANGUAGE_CODE)
    try:
        content, ticket = _workbook_of(request, actor, mission)
        seen = preview(mission, content, kind, mapping)
        if request.POST.get("step") == "publish":
            if seen.problem is not None:
                raise seen.problem
            version = publishing.publish(mission, content, seen.kind, mapping, actor)
            flash(request, "collection.published", version=version.version, title=version.title)
            return redirect("form", mission=mission.code, form=version.form_id)
    except AzalaiError as problem:
        context["problem"] = wording.error(problem)
        return render(request, "collection/form_new.html", context, status=400)
    return render(request, "collection/form_look.html", context | _look(seen, ticket, wording))


def _look(seen: Preview, ticket: str, wording: Wording) -> dict[str, Any]:
    problem = wording.error(seen.problem) if seen.problem else ""
    return {
        "seen": seen,
        "ticket": ticket,
        "problem": problem,
        "kind": seen.kind,
        "remarks": shown_remarks(seen.remarks, wording),
        "changes": shown_changes(seen.changes, wording),
        "breaks": any(one.effect is Effect.BREAKS_MAPPING for one in seen.changes),
    }


def _workbook_of(request: HttpRequest, actor: Actor, mission: Mission) -> tuple[bytes, str]:
    """The workbook uploaded now, or the one looked at; and the ticket to come back with."""
    given = request.FILES.get("workbook")
    if isinstance(given, UploadedFile):
        content = _bytes_of(given)
        name = [blobs.put(content), actor.name, mission.pk]
        return content, signing.dumps(name, salt=_SALT)
    ticket = request.POST.get("ticket", "")
    try:
        digest, who, where = signing.loads(ticket, salt=_SALT, max_age=_HOUR)
    except (signing.BadSignature, ValueError):
        raise InputError("form_no_workbook") from None
    if (who, where) != (actor.name, mission.pk):
        raise InputError("form_no_workbook")
    return blobs.read(digest), ticket


def _bytes_of(given: UploadedFile) -> bytes:
    if (given.size or 0) > _LARGEST:
        raise InputError("form_upload_large", path=given.name or "", megabytes=_LARGEST // 2**20)
    content: bytes = given.read()
    return content


def _mapping_of(request: HttpRequest) -> str | None:
    """The mapping typed or uploaded; None where nothing was said, which keeps the form's own."""
    given = request.FILES.get("mapping_file")
    if isinstance(given, UploadedFile):
        return _bytes_of(given).decode("utf-8-sig", "replace")
    typed = request.POST.get("mapping", "").replace("\r\n", "\n").strip()
    return f"{typed}\n" if typed else None


def _kinds(request: HttpRequest) -> list[tuple[str, str]]:
    wording = Wording(request.LANGUAGE_CODE)
    keep = [("", wording.text("collection.kind.same"))]
    return keep + [(kind, wording.text(f"collection.kind.{kind}")) for kind in Form.Kind.values]


@needs(Action.FORMS)
@require_safe
def one(request: HttpRequest, actor: Actor, mission: Mission, form: int) -> HttpResponse:
    """One form: its versions, lists, mapping, and what the rules say of the newest version."""
    found = _form(mission, form)
    wording = Wording(request.LANGUAGE_CODE)
    versions = list(found.versions.order_by("-pk"))
    seen = remarks_on(found, versions[0]) if versions else []
    context = {
        "mission": mission,
        "form": found,
        "versions": versions,
        "files": list(found.files.order_by("name")),
        "records": found.submissions.count(),
        "remarks": shown_remarks(seen, wording),
        "kind": wording.text(f"collection.kind.{found.kind}"),
    }
    return render(request, "collection/form.html", context)


@needs(Action.FORMS)
@require_POST
def switched(request: HttpRequest, actor: Actor, mission: Mission, form: int) -> HttpResponse:
    """Offer a form to phones, or no longer."""
    found = _form(mission, form)
    is_open = request.POST.get("open") == "1"
    publishing.set_open(found, is_open, actor)
    flash(request, "collection.opened" if is_open else "collection.closed", form=found.form_id)
    return redirect("form", mission=mission.code, form=found.pk)


@needs(Action.FORMS)
@require_POST
def mapped(request: HttpRequest, actor: Actor, mission: Mission, form: int) -> HttpResponse:
    """Another mapping."""
    found = _form(mission, form)
    publishing.set_mapping(found, _mapping_of(request) or "", actor)
    flash(request, "collection.mapped", form=found.form_id)
    return redirect("form", mission=mission.code, form=found.pk)


@needs(Action.FORMS)
@require_POST
def filed(request: HttpRequest, actor: Actor, mission: Mission, form: int) -> HttpResponse:
    """A list or a picture that goes with the form."""
    found = _form(mission, form)
    given = request.FILES.get("file")
    if not isinstance(given, UploadedFile):
        raise InputError("form_file_name", value="–")
    publishing.put_file(found, given.name or "", _bytes_of(given), actor)
    flash(request, "collection.filed", name=given.name or "")
    return redirect("form", mission=mission.code, form=found.pk)


@needs(Action.FORMS)
@require_POST
def packaged(request: HttpRequest, actor: Actor, mission: Mission) -> HttpResponse:
    """Publish a packaged form, or its newer version."""
    name = request.POST.get("name", "")
    if name not in publishing.PACKAGED:
        raise Http404
    version = publishing.publish(mission, name, actor=actor)
    flash(request, "collection.published", version=version.version, title=version.title)
    return redirect("form", mission=mission.code, form=version.form_id)


@needs(Action.FORMS)
@require_safe
def taken(
    request: HttpRequest, actor: Actor, mission: Mission, form: int, version: int, kind: str
) -> HttpResponse:
    """A version as a workbook or as the XForm that phones get."""
    found = _form(mission, form).versions.filter(pk=version).first()
    if found is None or kind not in ("xlsx", "xml"):
        raise Http404
    if kind == "xml":
        answer = HttpResponse(found.xform.encode(), content_type="application/xml; charset=utf-8")
    else:
        office = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        answer = HttpResponse(workbook_of(found.tables), content_type=office)
    name = "".join(c if c.isalnum() or c in "-_." else "_" for c in found.form.form_id)
    stamp = "".join(c if c.isalnum() or c in "-_." else "_" for c in found.version)
    answer["Content-Disposition"] = f'attachment; filename="{name}-{stamp}.{kind}"'
    answer["Last-Modified"] = found.published_at.astimezone(UTC).strftime(
        "%a, %d %b %Y %H:%M:%S GMT"
    )
    return answer


def _form(mission: Mission, form: int) -> Form:
    found = mission.forms.filter(pk=form).first()
    if found is None:
        raise Http404
    return found


urlpatterns: list[URLPattern] = [
    path("m/<slug:mission>/forms", listed, name="forms"),
    path("m/<slug:mission>/forms/new", uploaded, name="form_new"),
    path("m/<slug:mission>/forms/packaged", packaged, name="form_packaged"),
    path("m/<slug:mission>/forms/<int:form>", one, name="form"),
    path("m/<slug:mission>/forms/<int:form>/open", switched, name="form_open"),
    path("m/<slug:mission>/forms/<int:form>/mapping", mapped, name="form_mapping"),
    path("m/<slug:mission>/forms/<int:form>/files", filed, name="form_files"),
    path("m/<slug:mission>/forms/<int:form>/<int:version>.<str:kind>", taken, name="form_version"),
]
