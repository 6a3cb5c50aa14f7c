"""UNHCR's Refugee Data Finder: a CSV (or the JSON of its interface) with a row for each pair.

Where its facts come from: the header of ``population.csv`` as published repositories read it
(``Year``, ``Country of origin (ISO)``, ``Country of asylum (ISO)``, ``Refugees under UNHCR's
mandate``, ``IDPs of concern to UNHCR`` … below fourteen lines of preface), UNHCR's methodology for
its signs (``-``: zero, not available or not applicable; ``*``: from 1 to 4, hidden), and the names
of ``api.unhcr.org/population``. Figures of a year are people at its end; returns are of the year.
"""

from __future__ import annotations

from typing import Final

from azalai.intake.figures.foreign import Foreign
from azalai.intake.figures.found_places import given
from azalai.intake.figures.incoming import Format, Job
from azalai.intake.figures.statements import Rows, Statements, country_of, year_of

_ORIGIN: Final = (("countryoforiginiso", "cooiso"), ("countryoforigin", "cooname"))
_ASYLUM: Final = (("countryofasylumiso", "coaiso"), ("countryofasylum", "coaname"))
_STOCKS: Final = {
    "refugee": ("refugeesunderunhcrsmandate", "refugees"),
    "asylum_seeker": ("asylumseekers",),
    "idp": ("idpsofconcerntounhcr", "idps"),
    "other_in_need": ("otherpeopleinneedofinternationalprotection", "oip"),
    "stateless": ("statelesspersons", "stateless"),
    "other_of_concern": ("othersofconcern", "ooc"),
    "host_community": ("hostcommunity", "hst"),
}
_RETURNS: Final = {
    "refugee": ("returnedrefugees",),
    "idp": ("returnedidps", "returnedidpss"),
}
_NO_COUNTRY: Final = {"UNK": "unknown", "UKN": "unknown", "XXA": "stateless", "STA": "stateless"}
"""Codes of origins that are no country: a part of those in a country of asylum, not their total."""


def _fits(foreign: Foreign) -> bool:
    pair = foreign.has("year") and (
        foreign.where(*_ORIGIN[0], *_ORIGIN[1]) is not None
        and foreign.where(*_ASYLUM[0], *_ASYLUM[1]) is not None
    )
    columns = (name for names in (*_STOCKS.values(), *_RETURNS.values()) for name in names)
    return pair and any(name in foreign.headers for name in columns)


def _read(job: Job) -> None:
    made = Statements(job, "recommended")
    pages, page = job.foreign.around.get("maxPages"), job.foreign.around.get("page")
    if isinstance(pages, int) and pages > 1:
        job.warn("answer_pages", str(page), str(pages))
    for row in Rows(job):
        year = year_of(job, row, "year")
        asylum = country_of(job, row, *_ASYLUM)
        code = given(row.at(*_ORIGIN[0]).text).upper()
        nobody = _NO_COUNTRY.get(code, "")
        origin = "" if nobody else country_of(job, row, *_ORIGIN)
        if not year or not asylum or not (origin or nobody):
            continue
        of = {"origin": origin, "breakdown": f"origin={nobody}" if nobody else ""}
        here = origin == asylum
        for population, names in _STOCKS.items():
            if population == "idp" and not here:
                continue
            inside = here and population in ("idp", "host_community", "stateless")
            where = {"origin": "", "breakdown": ""} if inside else of
            stated = {"category": "stock", "population": population, "place": asylum,
                      "as_of": f"{year}-12-31"}  # fmt: skip
            made.add(row, row.at(*names), stated | where, keep_zero=False)
        span = {"from": f"{year}-01-01", "to": f"{year}-12-31"}
        for population, names in _RETURNS.items():
            if (population == "idp") != here:
                continue
            # Those who returned are at home now: the country of asylum is where they came from.
            back = {"place": origin or asylum, "origin": "" if here else asylum}
            if nobody:
                continue
            stated = {"category": "return", "population": population}
            made.add(row, row.at(*names), stated | back | span, keep_zero=False)
    made.finish()


FORMAT = Format("unhcr", "unhcr-refugee-data", "unhcr", _fits, _read)
