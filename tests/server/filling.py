"""A day's work of enumerators: records of the packaged flow form, sent through the only way in.

Everything is drawn from a seed, so that a test knows what it will find.
"""

from __future__ import annotations

import random
import uuid
from collections.abc import Mapping, Sequence
from datetime import date, time
from typing import Any
from xml.sax.saxutils import escape

from azalai.server.collection.receiving import Arrival, Receipt, receive
from azalai.server.models import Device, Form, Mission, Origin

POINTS = ("ML-heremakono", "ML-gogui", "ML-wabaria", "ML-benena", "ML-menaka")
_COUNTRIES = ("MLI", "MLI", "MLI", "BFA", "GIN", "NER", "CIV", "SEN", "GMB")
_NEXT = ("MLI", "BFA", "DZA", "CIV", "MRT", "NER")
_LAST = ("MLI", "DZA", "CIV", "LBY", "MRT", "ITA")
_TRANSPORT = ("bus", "bus", "car", "truck", "motorbike", "foot")
_MOVEMENT = ("seasonal", "short_local", "long_term", "return", "tourism_family")
_PLACES = {"MLI": "Sikasso", "BFA": "Bobo-Dioulasso", "CIV": "Abidjan", "GIN": "Siguiri",
           "NER": "Niamey", "SEN": "Tambacounda", "GMB": "Banjul", "DZA": "Tamanrasset",
           "MRT": "Nioro", "LBY": "Sabha", "ITA": "Lampedusa"}  # fmt: skip


def flow_form(mission: Mission) -> Form:
    """The packaged flow form of a mission; published if it is not there yet."""
    form = Form.objects.filter(mission=mission, form_id="flow_registry").first()
    if form is None:
        from azalai.server.collection.publishing import publish

        publish(mission, "flow_registry")
        form = Form.objects.get(mission=mission, form_id="flow_registry")
    return form


def group(seed: int = 0) -> dict[str, Any]:
    """The answers of one plausible group: field -> value, ``nationality`` a dictionary."""
    rng = random.Random(f"group {seed}")
    persons = min(60, 1 + int(rng.expovariate(1 / 7)))
    parts = [0, 0, 0, 0]
    for _ in range(persons):
        parts[rng.choices(range(4), (50, 27, 13, 10))[0]] += 1
    nationality: dict[str, int] = {}
    for country in rng.choices(_COUNTRIES, k=persons if persons < 4 else 1 + persons // 4):
        nationality[country] = nationality.get(country, 0) + 1
    first = next(iter(nationality))
    nationality[first] += persons - sum(nationality.values())
    children = parts[2] + parts[3]
    departure, following, final = rng.choice(_COUNTRIES), rng.choice(_NEXT), rng.choice(_LAST)
    return {
        "time": time(rng.randrange(6, 19), rng.randrange(60)),
        "direction": rng.choice(("in", "out")),
        "persons": persons,
        "men": parts[0], "women": parts[1], "boys": parts[2], "girls": parts[3],
        "nationality": nationality,
        "transport": rng.choice(_TRANSPORT),
        "departure": departure, "departure_place": _PLACES[departure],
        "next_destination": following, "next_place": _PLACES[following],
        "final_destination": final, "final_place": _PLACES[final],
        "movement_type": rng.choice(_MOVEMENT),
        "reason": rng.choice(("work", "family", "work family", "study", "")),
        "under_5": rng.randrange(children + 1), "elderly": 0, "disability": 0,
        "pregnant": 0, "unaccompanied": 0,
        "information_source": "direct_observation",
        "comment": "",
    }  # fmt: skip


def instance(
    point: str,
    day: date | str,
    answers: Mapping[str, Any],
    *,
    instance_id: str = "",
    deprecated_id: str = "",
    version: str = "",
    form_id: str = "flow_registry",
    more: str = "",
) -> bytes:
    """A filled-in flow form as JavaRosa writes it.

    Parameters
    ----------
    answers : mapping
        As `group` makes them.
    more : str
        XML put into the group ``about``.
    """

    def leaf(name: str, value: object) -> str:
        return f"<{name}>{escape('' if value is None else str(value))}</{name}>"

    said = dict(answers)
    hour = said.get("time")
    clock = f"{hour:%H:%M}:00.000Z" if isinstance(hour, time) else ""
    vulnerable = any(said.get(name) for name in _VULNERABLE)
    rows = "".join(
        f"<nationalities><one>{leaf('nationality', country)}{leaf('nationality_persons', n)}</one>"
        f"{leaf('nationality_code', country)}{leaf('nationality_n', n)}</nationalities>"
        for country, n in said.get("nationality", {}).items()
    )
    total = sum(int(n) for n in said.get("nationality", {}).values())
    persons = said.get("persons")
    unknown = (
        leaf("nationality_unknown", persons - total)
        if isinstance(persons, int) and persons > total
        else ""
    )
    journey = "".join(
        leaf(name, said.get(name, ""))
        for name in ("departure", "departure_place", "provenance", "provenance_place",
                     "next_destination", "next_place", "final_destination", "final_place")
    )  # fmt: skip
    codes = "".join(
        leaf(f"{name}_code", said.get(name, ""))
        for name in ("departure", "provenance", "next_destination", "final_destination")
    )
    seen = (
        "<vulnerabilities>"
        + "".join(leaf(f"{name}_seen", said.get(name, 0)) for name in _VULNERABLE)
        + "</vulnerabilities>"
        if vulnerable
        else ""
    )
    ids = leaf("instanceID", instance_id or f"uuid:{uuid.uuid4()}")
    if deprecated_id:
        ids += leaf("deprecatedID", deprecated_id)
    return (
        "<?xml version='1.0' ?>"
        f'<data xmlns:orx="http://openrosa.org/xforms" id="{form_id}" version="{version}">'
        f"<visit>{leaf('point', point)}{leaf('date', day)}{leaf('time', clock)}"
        f"{leaf('direction', said.get('direction'))}</visit>"
        "<sent_back_count>0</sent_back_count><sent_back_text/>"
        f"<group>{leaf('persons', persons)}{leaf('transport', said.get('transport'))}"
        "<sex_age_seen>yes</sex_age_seen>"
        f"{leaf('nationality_seen', 'yes' if said.get('nationality') else 'no')}</group>"
        f"<sex_age>{''.join(leaf(n, said.get(n, '')) for n in ('men', 'women', 'boys', 'girls'))}"
        f"</sex_age>{rows}{leaf('nationality_total', total)}{unknown}"
        f"<journey>{journey}</journey>{codes}"
        f"<why>{leaf('movement_type', said.get('movement_type'))}"
        f"{leaf('reason', said.get('reason'))}</why>"
        f"<vulnerable>{'yes' if vulnerable else 'none'}</vulnerable>{seen}"
        f"{''.join(leaf(n, said.get(n, 0)) for n in _VULNERABLE)}"
        f"<about>{leaf('information_source', said.get('information_source'))}"
        f"{leaf('comment', said.get('comment'))}{more}</about>"
        f"<meta>{ids}</meta></data>"
    ).encode()


_VULNERABLE = ("under_5", "elderly", "disability", "pregnant", "unaccompanied")


def send(
    mission: Mission,
    point: str,
    day: date | str,
    answers: Mapping[str, Any],
    *,
    device: Device | None = None,
    practice: bool = False,
    origin: Origin = Origin.PHONE,
    **ids: str,
) -> Receipt:
    """Send one group as a phone would; returns when it is durable."""
    version = ids.pop("version", "") or flow_form(mission).versions.latest("pk").version
    xml = instance(point, day, answers, version=version, **ids)
    return receive(
        Arrival(
            mission_id=mission.pk, xml=xml, origin=origin, practice=practice,
            device_id=device.pk if device else None,
        )
    )  # fmt: skip


def fill_day(
    mission: Mission,
    day: date,
    points: Sequence[str] = POINTS,
    groups: int = 10,
    *,
    device: Device | None = None,
    seed: int = 0,
    practice: bool = False,
) -> list[Receipt]:
    """Some groups at each of some points on one day; nothing is wrong with any of them."""
    return [
        send(
            mission, point, day, group(hash_of(seed, day, point, number)),
            device=device, practice=practice,
            instance_id=f"uuid:{uuid.UUID(int=hash_of('id', seed, day, point, number))}",
        )
        for point in points
        for number in range(groups)
    ]  # fmt: skip


def hash_of(*parts: object) -> int:
    """A number for the seed of one group, the same in every run."""
    return random.Random(" ".join(str(part) for part in parts)).getrandbits(60)


def approve_all(mission: Mission) -> int:
    """Check everything that has come, then approve whatever has no finding; how many those are."""
    from azalai.server.models import Submission
    from azalai.server.people.actors import SYSTEM
    from azalai.server.review.checking import check_pending
    from azalai.server.review.states import approve_clean

    while check_pending():
        pass
    return approve_clean(SYSTEM, Submission.objects.filter(mission=mission))
