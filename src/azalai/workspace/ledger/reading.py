"""Reading a ledger: all its files together, with the places and sources that they name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from azalai.model.errors import InputError
from azalai.model.figures import Figure
from azalai.model.ledger import Ledger, Source
from azalai.model.moments import Moment
from azalai.model.places import Gazetteer, Place, PlaceKind
from azalai.model.problems import Problem
from azalai.workspace.csvfile import read_lines
from azalai.workspace.figure_imports import brought, imported_lines
from azalai.workspace.folder import Folder
from azalai.workspace.ledger.days import Read, read_day
from azalai.workspace.ledger.files import SUFFIXES, ledger_files, read_table
from azalai.workspace.ledger.lines import read_figures
from azalai.workspace.ledger.whole import joined
from azalai.workspace.packs import countries
from azalai.workspace.places import read_places
from azalai.workspace.register import COLLECTED, LANGUAGES

_Table = tuple[str, Sequence[tuple[int, Mapping[str, str]]], list[Problem]]
"""Name of a file, its lines, and what is wrong with the file."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A ledger, and what is wrong with the lines that it was read from.

    Attributes
    ----------
    problems : tuple of Problem
        In the order of files and rows. A line with an error is not in the ledger; one with a
        warning is.
    files : tuple of str
        What was read.
    """

    ledger: Ledger
    problems: tuple[Problem, ...] = ()
    files: tuple[str, ...] = ()

    @property
    def errors(self) -> tuple[Problem, ...]:
        """Problems that keep something out."""
        return tuple(item for item in self.problems if item.severity == "error")

    @property
    def left_out(self) -> int:
        """How many lines are not in the ledger; of a file that cannot be read, none is known."""
        return len({(item.file, item.row) for item in self.errors if item.row})


def read_ledger(folder: Folder) -> Reading:
    """The figures of a workspace with the places and sources they name."""
    root = folder.root
    tables: list[_Table] = []
    for path in ledger_files(root):
        name = path.relative_to(root).as_posix()
        tables.append((name, *read_table(path, name)))
    tables += ((name, lines, []) for name, lines in imported_lines(root))
    return _together(tables, read_places(folder), read_sources(folder))


def read_file(
    path: Path, places: Gazetteer, sources: Mapping[str, Source], name: str = ""
) -> Reading:
    """The figures of one file.

    Raises
    ------
    InputError
        ``no_ledger_file`` where the name ends neither in ``.csv`` nor in ``.xlsx``, or nothing is
        there.
    """
    if path.suffix.lower() not in SUFFIXES or not path.is_file():
        raise InputError("no_ledger_file", path=str(path))
    name = name or path.name
    return _together([(name, *read_table(path, name))], places, sources)


def read_any(path: Path, folder: Folder | None = None) -> Reading:
    """The figures of any file, with the places and sources of a workspace where there is one.

    Without, places are the countries, and sources what stands in ``sources.csv`` beside the file.
    """
    if folder is not None:
        return read_file(path, read_places(folder), read_sources(folder))
    known = (
        Place(item.alpha3, PlaceKind.COUNTRY, dict(zip(("en", "fr"), item.names, strict=False)))
        for item in countries().values()
    )
    return read_file(path, Gazetteer(known), _sources(path.parent / "sources.csv"))


def read_sources(folder: Folder) -> dict[str, Source]:
    """``sources.csv``: who states figures, and where that can be read.

    Raises
    ------
    WorkspaceError
        ``bad_cell`` where a date cannot be read, or a code stands twice.
    """
    found = _sources(folder.root / "sources.csv")
    collected = sorted((folder.root / COLLECTED).glob("*/*/sources.csv"))
    for path in (*brought(folder.root, "sources.csv"), *collected):
        # What a foreign file brought along gives way to what a person has written.
        found = _sources(path) | found
    return found


def _sources(path: Path) -> dict[str, Source]:
    found: dict[str, Source] = {}
    for line in read_lines(path, ("code", "name_en")):
        published: Moment | None = None
        if line["published"]:
            read = read_day(line["published"])
            if not isinstance(read, Read) or read.doubtful:
                raise line.fail("published")
            published = read.moment
        code = line.needed("code")
        if code in found:
            raise line.fail("code")
        found[code] = Source(
            code=code,
            names={lang: line[f"name_{lang}"] for lang in LANGUAGES if line[f"name_{lang}"]},
            publisher=line["publisher"],
            reference=line["reference"],
            published=published,
            url=line["url"],
            reliability=line["reliability"],
        )
    return found


def _together(
    tables: Iterable[_Table], places: Gazetteer, sources: Mapping[str, Source]
) -> Reading:
    figures: list[Figure] = []
    problems: list[Problem] = []
    names = []
    for name, lines, wrong in tables:
        read, unread = read_figures(lines, name, places, sources)
        figures += read
        problems += (*wrong, *unread)
        names.append(name)
    kept, wrong = joined(figures)
    order = {name: index for index, name in enumerate(names)}
    problems += wrong
    problems.sort(key=lambda item: (order[item.file], item.row))
    return Reading(Ledger(kept, places, dict(sources)), tuple(problems), tuple(names))
