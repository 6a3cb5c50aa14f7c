"""What a crisis' definition names and the ledger lacks: told before a report is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from azalai.model.crisis import Crisis
from azalai.model.figures import Category, Statistic
from azalai.model.ledger import Ledger
from azalai.reports.crisis.known import is_known
from azalai.reports.crisis.totals import wholes
from azalai.wording import LANGUAGES


@dataclass(frozen=True, slots=True)
class Lack:
    """Something that is missing.

    Attributes
    ----------
    code : str
        Of `SEVERITIES`; its sentence is ``crisis.lack.<code>``.
    where : str
        The part of the definition that names it.
    value : str
        What is missing.
    """

    code: str
    where: str
    value: str

    @property
    def severity(self) -> str:
        """How grave it is."""
        return SEVERITIES[self.code]


SEVERITIES: Mapping[str, str] = {
    "figure": "error",
    "sector": "error",
    "total": "error",
    "part": "note",
    "source": "warning",
    "language": "warning",
    "later": "warning",
    "nothing": "warning",
    "series": "warning",
    "stock": "warning",
    "event": "note",
    "phase": "note",
}


def lacks(crisis: Crisis, ledger: Ledger) -> list[Lack]:
    """All that is missing, gravest first.

    Places that nobody knows, dates and codes that cannot be read are errors of the files
    themselves: reading them stops there, with file and row.
    """
    found = [
        *_figures(crisis, ledger), *_sources(crisis, ledger), *_totals(crisis, ledger),
        *_languages(crisis), *_sectors(crisis),
    ]  # fmt: skip
    order = ("error", "warning", "note")
    return sorted(dict.fromkeys(found), key=lambda lack: order.index(lack.severity))


def _figures(crisis: Crisis, ledger: Ledger) -> Iterator[Lack]:
    named = [(f"show {item.section}", code) for item in crisis.selections for code in item.ids]
    named += [
        (f"response {item.sector}", code) for item in crisis.responses for code in item.figures
    ]
    for where, code in named:
        if code not in ledger:
            yield Lack("figure", where, code)
        elif not is_known(crisis, ledger, ledger[code]):
            yield Lack("later", where, code)
    for item in crisis.selections:
        if not item.ids and not item.of(ledger):
            text = ", ".join(f"{key} = {value}" for key, value in item.wanted.items())
            yield Lack("nothing", f"show {item.section}", text)


def _sources(crisis: Crisis, ledger: Ledger) -> Iterator[Lack]:
    named = [("events.csv", item.source) for item in crisis.events]
    named += [("routes.csv", item.source) for item in crisis.routes]
    named += [("response.csv", item.source) for item in crisis.responses]
    named += [("series", item.source) for item in crisis.series]
    for where, code in named:
        if code and code not in ledger.sources:
            yield Lack("source", where, code)


def _totals(crisis: Crisis, ledger: Ledger) -> Iterator[Lack]:
    """Stocks that the report cannot do without, and lines without a point."""

    def stated(population: str, place: str, source: str = "") -> list[object]:
        return [
            figure
            for figure in ledger.select(
                category=Category.STOCK, statistic=Statistic.COUNT, population=population,
                place=place,
            )
            if is_known(crisis, ledger, figure) and source in ("", figure.source)
        ]  # fmt: skip

    missing = [whole for whole in wholes(crisis) if not stated(*whole)]
    # Without any there is no report; without one of them it is shorter.
    code = "total" if len(missing) == len(wholes(crisis)) else "part"
    yield from (Lack(code, population, place) for population, place in missing)
    for item in crisis.accounts:
        if not stated(item.population, item.place):
            yield Lack("stock", f"account {item.population}", item.place)
    for wanted in crisis.series:
        if not stated(wanted.population, wanted.place, wanted.source):
            yield Lack("series", f"series {wanted.population}", wanted.place)
    for event in crisis.events:
        if event.first.first > crisis.as_of:
            yield Lack("event", "events.csv", str(event.first))
    for phase in crisis.phases:
        if phase.first is not None and phase.first > crisis.as_of:
            yield Lack("phase", str(phase.code), phase.first.isoformat())


def _languages(crisis: Crisis) -> Iterator[Lack]:
    texts = [("summary", crisis.summary), ("limitations", crisis.limitations)]
    texts += [(f"show {item.section} note", item.note) for item in crisis.selections]
    for where, text in texts:
        needed = LANGUAGES if text or where in ("summary", "limitations") else ()
        for lang in needed:
            if not text.get(lang):
                yield Lack("language", where, lang)


def _sectors(crisis: Crisis) -> Iterator[Lack]:
    from azalai.methods.sectors import sectors

    for item in crisis.responses:
        if item.sector not in sectors():
            yield Lack("sector", "response.csv", item.sector)
