"""A month put together: counted, tabulated, protected. Closing freezes what this returns."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass

from azalai.disclosure import Protected, Rules, protect, protected_cells
from azalai.measures import (
    Comparison,
    MonthCounts,
    Summary,
    count_month,
    separate,
    summarise,
    tabulate,
    tabulate_counts,
)
from azalai.model.errors import ReleaseError
from azalai.model.periods import Month
from azalai.model.tables import Row
from azalai.release.history import counts_of, flows_before, revisions
from azalai.workspace import Folder, engine
from azalai.workspace.imports import ImportRecord
from azalai.workspace.published import read_published


@dataclass(frozen=True, slots=True)
class Source:
    """An import that contributed to a month."""

    import_id: str
    file: str
    sha256: str
    groups: int
    persons: int
    rows: int
    kept_out: int
    """Groups of this month (or of nobody knows which) that findings keep out until resolved."""
    blocking: dict[str, int]
    """Rule -> groups it keeps out."""
    corrected: int
    """Values that the cleaning log changes in the file."""
    excluded: int
    """Groups of the file that the cleaning log leaves out."""
    findings: dict[str, int]
    """Rule -> findings in the file that let their group count."""
    interviewed: int = 0
    """Groups of its sample; its persons were counted by the counter."""

    def stated(self) -> dict[str, object]:
        """As the manifest says it."""
        said = asdict(self)
        if not self.interviewed:
            del said["interviewed"]
        return said


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


def rules_of(folder: Folder) -> Rules:
    """The workspace's rules of protection."""
    given = folder.protection
    return Rules(given.threshold, given.sensitive, given.protect_crosses, given.protect_zero)


@dataclass(frozen=True, slots=True)
class Closed:
    """What the next month needs of one that this process has just closed."""

    month: Month
    release: str
    summary: Summary


def build(folder: Folder, month: Month, release: str, earlier: Closed | None = None) -> Built:
    """Count, compare and protect a month from its records.

    Parameters
    ----------
    earlier : Closed, optional
        A month that need not be read again where this one follows it.

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
    history = flows_before(folder, month, recorded)
    before = _before(folder, month.previous, earlier)
    comparison = Comparison(before, history, read_published(folder.root), folder.config.references)
    sealed = tabulate(release, now, comparison)
    rules = rules_of(folder)
    hidden_before = set()
    if before is not None:
        hidden_before = protected_cells(tabulate_counts(before), rules)
    return Built(
        month=month,
        counts=counts,
        summary=now,
        sealed=sealed,
        public=protect(sealed, rules, hidden_before),
        sources=_sources(folder, month),
        compared_with=_compared_with(folder, before),
    )


def _before(folder: Folder, month: Month, known: Closed | None) -> Summary | None:
    """The month that changes start from."""
    if known is not None and known.month == month:
        # Only if it still is the latest revision: between two months anybody may revise.
        frozen = revisions(folder.root, month)
        if frozen and known.release == release_id(month, len(frozen)):
            return known.summary
    counts = counts_of(folder, month)
    return None if counts is None else summarise(counts, folder.country)


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
        separate(opened)
        contributed = opened.rows(
            "SELECT import_id, count(*) FILTER (NOT asked), "
            "coalesce(sum(persons) FILTER (NOT asked), 0), count(*) FILTER (asked) FROM ("
            "SELECT import_id, persons, FALSE AS asked FROM groups UNION ALL "
            "SELECT import_id, persons, TRUE FROM screened_groups) GROUP BY 1 ORDER BY 1"
        )
    gone = folder.superseded()
    known = {item.import_id: item for item in folder.imports() if item.import_id not in gone}
    silent = {name: (name, 0, 0, 0) for name, item in known.items() if str(month) in item.kept_out}
    # A file of which every group of the month is kept out has a word to say about it all the same.
    silent |= {row[0]: row for row in contributed}
    found = []
    for import_id, groups, persons, interviewed in silent.values():
        # The groups count whether or not the report of their import is still there.
        report = known.get(import_id) or ImportRecord.lost(import_id)
        kept = [report.kept_out[key] for key in (str(month), "") if key in report.kept_out]
        found.append(
            Source(
                import_id=import_id,
                file=report.file,
                sha256=report.sha256,
                groups=groups,
                persons=int(persons),
                rows=report.rows,
                kept_out=sum(item.groups for item in kept),
                blocking=dict(sum((Counter(item.rules) for item in kept), Counter())),
                corrected=report.corrected,
                excluded=report.excluded,
                findings=report.findings,
                interviewed=interviewed,
            )
        )
    return sorted(found, key=lambda source: (source.file, source.import_id))
