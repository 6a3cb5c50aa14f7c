"""Forms: what they ask, in each version."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Router

from azalai.server.api.doors import form_of, hidden_of, mission_of
from azalai.server.api.fields import outlines_of, tree
from azalai.server.api.problems import RefusedError
from azalai.server.api.shapes import ERRORS, FieldShape, FormShape
from azalai.server.models import Form, FormVersion, Mission
from azalai.server.people.actors import Actor

router = Router(tags=["forms"])

XML = {"responses": {200: {"description": "XForm", "content": {
    "application/xml": {"schema": {"type": "string"}}}}}}  # fmt: skip


@router.get("/projects/{project}/forms", response={200: list[FormShape], **ERRORS},
            summary="List forms")  # fmt: skip
def index(request: HttpRequest, project: int) -> list[FormShape]:
    """The forms of a mission."""
    mission = _mission(request, project)
    forms = mission.forms.filter(versions__isnull=False).distinct().order_by("form_id")
    return [_shape(mission, one, newest(one)) for one in forms]


@router.get("/projects/{project}/forms/{form}/versions", response={200: list[FormShape], **ERRORS},
            summary="List versions")  # fmt: skip
def versions(request: HttpRequest, project: int, form: str) -> list[FormShape]:
    """Every version of a form, the newest first."""
    mission = _mission(request, project)
    found = form_of(mission, form)
    return [_shape(mission, found, one) for one in _versions(found)]


@router.get("/projects/{project}/forms/{form}/versions/{version}.xml", openapi_extra=XML,
            response=ERRORS, summary="A version's XForm")  # fmt: skip
def version_xml(request: HttpRequest, project: int, form: str, version: str) -> HttpResponse:
    """The XForm of one version; ``___`` stands for an empty version, as in Central."""
    found = form_of(_mission(request, project), form)
    return _xform(_version(found, version))


@router.get("/projects/{project}/forms/{form}/versions/{version}",
            response={200: FormShape, **ERRORS}, summary="One version")  # fmt: skip
def version_shape(request: HttpRequest, project: int, form: str, version: str) -> FormShape:
    """One version of a form."""
    mission = _mission(request, project)
    found = form_of(mission, form)
    return _shape(mission, found, _version(found, version))


@router.get("/projects/{project}/forms/{form}/fields", response={200: list[FieldShape], **ERRORS},
            summary="List fields")  # fmt: skip
def fields(request: HttpRequest, project: int, form: str, odata: bool = False) -> list[FieldShape]:
    """The fields of all versions, groups before what stands in them.

    With ``odata=true`` names are those that OData uses.
    """
    mission = _mission(request, project)
    found = form_of(mission, form)
    actor: Actor = request.auth  # type: ignore[attr-defined]
    root = tree(outlines_of(found), hidden_of(actor, mission, found))
    shapes = []
    for item in root.walk():
        path, name = f"/{item.path}", item.name
        if odata:
            from azalai.server.api.fields import identifier

            path = "/" + "/".join(identifier(one) for one in item.path.split("/"))
            name = item.odata
        shapes.append(
            FieldShape(
                path=path, name=name, type=item.type, binary=item.type == "binary" or None,
                selectMultiple=bool(item.question and item.question.multiple) or None,
            )
        )  # fmt: skip
    return shapes


@router.get("/projects/{project}/forms/{form}.xml", openapi_extra=XML, response=ERRORS,
            summary="The XForm")  # fmt: skip
def xml(request: HttpRequest, project: int, form: str) -> HttpResponse:
    """The XForm of the newest version, as phones get it."""
    return _xform(newest(form_of(_mission(request, project), form)))


@router.get("/projects/{project}/forms/{form}", response={200: FormShape, **ERRORS},
            summary="One form")  # fmt: skip
def show(request: HttpRequest, project: int, form: str) -> FormShape:
    """One form, as its newest version says."""
    mission = _mission(request, project)
    found = form_of(mission, form)
    return _shape(mission, found, newest(found))


def newest(form: Form) -> FormVersion:
    """The version that phones get."""
    return _versions(form)[0]


def _versions(form: Form) -> list[FormVersion]:
    return list(form.versions.order_by("-published_at", "-pk"))


def _version(form: Form, name: str) -> FormVersion:
    wanted = "" if name == "___" else name
    found = next((one for one in _versions(form) if one.version == wanted), None)
    if found is None:
        raise RefusedError("not_found")
    return found


def _mission(request: HttpRequest, project: int) -> Mission:
    # Whoever may do anything in a mission may know what its forms ask.
    return mission_of(request.auth, project)  # type: ignore[attr-defined]


def _xform(version: FormVersion) -> HttpResponse:
    return HttpResponse(version.xform.encode(), content_type="application/xml; charset=utf-8")


def _shape(mission: Mission, form: Form, version: FormVersion) -> FormShape:
    return FormShape(
        projectId=mission.pk,
        xmlFormId=form.form_id,
        name=version.title or None,
        version=version.version,
        hash=version.md5,
        state="open" if form.is_open else "closed",
        createdAt=form.created_at,
        publishedAt=version.published_at,
    )
