"""A first draft of a mapping, from the headers and values of foreign files.

The program writes what the files tell and says what they do not; a data officer completes it. The
rooms of this work: `draft_tables` reads, `draft_words` knows what sheets call things,
`draft_places` and `draft_counts` find a place for each column, `draft_layout` sees what second
tables and repeated rows tell, `draft_dates` and `draft_values` look at the cells,
`draft_sections` and this module write it all down.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from azalai.intake.drafting.file import file_section
from azalai.intake.drafting.layout import Layout, lay_out, unused
from azalai.intake.drafting.lines import comment, line, listed, plain, quoted
from azalai.intake.drafting.places import lacking
from azalai.intake.drafting.sections import Sections
from azalai.intake.drafting.tables import Table, read_tables
from azalai.intake.drafting.values import Explainer
from azalai.wording import Wording
from azalai.workspace import Folder


@dataclass(frozen=True, slots=True)
class Draft:
    """A drafted mapping.

    Attributes
    ----------
    text : str
        The TOML.
    placed : int
        Columns that have a place.
    missing : tuple of str
        Fields without which no group can be counted, and that were not found.
    unread : tuple of str
        Columns without a place.
    to_decide : int
        Lines that a person must decide upon: those that begin with ``#`` and hold an entry.
    """

    text: str
    placed: int
    missing: tuple[str, ...]
    unread: tuple[str, ...]
    to_decide: int


def draft(folder: Folder, paths: Iterable[Path], wording: Wording, sheet: str = "") -> Draft:
    """Draft a mapping for one or several files that are about the same.

    Raises
    ------
    InputError
        Where a file cannot be read at all, as for an import.
    """
    tables = read_tables(paths, sheet)
    layout = lay_out(tables, folder.register.spellings)
    return _Writer(folder, layout, wording).draft()


class _Writer:
    """Writes one layout down."""

    def __init__(self, folder: Folder, layout: Layout, wording: Wording) -> None:
        self._layout, self._placed, self._wording = layout, layout.placed, wording
        self._explainer = Explainer(folder.register, wording)
        self._sections = Sections(layout, self._explainer, wording)
        self._say = self._sections.say

    def draft(self) -> Draft:
        """The whole file."""
        missing = [
            name
            for name in ("point", "date", "persons")
            if name not in self._placed.columns
            and not (name == "point" and self._layout.sheet_is_point)
            and not (name == "persons" and self._layout.long)
        ]
        blocks = [
            self._top(missing),
            file_section(self._layout, self._say),
            *self._sections.blocks(),
        ]
        unread = self._unread()
        if unread:
            said = [f"#   {quoted(plain(name))}{f'  ({why})' * bool(why)}" for name, why in unread]
            blocks.append([*comment(self._say("not_read")), *said])
        if self._layout.others:
            names = ", ".join(table.name for table in self._layout.others)
            blocks.append(comment(self._say("other_tables", tables=names)))
        text = "\n\n".join("\n".join(block) for block in blocks if block) + "\n"
        named = [
            entry
            for entry in text.split("\n")
            if entry.startswith("# ") and " = " in entry.split("   ")[0]
        ]
        return Draft(
            text=text,
            placed=len(self._placed.taken) - len(self._placed.unread),
            missing=tuple(missing),
            unread=tuple(name for name, _ in unread),
            to_decide=len(named),
        )

    def _top(self, missing: list[str]) -> list[str]:
        files = ", ".join(dict.fromkeys(table.path.name for table in self._layout.main))
        lines = [
            *comment(self._say("title", files=files)),
            *comment(self._say("how")),
            *comment(self._say("pages")),
        ]
        if missing:
            lines += comment(self._say("lacking", fields=self._wording.join(missing)))
        lines += ["", "format = 1"]
        sections = self._sections
        unknown = self._explainer.unknown(sections.read_columns(), sections.counted_columns())
        if unknown.sure:
            lines.append(line("unknown", listed(unknown.sure), self._say("unknown")))
        if unknown.doubtful:
            words = ", ".join(
                f"{word}: {self._say('value', rows)}" for word, rows in unknown.doubtful.items()
            )
            remark = self._say("unknown_doubtful", words=words)
            if unknown.sure:
                # A second line of this name would not be read.
                lines += comment(remark)
            else:
                lines.append(line("unknown", listed(unknown.doubtful), remark, active=False))
        gone = lacking(self._placed, self._layout.main)
        if gone:
            lines.append(line("optional", listed(gone), self._say("optional")))
        names = [name for name in self._placed.unread if name not in self._sections.near]
        if names:
            lines.append(line("ignore", listed(names), self._say("ignore"), active=False))
        return lines

    def _unread(self) -> list[tuple[str, str]]:
        found = [
            (header, self._say(f"unread.{why}", field=field) if why else "")
            for header, (why, field) in self._placed.unread.items()
            if header not in self._sections.near
        ]
        if self._layout.long is None or not self._layout.long.group_by:
            inside = {header for item in self._layout.repeats for header in (item.of,)}
            found += [
                (header, "")
                for header in self._placed.categories.values()
                if header not in inside and self._layout.long is None
            ]
        for table, header in unused(self._layout.repeats):
            found.append((f"{table.name}: {header}", ""))
        for table in self._layout.main:
            found += [(table.name, said) for said in self._nameless(table)]
        return found

    def _nameless(self, table: Table) -> list[str]:
        return [
            self._say("unread.nameless", number=index + 1)
            for index, header in enumerate(table.headers)
            if not header and table.nth(index)
        ]
