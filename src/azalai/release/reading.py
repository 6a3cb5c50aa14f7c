"""An edition of a month: frozen or, for a look before closing, put together on the spot."""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from io import StringIO
from pathlib import Path
from typing import Any

from azalai.measures import OtherRule, TopRow, measures, top
from azalai.model.errors import ReleaseError
from azalai.model.periods import Month
from azalai.model.tables import Row
from azalai.release.building import build, release_id
from azalai.release.history import SAMPLE_FILE, revisions, sample_of
from azalai.release.table import Frame, read_rows, to_frame
from azalai.workspace import Folder
from azalai.workspace.records import sha256_of

EDITIONS = ("public", "sealed")


@dataclass(frozen=True)
class Release:
    """A closed month.

    Attributes
    ----------
    identity : str
        ``2020-06``; a revision is ``2020-06.r2``.
    path : Path
        Its folder: ``manifest.json``, ``sealed/``, ``public/``.

    Examples
    --------
    >>> import azalai
    >>> release = azalai.open_workspace(getfixture("mali")).release("2020-06")
    >>> table = release.table("flows", place="MLI")
    >>> table[["direction", "value"]].values.tolist()
    [['in', 7555.0], ['out', 4859.0], ['total', 12414.0]]
    """

    identity: str
    month: Month
    path: Path
    _cache: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """Sources, checksums, protection: what the release says of itself."""
        try:
            loaded: dict[str, Any] = json.loads((self.path / "manifest.json").read_text("utf-8"))
        except ValueError:
            raise self._damaged("manifest.json") from None
        return loaded

    def _damaged(self, name: str) -> ReleaseError:
        return ReleaseError("release_damaged", release=self.identity, files=name)

    @cached_property
    def description(self) -> dict[str, Any]:
        """Names, credits, methodology: the texts of the mission at closing."""
        text = (self.path / "public/description.json").read_text("utf-8")
        loaded: dict[str, Any] = json.loads(text)
        return loaded

    @property
    def country(self) -> str:
        """Alpha-3 of the country."""
        return str(self.manifest["country"])

    @property
    def revision(self) -> int:
        """1 for the first edition."""
        return int(self.manifest["revision"])

    @property
    def sha256(self) -> str:
        """Checksum of the manifest, and by it of every file."""
        return hashlib.sha256((self.path / "manifest.json").read_bytes()).hexdigest()

    @property
    def threshold(self) -> int:
        """Counts below this are protected in sensitive dimensions."""
        return int(self.manifest["protection"]["threshold"])

    def rows(self, edition: str = "public") -> list[Row]:
        """The long table as rows."""
        if edition not in EDITIONS:
            raise ReleaseError("no_edition", value=edition, known=", ".join(EDITIONS))
        if edition not in self._cache:
            name = f"{edition}/table.parquet"
            try:
                self._cache[edition] = read_rows(self.path / name)
            except (OSError, ValueError):
                raise self._damaged(name) from None
        rows: list[Row] = self._cache[edition]
        return rows

    def sample(self) -> Any:
        """Sums over the interviewed groups (`azalai.measures.sampling.SAMPLE`); None without."""
        try:
            return sample_of(self.path)
        except (OSError, ValueError):
            raise self._damaged(SAMPLE_FILE) from None

    def table(
        self,
        measure: str = "",
        *,
        place: str = "",
        direction: str = "",
        edition: str = "public",
        frame: Frame = "pandas",
    ) -> Any:
        """The long table, or a part of it, as a data frame.

        Parameters
        ----------
        measure, place, direction : str
            Only these rows; empty for all.
        edition : str
            ``public`` (small cells hidden) or ``sealed`` (exact counts).
        frame : str
            ``pandas``, ``polars`` or ``arrow``.

        Raises
        ------
        ReleaseError
            ``no_measure`` or ``no_place``, with those there are.
        """
        return to_frame(self.select(measure, place, direction, edition), frame)

    def select(
        self, measure: str = "", place: str = "", direction: str = "", edition: str = "public"
    ) -> list[Row]:
        """Rows of the table by measure, place and direction."""
        return select(self.rows(edition), measure, place, direction)

    def top(
        self,
        measure: str,
        *,
        place: str = "",
        direction: str = "total",
        edition: str = "public",
        categories: Sequence[str] = (),
        other: OtherRule = OtherRule.REBASED,
    ) -> list[TopRow]:
        """The short list a report prints, see `azalai.measures.top`."""
        return short_list(
            self.rows(edition), measure, place or self.country, direction, categories, other
        )

    def listing(self, name: str) -> list[dict[str, str]]:
        """A public CSV of the release: ``points``, ``notes`` or ``changes``."""
        text = (self.path / "public" / f"{name}.csv").read_text("utf-8-sig")
        return list(csv.DictReader(StringIO(text)))

    def verify(self) -> list[str]:
        """Files whose checksum is not the manifest's; empty when all is as it was closed."""
        files: Mapping[str, str] = self.manifest["files"]
        return [
            name
            for name, checksum in files.items()
            if not (self.path / name).exists() or sha256_of(self.path / name) != checksum
        ]


def select(rows: Sequence[Row], measure: str, place: str, direction: str) -> list[Row]:
    """Rows by measure, place and direction; what does not exist is an error, not an empty table."""
    for name, wanted in (("measure", measure), ("place", place)):
        known = {getattr(row, name) for row in rows} if wanted else set()
        if wanted and wanted not in known:
            raise ReleaseError(f"no_{name}", value=wanted, known=", ".join(sorted(known)))
    return [
        row
        for row in rows
        if (not measure or row.measure == measure)
        and (not place or row.place == place)
        and (not direction or row.direction == direction)
    ]


def short_list(
    rows: Sequence[Row],
    measure: str,
    place: str,
    direction: str,
    categories: Sequence[str] = (),
    other: OtherRule = OtherRule.REBASED,
) -> list[TopRow]:
    """The short list of one measure, with the changes that stand in the same table.

    Raises
    ------
    ReleaseError
        ``no_short_list`` where shares do not add up to 100 % over one dimension, ``no_category``
        for a code that the dimension does not have.
    """
    listable = {name: item for name, item in measures().items() if item.has_short_list}
    if measure not in listable:
        raise ReleaseError("no_short_list", value=measure, known=", ".join(listable))
    for code in categories:
        if code != "other" and not listable[measure].has_category(code):
            raise ReleaseError("no_category", value=code, measure=measure)
    changes = [
        row
        for row in rows
        if row.measure == f"{measure}_change" and row.place == place and row.direction == direction
    ]
    shares = select(rows, measure, place, direction)
    return top([*shares, *changes], categories=categories, other=other)


def top_rows(
    rows: Sequence[Row],
    measure: str,
    place: str,
    direction: str,
    categories: Sequence[str] = (),
    other: OtherRule = OtherRule.REBASED,
) -> list[Row]:
    """The short list in the shape of the long table: a ``%`` row and a ``pp`` row a line."""
    start = select(rows, measure, place, direction)
    listed = short_list(rows, measure, place, direction, categories, other)
    # Without a list there is a reason: not collected stays a status, never an empty table.
    found: list[Row] = [] if listed else [row for row in start if row.status]
    for line in listed:
        share = replace(
            start[0],
            category1=line.category,
            value=line.share,
            unit="%",
            status=line.status,
        )
        change = replace(
            share,
            measure=f"{measure}_change",
            value=line.change,
            unit="pp",
            base=None,
            days=None,
            status=line.change_status,
        )
        found += [share, change]
    return found


def open_release(folder: Folder, month: Month, revision: int = 0) -> Release:
    """A closed month; the latest revision unless another is named.

    Raises
    ------
    ReleaseError
        ``month_open``, ``month_empty`` or ``no_revision``.
    """
    frozen = revisions(folder.root, month)
    if not frozen:
        code = "month_open" if month in folder.months() else "month_empty"
        known = ", ".join(str(item) for item in folder.months()) or "–"
        raise ReleaseError(code, month=str(month), known=known)
    if not 0 <= revision <= len(frozen):
        raise ReleaseError("no_revision", month=str(month), value=revision, known=len(frozen))
    return open_revision(frozen[(revision or len(frozen)) - 1])


def open_revision(path: Path) -> Release:
    """The release that lies in a folder of `azalai.release.building.revisions`."""
    month = Month.parse(path.parent.name)
    return Release(release_id(month, int(path.name[1:])), month, path)


def month_rows(folder: Folder, month: Month, edition: str = "public") -> list[Row]:
    """The long table of a month: of its release where it is closed, else as it stands today."""
    if revisions(folder.root, month):
        return open_release(folder, month).rows(edition)
    built = build(folder, month, f"{month}.open")
    return built.public.rows if edition == "public" else built.sealed
