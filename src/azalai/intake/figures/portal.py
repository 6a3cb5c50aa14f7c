"""UNHCR's operational data portal: people in places and over time, as JSON or CSV.

Where its facts come from: repositories that read ``data.unhcr.org/population/get/sublocation``
(``data``: ``geomaster_name``, ``admin_level``, ``centroid_lat``, ``date``, ``individuals`` as
text, ``households``, ``population_groups_concat``, ``source``) and ``…/get/timeseries``
(``data.timeseries``: ``data_date``, ``unix_timestamp``, ``individuals``;
``data.geoMasterId.name``).
"""

from __future__ import annotations

from azalai.intake.figures.foreign import Foreign
from azalai.intake.figures.found_places import given
from azalai.intake.figures.incoming import Format, Job
from azalai.intake.figures.statements import Row, Rows, Statements, day_of
from azalai.model.moments import Moment
from azalai.model.names import normalise
from azalai.model.places import PlaceKind

_DATES = ("date", "datadate")
_GROUPS = (("asylum", "asylum_seeker"), ("refugee", "refugee"), ("idp", "idp"),
           ("internally displaced", "idp"), ("returnee", "returnee"),
           ("stateless", "stateless"))  # fmt: skip


def _fits(foreign: Foreign) -> bool:
    dated = foreign.has("individuals") and foreign.where(*_DATES) is not None
    return dated and (foreign.has("geomastername") or foreign.has("unixtimestamp")
                      or "geoMasterId" in foreign.around)  # fmt: skip


def _read(job: Job) -> None:
    made, said = Statements(job, "recommended"), job.asked.said
    category = said.get("category", "stock")
    if category == "stock":
        job.note("portal_stock")
    whole = job.foreign.around.get("geoMasterId")
    title = given(str(whole.get("name") or "")) if isinstance(whole, dict) else ""
    for row in Rows(job):
        day, place = day_of(job, row, *_DATES), _place(job, row, title)
        if not day or not place:
            continue
        origin = _origin(job, row)
        when = {"as_of": day} if category == "stock" else _month(day)
        stated = {"category": category, "population": _population(job, row), "place": place,
                  "origin": "" if origin == place else origin} | when  # fmt: skip
        made.add(row, row.at("individuals"), stated)
        households = row.at("households")
        if given(households.text) and households.text != "0":
            made.add(row, households, stated | {"unit": "households"})
    made.finish()


def _place(job: Job, row: Row, title: str) -> str:
    cell = row.at("geomastername")
    name = given(cell.text) or title or job.asked.said.get("place", "")
    if not name:
        job.error(row.number, "no_place", cell.header, "")
        return ""
    country = job.finder.country("", name)
    known = country or job.finder.places.find(name)
    if known:
        return known
    level = normalise(row.text("adminlevel"))
    kind = {"province": PlaceKind.ADMIN1, "1": PlaceKind.ADMIN1, "2": PlaceKind.ADMIN2}.get(level)
    within = job.asked.said.get("within", "")
    return job.finder.area(4, "", name, within, kind)


def _month(day: str) -> dict[str, str]:
    """The portal's arrivals are of months; a day of one stands for it."""
    month = Moment.parse(day[:7])
    return {"from": month.first.isoformat(), "to": month.last.isoformat()}


def _origin(job: Job, row: Row) -> str:
    text = row.text("poporiginname") or job.asked.said.get("origin", "")
    return job.finder.country("", text) or job.finder.places.find(text) or "" if text else ""


def _population(job: Job, row: Row) -> str:
    if job.asked.said.get("population"):
        return job.asked.said["population"]
    groups = row.text("populationgroupsconcat").casefold()
    found = [population for word, population in _GROUPS if word in groups]
    return found[0] if len(set(found)) == 1 else "refugee"


FORMAT = Format("portal", "unhcr-portal", "portal", _fits, _read)
