"""What an import of figures leaves behind beside its figures, and how its findings are said."""

from __future__ import annotations

from azalai.checks import Finding, Severity
from azalai.intake.figures.foreign import stood
from azalai.intake.figures.incoming import Job
from azalai.model.places import PlaceKind
from azalai.wording import LANGUAGES, Wording
from azalai.workspace import Folder, Transaction
from azalai.workspace.csvfile import harmless, write_lines
from azalai.workspace.ledger import COLUMNS, read_sources

__all__ = ["Transaction", "keep_aside", "keep_places", "keep_source", "said",
           "tell_places"]  # fmt: skip

_LISTED = 8
"""Names that a sentence lists; all of them stand in the files."""
_COUNTS = frozenset(
    {"known_otherwise", "left_out", "answer_paged", "no_stock_key", "zeros", "dashes", "bounded",
     "sexes_differ", "total_differs", "huge_count", "cells_differ", "multiplied", "households_only",
     "rounded", "total_row"}
)  # fmt: skip
"""Findings whose value and expectation are numbers."""


def said(finding: Finding, wording: Wording) -> str:
    """A finding as a sentence: where, what, and what to do."""
    key = f"figures_in.{finding.rule}"
    value, expected = finding.value, finding.expected
    if finding.rule in _COUNTS:
        value, expected = (_number(text, wording) for text in (value, expected))
    if finding.rule == "no_stock_key":
        expected = wording.text(f"figures_in.field.{finding.expected}")
    sentence = wording.text(key, value=value, expected=expected)
    if not finding.row:
        return sentence
    where = "row_column" if finding.column else "row"
    return wording.text(
        f"figures_in.at.{where}", row=finding.row, column=finding.column, said=sentence
    )


def _number(text: str, wording: Wording) -> str:
    return wording.number(int(text)) if text.lstrip("-").isdecimal() else text


def tell_places(job: Job) -> None:
    """What was found of the places: new ones, some without a code, some of another name."""
    finder = job.finder
    if finder.new:
        job.note("new_places", _listed([place.name("en") for place in finder.new.values()]))
    if finder.uncoded:
        named = [f"{name} → {code}" for code, name in finder.uncoded.items()]
        job.warn("made_up_codes", _listed(named))
    for code, (here, there) in list(finder.renamed.items())[:_LISTED]:
        job.warn("other_name", f"{there} ({code})", here)
    if finder.by_name:
        named = [f"{theirs} → {ours}" for theirs, ours in finder.by_name.items()]
        job.note("by_name", _listed(named))


def _listed(names: list[str]) -> str:
    more = len(names) - _LISTED
    return ", ".join(names[:_LISTED]) + (f" … (+{more})" if more > 0 else "")


def keep_places(job: Job, transaction: Transaction, base: str) -> None:
    """``places.csv``: places that the file brings along."""
    if not job.finder.new:
        return
    header = ("code", "kind", "name_en", "name_fr", "within", "parts", "aliases", "latitude",
              "longitude")  # fmt: skip
    rows = []
    for place in job.finder.new.values():
        name = place.names.get("en", "")
        within = place.within if place.kind is not PlaceKind.COUNTRY else ""
        rows.append([place.code, place.kind, name, name, within, "", "",
                     place.latitude, place.longitude])  # fmt: skip
    transaction.write(f"{base}/places.csv", write_lines(header, rows))


def keep_source(job: Job, transaction: Transaction, base: str, folder: Folder) -> None:
    """``sources.csv``: whose figures these are, unless the workspace has that source."""
    if job.source in read_sources(folder):
        return
    texts = {lang: Wording(lang).text(f"figures_in.source.{job.source}") for lang in LANGUAGES}
    english = Wording("en")
    transaction.write(
        f"{base}/sources.csv",
        write_lines(
            ("code", "name_en", "name_fr", "publisher", "published", "url", "reliability",
             "reference"),
            [[job.source, texts["en"], texts["fr"],
              english.text(f"figures_in.publisher.{job.source}"), "",
              english.text(f"figures_in.url.{job.source}"), "",
              english.text(f"figures_in.reference.{job.source}", file=job.foreign.path.name)]],
        ),
    )  # fmt: skip


def keep_aside(job: Job, transaction: Transaction, base: str, folder: Folder) -> None:
    """Rows set aside, figures that contradict, and everything that was found: a file each."""
    wordings = [Wording(language) for language in LANGUAGES]
    whys = [f"why_{language}" for language in LANGUAGES]
    rows = sorted(job.aside)
    lines: list[list[object]] = []
    if rows:
        cells = stood(job.foreign, rows)
        reasons: dict[int, list[Finding]] = {}
        for item in job.findings:
            if item.severity is Severity.ERROR:
                reasons.setdefault(item.row, []).append(item)
        for row in rows:
            found = reasons.get(row, [])
            words = [" ".join(said(item, wording) for item in found) for wording in wordings]
            rules = " ".join(dict.fromkeys(item.rule for item in found))
            lines.append([row, rules, *words, *map(harmless, cells(row))])
    headers = ["row", "rule", *whys, *map(harmless, job.foreign.sheet.headers)]
    _write(transaction, folder, f"{base}/set_aside.csv", headers, lines)
    columns = ", ".join(f'f."{name}"' for name in COLUMNS)
    clashing = []
    if any(item.rule == "known_otherwise" for item in job.findings):
        clashing = job.opened.rows(
            f"SELECT c.import_id, c.stated, {columns} FROM figures AS f JOIN clash AS c "
            "USING (id) ORDER BY f.id"
        )
    shown: list[list[object]] = [list(map(harmless, row)) for row in clashing]
    header = ["stated_by", "stated_there", *COLUMNS]
    _write(transaction, folder, f"{base}/set_aside_figures.csv", header, shown)
    told: list[list[object]] = [
        [item.row or "", item.rule, item.severity, *(said(item, wording) for wording in wordings)]
        for item in sorted(job.findings)
    ]
    _write(
        transaction, folder, f"{base}/findings.csv",
        ["row", "rule", "severity", *whys], told,
    )  # fmt: skip


def _write(
    transaction: Transaction, folder: Folder, path: str, header: list[str], rows: list[list[object]]
) -> None:
    if rows:
        transaction.write(path, write_lines(header, rows))
    elif (folder.root / path).exists():
        transaction.remove(path)
