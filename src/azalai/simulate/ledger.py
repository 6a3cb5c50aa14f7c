"""Files of the truth, written line by line."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path
from typing import TextIO


class Ledger:
    """Writes one file of the truth, line by line."""

    def __init__(self, path: Path, header: Iterable[str]) -> None:
        self._file: TextIO = path.open("w", encoding="utf-8", newline="")
        self._writer = csv.writer(self._file, lineterminator="\n")
        self._writer.writerow(tuple(header))
        self._held: list[tuple[object, ...]] = []

    def add(self, row: Iterable[object]) -> None:
        """One line."""
        self._writer.writerow(tuple(row))

    def hold(self, row: Iterable[object]) -> None:
        """One line of a month that is not complete."""
        self._held.append(tuple(row))

    def end_month(self) -> None:
        """Write what was held, in an order that does not hang on how the month was cut."""
        self._writer.writerows(sorted(self._held, key=lambda row: [str(cell) for cell in row]))
        self._held.clear()

    def close(self) -> None:
        """Nothing more comes."""
        self._file.close()
