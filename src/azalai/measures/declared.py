"""What a measure is: declared once, then counted, shared out and compared by common code.

A measure is one file of this room with a ``MEASURE``. Declaring a dimension and the column (of
``groups``) or the kind (of ``counts``) it is read from is enough: the table, its shares, its
changes, its protection and its place in every export follow.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from azalai.model.flows import COUNT_KINDS, FIELDS, Kind
from azalai.workspace.engine import quoted
from azalai.workspace.packs import countries, is_european


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """Persons by one or two dimensions.

    Attributes
    ----------
    name : str
        As it stands in the long table.
    dimensions : tuple of str
        One or two names; they say which texts and which protection apply.
    columns : tuple of str
        Columns of ``groups`` the dimensions are read from.
    kind : str
        Or: the kind of ``counts`` (see `azalai.model.flows.COUNT_KINDS`).
    condition : str
        Or: an SQL condition on ``groups``; the measure counts the persons that fulfil it among
        those for whom `answered` holds.
    category : str
        The category of a measure with a condition.
    decimals : int
        Of its printed shares.
    """

    name: str
    dimensions: tuple[str, ...]
    columns: tuple[str, ...] = ()
    kind: str = ""
    condition: str = ""
    answered: str = ""
    category: str = ""
    decimals: int = 0

    @property
    def partition(self) -> bool:
        """Whether each person has one category, so that shares add up to 100 %."""
        if self.condition:
            return False
        return COUNT_KINDS[self.kind].partition if self.kind else True

    @property
    def has_short_list(self) -> bool:
        """Whether it has a largest five and *Other*: shares over one dimension that make 100 %."""
        return self.partition and len(self.dimensions) == 1

    def has_category(self, code: str) -> bool:
        """Whether a code belongs to its (first) dimension."""
        if self.columns and FIELDS[self.columns[0]].kind is not Kind.COUNTRY:
            return code in FIELDS[self.columns[0]].codes
        known = [first for first, _ in self.known_categories]
        return code in known if known else code in countries()

    @property
    def known_categories(self) -> tuple[tuple[str, str], ...]:
        """Categories that have a row even where nobody fell into them."""
        if self.condition:
            return ((self.category, ""),)
        if not self.kind:
            return ()
        kind = COUNT_KINDS[self.kind]
        seconds = kind.crossed or ("",)
        return tuple((first, second) for first in kind.categories for second in seconds)

    def sql(self, country: str, groups: str = "groups", counts: str = "counts") -> str:
        """Persons (and the persons who answered) by point, day, direction and category.

        `groups` and `counts` name the tables that hold them.
        """
        head = f"SELECT {quoted(self.name)} AS measure, point, date, direction, "
        if self.condition:
            condition, answered = self._conditions(country)
            return (
                f"{head}{quoted(self.category)} AS category, '' AS category2, "
                f"sum(CASE WHEN {condition} THEN persons ELSE 0 END) AS persons, "
                f"sum(persons) AS answered FROM {groups} WHERE {answered} "
                "GROUP BY point, date, direction"
            )
        if self.kind:
            return (
                f"{head}category, category2, sum(persons) AS persons, "
                f"sum(group_persons) AS answered FROM {counts} WHERE kind = {quoted(self.kind)} "
                "GROUP BY point, date, direction, category, category2"
            )
        first, second = (*self.columns, "''")[:2]
        known = " AND ".join(f"{column} IS NOT NULL" for column in self.columns)
        return (
            f"{head}{first} AS category, {second} AS category2, sum(persons) AS persons, "
            f"sum(persons) AS answered FROM {groups} WHERE {known} "
            "GROUP BY point, date, direction, category, category2"
        )

    def _conditions(self, country: str) -> tuple[str, str]:
        """What must hold for its persons, and for those who answered."""
        values = {
            "country": quoted(country),
            "european": ", ".join(quoted(c) for c in countries() if is_european(c)),
        }
        return self.condition.format(**values), self.answered.format(**values)

    def answers_sql(self, country: str, groups: str, counts: str) -> str:
        """What each group answered: persons of a category among its persons with an answer.

        ``asked`` is the category where each is asked about by itself, and empty where the
        categories share out the persons who answered.
        """
        head = f"SELECT {quoted(self.name)} AS measure, record_id, point, date, direction, "
        if self.condition:
            condition, answered = self._conditions(country)
            return (
                f"{head}{quoted(self.category)} AS category, '' AS category2, "
                f"{quoted(self.category)} AS asked, "
                f"CASE WHEN {condition} THEN persons ELSE 0 END AS persons, "
                f"persons AS answered, persons AS of_group FROM {groups} WHERE {answered}"
            )
        if self.kind:
            asked = "''" if self.partition else "category"
            answered = "sum(persons) OVER (PARTITION BY record_id)"
            return (
                f"{head}category, category2, {asked} AS asked, persons, "
                f"{answered if self.partition else 'group_persons'} AS answered, "
                f"group_persons AS of_group FROM {counts} WHERE kind = {quoted(self.kind)}"
            )
        first, second = (*self.columns, "''")[:2]
        known = " AND ".join(f"{column} IS NOT NULL" for column in self.columns)
        return (
            f"{head}{first} AS category, {second} AS category2, '' AS asked, persons, "
            f"persons AS answered, persons AS of_group FROM {groups} WHERE {known}"
        )

    def filter_sql(self, category: str, category2: str, country: str) -> tuple[str, str]:
        """Table and condition that pick the persons of one category: what `explain` hands out."""
        if self.condition:
            european = ", ".join(quoted(c) for c in countries() if is_european(c))
            condition = self.condition.format(country=quoted(country), european=european)
            return "groups", condition
        if self.kind:
            condition = f"kind = {quoted(self.kind)} AND category = {quoted(category)}"
            return "counts", condition + (f" AND category2 = {quoted(category2)}" * bool(category2))
        pairs = zip(self.columns, (category, category2), strict=False)
        return "groups", " AND ".join(f"{column} = {quoted(code)}" for column, code in pairs)


FLOWS_SQL = (
    "SELECT 'flows' AS measure, point, date, direction, '' AS category, '' AS category2, "
    "sum(persons) AS persons, sum(persons) AS answered FROM groups GROUP BY point, date, direction"
)


@cache
def measures() -> dict[str, Measure]:
    """Every declared measure, by name.

    Examples
    --------
    >>> measures()["sex_age"].dimensions
    ('sex', 'age')
    """
    package = __name__.rpartition(".")[0]
    found = {}
    for module in sorted(iter_modules(import_module(package).__path__), key=lambda m: m.name):
        declared = getattr(import_module(f"{package}.{module.name}"), "MEASURE", None)
        if isinstance(declared, Measure):
            unknown = [column for column in declared.columns if column not in FIELDS]
            assert not unknown, f"{declared.name}: no such column {unknown}"
            found[declared.name] = declared
    return found
