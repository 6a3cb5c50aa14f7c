"""Numbers as each language prints them, with the marks of the Unicode CLDR.

French groups thousands with U+202F (narrow no-break space). Before ``%`` we set the same, as
before every other high mark, where CLDR has the wider U+00A0: that pattern is in our catalogue.
Both languages print the true minus sign U+2212.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Final

from azalai.model.numbers import half_up
from azalai.wording.catalogue import catalogue

Real = int | float | Fraction | Decimal

MINUS: Final = "\u2212"


@dataclass(frozen=True, slots=True)
class Numerals:
    """How a language writes numbers.

    Attributes
    ----------
    group, decimal : str
        The marks between thousands and before decimals.
    percent : str
        A pattern such as ``{n}%``.
    """

    group: str
    decimal: str
    percent: str

    def number(self, value: Real, decimals: int = 0) -> str:
        """`value` rounded half up, grouped by thousands; a negative one with U+2212.

        Examples
        --------
        >>> numerals("en").number(12414), numerals("en").number(-140.785, 2)
        ('12,414', '−140.79')
        >>> numerals("fr").number(12414) == "12\u202f414"
        True
        """
        if type(value) is int and not decimals:
            # Most numbers of a bulletin: nothing to round.
            text = f"{abs(value):,}".replace(",", self.group)
            return MINUS + text if value < 0 else text
        rounded = round_half_up(value, decimals)
        whole, part = divmod(abs(rounded.numerator) * 10**decimals // rounded.denominator,
                             10**decimals)  # fmt: skip
        text = f"{whole:,}".replace(",", self.group)
        if decimals:
            text += f"{self.decimal}{part:0{decimals}d}"
        return MINUS + text if rounded < 0 else text

    def percentage(self, value: Real, decimals: int = 0) -> str:
        """A value that already is in per cent: 70 prints ``70%``.

        Examples
        --------
        >>> numerals("en").percentage(70), numerals("fr").percentage(70) == "70\u202f%"
        ('70%', True)
        """
        return self.percent.format(n=self.number(value, decimals))


def exact(value: Real) -> Fraction:
    """The number that was meant: 0.1 is a tenth, not the binary fraction nearest to it.

    Examples
    --------
    >>> exact(140.785)
    Fraction(28157, 200)
    """
    return Fraction(repr(value)) if isinstance(value, float) else Fraction(value)


def round_half_up(value: Real, decimals: int = 0) -> Fraction:
    """Half up to so many decimals, still exact.

    Examples
    --------
    >>> round_half_up(0.125, 2), round_half_up(-2.5)
    (Fraction(13, 100), Fraction(-3, 1))
    """
    return Fraction(int(half_up(exact(value) * 10**decimals)), 10**decimals)


def sign(value: Real, written: Callable[[Fraction], str]) -> str:
    """A change with its sign in front; no change is a bare ``0``.

    `value` comes rounded: what would print as ``+0`` is no change.
    """
    change = exact(value)
    if change == 0:
        return "0"
    return ("+" if change > 0 else MINUS) + written(abs(change))


@lru_cache
def numerals(lang: str) -> Numerals:
    """The marks of a language."""
    from babel import Locale  # the command line's help must not pay for it

    symbols = Locale.parse(lang).number_symbols["latn"]
    return Numerals(symbols["group"], symbols["decimal"], catalogue(lang).text("format.percent"))
