"""The columns of a ledger, and what each category needs in them."""

from __future__ import annotations

from typing import Final

from azalai.model.figures import FLOWS, Category, Statistic

COLUMNS: Final = (
    "id", "category", "statistic", "population", "place", "origin", "direction", "sex", "age",
    "breakdown", "as_of", "as_of_published", "from", "to", "base_from", "base_to", "quantifier",
    "value", "low", "high", "unit", "household_size", "multiple", "base", "sample", "source",
    "published", "document", "page", "quotation", "table", "method", "coverage", "role",
    "operation", "round", "assessment", "supersedes", "note",
)  # fmt: skip
"""Columns of a ledger file, in their order; only `NEEDED` must be there."""
NEEDED: Final = ("id", "category", "place", "unit", "source")

TEXTS: Final = (
    "population", "age", "base", "source", "document", "page", "quotation", "table", "method",
    "coverage", "operation", "round", "assessment", "supersedes", "note",
)  # fmt: skip
MOMENTS: Final = {
    "as_of": "as_of",
    "as_of_published": "as_of_published",
    "from": "first",
    "to": "last",
    "base_from": "base_first",
    "base_to": "base_last",
    "published": "published",
}
"""Column -> attribute of `azalai.model.figures.Figure`."""
NUMBERS: Final = ("value", "low", "high", "household_size")

DIRECTIONS: Final = ("in", "out", "total", "unknown")
UNITS: Final = ("persons", "households", "%", "pp", "persons/day", "sites", "USD")
"""Units that messages propose; a ledger may use others."""
WHOLE: Final = ("persons", "households")
"""Units of which no part can be counted."""
POPULATIONS: Final = ("idp", "refugee", "returnee", "displaced")
"""Populations that messages propose; a ledger may use others."""
UNIT_OF: Final = {Statistic.SHARE: "%", Statistic.CHANGE: "%", Statistic.DIFFERENCE: "pp"}
"""Statistics that have one unit."""

WITH_INTERVAL: Final = frozenset((*FLOWS, Category.PASSAGE, Category.STOCK_CHANGE))
"""Categories that are counted from one day to another."""
WITH_POPULATION: Final = frozenset((*FLOWS, Category.STOCK, Category.STOCK_CHANGE))
"""Categories that enter accounts, which are kept by population."""
MAY_FALL: Final = frozenset(
    (Category.REGISTRATION_ADJUSTMENT, Category.COVERAGE_CHANGE, Category.STOCK_CHANGE)
)
"""Categories whose counts may be negative."""

UNDATED: Final = ("unknown", "inconnu", "inconnue")
"""What stands in place of a date that the source does not give."""
YES: Final = ("yes", "oui", "true", "vrai", "1")
NO: Final = ("", "no", "non", "false", "faux", "0")
