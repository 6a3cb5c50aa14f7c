"""Contents as tables, in the shape in which ODK Central exports them.

What the feed hands to intake, what the review checks and what people download are made here: one
mapping (docs/mapping.md) reads all three, and an export of Central's as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from azalai.forms.flatten import KEY, PARENT_KEY, columns, flatten
from azalai.forms.instance import read_instance
from azalai.forms.outline import Outline
from azalai.workspace.csvfile import harmless, write_lines

if TYPE_CHECKING:
    from azalai.server.models import Form, Submission

_UNSAFE = re.compile(r"[^\w.-]+")


def file_stem(form_id: str) -> str:
    """A form's id as a name of files.

    Examples
    --------
    >>> file_stem("azalai_flow"), file_stem("../a b/é")
    ('azalai_flow', '_a_b_é')
    """
    return _UNSAFE.sub("_", form_id).lstrip(".")[:100] or "form"


def write_tables(
    submissions: Iterable[Submission], form: Form, folder: Path, stem: str = ""
) -> list[Path]:
    """Write the content in force of some records: a CSV of the form, and one for each repeat.

    Records stand in the order of their ids, whatever order they come in; columns as the versions
    of the form name them, the oldest first, then whatever else was sent, by name. So the same
    contents give the same bytes. `KEY` is the id under which a record first arrived, however often
    it was edited. A text that a spreadsheet would take for a formula has an apostrophe before it,
    which intake takes off again.

    Parameters
    ----------
    submissions : iterable of Submission
        Of this form; those without a content, or with one that nobody can read, are left out.
    folder : Path
        Exists; files there of the same name are replaced.
    stem : str
        Name of the files without their ending; `file_stem` of the form's id unless given.

    Returns
    -------
    list of Path
        ``<form>.csv``, then ``<form>-<repeat>.csv`` for each repeat that a version of the form has
        or that came, by name; each with a header even where it has no rows.

    Raises
    ------
    AzalaiError
        ``xml_…`` where a content cannot be read any more: it could when it arrived.
    """
    tables = _Tables(outlines_of(form))
    for submission in sorted(submissions, key=lambda item: item.root_id):
        if submission.content_id is not None and not submission.sealed:
            assert submission.content is not None
            tables.add(submission.root_id, bytes(submission.content.xml))
    return tables.write(folder, stem or file_stem(form.form_id))


def write_contents(
    contents: Iterable[tuple[str, bytes]], outlines: Mapping[str, Outline], folder: Path, stem: str
) -> list[Path]:
    """The same of contents that stand in no database, in the order in which they come.

    Parameters
    ----------
    contents : iterable of (str, bytes)
        A record's id, and its XML.
    outlines : mapping of str to Outline
        By version of the form, the oldest first; may be empty.
    """
    tables = _Tables(outlines)
    for root_id, xml in contents:
        tables.add(root_id, xml)
    return tables.write(folder, stem)


def outlines_of(form: Form) -> dict[str, Outline]:
    """What each version of a form asks, the oldest first."""
    versions = form.versions.order_by("published_at", "pk")
    return {one.version: Outline.from_json(one.outline) for one in versions if one.outline}


class _Tables:
    """The table of a form and those of its repeats, under way."""

    def __init__(self, outlines: Mapping[str, Outline]) -> None:
        self._outlines = outlines
        self._newest = next(reversed(list(outlines.values())), None)
        self._columns: dict[str, dict[str, None]] = {"": {}}
        self._rows: dict[str, list[dict[str, str]]] = {"": []}
        for outline in outlines.values():
            main, repeats = columns(outline)
            for repeat, names in {"": main, **repeats}.items():
                self._rows.setdefault(repeat, [])
                self._columns.setdefault(repeat, {}).update(dict.fromkeys(names))

    def add(self, root_id: str, xml: bytes) -> None:
        """One record."""
        instance = read_instance(xml)
        # A version that nobody knows is read as the newest one: its fields are the likeliest.
        flat = flatten(instance, self._outlines.get(instance.version, self._newest), root_id)
        self._rows[""].append(flat.main)
        for repeat, rows in flat.repeats.items():
            self._rows.setdefault(repeat, []).extend(rows)

    def write(self, folder: Path, stem: str) -> list[Path]:
        """All of them."""
        paths = []
        for repeat in sorted(self._rows):
            rows = self._rows[repeat]
            keys = (PARENT_KEY, KEY) if repeat else (KEY,)
            known = [name for name in self._columns.get(repeat, {}) if name not in keys]
            more = {name for row in rows for name in row}.difference(known, keys)
            names = [*known, *sorted(more), *keys]
            lines = [[harmless(row.get(name, "")) for name in names] for row in rows]
            text = write_lines([harmless(name) for name in names], lines)
            path = folder / (f"{stem}-{file_stem(repeat)}.csv" if repeat else f"{stem}.csv")
            path.write_text(text, encoding="utf-8", newline="")
            paths.append(path)
        return paths
