"""One file of a survey into ``surveys/<id>/``: what its design names, and nothing else."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from azalai.intake.reading import ReadOptions, Sheet, read_table
from azalai.intake.surveys.shaping import Shaped, shape
from azalai.model.errors import InputError
from azalai.model.surveys import Design
from azalai.workspace import Folder, Transaction
from azalai.workspace.csvfile import harmless, write_lines
from azalai.workspace.records import sha256_of
from azalai.workspace.survey_design import read_design, read_file_section
from azalai.workspace.surveys import FOLDER, Answered, SurveyRecord, read_report


@dataclass(frozen=True, slots=True)
class SurveyReport:
    """What an import did.

    Attributes
    ----------
    changed : bool
        False where the very same file and design were there.
    not_kept : tuple of str
        Names of columns that the design does not name; nothing of them is kept.
    """

    design: Design
    record: SurveyRecord
    changed: bool
    not_kept: tuple[str, ...] = ()


def import_survey(
    folder: Folder, path: Path, design_path: Path, *, force: bool = False, dry_run: bool = False
) -> SurveyReport:
    """Import the records of a survey with its design.

    Parameters
    ----------
    force : bool
        Replace the survey of the same id.
    dry_run : bool
        Only say what would happen.

    Raises
    ------
    InputError
        Where file or design cannot be used; ``survey_exists`` where the workspace holds another
        file, or another design, under that id. The workspace is then as it was.
    """
    design = read_design(design_path)
    sheet = read_table(path, _options(design_path))
    if sheet.broken:
        first = sheet.broken[0]
        raise InputError(
            "survey_broken_row", path=path.name, row=first.row, cells=first.cells,
            expected=len(sheet.headers),
        )  # fmt: skip
    shaped = shape(sheet, design, path.name)
    record = _record(design, path, design_path, sheet, shaped)
    not_kept = tuple(name for name in sheet.headers if name and name not in design.columns)
    known = read_report(folder, design.id)
    if known is not None and (known.sha256, known.design_sha256) == (
        record.sha256,
        record.design_sha256,
    ):
        return SurveyReport(design, known, False, not_kept)
    if known is not None and not force:
        raise InputError("survey_exists", value=design.id, file=known.file)
    if not dry_run:
        with folder.writing() as transaction:
            _keep(folder, transaction, design_path, sheet, shaped, record, design)
    return SurveyReport(design, record, True, not_kept)


def _options(design_path: Path) -> ReadOptions:
    section = read_file_section(design_path)
    return ReadOptions(
        sheets=(section["sheet"],) if section.get("sheet") else (),
        encoding=section.get("encoding", ""),
        delimiter=section.get("delimiter", ""),
        header_row=section.get("header_row", 1),
    )


def _record(
    design: Design, path: Path, design_path: Path, sheet: Sheet, shaped: Shaped
) -> SurveyRecord:
    table = shaped.table.filter(shaped.table["complete"])
    strata, clusters = table["stratum"].to_pylist(), table["cluster"].to_pylist()
    return SurveyRecord(
        id=design.id,
        file=path.name,
        sha256=sha256_of(path),
        design_sha256=hashlib.sha256(design_path.read_bytes()).hexdigest(),
        rows=shaped.table.num_rows,
        complete=table.num_rows,
        strata=len(set(strata)) if design.stratum else 0,
        clusters=len(set(zip(strata, clusters, strict=True))) if design.cluster else 0,
        not_kept=sum(1 for name in sheet.headers if name not in design.columns),
        questions={code: Answered(*numbers) for code, numbers in shaped.counted.items()},
    )


def _keep(
    folder: Folder,
    transaction: Transaction,
    design_path: Path,
    sheet: Sheet,
    shaped: Shaped,
    record: SurveyRecord,
    design: Design,
) -> None:
    there = f"{FOLDER}/{record.id}"
    packed = io.BytesIO()
    pq.write_table(shaped.table, packed, compression="zstd")
    transaction.write(f"{there}/original.csv", _original(sheet, design))
    transaction.write(f"{there}/design.toml", design_path.read_bytes())
    transaction.write(f"{there}/records.parquet", packed.getvalue())
    transaction.write(f"{there}/report.json", record.to_json())
    folder.log(transaction, "survey import", record.id, record.file)


def _original(sheet: Sheet, design: Design) -> str:
    """The columns that the design names, cell by cell as they stood; the others are not kept."""
    headers = list(design.columns)
    places = {header: f"c{index}" for index, header in enumerate(sheet.headers) if header}
    kept: pa.Table = sheet.cells.select([places[name] for name in headers] + ["row_no"])
    columns = [column.to_pylist() for column in kept.columns]
    rows = [
        [row_no, *(harmless(cell or "") for cell in cells)]
        for *cells, row_no in zip(*columns, strict=True)
    ]
    return write_lines(["row", *headers], rows)
