"""Generated sentences and the officer's paragraphs, put together section by section."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from azalai.reports.content import Block, Bullets, Paragraph, Words
from azalai.reports.markup import words
from azalai.reports.officer import Part


class Narrator:
    """Knows what the officer wrote, and where it goes.

    Parameters
    ----------
    parts : mapping of str to Part
        By section, see `azalai.reports.officer`.
    """

    def __init__(self, parts: Mapping[str, Part]) -> None:
        self.parts = parts

    def paragraphs(self, section: str, sentences: Sequence[str]) -> tuple[Block, ...]:
        """The generated sentences as one paragraph, and the officer's after or instead."""
        generated = " ".join(sentence for sentence in sentences if sentence)
        own: tuple[Block, ...] = (Paragraph(words(generated)),) if generated else ()
        part = self.parts.get(section)
        if part is None:
            return own
        return part.paragraphs if part.mode == "replace" else (*own, *part.paragraphs)

    def bullets(self, section: str, items: Sequence[str]) -> tuple[Block, ...]:
        """The same as a list, one item for each sentence or paragraph."""
        found: list[Words] = [words(item) for item in items if item]
        part = self.parts.get(section)
        if part is not None:
            added = [paragraph.words for paragraph in part.paragraphs]
            found = added if part.mode == "replace" else [*found, *added]
        return (Bullets(tuple(found)),) if found else ()
