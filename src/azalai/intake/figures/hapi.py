"""HDX HAPI: refugees and persons of concern, and returnees, as CSV or JSON.

Where its facts come from: `hapi-schema` 0.9.18 (``origin_location_code``,
``asylum_location_code``, ``population_group``, ``gender``, ``age_range``, ``population``,
``reference_period_start``, ``reference_period_end``). HAPI republishes UNHCR's figures of a year;
its IDPs are DTM's and are read with those.
"""

from __future__ import annotations

from typing import Final

from azalai.intake.figures.foreign import Foreign
from azalai.intake.figures.incoming import Format, Job
from azalai.intake.figures.statements import Rows, Statements, country_of, day_of

_STOCKS: Final = {
    "REF": "refugee", "ROC": "refugee_like", "ASY": "asylum_seeker", "OIP": "other_in_need",
    "IDP": "idp", "IOC": "idp_of_concern", "STA": "stateless", "OOC": "other_of_concern",
    "HST": "host_community",
}  # fmt: skip
_FLOWS: Final = {
    "RET": ("return", "refugee"), "RDP": ("return", "idp"), "RST": ("onward_movement", "refugee"),
}  # fmt: skip
_SEXES: Final = {"f": "F", "m": "M", "all": "", "": ""}


def _fits(foreign: Foreign) -> bool:
    return foreign.has("originlocationcode", "asylumlocationcode", "populationgroup", "population")


def _read(job: Job) -> None:
    made = Statements(job, "triangulation")
    for row in Rows(job):
        asylum = country_of(job, row, ("asylumlocationcode",), ("asylumlocationname",))
        origin = country_of(job, row, ("originlocationcode",), ("originlocationname",))
        first = day_of(job, row, "referenceperiodstart")
        last = day_of(job, row, "referenceperiodend")
        if not (asylum and origin and first and last):
            continue
        cell = row.at("populationgroup")
        group = cell.text.upper()
        gender, age = row.text("gender").casefold(), row.text("agerange")
        parts = {"sex": _SEXES.get(gender, ""), "age": "" if age == "all" else age}
        if gender not in _SEXES:
            parts["breakdown"] = f"gender={gender}"
        number = row.at("population")
        inside = origin == asylum
        if group in _STOCKS:
            stated = {"category": "stock", "population": _STOCKS[group], "place": asylum,
                      "origin": "" if inside else origin, "as_of": last}  # fmt: skip
            made.add(row, number, stated | parts, keep_zero=False)
        elif group in _FLOWS:
            category, population = _FLOWS[group]
            back = category == "return"
            stated = {"category": category, "population": population, "from": first, "to": last,
                      "place": origin if back else asylum,
                      "origin": "" if inside else (asylum if back else origin)}  # fmt: skip
            made.add(row, number, stated | parts, keep_zero=False)
        else:
            job.error(row.number, "unknown_group", cell.header, cell.text)
    made.finish()


FORMAT = Format("hapi", "hdx-hapi", "hapi", _fits, _read, role="triangulation")
