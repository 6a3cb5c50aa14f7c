"""Surveys as the workspace keeps them: ``surveys/<id>/``.

``records.parquet`` has a line for each row of the file, with what the design names and no more:

``row``
    Where it stood in the file.
``complete``
    Whether an interview was held.
``stratum``, ``cluster``, ``weight``, ``cluster_size``
    Of the sample.
``g.<code>``, ``m.<code>``
    Values of groups and margins.
``q.<code>``
    The chosen answers; one empty text where none of them was chosen, an empty list where it was
    asked in vain, null where it was not asked.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from azalai.model.errors import InputError, WorkspaceError
from azalai.model.surveys import Design
from azalai.workspace.folder import Folder
from azalai.workspace.survey_design import read_design

FOLDER = "surveys"


@dataclass(frozen=True, slots=True)
class Answered:
    """What came of one question.

    Attributes
    ----------
    asked, answered : int
        Interviews in which it was put, and in which it was answered.
    stray : int
        Answers of people whom it was not to be put to; they do not count.
    """

    asked: int
    answered: int
    stray: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyRecord:
    """The report of an import of records.

    Attributes
    ----------
    sha256, design_sha256 : str
        Checksums of the file that came, and of its design.
    rows, complete : int
        Rows of the file, and interviews held.
    strata, clusters : int
        With at least one interview.
    questions : dict
        Code -> what came of it.
    not_kept : int
        Columns that the design does not name.
    """

    id: str
    file: str
    sha256: str
    design_sha256: str
    rows: int
    complete: int
    strata: int
    clusters: int
    not_kept: int
    questions: dict[str, Answered] = field(default_factory=dict)

    def to_json(self) -> str:
        """The content of its report."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=2) + "\n"


@dataclass(frozen=True, slots=True)
class Survey:
    """A survey of the workspace."""

    design: Design
    records: pa.Table
    report: SurveyRecord


def survey_ids(folder: Folder) -> list[str]:
    """Ids of the surveys that a workspace holds."""
    return sorted(path.parent.name for path in (folder.root / FOLDER).glob("*/report.json"))


def read_report(folder: Folder, survey: str) -> SurveyRecord | None:
    """What is known of the import of a survey; None where there is none of that id."""
    path = folder.root / FOLDER / survey / "report.json"
    if not path.is_file():
        return None
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        asked = {code: Answered(**item) for code, item in data.pop("questions").items()}
        return SurveyRecord(**data, questions=asked)
    except (ValueError, TypeError, KeyError, AttributeError):
        raise WorkspaceError("report_damaged", path=str(path)) from None


def read_survey(folder: Folder, survey: str = "") -> Survey:
    """A survey of the workspace; the only one where none is named.

    Raises
    ------
    InputError
        ``no_survey_yet``; ``no_survey`` where there is none of that id; ``survey_which`` where
        there are several and none was named.
    """
    known = survey_ids(folder)
    if not survey and len(known) == 1:
        survey = known[0]
    if not survey and known:
        raise InputError("survey_which", known=", ".join(known))
    if not known:
        raise InputError("no_survey_yet")
    if survey not in known:
        raise InputError("no_survey", value=survey, known=", ".join(known))
    there = folder.root / FOLDER / survey
    report = read_report(folder, survey)
    assert report is not None
    records = _table(there / "records.parquet")
    return Survey(read_design(there / "design.toml"), records, report)


def _table(path: Path) -> pa.Table:
    try:
        return pq.read_table(path)
    except (OSError, pa.ArrowException):
        raise WorkspaceError("report_damaged", path=str(path)) from None
