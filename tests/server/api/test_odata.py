"""OData: columns, types, pages, filters."""

from __future__ import annotations

import json
from typing import Any
from xml.etree import ElementTree

import pytest
from django.utils import timezone

from azalai.server.models import Form, Mission, State, Submission
from tests.server.api.conftest import Caller, record, take

EDM = "{http://docs.oasis-open.org/odata/ns/edm}"


def read(answer: Any) -> Any:
    """The JSON of a streamed answer."""
    assert answer.status_code == 200, answer.content
    return json.loads(b"".join(answer.streaming_content))


@pytest.fixture
def svc(mission: Mission, form: Form) -> str:
    return f"/projects/{mission.pk}/forms/flows.svc"


def test_row_is_typed_and_nested(call: Caller, mission: Mission, svc: str) -> None:
    take(mission, record("uuid:a"))
    (row,) = read(call(f"{svc}/Submissions?$expand=*"))["value"]
    assert row["__id"] == "uuid:a"
    assert row["day"] == "2026-03-02"
    assert row["grp"] == {"total": 7, "size": 2.5}
    assert row["gps"] == {
        "type": "Point", "coordinates": [-0.04, 16.27, 250.0], "properties": {"accuracy": 4.5},
    }  # fmt: skip
    assert row["why"] == "work war" and row["sum"] == "7" and row["photo"] is None
    assert row["nat"] == [
        {"__id": "uuid:a/nat[1]", "nationality": "ML", "number": 4},
        {"__id": "uuid:a/nat[2]", "nationality": "NE", "number": 3},
    ]
    assert row["__system"]["edits"] == 0 and row["__system"]["reviewState"] is None


def test_bad_values_are_null_and_break_no_table(call: Caller, mission: Mission, svc: str) -> None:
    xml = record("uuid:a", total="many").replace(b"2026-03-02", b"soon")
    take(mission, xml.replace(b"2.5", b"inf"))
    (row,) = read(call(f"{svc}/Submissions"))["value"]
    assert row["grp"] == {"total": None, "size": None} and row["day"] is None


def test_repeat_rows_name_their_record(call: Caller, mission: Mission, svc: str) -> None:
    take(mission, record("uuid:a"))
    said = read(call(f"{svc}/Submissions.nat?$count=true"))
    assert said["@odata.count"] == 2
    assert said["value"][1] == {
        "__id": "uuid:a/nat[2]", "__Submissions-id": "uuid:a", "nationality": "NE", "number": 3,
    }  # fmt: skip


@pytest.mark.parametrize("top", [1, 2, 3, 5, 100])
@pytest.mark.parametrize("table", ["Submissions", "Submissions.nat"])
def test_pages_give_each_row_once_while_records_arrive(
    call: Caller, mission: Mission, svc: str, top: int, table: str
) -> None:
    for number in range(6):
        nat = tuple(("ML", one) for one in range(number % 4))
        take(mission, record(f"uuid:{number}", nat=nat))
    whole = [row["__id"] for row in read(call(f"{svc}/{table}"))["value"]]
    paged: list[str] = []
    path = f"{svc}/{table}?$top={top}"
    for turn in range(100):
        said = read(call(path))
        assert len(said["value"]) <= top
        paged += [row["__id"] for row in said["value"]]
        take(mission, record(f"uuid:new{turn}"))
        if "@odata.nextLink" not in said:
            break
        path = said["@odata.nextLink"].split("/v1", 1)[1]
    assert paged == whole
    assert len(whole) == (6 if table == "Submissions" else 0 + 1 + 2 + 3 + 0 + 1)


def test_filters(call: Caller, mission: Mission, svc: str) -> None:
    for name in "abc":
        take(mission, record(f"uuid:{name}"))
    Submission.objects.filter(root_id="uuid:a").update(state=State.APPROVED)
    take(mission, record("uuid:b2", total=9, old="uuid:b"))

    def ids(text: str) -> set[str]:
        said = read(call(f"{svc}/Submissions", data={"$filter": text}))
        return {row["__id"].removeprefix("uuid:") for row in said["value"]}

    assert ids("__system/reviewState eq 'approved'") == {"a"}
    assert ids("__system/reviewState eq null") == {"c"}
    assert ids("__system/reviewState ne null") == {"a", "b"}
    assert ids("not (__system/reviewState eq 'approved') and __system/updatedAt ne null") == {"b"}
    assert ids("__system/reviewState eq 'edited' or __system/reviewState eq 'approved'") == set(
        "ab"
    )
    assert ids("__system/submissionDate ge 2020-01-01T00:00:00.000Z") == set("abc")
    assert ids("year(__system/submissionDate) lt 2020") == set()
    assert ids("__system/submissionDate gt now()") == set()
    assert ids("$root/Submissions/__system/submitterId eq 17") == set()


@pytest.mark.parametrize(
    "text",
    ["grp/total eq 7", "__system/reviewState", "1 eq", "(((", "'a' lt 1", "__system/updatedAt eq 3",
     "(" * 2000, "__system/reviewState eq 'a' ; drop", "year('x') eq 1",
     "__system/submissionDate gt 9999-99-99"],
)  # fmt: skip
def test_filter_that_cannot_be_read_says_where(call: Caller, svc: str, text: str) -> None:
    answer = call(f"{svc}/Submissions", data={"$filter": text})
    assert answer.status_code == 400
    assert set(answer.json()) == {"message", "code"}


def test_select(call: Caller, mission: Mission, svc: str) -> None:
    take(mission, record("uuid:a"))
    said = read(call(f"{svc}/Submissions?$select=__id,grp/total,__system/edits"))
    assert said["value"] == [{"__id": "uuid:a", "grp": {"total": 7}, "__system": {"edits": 0}}]
    assert call(f"{svc}/Submissions?$select=nothing").status_code == 400


def test_metadata_describes_every_column_of_every_table(
    call: Caller, mission: Mission, svc: str
) -> None:
    take(mission, record("uuid:a"))
    model = ElementTree.fromstring(call(f"{svc}/$metadata").content)
    types = {one.get("Name"): one for one in model.iter(f"{EDM}EntityType")}
    sets = {one.get("Name") for one in model.iter(f"{EDM}EntitySet")}
    tables = {one["url"] for one in call(svc).json()["value"]}
    assert sets == set(types) == tables == {"Submissions", "Submissions.nat"}
    for table, described in types.items():
        named = {one.get("Name") for one in described.iter(f"{EDM}Property")}
        links = {one.get("Name") for one in described.iter(f"{EDM}NavigationProperty")}
        for row in read(call(f"{svc}/{table}"))["value"]:
            own = {name for name in row if "@" not in name}
            assert own == named
            assert {name.partition("@")[0] for name in row if "@" in name} == links
    kinds = {one.get("Name"): one.get("Type") for one in model.iter(f"{EDM}Property")}
    assert kinds["total"] == "Edm.Int64" and kinds["size"] == "Edm.Decimal"
    assert kinds["gps"] == "Edm.GeographyPoint" and kinds["day"] == "Edm.Date"
    declared = {
        f"{schema.get('Namespace')}.{one.get('Name')}"
        for schema in model.iter(f"{EDM}Schema") for one in schema if one.get("Name")
    }  # fmt: skip
    for one in model.iter():
        kind = (one.get("Type") or one.get("EntityType") or "").removeprefix("Collection(")
        kind = kind.removesuffix(")")
        assert not kind or kind.startswith("Edm.") or kind in declared, kind


def test_practice_is_left_out_unless_asked_for(call: Caller, mission: Mission, svc: str) -> None:
    take(mission, record("uuid:a"))
    take(mission, record("uuid:p"), practice=True)
    assert [r["__id"] for r in read(call(f"{svc}/Submissions"))["value"]] == ["uuid:a"]
    said = read(call(f"{svc}/Submissions?practice=true"))
    assert [r["__id"] for r in said["value"]] == ["uuid:p"]


def test_rows_are_counted_as_they_are_listed(call: Caller, mission: Mission, svc: str) -> None:
    plain = record("uuid:a").decode()
    kept = [
        plain,
        plain.replace("uuid:a", "uuid:b").replace("<nat>", "<!-- <nat> --><nat>"),
        plain.replace("uuid:a", "uuid:c").replace("ML", "<![CDATA[<nat>]]>"),
        plain.replace("uuid:a", "uuid:d").replace('version="7"', 'version="9"'),
        plain.replace("uuid:a", "uuid:e").replace("<nat>", "<natural/><nat >"),
    ]
    for xml in kept:
        take(mission, xml.encode())
    take(mission, plain.replace("uuid:a", "uuid:f").encode("utf-16"))
    said = read(call(f"{svc}/Submissions.nat?$count=true"))
    assert said["@odata.count"] == len(said["value"]) == 12


def test_memory_stays_flat(call: Caller, mission: Mission, form: Form, svc: str) -> None:
    import tracemalloc

    from azalai.server.models import Content

    def peak(path: str) -> int:
        tracemalloc.start()
        answer = call(path)
        for _ in answer.streaming_content:
            pass
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    def add(first: int, last: int) -> None:
        now = timezone.now()
        records = Submission.objects.bulk_create(
            Submission(mission=mission, root_id=f"uuid:{n}", form=form, form_name="flows",
                       version="7", received_at=now)
            for n in range(first, last)
        )  # fmt: skip
        contents = Content.objects.bulk_create(
            Content(submission=one, number=1, mission=mission, instance_id=one.root_id,
                    xml=record(one.root_id), sha256="0" * 64, origin="phone", received_at=now)
            for one in records
        )  # fmt: skip
        for one, content in zip(records, contents, strict=True):
            one.content = content
        Submission.objects.bulk_update(records, ["content"])

    paths = (f"{svc}/Submissions?$expand=*", f"{svc}/Submissions.nat",
             f"{svc.removesuffix('.svc')}/submissions.csv.zip")  # fmt: skip
    add(0, 300)
    for path in paths:
        peak(path)
    few = [peak(path) for path in paths]
    add(300, 2400)
    many = [peak(path) for path in paths]
    for before, after in zip(few, many, strict=True):
        assert after < before + 500_000, (few, many)
