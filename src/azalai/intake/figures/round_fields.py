"""What a row of a round can say, and by which names: ours, DTM's data dictionary, synonyms.

Synonyms stand in the section ``[round]`` of ``packs/synonyms/*.toml``. Codes of the dictionary are
known by their number: ``m0310_…`` counts IDPs whatever the rest of its name has become.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from rapidfuzz import fuzz

from azalai.intake.drafting.words import cell_of, key, keyed, parts

FIELDS: Final[Mapping[str, tuple[str, ...]]] = {
    "operation": (), "round": ("m0489",), "assessment": (), "date": ("m1855",), "date_end": (),
    "country": (), "country_code": ("m0302",),
    "admin1": (), "admin1_code": ("m0303",), "admin2": (), "admin2_code": ("m0304",),
    "admin3": (), "admin3_code": ("m0305",), "location": ("m0448",), "location_id": ("m0445",),
    "idp_households": ("m0309",), "idp_persons": ("m0310",),
    "returnee_households": ("m0847",), "returnee_persons": ("m0851",),
    "return_abroad_households": ("m0316",), "return_abroad_persons": ("m0315",),
    "household_size": (), "reason": ("m0329",),
    "origin_admin1": (), "origin_admin1_code": ("m3390",),
    "origin_admin2": (), "origin_admin2_code": ("m3391",),
}  # fmt: skip
"""Field -> numbers of the data dictionary."""
COUNTED: Final = {
    "idp_households": ("idp", "households"), "idp_persons": ("idp", "persons"),
    "returnee_households": ("returnee", "households"), "returnee_persons": ("returnee", "persons"),
    "return_abroad_households": ("returned_refugee", "households"),
    "return_abroad_persons": ("returned_refugee", "persons"),
}  # fmt: skip
"""Fields that count people: population and unit."""
CELLS: Final = {
    "m2523": ("M", "adult"), "m2522": ("F", "adult"), "m2521": ("M", "minor"),
    "m2520": ("F", "minor"), "m2968": ("M", "adult"), "m2969": ("F", "adult"),
}  # fmt: skip
"""Numbers of the dictionary that count a sex and an age among the IDPs."""
_KIT = re.compile(r"([ms]\d{4})(?:_|$)")
_PCODE = re.compile(r"\bp[\s_-]?codes?\b", re.IGNORECASE)
_NEAR = 84


@dataclass(frozen=True, slots=True)
class Bound:
    """Which column says what.

    Attributes
    ----------
    columns : dict
        Field -> header.
    cells : dict
        (sex, age) -> header, among the IDPs.
    near : dict
        Header that is not read -> the field it may be.
    unread : tuple of str
        Headers of which nothing is known.
    """

    columns: dict[str, str] = field(default_factory=dict)
    cells: dict[tuple[str, str], str] = field(default_factory=dict)
    near: dict[str, str] = field(default_factory=dict)
    unread: tuple[str, ...] = ()


def kit_number(header: str) -> str:
    """The number of the data dictionary that a header bears; empty for none.

    Examples
    --------
    >>> kit_number("m0310_loc_num_idp_ind"), kit_number("grp/m0445_loc_site_id"), kit_number("n")
    ('m0310', 'm0445', '')
    """
    found = _KIT.match(parts(header)[-1].lower())
    return found[1] if found else ""


def field_of(header: str) -> str:
    """The field a header surely names; empty for none.

    Examples
    --------
    >>> field_of("Nb de ménages PDI"), field_of("IDPs / Individuals"), field_of("Adm1 P-code")
    ('idp_households', 'idp_persons', 'admin1_code')
    """
    number = kit_number(header)
    for name, numbers in FIELDS.items():
        if header == name or number in numbers:
            return name
    if number:
        return ""
    known = keyed("round")
    header = _PCODE.sub("pcode", header)
    levels = parts(header)
    found = known.get(key(header), "")
    if found or len(levels) == 1:
        return found
    # "PDI / Ménages" is a name of its own; "Zone 1 / Région" is a region, "Retournés / Ménages"
    # are households of returnees.
    found = known.get(key(levels[-1]), "")
    if found in COUNTED and set(key(" ".join(levels[:-1]))) & _RETURNED:
        return found.replace("idp_", "returnee_")
    return found


def bind(
    headers: list[str],
    named: Mapping[str, list[str]],
    cells: Mapping[str, tuple[str, str]],
    ignore: frozenset[str],
) -> Bound:
    """Find the columns of a file: those that a mapping names first, then those surely known.

    Parameters
    ----------
    named : mapping
        Field -> headers to try.
    cells : mapping
        Header -> sex and age.
    """
    there = {" ".join(header.split()): header for header in headers if header}
    columns: dict[str, str] = {}
    for name, choices in named.items():
        header = next((there[text] for text in choices if text in there), "")
        if header:
            columns[name] = header
    found = {cell: there[text] for text, cell in cells.items() if text in there}
    taken = {*columns.values(), *found.values(), *ignore}
    near: dict[str, str] = {}
    unread = []
    for header in headers:
        if not header or header in taken:
            continue
        name = field_of(header)
        cell = CELLS.get(kit_number(header)) or (None if name else _cell(header))
        if name and name not in columns:
            columns[name] = header
        elif cell and cell not in found:
            found[cell] = header
        elif name or cell:
            unread.append(header)
        elif like := _near(header):
            near[header] = like
        else:
            unread.append(header)
    for sex in ("M", "F"):
        if (sex, "minor") in found and (sex, "adult") not in found and (sex, "") in found:
            # Beside boys and girls, men and women are those of age.
            found[sex, "adult"] = found.pop((sex, ""))
    near = {header: name for header, name in near.items() if name not in columns}
    return Bound(columns, found, near, tuple(unread))


def _cell(header: str) -> tuple[str, str] | None:
    """Sex and age among the IDPs; a header of returnees speaks of others."""
    words = set(key(header))
    if words & _RETURNED or words & {"host", "hote"}:
        return None
    kept = " / ".join(part for part in parts(header) if key(part) not in _PEOPLE) or header
    found = cell_of(kept)
    return (found.sex, found.age) if found and not found.band and not found.total else None


_RETURNED: Final = frozenset({"returnee", "returned", "retourne", "return", "retour", "rapatrie"})
_PEOPLE: Final = frozenset({("idp",), ("pdi",), ("idp", "individual"), ("pdi", "individu"),
                            ("individual",), ("individu",)})  # fmt: skip


def _near(header: str) -> str:
    """The field whose name is spelt nearly like this one."""
    text = " ".join(key(header))
    if len(text) < 5 or kit_number(header):
        return ""
    scores = {
        name: max(fuzz.ratio(text, " ".join(words)), 0)
        for words, name in keyed("round").items()
        if fuzz.ratio(text, " ".join(words)) >= _NEAR
    }
    return max(scores, key=lambda name: scores[name]) if scores else ""
