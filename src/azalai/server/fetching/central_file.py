"""ODK Central's export: ``<form>.csv``, one CSV for each repeat, and ``media/``, in a zip."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Final

from azalai.forms.outline import Outline
from azalai.intake.reading.opening import existing_file
from azalai.model.errors import AzalaiError
from azalai.server.fetching.columns import Columns
from azalai.server.fetching.incoming import Incoming, Remark, Sent
from azalai.server.fetching.rows import Level, Rows, repeat_of
from azalai.workspace.csvfile import as_meant

LARGEST: Final = 8 * 2**30
"""Bytes of all tables together, unpacked."""
_RATIO: Final = 200
_CELL: Final = 2**20
_SYSTEM: Final = frozenset(
    {"SubmissionDate", "KEY", "SubmitterID", "SubmitterName", "AttachmentsPresent",
     "AttachmentsExpected", "Status", "ReviewState", "DeviceID", "Edits", "FormVersion",
     "meta-instanceID", "instanceID"}
)  # fmt: skip
_REVIEWS: Final = {"approved": "approved", "rejected": "rejected", "hasIssues": "returned"}
_NUMBER = re.compile(r"\[\d+\]")


class CentralFile:
    """The records of an export of ODK Central, or of this server's own in the same shape.

    Parameters
    ----------
    outline : Outline, optional
        Of the form here: without it groups are guessed from the names of columns.
    form_id : str
        The form's id here; what the export's main table is called unless given.

    Raises
    ------
    AzalaiError
        ``file_not_found``; ``fetch_no_export`` where it is none; ``fetch_unpacks_too_much``.
    """

    title = "ODK Central"

    def __init__(self, path: Path, form_id: str = "", outline: Outline | None = None) -> None:
        try:
            self._zip = zipfile.ZipFile(existing_file(path))
        except (OSError, zipfile.BadZipFile) as problem:
            raise AzalaiError("fetch_no_export", path=str(path)) from problem
        tables = [one for one in self._zip.infolist()
                  if one.filename.endswith(".csv") and "/" not in one.filename]  # fmt: skip
        unpacked = sum(one.file_size for one in tables)
        if unpacked > LARGEST or any(
            one.file_size > 2**20 and one.file_size > _RATIO * max(one.compress_size, 1)
            for one in tables
        ):
            raise AzalaiError("fetch_unpacks_too_much", path=str(path))
        main = [one.filename for one in tables if "KEY" in self._header(one.filename)
                and "PARENT_KEY" not in self._header(one.filename)]  # fmt: skip
        if len(main) != 1:
            raise AzalaiError("fetch_no_export", path=str(path))
        self._main = main[0]
        self.form_id = form_id or self._main.removesuffix(".csv")
        self._outline = outline
        self._media = {
            Path(one.filename).name: one for one in self._zip.infolist()
            if one.filename.startswith("media/") and not one.is_dir()
        }  # fmt: skip
        self._rows = Rows(outline)
        for table in tables:
            if table.filename != self._main:
                self._load(table.filename)

    @staticmethod
    def form_named(path: Path) -> str:
        """The form that an export is of; empty for what is none."""
        try:
            with zipfile.ZipFile(path) as archive:
                names = [one for one in archive.namelist() if one.endswith(".csv")]
        except (OSError, zipfile.BadZipFile):
            return ""
        # Those of repeats begin with the name of the form's own.
        return min((one.removesuffix(".csv") for one in names if "/" not in one), key=len,
                   default="")  # fmt: skip

    def close(self) -> None:
        """Close the file."""
        self._rows.close()
        self._zip.close()

    def total(self) -> int:
        """How many records there are."""
        return sum(1 for _ in self._read(self._main))

    def records(self) -> Iterator[Incoming]:
        """Every record, in the order of the file."""
        level = Level("", Columns(self._outline))
        for row in self._read(self._main):
            root = row.get("KEY", "").strip()
            if not root:
                raise AzalaiError("fetch_no_id", record="KEY")
            answers = level.answers({k: v for k, v in row.items() if k not in _SYSTEM})
            self._rows.nest(answers, root)
            said = set(row.values())
            yield Incoming(
                root_id=root,
                instance_id=row.get("meta-instanceID") or row.get("instanceID") or root,
                answers=answers,
                version=row.get("FormVersion", ""),
                received_at=_time(row.get("SubmissionDate", "")),
                review=_REVIEWS.get(row.get("ReviewState", ""), ""),
                files=tuple(sorted({*(said & self._media.keys()), *self._inner(root)})),
            )

    def contents(self, record: Incoming, known: frozenset[str]) -> Iterable[Sent]:
        """None: an export has no XML."""
        return ()

    def files(self, record: Incoming) -> tuple[str, ...]:
        """They are known from the table."""
        return record.files or ()

    def file(self, record: Incoming, name: str) -> Iterator[bytes]:
        """The bytes of an attachment."""
        with self._zip.open(self._media[name]) as file:
            while data := file.read(2**18):
                yield data

    def remarks(self, record: Incoming) -> Iterable[Remark]:
        """None: an export has no comments."""
        return ()

    def _inner(self, key: str) -> Iterator[str]:
        """Files that rows of repeats speak of."""
        if not self._media:
            return
        for _, answers in self._rows.below(key):
            yield from _texts(answers) & self._media.keys()

    def _load(self, name: str) -> None:
        stem = name.removesuffix(".csv").removeprefix(self._main.removesuffix(".csv")).lstrip("-")
        level = -1
        for row in self._read(name):
            key, parent = row.pop("KEY", ""), row.pop("PARENT_KEY", "")
            if level < 0:
                level = self._rows.level(self._repeat(stem, key, parent))
            self._rows.add(level, parent, key, row)

    def _repeat(self, stem: str, key: str, parent: str) -> str:
        """Path of a table's repeat: its file's name tells its own, its keys those around it."""
        steps = _NUMBER.sub("", key)
        root = parent.split("/", 1)[0] if "[" in parent else parent
        path = steps[len(root) :].strip("/")
        if self._outline is None:
            return path or stem.replace("-", "/")
        if path in self._outline.repeats:
            return path
        return repeat_of(self._outline, stem.partition("~")[0])

    def _header(self, name: str) -> list[str]:
        with self._zip.open(name) as file:
            return next(csv.reader(io.TextIOWrapper(file, "utf-8-sig", "replace", newline="")), [])

    def _read(self, name: str) -> Iterator[dict[str, str]]:
        csv.field_size_limit(_CELL)
        with closing(io.TextIOWrapper(self._zip.open(name), "utf-8-sig", newline="")) as file:
            reader = csv.reader(file)
            try:
                header = [as_meant(one) for one in next(reader, [])]
                for row in reader:
                    yield dict(zip(header, map(as_meant, row), strict=False))
            except (csv.Error, UnicodeDecodeError, zipfile.BadZipFile, OSError) as problem:
                raise AzalaiError(
                    "fetch_broken_table", name=name, line=reader.line_num
                ) from problem


def _texts(answers: object) -> set[str]:
    if isinstance(answers, dict):
        return set().union(*map(_texts, answers.values()))
    if isinstance(answers, list):
        return set().union(*map(_texts, answers))
    return {str(answers)}


def _time(said: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(said)
    except ValueError:
        return None
    return found if found.tzinfo is not None else None
