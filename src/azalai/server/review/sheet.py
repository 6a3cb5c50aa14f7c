"""A content as a person reads it: sections, questions, answers in words, hidden ones as such."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from azalai.forms.outline import Outline, Question
from azalai.model.errors import AzalaiError
from azalai.server.models import Content, Form, FormVersion
from azalai.server.review.answers import Answers, path_of, rows_of
from azalai.wording import Wording
from azalai.workspace import Register
from azalai.workspace.packs import countries

_UNSEEN: Final = frozenset({"note", "meta"})


@dataclass(frozen=True, slots=True)
class Line:
    """One question and its answer.

    Attributes
    ----------
    address : str
        Of the answer (`review.answers`).
    column : str
        As tables name it; findings are about columns.
    said : str
        The answer in words; empty where there is none or where it is `hidden`.
    computed : bool
        Nobody was asked: the form makes it of other answers.
    """

    address: str
    column: str
    label: str
    said: str
    hidden: bool = False
    computed: bool = False
    number: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """Questions that stand together.

    Attributes
    ----------
    rows : list of list of Line
        Of a repeat: a row each; `lines` is empty then.
    """

    title: str
    lines: list[Line] = field(default_factory=list)
    rows: list[list[Line]] = field(default_factory=list)

    @property
    def empty(self) -> bool:
        """Whether nothing in it was answered."""
        return not any(line.said or line.hidden for line in self.lines) and not self.rows


class Sheet:
    """How contents of one form version are shown in one language.

    Parameters
    ----------
    hidden : frozenset of str
        Paths of questions whose answers the reader may not see (`people.visible`).
    everything : bool
        Whether the reader may see what no form asks for.
    """

    def __init__(
        self,
        outline: Outline | None,
        wording: Wording,
        register: Register,
        hidden: frozenset[str] = frozenset(),
        *,
        everything: bool = True,
    ) -> None:
        self.outline, self._wording, self._register = outline, wording, register
        self._hidden, self._everything = hidden, everything
        self._questions = {item.path: item for item in outline.questions} if outline else {}

    @property
    def hidden(self) -> frozenset[str]:
        """Columns that the reader may not see, in tables of the form and of its repeats."""
        asked = (item for item in self._questions.values() if item.path in self._hidden)
        return frozenset(
            column for item in asked
            for column in (column_of(item.path), column_of(item.path, item.repeat))
        )  # fmt: skip

    @property
    def labels(self) -> dict[str, str]:
        """Column -> what is asked, in the reader's language."""
        found: dict[str, str] = {}
        for item in self._questions.values():
            label = self._asked(item) or item.name
            found[column_of(item.path)] = label
            found.setdefault(column_of(item.path, item.repeat), label)
        return found

    def sections(self, answers: Answers) -> list[Section]:
        """All of a content: the form's questions in its order, then what it does not know."""
        found: dict[str, Section] = {}
        computed = Section(self._wording.text("review.sheet.computed"))
        for item in self._questions.values():
            if item.type in _UNSEEN:
                continue
            if item.repeat:
                if item.type != "calculate":
                    self._in_repeat(item, answers, found)
            elif item.type == "calculate":
                computed.lines.append(self.line(item.path, answers))
            else:
                head = item.path.rpartition("/")[0]
                section = found.setdefault(head, Section(self.title(head)))
                section.lines.append(self.line(item.path, answers))
        other = Section(self._wording.text("review.sheet.other"))
        for address, text in answers.items():
            if path_of(address) not in self._questions and text and not address.startswith("meta/"):
                other.lines.append(self.line(address, answers))
        return [one for one in (*found.values(), computed, other) if not one.empty]

    def _in_repeat(self, item: Question, answers: Answers, found: dict[str, Section]) -> None:
        if item.repeat in found:
            return
        asked = [
            one
            for one in self._questions.values()
            if one.repeat == item.repeat and one.type not in (*_UNSEEN, "calculate")
        ]
        rows = [
            [self.line(row + one.path[len(item.repeat) :], answers) for one in asked]
            for row in rows_of(answers, item.repeat)
        ]
        # A column in which nobody answered tells nothing.
        kept = [n for n in range(len(asked)) if any(row[n].said or row[n].hidden for row in rows)]
        rows = [[row[n] for n in kept] for row in rows]
        found[item.repeat] = Section(self.title(item.repeat), rows=rows)

    def line(self, address: str, answers: Mapping[str, str]) -> Line:
        """One answer."""
        path = path_of(address)
        item = self._questions.get(path)
        column = column_of(path)
        # Nobody knows how far an answer may travel that no form asks for.
        hidden = path in self._hidden or (item is None and not self._everything)
        text = answers.get(address, "")
        return Line(
            address,
            column,
            (self._asked(item) if item else "") or address.rpartition("/")[2],
            "" if hidden else self.said(path, text),
            hidden and bool(text),
            item is not None and item.type == "calculate",
            item is not None and item.type in ("integer", "decimal"),
        )

    def _asked(self, item: Question) -> str:
        """The question; one that only completes another (``departure_other``) names that too."""
        label = item.label(self._wording.lang)
        first = self._questions.get(item.path.removesuffix("_other"))
        if not label or first is None or first is item:
            return label
        return f"{first.label(self._wording.lang)} – {label}"

    def full_label(self, address: str) -> str:
        """A question with the row it stands in: ``Nationality (2)``."""
        label = self.line(address, {}).label
        rows = [part.partition("[")[2].rstrip("]") for part in address.split("/") if "[" in part]
        return f"{label} ({', '.join(rows)})" if rows else label

    def said(self, path: str, text: str) -> str:
        """An answer in words."""
        item = self._questions.get(path)
        if not text or item is None:
            return text
        if item.file == "points.csv" and text in self._register.points:
            return self._register.points[text].name(self._wording.lang)
        if item.file and len(text) == 3 and text.isupper():
            return self._country(text)
        if item.type == "date":
            return self._day(text)
        if item.type == "time":
            return text[:5]
        if item.type == "integer" and text.isdecimal():
            return self._wording.number(int(text))
        if item.type == "calculate" and len(text) == 3 and text.isupper():
            return self._country(text)
        return item.said(text, self._wording.lang)

    def choices(self, item: Question) -> list[tuple[str, str]]:
        """The answers that a question offers: code and label; none where it offers none."""
        if item.file == "points.csv":
            points = self._register.points.values()
            return sorted(((one.code, one.name(self._wording.lang)) for one in points),
                          key=lambda one: one[1])  # fmt: skip
        return [(one.value, item.said(one.value, self._wording.lang)) for one in item.choices]

    def countries(self) -> list[tuple[str, str]]:
        """Code and name of every country, by name."""
        named = ((code, self._wording.country(code)) for code in countries())
        return sorted(named, key=lambda one: one[1].casefold())

    def title(self, path: str) -> str:
        """What stands above a group's questions."""
        labels = self.outline.groups.get(path, {}) if self.outline else {}
        label = labels.get(self._wording.lang) or next(iter(labels.values()), "")
        return label or self._wording.text(
            "review.sheet.entry" if not path else "review.sheet.group"
        )

    def _day(self, text: str) -> str:
        try:
            return self._wording.date(date.fromisoformat(text[:10]))
        except ValueError:
            return text

    def _country(self, code: str) -> str:
        try:
            return self._wording.country(code)
        except AzalaiError:
            return code


def column_of(path: str, repeat: str = "") -> str:
    """The column of a question, as `forms.flatten` names it.

    Examples
    --------
    >>> column_of("visit/point"), column_of("nat/one/n", "nat")
    ('visit-point', 'one-n')
    """
    inside = path[len(repeat) + 1 :] if repeat else path
    return inside.replace("/", "-")


def outline_of(form: Form | None, version: str) -> Outline | None:
    """The outline of a version of a form; of the newest where nobody knows that version."""
    found = version_of(form, version)
    return Outline.from_json(found.outline) if found and found.outline else None


def version_of(form: Form | None, version: str) -> FormVersion | None:
    """A version of a form, or the newest."""
    if form is None:
        return None
    return form.versions.filter(version=version).first() or form.versions.order_by("-pk").first()


def outline_for(form: Form | None, content: Content) -> Outline | None:
    """The outline by which a content is read."""
    return outline_of(form, content.version)
