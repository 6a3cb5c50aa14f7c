"""What an import of figures did: counted from its tables."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from azalai.checks import Finding
from azalai.intake.figures import keeping
from azalai.intake.figures.identifying import SAME
from azalai.intake.figures.incoming import Format, Job
from azalai.workspace import Folder
from azalai.workspace.engine import parquet_of
from azalai.workspace.figure_imports import FOLDER, TABLE


@dataclass(frozen=True, slots=True)
class FigureReport:
    """What an import did, or (in a dry run) would do.

    Attributes
    ----------
    rows, figures, known : int
        Rows of the file; figures it states; those that other imports state already.
    stocks, rounds : int
        Stocks among the figures that are no part by origin, reason, sex or age; their rounds.
    set_aside, contradicting : int
        Rows not used; figures that another import states otherwise.
    withdrawn : int
        Figures of the replaced import that this one does not state.
    first, last : str
        Earliest and latest day its figures refer to.
    changed : bool
        False where the workspace had the file already.
    """

    import_id: str
    file: str
    kind: str
    source: str
    rows: int
    figures: int
    known: int = 0
    stocks: int = 0
    rounds: int = 0
    set_aside: int = 0
    contradicting: int = 0
    withdrawn: int = 0
    places: int = 0
    first: str = ""
    last: str = ""
    replaced_by: str = ""
    findings: tuple[Finding, ...] = field(default=(), repr=False)
    folder: Path | None = None
    changed: bool = True


def report_of(
    job: Job,
    chosen: Format,
    path: Path,
    import_id: str,
    folder: Folder,
    replaced: str,
) -> FigureReport:
    keeping.tell_places(job)
    whole = "category = 'stock' AND origin = '' AND sex = '' AND age = '' AND breakdown = ''"
    figures, stocks, rounds, first, last = job.opened.rows(
        f"SELECT count(*), count(*) FILTER ({whole}), count(DISTINCT (operation, assessment, round,"
        " as_of)) FILTER (round <> ''), min(nullif(coalesce(nullif(as_of, ''), \"from\"), '')), "
        "max(coalesce(nullif(as_of, ''), nullif(\"to\", ''), \"from\")) FROM figures "
        "WHERE id NOT IN (SELECT id FROM clash)"
    )[0]
    known = job.opened.rows("SELECT count(*) FROM met")[0][0]
    clashing = job.opened.rows("SELECT count(*) FROM clash")[0][0]
    withdrawn = 0
    if replaced:
        old = folder.root / FOLDER / replaced / TABLE
        withdrawn = job.opened.rows(
            f"SELECT count(*) FROM {parquet_of([old])} AS k WHERE NOT EXISTS "
            f"(SELECT 1 FROM figures AS f WHERE f.id = k.id AND {SAME})"
        )[0][0]
    return FigureReport(
        import_id=import_id, file=path.name, kind=chosen.kind, source=job.source,
        rows=job.foreign.rows, figures=figures, known=known, stocks=stocks, rounds=rounds,
        set_aside=len(job.aside), contradicting=clashing, withdrawn=withdrawn,
        places=len(job.finder.new), first=first or "", last=last or "",
        findings=tuple(sorted(job.findings)), folder=folder.root / FOLDER / import_id,
    )  # fmt: skip
