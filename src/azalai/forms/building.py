"""From the tables of a form to the XForm that phones and browsers run."""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from azalai.forms.attachments import MADE
from azalai.forms.outline import Outline, outline
from azalai.forms.tables import SHEETS, Tables, rows_of
from azalai.model.errors import InputError

_SECONDS = 100


@dataclass(frozen=True, slots=True)
class Built:
    """A form, compiled.

    Attributes
    ----------
    xform : str
        What phones get.
    outline : Outline
    warnings : tuple of str
        Of pyxform, and of ODK Validate where it ran; in English, as these programs say them.
    validated : bool
        Whether ODK Validate has tried the form. Without Java it cannot.
    """

    xform: str
    outline: Outline
    warnings: tuple[str, ...]
    validated: bool

    @property
    def md5(self) -> str:
        """The hash by which phones know the bytes."""
        return hashlib.md5(self.xform.encode(), usedforsecurity=False).hexdigest()


def has_java() -> bool:
    """Whether ODK Validate can run here."""
    return shutil.which("java") is not None


def build(tables: Tables, *, validate: bool | None = None) -> Built:
    """Compile a form.

    Parameters
    ----------
    validate : bool, optional
        Whether ODK Validate has to try it; unless said, it does where there is Java.

    Raises
    ------
    InputError
        ``form_wrong`` with what pyxform or ODK Validate says; ``form_no_version`` and
        ``form_no_id`` where the settings name none (phones could not tell versions apart).
    """
    from pyxform.errors import PyXFormError
    from pyxform.validators.odk_validate import ODKValidateError
    from pyxform.xls2xform import convert

    warnings: list[str] = []
    try:
        xform = convert(_workbook(tables), warnings=warnings, validate=False).xform
    except (PyXFormError, ODKValidateError) as problem:
        raise InputError("form_wrong", problem=_plain(str(problem))) from None
    except (AttributeError, KeyError, TypeError, ValueError, IndexError,
            RecursionError) as problem:  # fmt: skip
        # Slips that pyxform does not foresee.
        said = f"{type(problem).__name__}: {problem}"
        raise InputError("form_wrong", problem=said) from None
    xform = _with_apostrophes(xform, tables)
    made = outline(xform)
    if not made.version:
        raise InputError("form_no_version")
    if not made.form_id or made.form_id == "data":
        raise InputError("form_no_id")
    wanted = has_java() if validate is None else validate
    if wanted:
        warnings += _validate(xform)
    return Built(xform, made, tuple(_plain(text) for text in warnings), wanted)


_SAID = re.compile(r">[^<]*'[^<]*<")
_APOSTROPHE = re.compile(r"(?<=\w)'(?=\w)")


def _with_apostrophes(xform: str, tables: Tables) -> str:
    """Give texts the apostrophes back that pyxform takes for quotation marks of a formula."""
    if not any("\u2019" in cell for rows in tables.values() for row in rows for cell in row):
        return xform
    start, end = xform.find("<itext>"), xform.find("</itext>")
    if start < 0:
        return xform
    texts = _SAID.sub(lambda said: _APOSTROPHE.sub("\u2019", said[0]), xform[start:end])
    return f"{xform[:start]}{texts}{xform[end:]}"


def _workbook(tables: Tables) -> dict[str, Any]:
    """As pyxform wants it: rows as dictionaries, and the headers apart."""
    book: dict[str, Any] = {"sheet_names": [sheet for sheet in SHEETS if sheet in tables]}
    for sheet in book["sheet_names"]:
        rows = [
            {name: text for name, text in row.items() if name != "row"}
            for row in rows_of(tables, sheet)
        ]
        header = (
            [text.strip() for text in tables[sheet][0] if text.strip()] if tables[sheet] else []
        )
        book[sheet] = rows
        book[f"{sheet}_header"] = [dict.fromkeys(header)]
    return book


def _validate(xform: str) -> list[str]:
    """What ODK Validate, the engine of ODK Collect, says of a form; ``form_wrong`` if it fails."""
    from pyxform.validators.odk_validate import ODK_VALIDATE_PATH

    with tempfile.TemporaryDirectory(prefix="azalai-form-") as folder:
        path = Path(folder) / "form.xml"
        path.write_text(xform, encoding="utf-8")
        command = ["java", "-Djava.awt.headless=true", "-jar", ODK_VALIDATE_PATH, str(path)]
        try:
            ran = subprocess.run(command, capture_output=True, timeout=_SECONDS, check=False)
        except subprocess.TimeoutExpired:
            raise InputError("form_validate_slow", seconds=_SECONDS) from None
        except OSError as problem:
            raise InputError("form_no_java", problem=str(problem)) from None
    said = ran.stderr.decode("utf-8", "replace")
    if ran.returncode:
        lines = [
            line.strip()
            for line in said.splitlines()
            if line.strip() and not line.lstrip().startswith(("at ", "..."))
        ]
        raise InputError("form_wrong", problem=_plain(" ".join(dict.fromkeys(lines)))[:1500])
    return [line for line in said.splitlines() if line.strip()]


def _plain(text: str) -> str:
    return " ".join(text.split())


def files_needed(made: Outline) -> Mapping[str, str]:
    """Files that a form reads -> what they are made from, ``""`` for those to be uploaded.

    Examples
    --------
    >>> from azalai.forms.outline import Outline
    >>> needed = Outline("f", "1", "F", "data", (), files=("points.csv", "villages.csv"))
    >>> dict(files_needed(needed))
    {'points.csv': 'points', 'villages.csv': ''}
    """
    return {name: MADE[name][0] if name in MADE else "" for name in made.files}
