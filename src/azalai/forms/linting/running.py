"""All rules over one form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from azalai.forms.attachments import MADE
from azalai.forms.flatten import KEY, PARENT_KEY, columns
from azalai.forms.linting import around, counting, portable
from azalai.forms.linting.form import Form
from azalai.forms.linting.remarks import Remark, Rule, Severity

if TYPE_CHECKING:
    from azalai.forms.outline import Outline
    from azalai.forms.tables import Tables
    from azalai.wording import Wording

RULES: Final[tuple[Rule, ...]] = (*portable.RULES, *counting.RULES, *around.RULES)
"""Every rule; each has its text ``form.lint.<code>``."""
_ORDER: Final = {severity: place for place, severity in enumerate(Severity)}


def lint(
    tables: Tables,
    files: Mapping[str, bytes] | None = None,
    mapping: Mapping[str, object] | None = None,
    outline: Outline | None = None,
) -> list[Remark]:
    """Hold a form against every rule.

    Parameters
    ----------
    files : mapping, optional
        Lists that go with it. Those made from the register are known without.
    mapping : mapping, optional
        Its mapping as parsed TOML.
    outline : Outline, optional
        Of the built form; without it the mapping's columns cannot be looked for.

    Returns
    -------
    list of Remark
        The gravest first, then by where they stand.

    Examples
    --------
    >>> rows = [["type", "name", "label"], ["integer", "persons", ">6 persons"]]
    >>> found = lint({"survey": rows})
    >>> [remark.code for remark in found if remark.name == "persons"]
    ['markup', 'below_zero']
    """
    made = {name: ",".join(header).encode() for name, (_, header) in MADE.items()}
    known: tuple[str, ...] = ()
    if outline is not None:
        main, repeats = columns(outline)
        known = (*main, *(name for names in repeats.values() for name in names), KEY, PARENT_KEY)
    form = Form(tables, made | dict(files or {}), mapping, known)
    found = [
        Remark(rule.code, rule.severity, *place) for rule in RULES for place in rule.find(form)
    ]
    return sorted(set(found), key=lambda one: (_ORDER[one.severity], one.sheet, _number(one.row)))


def _number(row: str) -> int:
    return int(row) if row.isdecimal() else 0


def said(remark: Remark, wording: Wording) -> str:
    """A remark in a sentence or two: where it is, what is wrong, what to do."""
    where = wording.text(
        "form.lint.place" if remark.row else "form.lint.sheet",
        sheet=remark.sheet,
        row=remark.row,
        name=remark.name,
    )
    what = wording.text(f"form.lint.{remark.code}", name=remark.name, value=remark.value or "–")
    return f"{where} {what}"
