"""What earlier months are read for: their flows, and of the month before its small cells.

A month is closed in the same time whether three months lie before it or three hundred: of each
only persons by point and day are read, all of them in one question to the engine.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa

from azalai.measures import MonthCounts, Summary, count_month, flow_history
from azalai.measures.counting import DAY_COUNTS, POINT_DAYS
from azalai.measures.sampling import SAMPLE
from azalai.model.periods import Month
from azalai.workspace import Folder
from azalai.workspace.records import read_parquet

SAMPLE_FILE = "sealed/sample.parquet"
"""Written only in a month in which groups were interviewed."""


def release_folder(root: Path, month: Month) -> Path:
    """Where the revisions of a month lie."""
    return root / "releases" / str(month)


def revisions(root: Path, month: Month) -> list[Path]:
    """The folders of a month's revisions, first to latest; empty while it is open."""
    found = release_folder(root, month).glob("r*/manifest.json")
    return sorted((path.parent for path in found), key=lambda path: int(path.name[1:]))


def closed_months(root: Path) -> list[Month]:
    """Months that have a release."""
    found = (root / "releases").glob("*/r1/manifest.json")
    return sorted({Month.parse(path.parent.parent.name) for path in found})


def counts_of(folder: Folder, month: Month) -> MonthCounts | None:
    """Counts of a month: from its release where it is closed, else from the records."""
    frozen = revisions(folder.root, month)
    if frozen:
        return MonthCounts(
            month,
            read_parquet(frozen[-1] / "sealed/counts.parquet").cast(DAY_COUNTS),
            read_parquet(frozen[-1] / "sealed/days.parquet").cast(POINT_DAYS),
            sample_of(frozen[-1]),
        )
    return count_month(folder, month) if month in folder.months() else None


def sample_of(revision: Path) -> pa.Table | None:
    """The sums of a release's sample; None where nobody was interviewed."""
    path = revision / SAMPLE_FILE
    return read_parquet(path).cast(SAMPLE) if path.exists() else None


def flows_before(folder: Folder, month: Month, recorded: Sequence[Month]) -> list[Summary]:
    """The flows of every earlier month: closed ones from their releases, the others counted."""
    earlier = sorted({*recorded, *closed_months(folder.root)})
    closed: dict[Month, Path] = {}
    still_open: list[Month] = []
    for item in earlier:
        if item >= month:
            continue
        frozen = revisions(folder.root, item)
        if frozen:
            closed[item] = frozen[-1] / "sealed"
        elif item in recorded:
            still_open.append(item)
    return flow_history(folder, closed, still_open)
