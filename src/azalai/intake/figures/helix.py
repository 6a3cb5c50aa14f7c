"""IDMC's single figures: the Internal Displacement Updates, and figures as Helix exports them.

Where its facts come from: the columns of the updates that `idmc-labs/helix-server` and the package
`idmc` name (``iso3``, ``displacement_type``, ``qualifier``, ``figure``,
``displacement_start_date``, ``displacement_end_date``, ``role``, ``standard_popup_text``), and
Helix's words for categories, quantifiers, units and roles. A figure of an event is no total of its
country: the event stands in its breakdown.
"""

from __future__ import annotations

import re
from typing import Final

from azalai.intake.figures.foreign import Foreign
from azalai.intake.figures.incoming import Format, Job
from azalai.intake.figures.statements import Cell, Row, Rows, Statements, country_of, day_of
from azalai.model.names import normalise

_FIGURE: Final = ("figure", "totalfigures", "totalfigure", "reportedfigures", "reported", "value")
_CATEGORY: Final = ("figurecategory", "figurecategoryname", "figurecategorytype")
_CAUSE: Final = ("displacementtype", "figurecause", "figurecausename", "cause")
_START: Final = ("displacementstartdate", "startdate", "figurestartdate", "stockdate",
                 "displacementdate")  # fmt: skip
_END: Final = ("displacementenddate", "enddate", "figureenddate", "stockreportingdate",
               "displacementdate", "stockdate")  # fmt: skip
_NUMBERS: Final = {"total": "exact", "exactly": "exact", "exact": "exact", "": "exact",
                   "approximately": "about", "about": "about", "around": "about",
                   "more than": "at_least", "more than or equal": "at_least",
                   "at least": "at_least", "less than": "at_most",
                   "less than or equal": "at_most", "at most": "at_most",
                   "up to": "at_most"}  # fmt: skip
_CATEGORIES: Final = {
    "idps": ("stock", "idp", ""), "idp": ("stock", "idp", ""),
    "returnees": ("stock", "returnee", ""),
    "locally integrated idps": ("stock", "locally_integrated", ""),
    "idps settled elsewhere": ("stock", "settled_elsewhere", ""),
    "people displaced across borders": ("stock", "displaced_abroad", ""),
    "partial stock": ("stock", "idp", "partial"),
    "unverified stock": ("stock", "idp", "unverified"),
    "internal displacements": ("new_displacement", "idp", ""),
    "internal displacement": ("new_displacement", "idp", ""),
    "new displacement": ("new_displacement", "idp", ""),
    "multiple displacement": ("new_displacement", "idp", "multiple"),
    "partial flow": ("new_displacement", "idp", "partial"),
    "unverified flow": ("new_displacement", "idp", "unverified"),
    "cross border flight": ("onward_movement", "idp", ""),
    "cross border return": ("return", "refugee", ""),
    "relocation elsewhere": ("onward_movement", "idp", ""),
    "return": ("return", "idp", ""), "returns": ("return", "idp", ""),
    "local integration": ("onward_movement", "idp", "local integration"),
    "provisional solutions": ("context", "idp", "provisional solutions"),
    "failed return": ("new_displacement", "idp", "failed return"),
    "failed returns": ("new_displacement", "idp", "failed return"),
    "failed local integration": ("new_displacement", "idp", "failed local integration"),
    "failed relocation elsewhere": ("new_displacement", "idp", "failed relocation"),
    "deaths": ("death", "idp", ""), "births": ("birth", "idp", ""),
}  # fmt: skip
"""Helix's category -> ours, its population, and what of it is not the whole."""


def _fits(foreign: Foreign) -> bool:
    if not foreign.has("iso3") or foreign.where(*_FIGURE) is None:
        return False
    return foreign.where(*_CATEGORY) is not None or foreign.has("displacementtype")


def _read(job: Job) -> None:
    made = Statements(job, "triangulation")
    for row in Rows(job):
        country = country_of(job, row, ("iso3",), ("country", "countryname"))
        cell = row.at(*_CATEGORY)
        meant = _CATEGORIES.get(normalise(cell.text) or "internal displacements")
        if meant is None:
            job.error(row.number, "unknown_group", cell.header, cell.text)
        if not country or meant is None:
            continue
        category, population, partly = meant
        span = _span(job, row, category)
        if not span:
            continue
        word = row.at("qualifier", "quantifier")
        surely = _NUMBERS.get(normalise(word.text))
        if surely is None:
            job.warn("unknown_quantifier", word.text, row=row.number, column=word.header)
        role = "recommended" if normalise(row.text("role")).startswith("recommended") else (
            "triangulation")  # fmt: skip
        before = len(made.rows)
        stated = {
            "category": category, "population": population, "place": country,
            "breakdown": _parts(row), "coverage": partly, "quotation": _quotation(row),
            "role": "triangulation" if partly else job.asked.said.get("role", role),
        }  # fmt: skip
        made.add(row, row.at(*_FIGURE), stated | span | _unit(row))
        if len(made.rows) > before:
            made.rows[-1]["quantifier"] = surely or "about"
    made.finish()


def _span(job: Job, row: Row, category: str) -> dict[str, str]:
    """A stock's day or a flow's interval; nothing, and told, where a day is none."""
    if category == "stock":
        day = day_of(job, row, *_present(row, _END, _START))
        return {"as_of": day} if day else {}
    first = day_of(job, row, *_present(row, _START, _END))
    last = day_of(job, row, *_present(row, _END, _START)) if first else ""
    return {"from": first, "to": last} if last else {}


def _present(row: Row, *choices: tuple[str, ...]) -> tuple[str, ...]:
    """The columns of which the first that holds anything is read."""
    names = [name for names in choices for name in names if name in row.places]
    return tuple(sorted(names, key=lambda name: not row.text(name)))[:1] or choices[0]


def _parts(row: Row) -> str:
    cause = normalise(row.text(*_CAUSE)).replace(" ", "_")
    number = row.text("id", "figureid") or str(row.number)
    parts = [f"cause={cause}"] if cause else []
    return ";".join([*parts, f"event={re.sub('[;=]', ' ', number)}"])


def _quotation(row: Row) -> str:
    said = row.text("standardpopuptext", "excerptidu", "analysis", "description")
    return " ".join(re.sub(r"<[^>]*>", " ", said).split())[:500]


def _unit(row: Row) -> dict[str, str]:
    unit = normalise(row.text("unit", "unitname"))
    if not unit.startswith(("household", "hh")):
        return {}
    size: Cell = row.at("householdsize")
    known = re.fullmatch(r"\d+(?:\.\d+)?", size.text)
    return {"unit": "households"} | ({"household_size": size.text} if known else {})


FORMAT = Format("helix", "idmc-idu", "helix", _fits, _read, role="triangulation")
