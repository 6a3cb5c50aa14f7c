"""What changed between two versions of a form, and what that means for the data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from azalai.forms.flatten import column_of, columns
from azalai.forms.linting.around import named_columns
from azalai.forms.linting.form import Form, Row

if TYPE_CHECKING:
    from azalai.forms.outline import Choice, Outline, Question
    from azalai.forms.tables import Tables
    from azalai.wording import Wording


class Effect(StrEnum):
    """What a change does to the tables that records become, the gravest first."""

    BREAKS_MAPPING = "breaks_mapping"
    """The mapping names a column that the new version does not have."""
    LOST_COLUMN = "lost_column"
    """A column stays blank from now on."""
    OTHER_MEANING = "other_meaning"
    """The same column holds something else, or is taken otherwise."""
    NEW_COLUMN = "new_column"
    SAFE = "safe"


@dataclass(frozen=True, slots=True)
class Change:
    """One change.

    Attributes
    ----------
    kind : str
        ``added``, ``removed``, ``renamed``, ``type``, ``choice_added``, ``choice_removed``,
        ``labels``, ``choice_labels``, ``constraint``, ``relevant``, ``required``, ``calculation``,
        ``default``, ``choice_filter``, ``language_added``, ``language_removed``, ``title``.
    path : str
        Of the question, as it is called now (as it was called, where it is gone).
    before, after : str
        What stood there and what stands there.
    """

    kind: str
    path: str
    before: str
    after: str
    effect: Effect


_CELLS: Final = {
    "constraint": Effect.SAFE,
    "required": Effect.SAFE,
    "default": Effect.SAFE,
    "choice_filter": Effect.SAFE,
    "relevant": Effect.OTHER_MEANING,
    "calculation": Effect.OTHER_MEANING,
}
_ORDER: Final = {effect: place for place, effect in enumerate(Effect)}


def diff(
    before: tuple[Tables, Outline],
    after: tuple[Tables, Outline],
    mapping: Mapping[str, Any] | None = None,
) -> list[Change]:
    """What changed, the gravest first.

    Parameters
    ----------
    before, after : tuple
        Sheets and outline of each version.
    mapping : mapping, optional
        Parsed TOML: what of the changes it does not survive.
    """
    return sorted(_Comparison(before, after, mapping).changes(), key=lambda one: _ORDER[one.effect])


def said(change: Change, wording: Wording, *, effect: bool = True) -> str:
    """A change in a sentence, with what it means for the data unless that is shown elsewhere."""
    what = wording.text(
        f"form.diff.{change.kind}",
        path=change.path or "–",
        before=change.before or "–",
        after=change.after or "–",
    )
    return f"{what} {wording.text(f'form.diff.effect.{change.effect}')}" if effect else what


class _Comparison:
    def __init__(
        self,
        before: tuple[Tables, Outline],
        after: tuple[Tables, Outline],
        mapping: Mapping[str, Any] | None,
    ) -> None:
        self._outlines = before[1], after[1]
        self._rows = _rows(before[0]), _rows(after[0])
        self._old = _questions(before[1])
        self._new = _questions(after[1])
        self._needed = {column for _, column in named_columns(mapping or {})}

    def changes(self) -> Iterator[Change]:
        gone = [path for path in self._old if path not in self._new]
        come = [path for path in self._new if path not in self._old]
        renamed = dict(self._pairs(gone, come))
        for path in gone:
            if path in renamed:
                effect = self._lost(self._old[path])
                yield Change("renamed", renamed[path], path, renamed[path], effect)
            else:
                yield Change("removed", path, path, "", self._lost(self._old[path]))
        for path in come:
            if path not in renamed.values():
                yield Change("added", path, "", path, Effect.NEW_COLUMN)
        for old, new in [(path, path) for path in self._old if path in self._new] + list(
            renamed.items()
        ):
            yield from self._question(self._old[old], self._new[new])
        yield from self._whole()

    def _lost(self, question: Question) -> Effect:
        """What it means that the columns of a question go."""
        one, other = self._outlines
        kept = _columns(other)
        lost = {column for column in _columns(one) if column not in kept}
        column = column_of(question)
        mine = {
            name for name in lost if name == column or name.startswith((f"{column}/", f"{column}-"))
        }
        if mine & self._needed:
            return Effect.BREAKS_MAPPING
        return Effect.LOST_COLUMN if mine else Effect.SAFE

    def _pairs(self, gone: list[str], come: list[str]) -> Iterator[tuple[str, str]]:
        """Questions that go by another name: same own name elsewhere, or same words and type."""
        free = list(come)
        for path in gone:
            old = self._old[path]
            for other in free:
                new = self._new[other]
                moved = new.name == old.name
                reworded = bool(old.labels) and dict(new.labels) == dict(old.labels)
                if new.type == old.type and (moved or reworded):
                    free.remove(other)
                    yield path, other
                    break

    def _question(self, old: Question, new: Question) -> Iterator[Change]:
        path = new.path
        if old.type != new.type or old.repeat != new.repeat:
            effect = Effect.OTHER_MEANING
            yield Change("type", path, _type(old), _type(new), effect)
        if dict(old.labels) != dict(new.labels):
            yield Change("labels", path, _shown(old.labels), _shown(new.labels), Effect.SAFE)
        yield from self._choices(old, new)
        was, now = (rows.get(one.name) for rows, one in zip(self._rows, (old, new), strict=True))
        if was is None or now is None:
            return
        for cell, effect in _CELLS.items():
            if was.cell(cell) != now.cell(cell):
                yield Change(cell, path, was.cell(cell), now.cell(cell), effect)

    def _choices(self, old: Question, new: Question) -> Iterator[Change]:
        if old.file != new.file:
            yield Change("type", new.path, old.file, new.file, Effect.OTHER_MEANING)
        was, now = _by_value(old.choices), _by_value(new.choices)
        for value in now:
            if value not in was:
                effect = Effect.NEW_COLUMN if new.multiple else Effect.OTHER_MEANING
                yield Change("choice_added", new.path, "", value, effect)
            elif dict(was[value].labels) != dict(now[value].labels):
                before, after = _shown(was[value].labels), _shown(now[value].labels)
                yield Change("choice_labels", f"{new.path}/{value}", before, after, Effect.SAFE)
        for value in was:
            if value not in now:
                named = f"{old.path.replace('/', '-')}/{value}" in self._needed
                effect = Effect.LOST_COLUMN if new.multiple else Effect.SAFE
                yield Change(
                    "choice_removed", new.path, value, "",
                    Effect.BREAKS_MAPPING if named and new.multiple else effect,
                )  # fmt: skip

    def _whole(self) -> Iterator[Change]:
        old, new = self._outlines
        if old.title != new.title:
            yield Change("title", "", old.title, new.title, Effect.SAFE)
        for language in new.languages:
            if language not in old.languages:
                yield Change("language_added", "", "", language, Effect.SAFE)
        for language in old.languages:
            if language not in new.languages:
                yield Change("language_removed", "", language, "", Effect.SAFE)


def _questions(outline: Outline) -> dict[str, Question]:
    return {item.path: item for item in outline.questions if item.type != "meta"}


def _rows(tables: Tables) -> dict[str, Row]:
    return Form(tables).by_name


def _columns(outline: Outline) -> set[str]:
    main, repeats = columns(outline)
    return {*main, *(name for names in repeats.values() for name in names)}


def _by_value(choices: tuple[Choice, ...]) -> dict[str, Choice]:
    return {item.value: item for item in choices}


def _type(question: Question) -> str:
    return f"{question.type} ({question.repeat})" if question.repeat else question.type


def _shown(labels: Mapping[str, str]) -> str:
    return " | ".join(labels.values())
