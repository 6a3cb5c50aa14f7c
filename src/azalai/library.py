"""The library's face: a workspace as an analyst uses it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from azalai import release as releases
from azalai.intake import ImportReport, import_file
from azalai.model.flows import Observation, Sensitivity
from azalai.model.ledger import Ledger
from azalai.model.periods import Month
from azalai.model.problems import Problem
from azalai.release import Explanation, Release
from azalai.release.reading import month_rows, select
from azalai.release.table import Frame, to_frame
from azalai.workspace import Folder
from azalai.workspace.flat import Names, flat
from azalai.workspace.ledger import COLUMNS, cells_of, read_ledger


class Workspace:
    """One country mission's folder.

    Examples
    --------
    >>> import azalai
    >>> workspace = azalai.open_workspace(getfixture("mali"))
    >>> workspace.months, workspace.closed_months
    (['2020-05', '2020-06'], ['2020-05', '2020-06'])
    >>> flows = workspace.release("2020-06").table("flows", place="ML-wabaria", direction="total")
    >>> int(flows.value.iloc[0]), int(flows.days.iloc[0])
    (3942, 28)
    """

    def __init__(self, folder: Folder) -> None:
        self.folder = folder

    def __repr__(self) -> str:
        return f"Workspace({str(self.folder.root)!r}, {self.folder.country})"

    @property
    def months(self) -> list[str]:
        """Months with records."""
        return [str(month) for month in self.folder.months()]

    @property
    def closed_months(self) -> list[str]:
        """Months with a release."""
        return [str(month) for month in releases.closed_months(self.folder.root)]

    def release(self, month: str, revision: int = 0) -> Release:
        """A closed month; the latest revision unless another is named.

        Raises
        ------
        ReleaseError
            ``month_open``, ``month_empty`` or ``no_revision``.
        """
        return releases.open_release(self.folder, Month.parse(month), revision)

    def tables(
        self,
        month: str,
        measure: str = "",
        *,
        place: str = "",
        direction: str = "",
        edition: str = "public",
        frame: Frame = "pandas",
    ) -> Any:
        """The long table of a month, closed or not, as a data frame."""
        rows = month_rows(self.folder, Month.parse(month), edition)
        return to_frame(select(rows, measure, place, direction), frame)

    def records(
        self,
        month: str,
        *,
        names: str = "ours",
        fields: str = "public",
        frame: Frame = "pandas",
    ) -> Any:
        """The groups of a month, one row each, counts as columns: private data.

        Parameters
        ----------
        names : str
            ``ours``, or ``dtm`` for the names and codes of the DTM data dictionary.
        fields : str
            ``public``, ``restricted`` or ``confidential``; secret fields never leave.

        Examples
        --------
        >>> import azalai
        >>> workspace = azalai.open_workspace(getfixture("mali"))
        >>> groups = workspace.records("2020-06", names="dtm", frame="arrow")
        >>> "m0641_fmr_fmp_code" in groups.column_names, "record_id" in groups.column_names
        (True, False)
        """
        table = flat(self.folder, Month.parse(month), Names(names), Sensitivity(fields))
        if frame == "polars":
            import polars

            return polars.DataFrame(polars.from_arrow(table))
        return table if frame == "arrow" else table.to_pandas()

    @property
    def ledger(self) -> Ledger:
        """The figures that sources state, with their places and sources; read anew each time.

        Examples
        --------
        >>> import azalai
        >>> azalai.open_workspace(getfixture("mali")).ledger["nat.in"].value
        Decimal('7555')
        """
        return read_ledger(self.folder).ledger

    @property
    def ledger_problems(self) -> tuple[Problem, ...]:
        """What is wrong with lines of the ledger, see `azalai.workspace.ledger.Reading`."""
        return read_ledger(self.folder).problems

    def figures(self, *, superseded: bool = True, **wanted: Any) -> Any:
        """The ledger as a pandas data frame, one row a figure, with the columns of its file.

        Numbers are floats, missing where the source does not know; days stay texts, for ``2012-05``
        is no day.

        Parameters
        ----------
        superseded : bool
            Whether figures that a later one replaces are there.
        **wanted
            Attributes of `azalai.model.figures.Figure`: ``population="idp"``.

        Examples
        --------
        >>> import azalai
        >>> workspace = azalai.open_workspace(getfixture("mali"))
        >>> figures = workspace.figures(direction="in", unit="persons")
        >>> float(figures.loc["nat.in", "value"])
        7555.0
        """
        import pandas

        found = self.ledger.select(superseded=superseded, **wanted)
        rows = [cells_of(figure) for figure in found]
        frame = pandas.DataFrame(rows, columns=list(COLUMNS), dtype=str).set_index("id")
        for column in ("value", "low", "high", "household_size", "sample"):
            frame[column] = pandas.to_numeric(frame[column].replace("", None)).astype(float)
        return frame

    def import_file(
        self,
        path: str | Path,
        mapping: str | Path,
        *,
        replaces: str = "",
        today: date | None = None,
    ) -> ImportReport:
        """Import a file of counts, see `azalai.intake`."""
        day = today or date.today()
        return import_file(self.folder, Path(path), Path(mapping), day, replaces)

    def close(
        self, month: str, *, revise: bool = False, reason: str = "", today: date | None = None
    ) -> Release:
        """Freeze a month, see `azalai.release.close`."""
        day = today or date.today()
        return releases.close(self.folder, Month.parse(month), day, revise=revise, reason=reason)

    def explain(self, month: str, measure: str, place: str, **where: str) -> Explanation:
        """Take a number to its rule and its records.

        Parameters
        ----------
        **where
            ``category1``, ``category2``, ``direction``, ``period``, ``unit``: enough to name one
            row.

        Examples
        --------
        >>> import azalai
        >>> workspace = azalai.open_workspace(getfixture("mali"))
        >>> found = workspace.explain("2020-06", "flows", "MLI", direction="in")
        >>> found.persons, found.recounted, found.agrees
        (7555, 7555, True)
        """
        release = self.release(month)
        row = releases.find_row(release.select(measure, place), **where)
        return releases.explain(self.folder, release, row)

    def observation(self, record_id: str) -> Observation:
        """One recorded group."""
        return self.folder.observation(record_id)


def open_workspace(path: str | Path) -> Workspace:
    """Open a workspace.

    Raises
    ------
    WorkspaceError
        ``not_a_workspace``, ``layout_newer``, ``bad_toml``.
    """
    return Workspace(Folder(Path(path)))
