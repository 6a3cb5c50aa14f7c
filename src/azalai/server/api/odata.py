"""OData: a form's tables for Power BI, Excel, R and whatever else reads it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import parse_qsl, quote, urlencode

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from ninja import Path, Query, Router

from azalai.forms.instance import read_instance
from azalai.server.api.answering import streamed
from azalai.server.api.doors import Reach, reach
from azalai.server.api.edmx import edmx
from azalai.server.api.fields import Field, outlines_of, table_name, table_of, tree
from azalai.server.api.problems import RefusedError
from azalai.server.api.rows import Row, main_row, repeat_rows
from azalai.server.api.selecting import PIECE, Place, files_of, pieces, system_of
from azalai.server.api.shapes import ERRORS
from azalai.server.models import Form, Submission
from azalai.server.people.links import base_address

router = Router(tags=["odata"])

_SVC = "/projects/{project}/forms/{form}.svc"
_JSON: dict[str, Any] = {"responses": {200: {"description": "OData", "content": {
    "application/json": {"schema": {"type": "object"}}}}}}  # fmt: skip
_EDMX: dict[str, Any] = {"responses": {200: {"description": "EDMX", "content": {
    "application/xml": {"schema": {"type": "string"}}}}}}  # fmt: skip
_MOST = 2**31 - 1


@router.get(_SVC, response=ERRORS, openapi_extra=_JSON, summary="OData: the tables")
def service(request: HttpRequest, project: int, form: str) -> HttpResponseBase:
    """The service document."""
    found = reach(request, project, form)
    root = _root(found)
    names = ["Submissions", *(table_name(one) for one in root.repeats())]
    said = {
        "@odata.context": f"{_service(request, found)}/$metadata",
        "value": [{"name": name, "kind": "EntitySet", "url": name} for name in names],
    }
    return told(JsonResponse(said), found)


@router.get(f"{_SVC}/$metadata", response=ERRORS, openapi_extra=_EDMX,
            summary="OData: the columns")  # fmt: skip
def metadata(request: HttpRequest, project: int, form: str) -> HttpResponseBase:
    """The metadata document (EDMX)."""
    found = reach(request, project, form)
    said = edmx(found.form.form_id, _root(found))
    return told(HttpResponse(said.encode(), content_type="application/xml; charset=utf-8"), found)


@dataclass(frozen=True, slots=True)
class _Asked:
    """A page of a table, as an address asks for it."""

    top: int | None
    skip: int
    count: bool
    expand: bool
    wkt: bool
    place: Place | None
    keep: Callable[[Row], Row]


@router.get(f"{_SVC}/{{table}}", response=ERRORS, openapi_extra=_JSON, summary="OData: rows")
def rows(
    request: HttpRequest,
    project: int,
    form: str,
    table: Annotated[str, Path(pattern=r"^Submissions[^\x00]*$", max_length=2000)],
    top: Annotated[int | None, Query(alias="$top", ge=0, le=_MOST)] = None,
    skip: Annotated[int, Query(alias="$skip", ge=0, le=_MOST)] = 0,
    count: Annotated[bool, Query(alias="$count")] = False,
    expand: Annotated[str, Query(alias="$expand", max_length=2000)] = "",
    condition: Annotated[str, Query(alias="$filter", max_length=2000)] = "",
    select: Annotated[str, Query(alias="$select", max_length=10_000)] = "",
    wkt: Annotated[bool, Query(alias="$wkt")] = False,
    skiptoken: Annotated[str, Query(alias="$skiptoken", max_length=100)] = "",
    practice: bool = False,
) -> HttpResponseBase:
    """The rows of a table, the newest record first.

    With ``$top`` a page has the address of the next one; new records do not shift it.
    """
    found = reach(request, project, form)
    root = _root(found)
    field = table_of(root, table)
    if field is None:
        raise RefusedError("not_found")
    if expand not in ("", "*") or (expand and field is not root):
        raise RefusedError("bad_option", option="$expand")
    place = Place.of(skiptoken) if skiptoken else None
    asked = _Asked(top, 0 if place else skip, count, bool(expand), wkt, place,
                   _selected(field, select))  # fmt: skip
    records = found.records(practice=practice, condition=condition)
    page = _main(root, records, asked) if field is root else _repeat(root, field, records, asked)
    number = None
    if count:
        number = records.count() if field is root else _count(found.form, root, field, records)
    context = f"{_service(request, found)}/$metadata#{table}"
    return told(streamed(_document(request, context, number, page)), found)


def _main(root: Field, records: QuerySet[Submission], asked: _Asked) -> Iterator[Row | Place]:
    """Rows, and at the end where the next page begins, if there is one."""
    below = asked.place.below if asked.place else None
    given = 0
    last: Submission | None = None
    size = PIECE if asked.top is None else min(asked.top + 1, PIECE)
    for piece in pieces(records, below, asked.skip, size):
        files = files_of(piece)
        for record in piece:
            if given == asked.top:
                yield Place(last.pk if last is not None else record.pk + 1)
                return
            row: Row = {"__id": record.root_id}
            if not record.sealed and record.content is not None:
                instance = read_instance(bytes(record.content.xml))
                row = main_row(
                    root, instance.root, record.root_id, expand=asked.expand, wkt=asked.wkt
                )
            yield asked.keep({**row, "__system": system_of(record, files[record.pk])})
            given += 1
            last = record


def _repeat(
    root: Field, repeat: Field, records: QuerySet[Submission], asked: _Asked
) -> Iterator[Row | Place]:
    place, skip, given = asked.place, asked.skip, 0
    # The record above the place had rows left, if it gave some already.
    below = None if place is None else place.below + (1 if place.rows else 0)
    for record in _with(records.filter(sealed=False), repeat, below):
        done = place.rows if place is not None and record.pk == place.below else 0
        for number, row in enumerate(_rows(root, repeat, record, asked.wkt)):
            if number < done:
                continue
            if skip:
                skip -= 1
                continue
            if given == asked.top:
                # Nothing of this record is given yet where number is 0.
                yield Place(record.pk, number) if number else Place(record.pk + 1)
                return
            yield asked.keep(row)
            given += 1


def _with(records: QuerySet[Submission], repeat: Field, below: int | None) -> Iterator[Submission]:
    """Records that may have rows of a repeat: its name stands in their XML."""
    for piece in pieces(records, below):
        for record in piece:
            if record.content is not None and may_hold(bytes(record.content.xml), repeat.name):
                yield record


def may_hold(xml: bytes, name: str) -> bool:
    """Whether an element of that name can be in it, without reading it.

    Examples
    --------
    >>> may_hold(b"<data><nat/></data>", "nat"), may_hold(b"<data/>", "nat")
    (True, False)
    """
    plain = name.isascii() and b"\x00" not in xml[:4]
    return not plain or name.encode() in xml


def _rows(root: Field, repeat: Field, record: Submission, wkt: bool) -> Iterator[Row]:
    assert record.content is not None
    instance = read_instance(bytes(record.content.xml))
    return repeat_rows(root, instance.root, record.root_id, repeat, wkt=wkt)


def _count(form: Form, root: Field, repeat: Field, records: QuerySet[Submission]) -> int:
    """Rows of a repeat.

    Where its name stands for nothing else in any version, its tags are counted; a record of a
    version that nobody knows, or with anything in it that could hide a tag, is read.
    """
    alone = repeat.name.isascii() and sum(one.name == repeat.name for one in root.walk()) == 1
    versions = set(form.versions.values_list("version", flat=True))
    tag = re.compile(rb"<(?:[\w.-]+:)?" + re.escape(repeat.name.encode()) + rb"(?=[\s/>])")
    total = 0
    for record in _with(records.filter(sealed=False), repeat, None):
        assert record.content is not None
        xml = bytes(record.content.xml)
        if alone and record.version in versions and b"<!" not in xml and b"\x00" not in xml[:4]:
            total += len(tag.findall(xml))
        else:
            total += sum(1 for _ in _rows(root, repeat, record, False))
    return total


def _document(
    request: HttpRequest, context: str, number: int | None, page: Iterator[Row | Place]
) -> Iterator[str]:
    head: dict[str, Any] = {"@odata.context": context}
    if number is not None:
        head["@odata.count"] = number
    yield json.dumps(head, ensure_ascii=False)[:-1] + ',"value":['
    between = ""
    following = ""
    for item in page:
        if isinstance(item, Place):
            following = f',"@odata.nextLink":{json.dumps(_next(request, item))}'
            break
        yield between + json.dumps(item, ensure_ascii=False, separators=(",", ":"))
        between = ","
    yield f"]{following}}}"


def _next(request: HttpRequest, place: Place) -> str:
    options = [
        (name, value)
        for name, value in parse_qsl(request.META.get("QUERY_STRING", ""), keep_blank_values=True)
        if name not in ("$skip", "$skiptoken")
    ]
    options.append(("$skiptoken", place.token()))
    return f"{base_address(request)}{quote(request.path)}?{urlencode(options)}"


def _selected(field: Field, select: str) -> Callable[[Row], Row]:
    """What keeps of a row the columns that ``$select`` names; ``bad_option`` for unknown ones."""
    names = [one.strip() for one in select.split(",") if one.strip()]
    if not names or "*" in names:
        return lambda row: row
    wanted = [name.split("/") for name in names]
    for steps in wanted:
        here: Field | None = field
        if not steps[0].startswith("__"):
            for step in steps:
                inside = here.children.values() if here is not None else ()
                here = next((one for one in inside if one.odata == step), None)
        if here is None:
            raise RefusedError("bad_option", option="$select")

    def keep(row: Row) -> Row:
        kept: Row = {}
        for steps in wanted:
            source, target = row, kept
            for step in steps[:-1]:
                source = source.get(step) or {}
                target = target.setdefault(step, {})
            for name in (steps[-1], f"{steps[-1]}@odata.navigationLink"):
                if name in source:
                    target[name] = source[name]
        return kept

    return keep


def _root(found: Reach) -> Field:
    return tree(outlines_of(found.form), found.hidden)


def _service(request: HttpRequest, found: Reach) -> str:
    form = quote(found.form.form_id, safe="")
    return f"{base_address(request)}/v1/projects/{found.mission.pk}/forms/{form}.svc"


def told(answer: HttpResponseBase, found: Reach) -> HttpResponseBase:
    """Say which columns are missing because the caller may not see them."""
    answer["OData-Version"] = "4.0"
    if found.hidden:
        answer["X-Azalai-Hidden-Fields"] = quote(",".join(sorted(found.hidden)), safe=",/")
    return answer
