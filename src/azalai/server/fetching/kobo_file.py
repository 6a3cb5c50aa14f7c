"""KoboToolbox's XLSX export: the records on the first sheet, each repeat on a sheet of its own.

Made there with “XML values and headers”: with labels nobody could tell which answer was given.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from azalai.forms.outline import Outline
from azalai.intake.reading.opening import existing_file, kind_of
from azalai.intake.reading.spreadsheet import Grid, load
from azalai.model.errors import AzalaiError
from azalai.server.fetching.columns import Columns
from azalai.server.fetching.incoming import Incoming, Remark, Sent
from azalai.server.fetching.kobo_json import REVIEWS, is_system, time_of, uuid
from azalai.server.fetching.rows import Level, Rows, repeat_of

_REVIEW_WORDS = {"approved": "approved", "not approved": "rejected", "on hold": "held"}


class KoboFile:
    """The records of an XLSX export.

    Parameters
    ----------
    form_id : str
        The form's id here.

    Raises
    ------
    AzalaiError
        ``fetch_no_export`` where no sheet has ``_uuid`` or ``_index``; ``fetch_labels`` where it
        was made with labels; and whatever keeps a workbook from being read.
    """

    title = "KoboToolbox"

    def __init__(self, path: Path, form_id: str, outline: Outline | None = None) -> None:
        self.form_id = form_id
        self._outline = outline
        book = load(path, kind_of(existing_file(path)), (), every=True)
        grids = [one for one in book.grids if one.cells.num_rows > 1]
        main = [
            one for one in grids if "_uuid" in _header(one) or "meta/instanceID" in _header(one)
        ]
        if not main or "_index" not in _header(main[0]):
            raise AzalaiError("fetch_no_export", path=str(path))
        self._main = main[0]
        self._check_labels(path)
        self._rows = Rows(outline)
        for grid in grids:
            if grid is not self._main and "_parent_index" in _header(grid):
                self._load(grid)

    def close(self) -> None:
        """Throw the rows away."""
        self._rows.close()

    def total(self) -> int:
        """How many records there are."""
        return int(self._main.cells.num_rows) - 1

    def records(self) -> Iterator[Incoming]:
        """Every record, in the order of the sheet."""
        level = Level("", Columns(self._outline))
        for row in _rows_of(self._main):
            latest = uuid(row.get("meta/instanceID") or row.get("_uuid"))
            root = uuid(row.get("meta/rootUuid")) or latest
            if not root:
                raise AzalaiError("fetch_no_id", record=row.get("_index", "?")[:40])
            answers = level.answers({k: v for k, v in row.items() if not is_system(k)})
            self._rows.nest(answers, f"{self._main.name}:{_whole(row.get('_index', ''))}")
            review = row.get("_validation_status", "")
            yield Incoming(
                root_id=root,
                instance_id=latest,
                answers=answers,
                received_at=time_of(row.get("_submission_time", "").replace(" ", "T")),
                review=REVIEWS.get(review) or _REVIEW_WORDS.get(review.casefold(), ""),
            )

    def contents(self, record: Incoming, known: frozenset[str]) -> Iterable[Sent]:
        """None: an export has no XML."""
        return ()

    def files(self, record: Incoming) -> tuple[str, ...]:
        """None: an export has none."""
        return ()

    def file(self, record: Incoming, name: str) -> Iterable[bytes]:
        """None: an export has none."""
        return ()

    def remarks(self, record: Incoming) -> Iterable[Remark]:
        """None: an export has none."""
        return ()

    def _load(self, grid: Grid) -> None:
        level = self._rows.level(self._repeat(grid))
        for row in _rows_of(grid):
            parent = row.get("_parent_table_name") or self._main.name
            above = f"{parent}:{_whole(row.get('_parent_index', ''))}"
            own = f"{grid.name}:{_whole(row.get('_index', ''))}"
            kept = {k: v for k, v in row.items() if v and not is_system(k)}
            self._rows.add(level, above, own, kept)

    def _repeat(self, grid: Grid) -> str:
        """Path of a sheet's repeat: its columns tell it, where the export has groups in them."""
        known = self._outline.repeats if self._outline is not None else ()
        for column in _header(grid):
            head = column.rpartition("/")[0]
            alike = [one for one in known if head == one or head.startswith(f"{one}/")]
            if alike:
                return max(alike, key=len)
            if not known and head and not is_system(column):
                return head
        return repeat_of(self._outline, grid.name)

    def _check_labels(self, path: Path) -> None:
        """Refuse an export whose columns are labels: their answers are labels as well."""
        if self._outline is None:
            return
        columns = Columns(self._outline)
        own = [one for one in _header(self._main) if one and not is_system(one)]
        known = {question.path.rpartition("/")[2] for question in self._outline.questions}
        fitting = [one for one in own if one.rpartition("/")[2] in known
                   or one.split("/")[0] in known or one in columns._known]  # fmt: skip
        if own and not fitting:
            raise AzalaiError("fetch_labels", path=str(path), column=own[0][:80])


def _header(grid: Grid) -> list[str]:
    return [str(column[0].as_py() or "").strip() for column in grid.cells.columns]


def _rows_of(grid: Grid) -> Iterator[dict[str, str]]:
    header = _header(grid)
    for batch in grid.cells.slice(1).to_batches(max_chunksize=1000):
        columns = [column.to_pylist() for column in batch.columns]
        for values in zip(*columns, strict=True):
            yield {
                name: str(value).strip()
                for name, value in zip(header, values, strict=True)
                if name and value is not None
            }


def _whole(text: str) -> str:
    """A number as a spreadsheet may write it: ``3.0`` is ``3``."""
    return text.removesuffix(".0")
