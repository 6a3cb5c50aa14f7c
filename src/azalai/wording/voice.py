"""`Wording`: one language, everything it can say."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from fractions import Fraction
from typing import ClassVar, Final

from azalai.model.errors import AzalaiError
from azalai.model.periods import Month
from azalai.model.tables import Row
from azalai.wording import grammar, rows
from azalai.wording.catalogue import Catalogue, Filler, catalogue
from azalai.wording.countries import Form, in_words
from azalai.wording.dates import Calendar, Style, calendar
from azalai.wording.languages import LANGUAGES
from azalai.wording.numbers import Numerals, Real, numerals, round_half_up, sign

COUNTRY_DIMENSIONS: Final = frozenset(
    {"nationality", "departure", "provenance", "next_destination", "final_destination"}
)
"""Dimensions whose categories are alpha-3 codes of countries, or groups of them."""


class Wording:
    """The voice of one language.

    Parameters
    ----------
    lang : str
        One of `Wording.languages`; anything else raises ``unknown_language``.

    Examples
    --------
    >>> en, fr = Wording("en"), Wording("fr")
    >>> en.number(12414), en.country("GMB", "in"), fr.country("CIV", "of")
    ('12,414', 'in the Gambia', 'de la Côte d’Ivoire')
    """

    languages: ClassVar[tuple[str, ...]] = LANGUAGES

    __slots__ = ("_filler", "_texts", "lang")

    def __init__(self, lang: str) -> None:
        self._texts: Catalogue = catalogue(lang)
        self.lang = lang
        self._filler = Filler({"number": self.number, "percent": self.percent})

    def __repr__(self) -> str:
        return f"Wording({self.lang!r})"

    @property
    def _numerals(self) -> Numerals:
        return numerals(self.lang)

    @property
    def _calendar(self) -> Calendar:
        return calendar(self.lang)

    # Texts

    def text(self, key: str, n: Real | None = None, /, **values: object) -> str:
        """The text of a key, filled.

        Parameters
        ----------
        key : str
            A symbol of the catalogue; one without a text raises `MissingTextError`.
        n : number, optional
            Chooses the plural form and fills ``{n}``, grouped by thousands.
        **values
            Fill the placeholders as they are; ``{rows:number}`` and ``{share:percent}`` in a
            text write a value as this language does.

        Examples
        --------
        >>> Wording("en").text("unit.persons", 1), Wording("fr").text("unit.persons", 0)
        ('1 person', '0 personne')
        """
        if n is None:
            template = self._texts.text(key)
        else:
            template = self._texts.text(key, grammar.counted(self.lang, n))
            values.setdefault("n", self.number(n))
        if "{" not in template and "}" not in template:
            return template
        return self._filler.vformat(template, (), values)

    def has(self, key: str) -> bool:
        """Whether the catalogue holds a text for the key."""
        return self._texts.has(key)

    def error(self, error: AzalaiError) -> str:
        """What went wrong, where, and what to do about it.

        A value that is a code has words under ``error.<code>.<name>.<value>``.

        Examples
        --------
        >>> Wording("en").error(AzalaiError("bad_month", value="June"))
        '‘June’ is not a month. Write the year and the month like this: 2020-06.'
        """
        key = f"error.{error.code}"
        values = {
            name: self.text(f"{key}.{name}.{value}")
            if isinstance(value, str) and self.has(f"{key}.{name}.{value}")
            else value
            for name, value in error.values.items()
        }
        counted = values.get("rows", values.get("count"))
        if isinstance(counted, int) and self._texts.has(key, counted):
            return self.text(key, counted, **values)
        return self.text(key, **values)

    # Numbers

    def number(self, value: Real, decimals: int = 0) -> str:
        """A number rounded half up, with this language's marks."""
        return self._numerals.number(value, decimals)

    def percent(self, value: Real, decimals: int = 0) -> str:
        """A value in per cent: 70 prints ``70%``, and in French ``70 %`` with U+202F."""
        return self._numerals.percentage(value, decimals)

    def signed(self, value: Real | None, unit: str = "", decimals: int = 0) -> str:
        """A change: always with its sign, ``0`` where nothing changed, ``n/a`` where unknown.

        Parameters
        ----------
        value : number or None
            The change; percentage points and per cent as such, not as fractions.
        unit : str
            ``pp``, ``%``, ``persons``, ``persons/day`` or empty. Counts print bare.

        Examples
        --------
        >>> Wording("en").signed(-9, "pp") == "\u22129\u00a0pp", Wording("en").signed(0, "%")
        (True, '0')
        """
        if value is None:
            return self.text("term.status.n/a")
        rounded = round_half_up(value, decimals)

        def written(size: Fraction) -> str:
            shown = self.number(size, decimals)
            if unit == "pp":
                return self.text("unit.pp", size, n=shown)
            return self.percent(size, decimals) if unit == "%" else shown

        return sign(rounded, written)

    def value(self, row: Row, threshold: int = 5, decimals: int = 0) -> str:
        """The cell of a table: the row's number in print form, or why there is none.

        Parameters
        ----------
        row : Row
            Changes (``pp``, and per cent of a variation) are signed; averages are worked out
            from persons and days where the row has both, so that they are rounded once.
        threshold : int
            The smallest count that may be published.

        Examples
        --------
        >>> row = Row(release="2020-06", measure="average_per_day", place="ML-wabaria",
        ...           period="2020-06", value=140.79, unit="persons/day", base=3942, days=28)
        >>> Wording("en").value(row)
        '141'
        """
        return rows.value(self, row, threshold, decimals)

    # Dates

    def month(self, month: Month, style: Style = "long", year: bool | None = None) -> str:
        """``June 2020``; short ``Jun``. `year` adds or leaves out the year against the style."""
        return self._calendar.month(month, style, year)

    def month_title(self, month: Month, style: Style = "long", year: bool | None = None) -> str:
        """A month at the beginning of a title: ``Juin 2020``."""
        return capitalised(self.month(month, style, year))

    def of_month(self, month: Month, style: Style = "long", year: bool | None = None) -> str:
        """A month after a noun: ``of June 2020``, ``de juin 2020``, ``d’avril 2020``."""
        return self._calendar.of_month(month, style, year)

    def date(self, day: datetime.date) -> str:
        """``1 June 2020``, ``1er juin 2020``."""
        return self._calendar.date(day)

    def period(self, first: datetime.date, last: datetime.date) -> str:
        """``1–30 June 2020``, ``du 1er au 30 juin 2020``."""
        return self._calendar.period(first, last)

    # Names

    def country(self, alpha3: str, form: Form = "name") -> str:
        """A country as a sentence takes it.

        Parameters
        ----------
        alpha3 : str
            ISO 3166-1 code; one that is none raises ``unknown_country``.
        form : str
            ``name`` Burkina Faso; ``definite`` le Burkina Faso; ``of`` du Burkina Faso;
            ``in`` and ``to`` au Burkina Faso; ``from`` du Burkina Faso, but de Guinée-Conakry.
        """
        return in_words(alpha3, self.lang, form)

    def category(self, dimension: str, code: str) -> str:
        """The label of one category of a dimension.

        Examples
        --------
        >>> Wording("fr").category("nationality", "DZA"), Wording("fr").category("sex", "other")
        ('Algérie', 'Autres')
        >>> Wording("en").category("final_destination", "europe")
        'Europe'
        """
        if dimension in COUNTRY_DIMENSIONS and code.isupper():
            return self.country(code)
        key = f"term.{dimension}.{code}"
        if not self.has(key):
            # The rows that close a list, and groups of countries, have one name everywhere.
            for shared in (f"term.{code}", f"term.region.{code}"):
                if self.has(shared):
                    return self.text(shared)
        return self.text(key)

    def join(self, items: Sequence[str]) -> str:
        """``a, b and c``; ``a, b et c``."""
        return grammar.joined(self.lang, items)

    def nationality_list(self, codes: Sequence[str], form: Form = "of") -> str:
        """Countries one after the other, each with its own preposition in French.

        Examples
        --------
        >>> Wording("fr").nationality_list(["BFA", "MLI", "DZA"])
        'du Burkina Faso, du Mali et de l’Algérie'
        >>> Wording("en").nationality_list(["BFA", "GMB"])
        'of Burkina Faso and the Gambia'
        """
        if self.lang == "en" and form not in ("name", "definite"):
            return f"{form} {self.join([self.country(code, 'definite') for code in codes])}"
        return self.join([self.country(code, form) for code in codes])


def capitalised(text: str) -> str:
    """The first letter as a capital, the rest as it is.

    Examples
    --------
    >>> capitalised("juin 2020 à Gao"), capitalised("1er juin")
    ('Juin 2020 à Gao', '1er juin')
    """
    return text[:1].upper() + text[1:]
