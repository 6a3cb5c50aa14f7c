"""What a server has given to a workspace, as the workspace itself remembers it.

``collected/feeds.json`` changes in the transaction that changes the records: the server looks there
for what the workspace holds, not into its own database. So nothing that is cut off, and no database
or folder restored from an older copy, can make the two disagree for longer than until the next run.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Final

from azalai.model.errors import WorkspaceError
from azalai.workspace.store import Transaction

FEEDS: Final = "collected/feeds.json"


@dataclass(frozen=True, slots=True, order=True)
class Fed:
    """What was last handed over of one form and one month.

    Attributes
    ----------
    form, month : str
        The form's id; ``2020-06``.
    sha256 : str
        Of the approved records, and of what they were read with.
    import_id : str
        The import that they are; empty where they became no groups (shifts, figures).
    rows, set_aside : int
        Records handed over, and those of them that the workspace could not take.
    on : str
        The day, ISO: what was set aside because its day had not come may be taken later.
    problem : dict
        Why nothing of it could be handed over, as an error's code and values; what was handed over
        before it then still stands. Empty where all went well.
    """

    form: str
    month: str
    sha256: str
    import_id: str = ""
    rows: int = 0
    set_aside: int = 0
    on: str = ""
    problem: dict[str, str] = field(default_factory=dict, compare=False, hash=False)

    @property
    def key(self) -> tuple[str, str]:
        """What it is of."""
        return self.form, self.month


def read_fed(root: Path) -> dict[tuple[str, str], Fed]:
    """Form and month -> what was last handed over.

    Raises
    ------
    WorkspaceError
        ``report_damaged`` where the file is none of ours.
    """
    path = root / FEEDS
    if not path.exists():
        return {}
    try:
        found = [Fed(**item) for item in json.loads(path.read_text(encoding="utf-8"))]
    except (ValueError, TypeError):
        raise WorkspaceError("report_damaged", path=str(path)) from None
    return {item.key: item for item in found}


def stage_fed(transaction: Transaction, fed: Iterable[Fed]) -> None:
    """Write it, in the transaction that makes it true."""
    lines = ",\n".join(json.dumps(asdict(item), ensure_ascii=False) for item in sorted(fed))
    transaction.write(FEEDS, f"[\n{lines}\n]\n" if lines else "[]\n")


def forget_figures(root: Path, transaction: Transaction, import_id: str) -> None:
    """Stage that the figures of an import go; the places it brought others may name."""
    folder = root / "figures/imports" / import_id
    for path in sorted(folder.glob("*")):
        if path.name not in ("places.csv", "sources.csv"):
            transaction.remove(f"figures/imports/{import_id}/{path.name}")


def forget(root: Path, transaction: Transaction, import_id: str) -> None:
    """Stage that the copy of an import goes which the server can make anew at any time."""
    folder = root / "imports" / import_id
    for path in sorted(folder.glob("*")):
        transaction.remove(f"imports/{import_id}/{path.name}")
