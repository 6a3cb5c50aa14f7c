"""The sections of a draft that say what the columns mean and how the file spells it."""

from __future__ import annotations

from collections.abc import Iterable

from azalai.intake.drafting.layout import SHEET_NAME, Layout
from azalai.intake.drafting.lines import comment, line, listed, one_or_list, quoted
from azalai.intake.drafting.tables import Column
from azalai.intake.drafting.values import Explainer, Word
from azalai.intake.nearest import suggest
from azalai.model.flows import FIELDS, Sensitivity
from azalai.wording import Wording
from azalai.workspace.packs import country_spellings

_SHOWN = 60
"""Unexplained words of one field that are listed; the rest is counted."""
_SAMPLES = 3
_OPEN = (Sensitivity.PUBLIC, Sensitivity.RESTRICTED)


class Sections:
    """Writes down where the columns of one layout go."""

    def __init__(self, layout: Layout, explainer: Explainer, wording: Wording) -> None:
        self._layout, self._placed, self._wording = layout, layout.placed, wording
        self._explainer = explainer
        self.near = self._near_countries()

    def say(self, key: str, n: int | None = None, /, **values: object) -> str:
        """A remark in the language chosen."""
        return self._wording.text(f"draft.{key}", n, **values)

    def blocks(self) -> list[list[str]]:
        """One block for each section, in the order of docs/mapping.md."""
        return [
            self._columns(),
            *self._yes_no(),
            *self._wide(),
            self._long(),
            *self._repeats(),
            *self._values(),
        ]

    def read_columns(self) -> list[tuple[str, Column]]:
        """The columns whose words are read: of fields, and of categories of rows."""
        pool = self._placed.pool
        read = [
            (name, pool[header])
            for name in FIELDS
            for header in self._placed.columns.get(name, ())
            if FIELDS[name].sensitivity in _OPEN
        ]
        if self._layout.long:
            read += [(name, pool[head]) for name, head in self._layout.long.categories.items()]
        return read + list(self._repeat_columns())

    def _repeat_columns(self) -> Iterable[tuple[str, Column]]:
        for item in self._layout.repeats:
            for name, header in item.categories.items():
                dimension = item.kind if name == "category" else name
                if dimension != "vulnerability":
                    yield dimension, item.table.columns[header]

    def counted_columns(self) -> list[Column]:
        """The columns that hold numbers of persons inside a group."""
        wide = [header for entries in self._placed.wide.values() for header in entries]
        return [self._placed.pool[header] for header in (*wide, *self._placed.every_country)]

    def _samples(self, name: str, headers: list[str]) -> str:
        """Values that stand most often; none of a field that is confidential or secret."""
        if FIELDS[name].sensitivity not in _OPEN:
            return ""
        values = sum((self._placed.pool[header].values for header in headers),
                     start=type(self._placed.pool[headers[0]].values)())  # fmt: skip
        shown = [text[:24] for text, _ in values.most_common(_SAMPLES)]
        return ", ".join(shown) if shown else self.say("blank")

    def _columns(self) -> list[str]:
        lines = ["[columns]"]
        for name in FIELDS:
            headers = self._placed.columns.get(name)
            if name == "point" and self._layout.sheet_is_point:
                lines.append(line("point", quoted(SHEET_NAME), self.say("sheet_is_point")))
            if not headers:
                continue
            doubts = {self._placed.doubts.get(header, "") for header in headers} - {""}
            remarks = [self.say(doubt) for doubt in sorted(doubts)]
            remarks.append(self._samples(name, headers))
            lines.append(line(name, one_or_list(headers), "; ".join(filter(None, remarks))))
        return lines

    def _remark(self, header: str) -> str:
        doubt = self._placed.doubts.get(header, "")
        return self.say(doubt) if doubt else ""

    def _yes_no(self) -> list[list[str]]:
        return [
            [f"[yes_no.{name}]"]
            + [
                line(quoted(header), quoted(code), self._remark(header))
                for header, code in entries.items()
            ]
            for name, entries in self._placed.yes_no.items()
            if entries
        ]

    def _wide(self) -> list[list[str]]:
        blocks = []
        for kind, entries in self._placed.wide.items():
            lines = [
                line(
                    quoted(header),
                    quoted(target[0]) if len(target) == 1 else listed(target),
                    self._remark(header),
                )
                for header, target in entries.items()
            ]
            if lines and kind != "nationality":
                blocks.append([f"[wide.{kind}]", *lines])
        every = self._placed.every_country
        lines = []
        if every:
            names = ", ".join(every[:_SAMPLES]) + ", …" * (len(every) > _SAMPLES)
            remark = self.say("countries", len(every), names=names)
            lines.append(line(quoted("*"), quoted("countries"), remark))
        for header, (code, *_) in self._placed.wide.get("nationality", {}).items():
            lines.append(line(quoted(header), quoted(code)))
        for header, code in self.near.items():
            remark = self.say("near_country", country=self._wording.country(code))
            lines.append(line(quoted(header), quoted(code), remark, active=False))
        return [*blocks, ["[wide.nationality]", *lines]] if lines else blocks

    def _near_countries(self) -> dict[str, str]:
        """Headers of numbers that are spelt nearly like a country, beside others that are one."""
        if not (self._placed.every_country or self._placed.wide.get("nationality")):
            return {}
        return {
            header: code
            for header in self._placed.unread
            if self._placed.pool[header].counts
            and (code := suggest(header.rpartition(" / ")[2], country_spellings()))
        }

    def _long(self) -> list[str]:
        long = self._layout.long
        if long is None:
            return []
        active = bool(long.group_by)
        keys = long.group_by or self._placed.columns.get("point", [])[:1]
        lines = ["[long]" if active else "# [long]"]
        if not active:
            said = ", ".join(long.categories)
            lines = [*comment(self.say("long_without", category=said)), *lines]
        lines.append(line("group_by", listed(keys), self.say("long"), active=active))
        if long.persons:
            remark = self.say("long_persons") if long.doubt else ""
            lines.append(line("persons", quoted(long.persons), remark, active=active))
        for name, header in long.categories.items():
            lines.append(line(name, quoted(header), active=active))
        return lines

    def _repeats(self) -> list[list[str]]:
        blocks = []
        for item in self._layout.repeats:
            main = self._layout.main[0]
            place = line("sheet", quoted(item.table.sheet))
            if item.table.path != main.path:
                name = item.table.path.name.replace(main.path.stem, "{stem}")
                place = line("file", quoted(name))
            blocks.append(
                [
                    f"[repeat.{item.kind}]",
                    place,
                    line("key", quoted(item.key), self.say("repeat_key")),
                    line("of", quoted(item.of), self.say("repeat_of")),
                    *(line(name, quoted(header)) for name, header in item.categories.items()),
                    line("persons", quoted(item.persons)),
                ]
            )
        return blocks

    def _values(self) -> list[list[str]]:
        columns: dict[str, list[Column]] = {}
        for name, column in self.read_columns():
            columns.setdefault(name, []).append(column)
        blocks = []
        for name, read in columns.items():
            words = self._explainer.words(name, read)
            # What nothing stands for cannot be translated under a [long] that is only proposed.
            active = name in self._placed.columns or not (
                self._layout.long and not self._layout.long.group_by
            )
            if words:
                head = f"[values.{name}]" if active else f"# [values.{name}]"
                lines = [head, *(self._word(word, active) for word in words[:_SHOWN])]
                if len(words) > _SHOWN:
                    lines += comment(self.say("values_more", len(words) - _SHOWN))
                blocks.append(lines)
        return blocks

    def _word(self, word: Word, active: bool) -> str:
        key = "value" if word.sure else "value_near" if word.code else "value_none"
        remark = self.say(key, word.rows, **({"near": word.near} if word.near else {}))
        return line(quoted(word.text), quoted(word.code), remark, active=active and word.sure)
