"""A form's mapping held against its questions: the one way in which the server reads it.

Whoever publishes a form, reads a record as it arrives, hides an answer or hands records over asks
here; so a mapping means the same to all of them, and the same as to a file import.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from azalai.forms.flatten import columns
from azalai.forms.outline import Outline
from azalai.intake.figures.round_mapping import RoundMapping, read_round_mapping
from azalai.intake.mapping import Mapping as Columns
from azalai.intake.mapping import bind
from azalai.intake.mapping_file import read_mapping
from azalai.server.models import Form

DECLARING = (Form.Kind.SHIFT, Form.Kind.EVENT)
"""Kinds of forms whose mapping is `forms.declaring`'s: they count nobody."""


@dataclass(frozen=True, slots=True)
class Bound:
    """A mapping of groups and the form that it fits.

    Attributes
    ----------
    tables : mapping
        Kind of count -> the table of its repeat, as `forms.flatten` names it; empty for none.
    """

    columns: Columns
    tables: Mapping[str, str]


def bound(mapping: str, outline: Outline) -> Bound:
    """Hold a mapping of groups of travellers against a form.

    Raises
    ------
    InputError
        ``mapping_…`` where it cannot be read, or names what the form does not have.
    """
    main, repeats = columns(outline)
    with _as_file(mapping) as path:
        file = read_mapping(path)
    tables = {
        kind: table_named(
            str(entry.get("sheet") or entry.get("file", "")), repeats, outline.form_id
        )
        for kind, entry in file.data["repeat"].items()
    }
    others = {kind: repeats.get(table, []) for kind, table in tables.items()}
    return Bound(bind(file, main, others), tables)


def table_named(said: str, tables: Iterable[str], form_id: str) -> str:
    """The repeat that a mapping means by a sheet, or by a file of an export; empty for none.

    Examples
    --------
    >>> tables = ["nationality", "visit-nationality"]
    >>> table_named("{stem}-nationality.csv", tables, "flow_registry")
    'nationality'
    >>> table_named("export of June-visit-nationality.csv", tables, "flow_registry")
    'visit-nationality'
    """
    said = said.removesuffix(".csv")
    known = list(tables)
    for exact in (said, said.removeprefix("{stem}-"), said.removeprefix(f"{form_id}-")):
        if exact in known:
            return exact
    return max((one for one in known if said.endswith(f"-{one}")), key=len, default="")


def round_mapping_of(mapping: str) -> RoundMapping:
    """The mapping of a form of rounds; raises as `read_round_mapping`."""
    with _as_file(mapping) as path:
        return read_round_mapping(path)


@contextmanager
def _as_file(mapping: str) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="azalai-mapping-") as folder:
        path = Path(folder) / "mapping.toml"
        path.write_text(mapping, encoding="utf-8")
        yield path
