"""Forms filled in by JavaRosa, the engine of ODK Collect: what a phone would send.

The engine is in the ODK Validate that comes with pyxform; ``tests/java/Fill.java`` drives it. It is
compiled once in a process, which takes a Java *compiler*: a runtime alone is not enough.
"""

from __future__ import annotations

import atexit
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from pyxform.validators.odk_validate import ODK_VALIDATE_PATH

_SOURCE = Path(__file__).parent.parent / "java" / "Fill.java"

Answers = Mapping[str, Any]
"""Name -> text, number, or what is below: a dictionary for a group, a list of them for a repeat."""


class RefusedError(AssertionError):
    """The engine did not take the answers, as it would not let an enumerator pass.

    Attributes
    ----------
    refusals : list of tuple of str
        Path, reason (``constraint``, ``required``, ``not offered``, ``not of its type``,
        ``never asked``) and what the form says.
    """

    def __init__(self, refusals: list[tuple[str, str, str]], said: str) -> None:
        self.refusals = refusals
        super().__init__(said)


def has_javac() -> bool:
    """Whether the filler can be compiled here."""
    return shutil.which("javac") is not None


def fill(xform: str, files: Mapping[str, bytes], answers: Answers, language: str = "") -> bytes:
    """Fill in a form as ODK Collect would, and return the XML that it would send.

    Parameters
    ----------
    files : mapping
        Name -> bytes of what goes with the form.
    answers : mapping
        ``{"visit": {"point": "ML-gogui"}, "nationalities": [{"one": {"nationality": "MLI"}}]}``;
        ``{"visit/point": …}`` is the same. What is not named keeps its default.
    language : str
        As the form names it: ``Français (fr)``.

    Raises
    ------
    RefusedError
        Where the engine would not let an enumerator finish.
    """
    with tempfile.TemporaryDirectory(prefix="azalai-fill-") as name:
        folder = Path(name)
        (folder / "media").mkdir()
        (folder / "form.xml").write_text(xform, encoding="utf-8")
        for file, content in files.items():
            (folder / "media" / file).write_bytes(content)
        lines = [f"{path}\t{text}" for path, text in _paths(answers, "")]
        (folder / "answers.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
        command = [
            "java", "-Xshare:auto", "-XX:TieredStopAtLevel=1", "-cp",
            f"{_classes()}:{ODK_VALIDATE_PATH}", "Fill", str(folder / "form.xml"),
            str(folder / "media"), str(folder / "answers.tsv"), language,
        ]  # fmt: skip
        ran = subprocess.run(command, capture_output=True, check=False, timeout=120)
    if ran.returncode:
        said = ran.stderr.decode("utf-8", "replace")
        refusals = [
            (path, reason, message)
            for word, path, reason, message in (
                (*line.split("\t"), "", "", "")[:4] for line in said.splitlines()
            )
            if word == "refused"
        ]
        raise RefusedError(refusals, said)
    return ran.stdout


def _paths(answers: Answers, above: str) -> Iterator[tuple[str, str]]:
    for name, value in answers.items():
        here = f"{above}/{name}" if above else name
        if isinstance(value, Mapping):
            yield from _paths(value, here)
        elif isinstance(value, Sequence) and not isinstance(value, str):
            for number, row in enumerate(value, 1):
                yield from _paths(row, here if number == 1 else f"{here}[{number}]")
        else:
            yield here, str(value).replace("\n", "\\n")


@cache
def _classes() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="azalai-java-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    command = [
        "javac",
        "-nowarn",
        "-Xlint:-options",
        "-cp",
        ODK_VALIDATE_PATH,
        "-d",
        str(folder),
        str(_SOURCE),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return folder
