"""Columns of exported tables -> paths of questions, by the known form or by their own names."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from azalai.forms.outline import Outline

_GEO = ("Latitude", "Longitude", "Altitude", "Accuracy")
_KOBO_GEO = tuple(f"_{one.lower()}" for one in ("Latitude", "Longitude", "Altitude", "Precision"))


@dataclass(frozen=True, slots=True)
class Target:
    """Where a cell goes.

    Attributes
    ----------
    path : tuple of str
        From the table's own level on.
    part : int
        Of a position that stands in four columns: which of them; -1 for a whole answer.
    """

    path: tuple[str, ...]
    part: int = -1


@dataclass(slots=True)
class Columns:
    """The columns of one table.

    Attributes
    ----------
    repeat : str
        Path of the repeat; empty for the form itself.
    """

    outline: Outline | None
    repeat: str = ""
    _known: dict[str, Target] = field(default_factory=dict)

    def __post_init__(self) -> None:
        leaves: dict[str, list[Target]] = {}
        for question in self.outline.questions if self.outline is not None else ():
            if question.repeat != self.repeat:
                continue
            inside = question.path[len(self.repeat) + 1 :] if self.repeat else question.path
            path = tuple(inside.split("/"))
            for mark in ("-", "/"):
                whole = mark.join(path)
                self._known[whole] = Target(path)
                self._known[f"{self.repeat}/{inside}".lstrip("/")] = Target(path)
                if question.type == "geopoint":
                    for number, part in enumerate(_GEO):
                        self._known[f"{whole}-{part}"] = Target(path, number)
            leaves.setdefault(path[-1], []).append(Target(path))
            if question.type == "geopoint":
                for number, part in enumerate(_GEO):
                    leaves.setdefault(f"{path[-1]}-{part}", []).append(Target(path, number))
        # An export without the names of groups.
        for name, targets in leaves.items():
            if len(targets) == 1:
                self._known.setdefault(name, targets[0])

    def target(self, column: str, others: Iterable[str] = ()) -> Target | None:
        """Where the cells of a column go; None for nowhere.

        Parameters
        ----------
        others : iterable of str
            All columns of the table: a part of a position, or of a multiple choice that stands
            there whole as well, is no answer of its own.
        """
        found = self._known.get(column)
        if found is not None:
            return found
        head, mark, _ = column.rpartition("/")
        if mark and head in others:
            return None
        base, mark, last = column.rpartition("-")
        if mark and last in _GEO and self.outline is None:
            return Target(tuple(base.split("-")), _GEO.index(last))
        if column.startswith("_") and column.endswith(_KOBO_GEO):
            return None
        if self.repeat and column.startswith(f"{self.repeat}/"):
            column = column[len(self.repeat) + 1 :]
        path = tuple(part for part in column.replace("-", "/").split("/") if part)
        return Target(path) if path else None


def joined(parts: dict[int, str]) -> str:
    """A position of its four cells.

    Examples
    --------
    >>> joined({0: "16.27", 1: "-0.04"}), joined({0: "", 1: ""})
    ('16.27 -0.04 0 0', '')
    """
    if not (parts.get(0) and parts.get(1)):
        return ""
    return " ".join(parts.get(number) or "0" for number in range(4))
