"""One record written as the CSV files that ODK Central exports, for a file import to read."""

from __future__ import annotations

import csv
from pathlib import Path

from azalai.forms.flatten import columns, flatten
from azalai.forms.instance import read_instance
from azalai.forms.outline import Outline


def write(xml: bytes, outline: Outline, folder: Path) -> Path:
    """The main file; ``<form>-<repeat>.csv`` lie beside it."""
    flat = flatten(read_instance(xml), outline)
    main, repeats = columns(outline)
    path = folder / f"{outline.form_id}.csv"
    _write(path, main, [flat.main])
    for name, header in repeats.items():
        _write(folder / f"{outline.form_id}-{name}.csv", header, flat.repeats[name])
    return path


def _write(path: Path, header: list[str], rows: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, header)
        writer.writeheader()
        writer.writerows(rows)
