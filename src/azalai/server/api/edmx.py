"""OData's description of a form's tables (EDMX), by which Power BI and Excel know columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final
from xml.sax.saxutils import quoteattr

from azalai.server.api.fields import Field, identifier, table_name

_TYPES: Final[Mapping[str, str]] = {
    "int": "Edm.Int64",
    "decimal": "Edm.Decimal",
    "date": "Edm.Date",
    "dateTime": "Edm.DateTimeOffset",
    "geopoint": "Edm.GeographyPoint",
    "geotrace": "Edm.GeographyLineString",
    "geoshape": "Edm.GeographyPolygon",
}
_SYSTEM: Final = (
    ("submissionDate", "Edm.DateTimeOffset"), ("updatedAt", "Edm.DateTimeOffset"),
    ("deletedAt", "Edm.DateTimeOffset"), ("submitterId", "Edm.String"),
    ("submitterName", "Edm.String"), ("attachmentsPresent", "Edm.Int64"),
    ("attachmentsExpected", "Edm.Int64"), ("status", "org.opendatakit.submission.Status"),
    ("reviewState", "org.opendatakit.submission.ReviewState"), ("deviceId", "Edm.String"),
    ("edits", "Edm.Int64"), ("formVersion", "Edm.String"),
)  # fmt: skip
_EDM = "http://docs.oasis-open.org/odata/ns/edm"
_CAPABLE = "Org.OData.Capabilities.V1"


def edmx(form_id: str, root: Field) -> str:
    """The metadata document of a form.

    Every primitive type may be null; keys are not. A group is a complex type, a repeat an entity
    set of its own with ``__Submissions-id``, the key of the row that it belongs to.
    """
    space = f"org.opendatakit.user.{identifier(form_id)}"
    return "\n".join(_lines(space, form_id, root)) + "\n"


def _lines(space: str, form_id: str, root: Field) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield (
        '<edmx:Edmx xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx" Version="4.0">'
        "<edmx:DataServices>"
    )
    yield f'<Schema xmlns="{_EDM}" Namespace="org.opendatakit.submission">'
    yield '<ComplexType Name="metadata">'
    for name, kind in _SYSTEM:
        yield f'<Property Name="{name}" Type="{kind}"/>'
    yield "</ComplexType>"
    for name, members in (
        ("Status", ("notDecrypted", "missingEncryptedFormData")),
        ("ReviewState", ("hasIssues", "edited", "rejected", "approved")),
    ):
        inside = "".join(f'<Member Name="{one}"/>' for one in members)
        yield f'<EnumType Name="{name}">{inside}</EnumType>'
    yield "</Schema>"
    yield f'<Schema xmlns="{_EDM}" Namespace={quoteattr(space)}>'
    yield from _entity(space, "Submissions", root, "")
    for repeat in root.repeats():
        yield from _entity(space, table_name(repeat), repeat, _parent_of(root, repeat))
    for item in root.walk():
        if item.type == "structure":
            yield f"<ComplexType Name={quoteattr(_type_name(item))}>"
            yield from _properties(space, item)
            yield "</ComplexType>"
    yield f"<EntityContainer Name={quoteattr(identifier(form_id))}>"
    yield from _set(space, "Submissions", root)
    for repeat in root.repeats():
        yield from _set(space, table_name(repeat), repeat)
    yield "</EntityContainer></Schema></edmx:DataServices></edmx:Edmx>"


def _entity(space: str, name: str, item: Field, parent: str) -> Iterator[str]:
    yield f"<EntityType Name={quoteattr(name)}>"
    yield '<Key><PropertyRef Name="__id"/></Key>'
    yield '<Property Name="__id" Type="Edm.String" Nullable="false"/>'
    if parent:
        yield f'<Property Name="{parent}" Type="Edm.String"/>'
    else:
        yield '<Property Name="__system" Type="org.opendatakit.submission.metadata"/>'
    yield from _properties(space, item)
    yield "</EntityType>"


def _properties(space: str, item: Field) -> Iterator[str]:
    for child in item.children.values():
        name = quoteattr(child.odata)
        if child.type == "structure":
            yield f"<Property Name={name} Type={quoteattr(f'{space}.{_type_name(child)}')}/>"
        elif child.type == "repeat":
            kind = quoteattr(f"Collection({space}.{table_name(child)})")
            yield f"<NavigationProperty Name={name} Type={kind}/>"
        else:
            kind = _TYPES.get(child.type, "Edm.String")
            # Without it a decimal is read with two places.
            scale = ' Scale="variable"' if kind == "Edm.Decimal" else ""
            yield f'<Property Name={name} Type="{kind}"{scale}/>'


def _type_name(item: Field) -> str:
    return ".".join(identifier(one) for one in item.path.split("/"))


def _parent_of(root: Field, repeat: Field) -> str:
    outer = [f for f in root.repeats() if repeat.path.startswith(f"{f.path}/")]
    return parent_column(outer[-1] if outer else None)


def parent_column(outer: Field | None) -> str:
    """The column of a repeat's row that says what it belongs to.

    Examples
    --------
    >>> parent_column(None)
    '__Submissions-id'
    """
    names = ["Submissions", *(identifier(one) for one in outer.path.split("/"))] if outer else []
    return f"__{'-'.join(names or ['Submissions'])}-id"


def _set(space: str, name: str, item: Field) -> Iterator[str]:
    kind = quoteattr(f"{space}.{name}")
    yield f"<EntitySet Name={quoteattr(name)} EntityType={kind}>"
    for path, one in _navigations(item):
        target = quoteattr(table_name(one))
        yield f"<NavigationPropertyBinding Path={quoteattr(path)} Target={target}/>"
    if name == "Submissions":
        yield (
            f'<Annotation Term="{_CAPABLE}.ConformanceLevel" '
            f'EnumMember="{_CAPABLE}.ConformanceLevelType/Minimal"/>'
            f'<Annotation Term="{_CAPABLE}.BatchSupported" Bool="false"/>'
            f'<Annotation Term="{_CAPABLE}.CountRestrictions"><Record>'
            '<PropertyValue Property="Countable" Bool="true"/></Record></Annotation>'
            f'<Annotation Term="{_CAPABLE}.SortRestrictions"><Record>'
            '<PropertyValue Property="Sortable" Bool="false"/></Record></Annotation>'
        )
    # Power BI asks for `$expand` by itself where this does not say otherwise.
    yield (
        f'<Annotation Term="{_CAPABLE}.ExpandRestrictions"><Record>'
        '<PropertyValue Property="Expandable" Bool="false"/></Record></Annotation>'
    )
    yield "</EntitySet>"


def _navigations(item: Field, path: str = "") -> Iterator[tuple[str, Field]]:
    """The repeats that hang on an entity, through its groups."""
    for child in item.children.values():
        here = f"{path}/{child.odata}".lstrip("/")
        if child.type == "repeat":
            yield here, child
        elif child.type == "structure":
            yield from _navigations(child, here)
