"""Bulletins made for whoever asks on a screen: by a process of its own, not by the one that serves.

Drawing a bulletin takes seconds of work; in the serving process phones would wait for it. The files
lie in the server's home, one folder for each release, which is there when all of them are.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

from azalai.model.periods import Month
from azalai.server.feeding.tables import file_stem

if TYPE_CHECKING:
    from azalai.server.models import Mission

_PATIENCE = 600.0
"""Seconds after which one that is still being made was cut off."""


@dataclass(frozen=True, slots=True)
class Bulletin:
    """Where the bulletins of a release stand.

    Attributes
    ----------
    files : tuple of str
        PDF files by name; empty where there are none yet.
    making : bool
        Somebody has asked for them.
    problem : str
        What the last try said instead.
    """

    files: tuple[str, ...] = ()
    making: bool = False
    problem: str = ""


def _folder(mission: Mission, release: str) -> Path:
    return Path(settings.HOME.root) / "bulletins" / mission.code / file_stem(release)


def _pending(folder: Path) -> Path:
    return folder.with_name(f".{folder.name}.new")


def bulletin_of(mission: Mission, release: str) -> Bulletin:
    """How the bulletins of a release stand."""
    folder = _folder(mission, release)
    if folder.is_dir():
        return Bulletin(tuple(sorted(path.name for path in folder.glob("*.pdf"))))
    pending = _pending(folder)
    said = pending / "said.txt"
    if (pending / "failed").exists():
        return Bulletin(problem=said.read_text("utf-8", "replace").strip()[-600:])
    if pending.is_dir() and time.time() - pending.stat().st_mtime < _PATIENCE:
        return Bulletin(making=True)
    return Bulletin()


def make_bulletin(mission: Mission, month: Month, revision: int, release: str, lang: str) -> None:
    """Begin to make the bulletins of a release, in English and in French; returns at once.

    Parameters
    ----------
    lang : str
        Of what is said where it fails.
    """
    folder = _folder(mission, release)
    found = bulletin_of(mission, release)
    if found.files or found.making:
        return
    pending = _pending(folder)
    shutil.rmtree(pending, ignore_errors=True)
    pending.mkdir(parents=True, mode=0o700)
    command = [
        sys.executable, "-m", "azalai.server.feeding.bulletins", mission.path, str(month),
        str(revision), str(pending), str(folder), lang,
    ]  # fmt: skip
    with (pending / "said.txt").open("wb") as said:
        # Its end is seen by its folder; the process that serves need not wait for it.
        subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=said, stderr=said, start_new_session=True
        )


def file_of(mission: Mission, release: str, name: str) -> Path | None:
    """A bulletin's file; None where there is none of that name."""
    return _folder(mission, release) / name if name in bulletin_of(mission, release).files else None


def _main(workspace: str, month: str, revision: str, pending: str, folder: str, lang: str) -> None:
    import os

    from azalai.model.errors import AzalaiError
    from azalai.reports import write_bulletin
    from azalai.wording import LANGUAGES, Wording
    from azalai.workspace import Folder

    os.nice(10)
    target = Path(pending)
    try:
        period = Month.parse(month)
        write_bulletin(Folder(Path(workspace)), period, LANGUAGES, target, revision=int(revision))
    except BaseException as problem:
        if isinstance(problem, AzalaiError):
            sys.stdout.write(Wording(lang).error(problem))
            sys.stdout.flush()
        (target / "failed").touch()
        raise SystemExit(1) from None
    (target / "said.txt").unlink()
    target.rename(folder)


if __name__ == "__main__":
    _main(*sys.argv[1:])
