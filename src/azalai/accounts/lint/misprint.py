"""Why a total is not the sum of its parts: what one slip would explain."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from azalai.model.figures import Figure


def likely(total: Figure, parts: Sequence[Figure]) -> tuple[str, str]:
    """The slip that explains a difference, and the figure it was made in; else two empty texts.

    Examples
    --------
    >>> from azalai.model.figures import Category
    >>> def stock(name, value):
    ...     return Figure(id=name, category=Category.STOCK, place=name, value=Decimal(value))
    >>> parts = [stock("a", 120), stock("b", 35), stock("c", 400)]
    >>> likely(stock("all", 520), parts), likely(stock("all", 590), parts)
    (('left_out', 'b'), ('twice', 'b'))
    >>> likely(stock("all", 465), [stock("a", 120), stock("b", 354)])
    ('swapped', 'b')
    >>> likely(stock("all", 600), parts)
    ('', '')
    """
    known = [part for part in parts if part.value is not None]
    value = total.value
    if value is None or not known:
        return "", ""
    gap = value - sum((part.value or Decimal(0) for part in known), Decimal(0))
    for part in known:
        if part.value and gap == -part.value:
            return "left_out", part.id
        if part.value and gap == part.value:
            return "twice", part.id
    for figure, needed in [(total, value - gap), *((p, (p.value or 0) + gap) for p in known)]:
        if needed in set(_swapped(figure.value or Decimal(0))):
            return "swapped", figure.id
    return "", ""


def _swapped(value: Decimal) -> Iterator[Decimal]:
    """The numbers with two neighbouring digits changed about."""
    digits = str(int(value))
    for place in range(len(digits) - 1):
        if digits[place] != digits[place + 1]:
            yield Decimal(digits[:place] + digits[place + 1] + digits[place] + digits[place + 2 :])
