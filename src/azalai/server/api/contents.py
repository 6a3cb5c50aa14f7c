"""The contents that a record had: each byte for byte, and what edits changed."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router

from azalai.forms.instance import read_instance
from azalai.server.api.answering import version_of, xml_of
from azalai.server.api.asking import ONE, XML, whole
from azalai.server.api.differing import differences
from azalai.server.api.doors import reach
from azalai.server.api.fields import outlines_of, tree
from azalai.server.api.problems import RefusedError
from azalai.server.api.shapes import ERRORS, Difference, Version
from azalai.server.models import Content, Submission

router = Router(tags=["submissions"])


@router.get(f"{ONE}/versions", response={200: list[Version], **ERRORS}, summary="Its contents")
def versions(request: HttpRequest, project: int, form: str, instance: str) -> list[dict[str, Any]]:
    """Every content that the record had, the newest first."""
    record = reach(request, project, form).record(instance)
    found = record.contents.defer("xml").order_by("-number")
    return [version_of(one, one.pk == record.content_id) for one in found]


@router.get(f"{ONE}/versions/{{version}}.xml", response=ERRORS, openapi_extra=XML,
            summary="A content's XML")  # fmt: skip
def version_xml(
    request: HttpRequest, project: int, form: str, instance: str, version: str
) -> HttpResponse:
    """One content, byte for byte."""
    found = whole(reach(request, project, form))
    return xml_of(_content(found.record(instance), version))


@router.get(f"{ONE}/versions/{{version}}", response={200: Version, **ERRORS},
            summary="One content")  # fmt: skip
def version_shape(
    request: HttpRequest, project: int, form: str, instance: str, version: str
) -> dict[str, Any]:
    """One content that the record had."""
    record = reach(request, project, form).record(instance)
    one = _content(record, version)
    return version_of(one, one.pk == record.content_id)


@router.get(f"{ONE}/diffs", response={200: dict[str, list[Difference]], **ERRORS},
            summary="What edits changed")  # fmt: skip
def diffs(
    request: HttpRequest, project: int, form: str, instance: str
) -> dict[str, list[dict[str, Any]]]:
    """Id of each edit -> the answers that it changed."""
    found = reach(request, project, form)
    record = found.record(instance)
    root = tree(outlines_of(found.form), found.hidden)
    contents = [one for one in record.contents.order_by("number") if not one.rival]
    answer = {}
    for older, newer in pairwise(contents):
        before, after = read_instance(bytes(older.xml)), read_instance(bytes(newer.xml))
        if not (before.encrypted or after.encrypted):
            answer[newer.instance_id] = list(differences(root, before.root, after.root))
    return answer


def _content(record: Submission, instance: str) -> Content:
    found = None
    if "\x00" not in instance:
        found = record.contents.filter(instance_id=instance).order_by("rival", "-number").first()
    if found is None:
        raise RefusedError("not_found")
    return found
