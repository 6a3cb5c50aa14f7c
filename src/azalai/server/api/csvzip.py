"""A form's records as a zip of CSV files, in the shape of ODK Central's export."""

from __future__ import annotations

import csv
import io
import json
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Annotated, Any, Final

from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from ninja import Query, Router

from azalai.forms.flatten import columns, flatten
from azalai.forms.instance import read_instance
from azalai.forms.outline import Outline
from azalai.server.api.doors import Reach, reach
from azalai.server.api.fields import outlines_of
from azalai.server.api.odata import told
from azalai.server.api.selecting import files_of, pieces, system_of
from azalai.server.api.shapes import ERRORS
from azalai.server.collection import blobs
from azalai.server.feeding.tables import file_stem
from azalai.server.models import Attachment, Submission
from azalai.server.safekeeping.sealed import FOLDER as SEALED
from azalai.workspace.csvfile import harmless

router = Router(tags=["submissions"])

_AFTER: Final = (
    ("SubmitterID", "submitterId"), ("SubmitterName", "submitterName"),
    ("AttachmentsPresent", "attachmentsPresent"), ("AttachmentsExpected", "attachmentsExpected"),
    ("Status", "status"), ("ReviewState", "reviewState"), ("DeviceID", "deviceId"),
    ("Edits", "edits"), ("FormVersion", "formVersion"),
)  # fmt: skip
_ZIP: dict[str, Any] = {"responses": {200: {"description": "CSV files", "content": {
    "application/zip": {"schema": {"type": "string", "format": "binary"}}}}}}  # fmt: skip
_CSV: dict[str, Any] = {"responses": {200: {"description": "CSV", "content": {
    "text/csv": {"schema": {"type": "string"}}}}}}  # fmt: skip
_LINES: Final = 200
_DATE: Final = (1980, 1, 1, 0, 0, 0)


@dataclass(slots=True)
class _Table:
    """The form's own table, or a repeat's, under way in a temporary file."""

    columns: dict[str, None] = field(default_factory=dict)
    shown: dict[str, bool] = field(default_factory=dict)
    """Column -> whether whoever asks may see it; of all columns met so far."""
    file: IO[str] = field(
        # Closed by `_Tables.close`.
        default_factory=lambda: tempfile.TemporaryFile("w+", encoding="utf-8", newline="\n")  # noqa: SIM115
    )


class _Tables:
    """All tables of an export: rows go to disk as they are read, columns are gathered."""

    def __init__(self, found: Reach, *, split: bool, groups: bool) -> None:
        self._split, self._groups = split, groups
        self._outlines = {one.version: one for one in reversed(outlines_of(found.form))}
        self._newest = next(reversed(self._outlines.values()), None)
        self.tables: dict[str, _Table] = {"": _Table({"SubmissionDate": None})}
        self._hidden: dict[str, set[str]] = {}
        for outline in self._outlines.values():
            self._plan(outline, found.hidden)

    def _plan(self, outline: Outline, hidden: frozenset[str]) -> None:
        for question in outline.questions:
            if question.path in hidden:
                inside = question.path.removeprefix(f"{question.repeat}/")
                name = question.repeat.replace("/", "-")
                self._hidden.setdefault(name, set()).add(inside.replace("/", "-"))
        main, repeats = columns(outline)
        for name, named in (("", main), *repeats.items()):
            table = self.tables.setdefault(name, _Table())
            shown = (one for one in named if self._shown(name, one))
            table.columns.update(dict.fromkeys(shown))

    def _shown(self, table: str, column: str) -> bool:
        if "/" in column and not self._split:
            return False
        hidden = self._hidden.get(table, set())
        return not any(
            column == one or column.startswith((f"{one}/", f"{one}-L", f"{one}-A"))
            for one in hidden
        )

    def read(self, found: Reach, records: QuerySet[Submission]) -> None:
        """Every record, in pieces."""
        for piece in pieces(records):
            files = files_of(piece)
            for record in piece:
                system = system_of(record, files[record.pk])
                row: dict[str, Any] = {"KEY": record.root_id}
                if not record.sealed and record.content is not None:
                    instance = read_instance(bytes(record.content.xml))
                    outline = self._outlines.get(instance.version, self._newest)
                    flat = flatten(instance, outline, record.root_id)
                    row = dict(flat.main)
                    for name, rows in flat.repeats.items():
                        for one in rows:
                            self._write(name, one)
                row["SubmissionDate"] = system["submissionDate"]
                row |= {f"\x00{name}": system[key] for name, key in _AFTER}
                self._write("", row)

    def _write(self, name: str, row: dict[str, Any]) -> None:
        table = self.tables.setdefault(name, _Table())
        for column in row.keys() - table.shown.keys():
            table.shown[column] = self._shown(name, column)
        kept = {k: v for k, v in row.items() if v not in ("", None) and table.shown[k]}
        table.columns.update(dict.fromkeys(k for k in kept if not k.startswith("\x00")))
        table.file.write(json.dumps(kept, ensure_ascii=False) + "\n")

    def csv(self, name: str) -> Iterator[bytes]:
        """One table as CSV, some hundred lines at a time."""
        table = self.tables[name]
        last = ["PARENT_KEY", "KEY"] if name else ["KEY"]
        keys = [*(one for one in table.columns if one not in last), *last]
        titles = [one if self._groups else one.rpartition("-")[2] for one in keys]
        if not self._groups and len(set(titles)) < len(titles):
            titles = keys
        if not name:
            keys += [f"\x00{one}" for one, _ in _AFTER]
            titles += [one for one, _ in _AFTER]
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow([harmless(one) for one in titles])
        table.file.seek(0)
        for number, line in enumerate(table.file, 1):
            row = json.loads(line)
            writer.writerow([harmless(str(row.get(one, ""))) for one in keys])
            if number % _LINES == 0:
                yield out.getvalue().encode("utf-8", "replace")
                out.seek(0)
                out.truncate()
        yield out.getvalue().encode("utf-8", "replace")

    def close(self) -> None:
        """Throw the temporary files away."""
        for table in self.tables.values():
            table.file.close()


@router.get("/projects/{project}/forms/{form}/submissions.csv.zip", response=ERRORS,
            openapi_extra=_ZIP, summary="All records as CSV")  # fmt: skip
def csv_zip(
    request: HttpRequest,
    project: int,
    form: str,
    attachments: bool = True,
    split: Annotated[bool, Query(alias="splitSelectMultiples")] = False,
    groups: Annotated[bool, Query(alias="groupPaths")] = True,
    condition: Annotated[str, Query(alias="$filter", max_length=2000)] = "",
    practice: bool = False,
) -> HttpResponseBase:
    """A CSV of the form, one for each repeat, and the files that came with the records.

    The columns are Central's; a mapping (docs/mapping.md) reads them as it reads Central's.
    """
    found = reach(request, project, form)
    records = found.records(practice=practice, condition=condition)
    tables = _Tables(found, split=split, groups=groups)
    file = tempfile.TemporaryFile()  # noqa: SIM115  (the answer closes it)
    try:
        tables.read(found, records)
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, path in _named(tables, found):
                with archive.open(_info(path), "w", force_zip64=True) as entry:
                    for data in tables.csv(name):
                        entry.write(data)
            if attachments and found.whole:
                # What phones sealed goes with its key, for whoever can open it.
                _media(archive, records.filter(sealed=False))
                _sealed(archive, found, records.filter(sealed=True))
    except BaseException:
        file.close()
        raise
    finally:
        tables.close()
    file.seek(0)
    stem = file_stem(found.form.form_id)
    return told(
        FileResponse(file, content_type="application/zip", as_attachment=True,
                     filename=f"{stem}.csv.zip"), found)  # fmt: skip


@router.get("/projects/{project}/forms/{form}/submissions.csv", response=ERRORS,
            openapi_extra=_CSV, summary="All records as one CSV")  # fmt: skip
def one_csv(
    request: HttpRequest,
    project: int,
    form: str,
    split: Annotated[bool, Query(alias="splitSelectMultiples")] = False,
    groups: Annotated[bool, Query(alias="groupPaths")] = True,
    condition: Annotated[str, Query(alias="$filter", max_length=2000)] = "",
    practice: bool = False,
) -> HttpResponseBase:
    """The form's own table, without repeats."""
    found = reach(request, project, form)
    records = found.records(practice=practice, condition=condition)
    tables = _Tables(found, split=split, groups=groups)
    tables.read(found, records)

    def lines() -> Iterator[bytes]:
        try:
            yield from tables.csv("")
        finally:
            tables.close()

    answer = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{file_stem(found.form.form_id)}.csv"'
    return told(answer, found)


def _named(tables: _Tables, found: Reach) -> Iterator[tuple[str, str]]:
    stem = file_stem(found.form.form_id)
    for name in sorted(tables.tables):
        yield name, f"{stem}-{file_stem(name)}.csv" if name else f"{stem}.csv"


def _media(archive: zipfile.ZipFile, records: QuerySet[Submission]) -> None:
    """The files of some records; one that another record has under the same name is set apart."""
    taken: dict[str, str] = {}
    for piece in pieces(records.defer("content__xml")):
        ids = [one.pk for one in piece]
        rows: Iterable[Attachment] = Attachment.objects.filter(submission__in=ids).order_by("pk")
        for one in rows:
            name = Path(one.name.replace("\\", "/")).name.replace("\x00", "") or "file"
            if taken.setdefault(name, one.sha256) != one.sha256:
                name = f"{one.sha256[:8]}-{name}"
            if taken.setdefault(name, one.sha256) == one.sha256:
                path = f"media/{name}"
                if path not in archive.NameToInfo:
                    with blobs.path_of(one.sha256).open("rb") as source:
                        _copy(archive, path, source)


def _sealed(archive: zipfile.ZipFile, found: Reach, records: QuerySet[Submission]) -> None:
    """Encrypted records as they were sent, each in a folder; `azalai collect decrypt` opens them.

    With them goes what says how to read them: the form's versions, and its mapping.
    """
    taken: set[str] = set()
    for piece in pieces(records):
        for record in piece:
            if record.content is None:
                continue
            folder = f"{SEALED}/{file_stem(record.root_id)}"
            if folder in taken:
                folder += f"-{record.pk}"
            taken.add(folder)
            archive.writestr(_info(f"{folder}/submission.xml"), bytes(record.content.xml))
            # Of two contents under one name the later one is what the phone means.
            files = {file_stem(one.name): one.sha256 for one in record.attachments.order_by("pk")}
            for name, sha256 in files.items():
                with blobs.path_of(sha256).open("rb") as source:
                    _copy(archive, f"{folder}/{name}", source)
    if taken:
        for number, version in enumerate(found.form.versions.order_by("published_at", "pk"), 1):
            archive.writestr(_info(f"{SEALED}/version-{number:04}.xml"), version.xform)
        if found.form.mapping:
            archive.writestr(_info(f"{SEALED}/{found.form.kind}.toml"), found.form.mapping)


def _copy(archive: zipfile.ZipFile, path: str, source: IO[bytes]) -> None:
    # Photographs and sounds are compressed already.
    with archive.open(_info(path, zipfile.ZIP_STORED), "w", force_zip64=True) as entry:
        while data := source.read(2**18):
            entry.write(data)


def _info(path: str, how: int = zipfile.ZIP_DEFLATED) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(path, _DATE)
    info.compress_type = how
    return info
