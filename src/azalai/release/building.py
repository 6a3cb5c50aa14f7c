"""A month put together: counted, tabulated, protected. Closing freezes what this returns."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from azalai.disclosure import Protected, Rules, protect, protected_cells
from azalai.measures import Comparison, MonthCounts, count_month, summarise, tabulate
from azalai.measures.counting import DAY_COUNTS, POINT_DAYS, Summary
from azalai.model.errors import ReleaseError
from azalai.model.periods import Month
from azalai.model.tables import Row
from azalai.workspace import Folder, engine
from azalai.workspace.imports import ImportRecord
from azalai.workspace.published import read_published
from azalai.workspace.records import read_parquet


@dataclass(frozen=True, slots=True)
class Source:
    """An import that contributed to a month."""

    import_id: str
    file: str
    sha256: str
    groups: int
    persons: int
    rows: int
    set_aside: int
    findings: dict[str, int]


@dataclass(frozen=True, slots=True)
class Built:
    """Everything of a month, before it is frozen.

    Attributes
    ----------
    sealed : list of Row
        Exact counts.
    public : Protected
        What may leave.
    """

    month: Month
    counts: MonthCounts
    summary: Summary
    sealed: list[Row]
    public: Protected
    sources: list[Source]
    compared_with: dict[str, str]


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
        sealed = frozen[-1] / "sealed"
        return MonthCounts(
            month,
            read_parquet(sealed / "counts.parquet").cast(DAY_COUNTS),
            read_parquet(sealed / "days.parquet").cast(POINT_DAYS),
        )
    return count_month(folder, month) if month in folder.months() else None


def rules_of(folder: Folder) -> Rules:
    """The workspace's rules of protection."""
    given = folder.protection
    return Rules(given.threshold, given.sensitive, given.protect_crosses, given.protect_zero)


def build(folder: Folder, month: Month, release: str) -> Built:
    """Count, compare and protect a month from its records.

    Raises
    ------
    ReleaseError
        ``month_empty`` where the month has no record.
    """
    recorded = folder.months()
    if month not in recorded:
        known = ", ".join(str(item) for item in recorded)
        raise ReleaseError("month_empty", month=str(month), known=known or "–")
    counts = count_month(folder, month)
    now = summarise(counts, folder.country)
    earlier = sorted({*recorded, *closed_months(folder.root)} - {month})
    history = [
        summarise(found, folder.country)
        for item in earlier
        if item < month and (found := counts_of(folder, item)) is not None
    ]
    before = history[-1] if history and history[-1].month == month.previous else None
    comparison = Comparison(before, history, read_published(folder.root), folder.config.references)
    sealed = tabulate(release, now, comparison)
    rules = rules_of(folder)
    hidden_before = set()
    if before is not None:
        hidden_before = protected_cells(tabulate("", before, Comparison()), rules)
    return Built(
        month=month,
        counts=counts,
        summary=now,
        sealed=sealed,
        public=protect(sealed, rules, hidden_before),
        sources=_sources(folder, month),
        compared_with=_compared_with(folder, before),
    )


def _compared_with(folder: Folder, before: Summary | None) -> dict[str, str]:
    if before is None:
        return {}
    frozen = revisions(folder.root, before.month)
    return {
        "month": str(before.month),
        "release": release_id(before.month, len(frozen)) if frozen else "open",
    }


def release_id(month: Month, revision: int) -> str:
    """``2020-06`` for the first, ``2020-06.r2`` for a revision."""
    return str(month) if revision == 1 else f"{month}.r{revision}"


def _sources(folder: Folder, month: Month) -> list[Source]:
    with engine() as opened:
        folder.load(opened, [month])
        contributed = opened.rows(
            "SELECT import_id, count(*), sum(persons) FROM groups GROUP BY 1 ORDER BY 1"
        )
    known = {item.import_id: item for item in folder.imports()}
    found = []
    for import_id, groups, persons in contributed:
        # The groups count whether or not the report of their import is still there.
        report = known.get(import_id) or ImportRecord.lost(import_id)
        found.append(
            Source(
                import_id=import_id,
                file=report.file,
                sha256=report.sha256,
                groups=groups,
                persons=int(persons),
                rows=report.rows,
                set_aside=report.set_aside,
                findings=report.findings,
            )
        )
    return sorted(found, key=lambda source: (source.file, source.import_id))
