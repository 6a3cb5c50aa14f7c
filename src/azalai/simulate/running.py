"""Simulate: from parameters to a workspace with files to import and the truth beside them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from azalai.model.periods import Month
from azalai.simulate import plan, settings
from azalai.simulate.parameters import Parameters
from azalai.simulate.streaming import PIECE, Stream
from azalai.workspace import create

Progress = Callable[[Month, int, int], None]
"""Called with a month, how many are done, and how many there are."""


@dataclass(frozen=True)
class Simulated:
    """What was made.

    Attributes
    ----------
    groups, persons : int
        True ones, counted at points; a group on a way past two points counts at both.
    files : int
        Files to import.
    defects : dict
        Kind -> how many were planted.
    """

    root: Path
    groups: int
    persons: int
    files: int
    defects: dict[str, int]


def simulate(
    root: Path,
    parameters: Parameters,
    register: Path | None = None,
    progress: Progress | None = None,
    piece: int = PIECE,
) -> Simulated:
    """Make a workspace in `root` with files to import and the truth.

    Parameters
    ----------
    root : Path
        A folder that does not exist or is empty.
    register : Path, optional
        A workspace whose points, roles and staffing are used; otherwise points are invented.
    progress : callable, optional
        Told after each month.
    piece : int
        Groups drawn at once: memory hangs on it, and no byte of what is written.

    Raises
    ------
    WorkspaceError
        ``folder_in_use``, or what is wrong with the register's workspace.
    InputError
        ``simulate_no_points`` where there is no point, ``simulate_no_days`` where none is open.
    """
    made = plan.make(parameters, register)
    with TemporaryDirectory() as name:
        settings.write(Path(name), parameters, made.land, register)
        create(root, Path(name), made.pack)
    stream = Stream(root, parameters, made, "invented" if register is None else "workspace")
    try:
        months = list(parameters.first.through(parameters.last))
        for done, month in enumerate(months, start=1):
            stream.month(month, piece)
            if progress is not None:
                progress(month, done, len(months))
    finally:
        stream.close()
    (root / "days.csv").write_text(stream.flows.declarations(), encoding="utf-8")
    stream.write_parameters()
    return Simulated(
        root, stream.flows.groups, stream.flows.persons, stream.files, stream.planted()
    )
