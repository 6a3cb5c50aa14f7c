"""Estimates into the ledger of a workspace."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from azalai.methods.surveys.ledger import as_figures
from azalai.model.answers import Estimate
from azalai.model.errors import InputError
from azalai.model.figures import Figure
from azalai.model.surveys import Design
from azalai.workspace import Transaction
from azalai.workspace.csvfile import harmless, separator
from azalai.workspace.folder import Folder
from azalai.workspace.ledger import csv_of, read_sources
from azalai.workspace.register import LANGUAGES

_SOURCES = "sources.csv"
_HEADER = ("code", *(f"name_{lang}" for lang in LANGUAGES), "publisher", "published", "url",
           "reliability", "reference")  # fmt: skip


def to_ledger(
    folder: Folder,
    estimates: Sequence[Estimate],
    design: Design,
    by: str = "",
    *,
    force: bool = False,
) -> tuple[str, tuple[Figure, ...], bool]:
    """Write estimates as a file of the ledger, and their source where it is not listed yet.

    Returns
    -------
    path : str
        The file, relative to the workspace.
    figures : tuple of Figure
    added : bool
        Whether the source was new.

    Raises
    ------
    InputError
        ``output_exists`` where the file is there and `force` was not given.
    """
    path = "-".join(filter(None, ("figures/survey", design.id, by))) + ".csv"
    figures = as_figures(estimates, design, by)
    with folder.writing() as transaction:
        if (folder.root / path).exists() and not force:
            raise InputError("output_exists", path=path)
        added = design.source not in read_sources(folder)
        if added:
            _add_source(folder, transaction, design)
        transaction.write(path, csv_of(figures))
        folder.log(transaction, "survey estimate", design.id, path)
    return path, figures, added


def _add_source(folder: Folder, transaction: Transaction, design: Design) -> None:
    """A line more in `sources.csv`, with the marks between cells, and at its start, that it has."""
    there = folder.root / _SOURCES
    text = there.read_text(encoding="utf-8") if there.exists() else ",".join(_HEADER)
    mark_of_order = "\ufeff" * text.startswith("\ufeff")
    text = text.removeprefix("\ufeff")
    mark = separator(text, _HEADER)
    header = next(csv.reader(io.StringIO(text), delimiter=mark))
    cells = {
        "code": design.source,
        **{f"name_{lang}": design.source_names.get(lang, "") for lang in LANGUAGES},
        "publisher": design.source_publisher,
        "reference": design.source_reference,
    }
    cells["name_en"] = cells["name_en"] or design.name("en")
    out = io.StringIO()
    writer = csv.writer(out, delimiter=mark, lineterminator="")
    writer.writerow(harmless(cells.get(name.strip(), "")) for name in header)
    kept = text.rstrip("\r\n")
    transaction.write(_SOURCES, f"{mark_of_order}{kept}\n{out.getvalue()}\n")
