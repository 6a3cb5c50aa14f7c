"""What is found, as a list to work through: rows still set aside, and findings in the records.

As a spreadsheet it has the columns of the cleaning log first. Whoever fills in *new* and *reason*
has written corrections.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from azalai.checks import Finding, Severity, is_waivable, month_findings, said
from azalai.model.cleaning import DECISION
from azalai.model.errors import InputError
from azalai.model.periods import Month
from azalai.wording import LANGUAGES, Wording
from azalai.workspace import Folder, cleaning
from azalai.workspace.csvfile import harmless, read_lines, write_lines
from azalai.workspace.imports import ImportRecord

_DECIDED = ("record_id", "point", "date")
"""Fields of findings on records that no other value of a cell would mend."""


@dataclass(frozen=True, slots=True)
class Found:
    """A finding, ready to be listed.

    Attributes
    ----------
    record : str
        Id of the record, or ``<import>:<row>`` of a row that is set aside; empty where the
        finding is about neither (a silent day).
    said : mapping of str to str
        Language -> sentence.
    """

    rule: str
    severity: Severity
    record: str
    field: str
    old: str
    new: str
    said: Mapping[str, str]


def found_in(
    folder: Folder, months: Sequence[Month], today: date, whole: bool = True
) -> list[Found]:
    """What the rules find in the records of some months, after what is still set aside.

    Parameters
    ----------
    whole : bool
        Whether all of the workspace is asked for: then rows of every import that are set aside
        are listed, else those of imports that brought records of these months, or none at all.
    """
    found = []
    wanted = {str(month) for month in months}
    gone = folder.superseded()
    for item in folder.imports():
        about = {*item.months, *item.kept_out}
        if item.import_id in gone:
            continue
        if whole or "" in about or not about or wanted & about:
            found += _set_aside(folder, item)
    wordings = [Wording(language) for language in LANGUAGES]
    for month in months:
        found += [_listed(f, folder, wordings) for f in month_findings(folder, month, today)]
    return found


def _listed(finding: Finding, folder: Folder, wordings: list[Wording]) -> Found:
    field, new = finding.field, ""
    if field in _DECIDED or finding.rule == "unusual_day" or not finding.record:
        # No other value mends it: the record is left out, or accepted as it is.
        field = DECISION if finding.record and is_waivable(finding.rule) else ""
    elif finding.rule == "unknown_place":
        new = finding.expected
    return Found(
        rule=finding.rule,
        severity=finding.severity,
        record=finding.record,
        field=field,
        old="" if field in ("", DECISION) else finding.value,
        new=new,
        said={wording.lang: said(finding, wording, folder.register) for wording in wordings},
    )


def _set_aside(folder: Folder, item: ImportRecord) -> list[Found]:
    """The findings that keep rows of an import out, waiting for somebody."""
    return [
        Found(
            rule=line["rule"],
            severity=Severity.ERROR,
            record=line["record"],
            field=DECISION if is_waivable(line["rule"]) else line["field"],
            old="" if is_waivable(line["rule"]) else line["old"],
            new=line["proposed"],
            said={lang: line[f"why_{lang}"] for lang in LANGUAGES},
        )
        for line in read_lines(folder.root / item.findings_path, ("record", "rule"))
        if line["rule"] != "excluded"
    ]


def write_findings(path: Path, found: Sequence[Found]) -> None:
    """Write a list of findings as XLSX or CSV, by the ending of the name.

    Raises
    ------
    InputError
        ``unknown_format`` for any other ending.
    """
    columns = (*cleaning.COLUMNS, "severity", *(f"finding_{lang}" for lang in LANGUAGES))
    rows = [
        [
            "", item.record, item.field, item.old, item.new, "", "", "", item.rule, "",
            item.severity.value, *(item.said[lang] for lang in LANGUAGES),
        ]
        for item in found
    ]  # fmt: skip
    write_rows(path, columns, rows)


def write_rows(path: Path, columns: Sequence[str], rows: list[list[str]]) -> None:
    """Write texts as XLSX or CSV, by the ending of the name; ``unknown_format`` for others."""
    match path.suffix.lower():
        case ".csv":
            lines = [[harmless(cell) for cell in row] for row in rows]
            # The mark tells spreadsheets that accents are UTF-8.
            path.write_text("\ufeff" + write_lines(columns, lines), encoding="utf-8", newline="")
        case ".xlsx":
            _write_xlsx(path, columns, rows)
        case _:
            raise InputError("unknown_format", path=path.name, known=".xlsx, .csv")


def _write_xlsx(path: Path, columns: Sequence[str], rows: list[list[str]]) -> None:
    import xlsxwriter

    widths = {"record": 22, "field": 16, "new": 18, "reason": 30, "rule": 18}
    with xlsxwriter.Workbook(
        str(path), {"strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        sheet = book.add_worksheet("corrections")
        bold = book.add_format({"bold": True, "bottom": 1})
        asked = book.add_format({"bg_color": "#FFF4CC"})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        for index, name in enumerate(columns):
            wide = 70 if name.startswith("finding_") else widths.get(name, 10)
            form = wrapped if name.startswith("finding_") else None
            sheet.set_column(index, index, wide, asked if name in ("new", "reason") else form)
            sheet.write_string(0, index, name, bold)
        for number, row in enumerate(rows, start=1):
            for index, cell in enumerate(row):
                if cell:
                    sheet.write_string(number, index, cell)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, len(rows), len(columns) - 1)
