"""IDMC's Global Internal Displacement Database: a row for each country and year.

Where its facts come from: the export of `idmc-labs/helix-server` (``ISO3``, ``Year``, ``Conflict
Stock Displacement``, ``Conflict Internal Displacements``, the same for disasters, each also
``(Raw)``) and the names of its interface (``conflict_total_displacement`` …, each also
``_rounded``). Stocks are of the end of the year. Displacements count movements, not people.
"""

from __future__ import annotations

from typing import Final

from azalai.intake.figures.foreign import Foreign
from azalai.intake.figures.incoming import Format, Job
from azalai.intake.figures.statements import Rows, Statements, country_of, year_of

_NAMES: Final = {
    ("stock", "conflict"): (
        ("conflictstockdisplacementraw", "conflicttotaldisplacement", "conflicttotalidpsraw"),
        ("conflictstockdisplacement", "conflicttotaldisplacementrounded", "conflicttotalidps",
         "conflicttotalnumberofidps"),
    ),
    ("stock", "disaster"): (
        ("disasterstockdisplacementraw", "disastertotaldisplacement"),
        ("disasterstockdisplacement", "disastertotaldisplacementrounded",
         "disastertotalnumberofidps"),
    ),
    ("new_displacement", "conflict"): (
        ("conflictinternaldisplacementsraw", "conflictnewdisplacement"),
        ("conflictinternaldisplacements", "conflictnewdisplacementrounded",
         "conflictnewdisplacements"),
    ),
    ("new_displacement", "disaster"): (
        ("disasterinternaldisplacementsraw", "disasternewdisplacement"),
        ("disasterinternaldisplacements", "disasternewdisplacementrounded",
         "disasternewdisplacements"),
    ),
}  # fmt: skip
"""Category and cause -> columns of the number itself, and of the rounded one."""
_ISO: Final = (("iso3",), ("name", "countryterritory", "countryname", "country"))


def _fits(foreign: Foreign) -> bool:
    names = {name for raw, rounded in _NAMES.values() for name in (*raw, *rounded)}
    return foreign.has("iso3", "year") and any(name in foreign.headers for name in names)


def _read(job: Job) -> None:
    made = Statements(job, "triangulation")
    events = job.foreign.has("eventname")
    rounded = moved = 0
    for row in Rows(job):
        country, year = country_of(job, row, *_ISO), year_of(job, row, "year")
        if not country or not year:
            continue
        name = " ".join(row.text("eventname").replace(";", ",").replace("=", " ").split())
        for (category, cause), (raw, about) in _NAMES.items():
            exact = job.foreign.where(*raw) is not None
            if not exact and job.foreign.where(*about) is None:
                continue
            parts = f"cause={cause}" + f";event={name or row.number}" * events
            stated = {"category": category, "population": "idp", "place": country,
                      "breakdown": parts}  # fmt: skip
            if category == "stock":
                stated |= {"as_of": f"{year}-12-31"}
            else:
                stated |= {"from": f"{year}-01-01", "to": f"{year}-12-31", "unit": "movements"}
            before = len(made.rows)
            made.add(row, row.at(*(raw if exact else about)), stated)
            if len(made.rows) > before:
                moved += category != "stock"
                if not exact and made.rows[-1]["value"] != "0":
                    made.rows[-1]["quantifier"] = "about"
                    rounded += 1
    if rounded:
        job.note("rounded", str(rounded))
    if moved:
        job.note("movements")
    made.finish()


FORMAT = Format("idmc", "idmc-gidd", "idmc", _fits, _read, role="triangulation")
