"""A group of travellers, what is recorded of it, and how far each field may travel.

The vocabulary is the field's own: long names are ours, ``dtm`` names are those of the DTM data
dictionary (``m0641_fmr_fmp_code`` …), by which forms and exports of other systems are read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from enum import StrEnum

from azalai.model.errors import InputError


class Direction(StrEnum):
    """Which way a group travels, seen from the country."""

    IN = "in"
    """Arrives at a point intending to travel further into the country."""
    OUT = "out"
    """Arrives at a point intending to travel towards the outer borders."""
    UNKNOWN = "unknown"


class Method(StrEnum):
    """Which form of flow monitoring a record comes from."""

    REGISTRY = "registry"
    """Attributes stand on each group."""
    COUNTER = "counter"
    """Everybody is counted; attributes come from a sample interviewed beside it."""
    SCREENER = "screener"
    """A group of that sample: it was counted already, and adds nobody to the flows."""


class Sensitivity(StrEnum):
    """How far a field may travel, as the DTM data dictionary marks it."""

    PUBLIC = "public"
    RESTRICTED = "restricted"
    """Inside the organisation."""
    CONFIDENTIAL = "confidential"
    """Inside the team."""
    SECRET = "secret"
    """Never leaves the workspace."""


class Kind(StrEnum):
    """What values a field takes."""

    TEXT = "text"
    COUNT = "count"
    DATE = "date"
    TIME = "time"
    POINT = "point"
    COUNTRY = "country"
    CODE = "code"


MOVEMENT_TYPES = (
    "long_term", "seasonal", "short_local", "forced_conflict", "forced_disaster",
    "return", "transhumance", "tourism_family", "other",
)  # fmt: skip
TRANSPORT = (
    "plane", "boat", "taxi", "foot", "animal", "motorbike", "train", "bike",
    "truck", "bus", "car", "other",
)  # fmt: skip
INFORMATION_SOURCES = ("direct_observation", "key_informant", "list", "other")
VULNERABILITIES = ("under_5", "elderly", "disability", "pregnant", "unaccompanied")
REASONS = (
    "work", "study", "family", "conflict", "disaster", "environment", "services",
    "economic", "return", "transhumance", "other",
)  # fmt: skip
SEXES = ("F", "M")
AGES = ("adult", "minor")


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a group: its kind, who may see it, and its names elsewhere.

    Attributes
    ----------
    codes : tuple of str
        The values of a coded field. A country pack may extend a list; a code never changes meaning.
    dtm : tuple of str
        Names in the DTM data dictionary, most specific first.
    aliases : mapping
        Codes of the data dictionary -> ours; empty where they say that nobody knows.
    """

    name: str
    kind: Kind
    sensitivity: Sensitivity = Sensitivity.PUBLIC
    codes: tuple[str, ...] = ()
    dtm: tuple[str, ...] = ()
    aliases: Mapping[str, str] = field(default_factory=dict)


_NOBODY_KNOWS = {"dnk": "", "pnta": ""}
_IN_HOUSE = Sensitivity.RESTRICTED

FIELDS: Mapping[str, Field] = {
    item.name: item
    for item in (
        Field("record_id", Kind.TEXT, _IN_HOUSE),
        Field("point", Kind.POINT, dtm=("m0641_fmr_fmp_code",)),
        Field("date", Kind.DATE, dtm=("m1855_meta_assessment_date",)),
        Field("time", Kind.TIME, _IN_HOUSE, dtm=("m2702_meta_crossing_time",)),
        Field(
            "direction",
            Kind.CODE,
            codes=tuple(Direction),
            dtm=("m0630_ind_movement_type", "m2704_meta_movement_direction"),
            aliases={"entry": "in", "exit": "out", **_NOBODY_KNOWS},
        ),
        Field("persons", Kind.COUNT, dtm=("m3041_fm_num_travellers",)),
        Field("departure", Kind.COUNTRY, dtm=("m3414_admin_0_departure",)),
        Field("departure_place", Kind.TEXT, _IN_HOUSE, dtm=("m3415_admin_1_departure",)),
        Field("provenance", Kind.COUNTRY),
        Field("provenance_place", Kind.TEXT, _IN_HOUSE, dtm=("m0801_ind_transit_location",)),
        Field("next_destination", Kind.COUNTRY, dtm=("m0767_ind_intention_next_dest",)),
        Field("next_place", Kind.TEXT, _IN_HOUSE, dtm=("m0698_meta_dest_city",)),
        Field("final_destination", Kind.COUNTRY, dtm=("m1585_fmr_main_intention_dest",)),
        Field("final_place", Kind.TEXT, _IN_HOUSE),
        Field("movement_type", Kind.CODE, codes=MOVEMENT_TYPES),
        Field(
            "transport",
            Kind.CODE,
            codes=TRANSPORT,
            dtm=("m0646_fmr_mode_transport",),
            aliases=_NOBODY_KNOWS,
        ),
        Field(
            "information_source",
            Kind.CODE,
            codes=INFORMATION_SOURCES,
            dtm=("m2989_fmr_method_numbers",),
            aliases={
                "count_enumerator": "direct_observation",
                "ki_estimate": "key_informant",
                "ki_list": "list",
            },
        ),
        Field("informant_role", Kind.TEXT, Sensitivity.CONFIDENTIAL, dtm=("m0290_meta_ki_role",)),
        Field("enumerator", Kind.TEXT, Sensitivity.SECRET, dtm=("m0981_meta_enum_name",)),
        Field("device", Kind.TEXT, Sensitivity.CONFIDENTIAL, dtm=("m2683_meta_device_id",)),
        Field("comment", Kind.TEXT, Sensitivity.SECRET, dtm=("m3046_fm_comments",)),
        Field("method", Kind.CODE, codes=tuple(Method)),
    )
}
"""Every field of a group, in the order in which the workspace stores them."""


@dataclass(frozen=True, slots=True)
class CountKind:
    """Something counted inside a group.

    Attributes
    ----------
    partition : bool
        True where each person belongs to one category, so that the categories add up to the group
        (what they leave is *unknown*); False where a person may have several or none, so that each
        category only has to fit into the group.
    categories : tuple of str
        Known categories; empty where any ISO 3166 country may appear.
    crossed : tuple of str
        Categories of a second dimension, for a count by two things at once.
    dtm : mapping
        Data dictionary name of a column -> (category, second category).
    """

    name: str
    dimensions: tuple[str, ...]
    partition: bool
    sensitivity: Sensitivity
    categories: tuple[str, ...] = ()
    crossed: tuple[str, ...] = ()
    dtm: Mapping[str, tuple[str, str]] = field(default_factory=dict)


COUNT_KINDS: Mapping[str, CountKind] = {
    item.name: item
    for item in (
        CountKind(
            "nationality",
            ("nationality",),
            partition=True,
            sensitivity=Sensitivity.RESTRICTED,
            dtm={"m0701_fmr_num_nation_ind": ("", "")},
        ),
        CountKind(
            "sex_age",
            ("sex", "age"),
            partition=True,
            sensitivity=Sensitivity.RESTRICTED,
            categories=SEXES,
            crossed=AGES,
            dtm={
                "m2589_fmr_num_men_enter": ("M", "adult"),
                "m2590_fmr_num_women_enter": ("F", "adult"),
                "m2591_fmr_num_boys_enter": ("M", "minor"),
                "m2592_fmr_num_girls_enter": ("F", "minor"),
                "m3042_fm_num_adult_males": ("M", "adult"),
                "m3043_fm_num_adult_females": ("F", "adult"),
                "m3044_fm_num_boys": ("M", "minor"),
                "m3045_fm_num_girls": ("F", "minor"),
            },
        ),
        CountKind(
            "vulnerability",
            ("vulnerability",),
            partition=False,
            sensitivity=Sensitivity.CONFIDENTIAL,
            categories=VULNERABILITIES,
            dtm={"m0709_fmr_num_uasc": ("unaccompanied", "")},
        ),
        CountKind(
            "reason",
            ("reason",),
            partition=False,
            sensitivity=Sensitivity.RESTRICTED,
            categories=REASONS,
        ),
    )
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """One group seen at one point, at one time, in one direction; no identity of anybody.

    ``counts`` holds, for each kind of `COUNT_KINDS`, persons by (category, second category). A
    category that is missing was not asked about; 0 means asked and nobody.

    Raises
    ------
    InputError
        ``negative_count`` or ``sum_exceeds_group`` when the numbers cannot be true.

    Examples
    --------
    >>> bus = Observation(record_id="17", point="ML-gogui", date=date(2020, 6, 3), persons=12,
    ...                   direction=Direction.OUT, counts={"nationality": {("MLI", ""): 10}})
    >>> bus.unknown("nationality"), bus.unknown("sex_age")
    (2, 12)
    """

    record_id: str
    point: str
    date: date
    persons: int
    direction: Direction = Direction.UNKNOWN
    time: time | None = None
    attributes: Mapping[str, str] = field(default_factory=dict)
    counts: Mapping[str, Mapping[tuple[str, str], int]] = field(default_factory=dict)
    method: Method = Method.REGISTRY

    def __post_init__(self) -> None:
        if self.persons < 0:
            raise InputError("negative_count", field="persons", value=self.persons)
        for kind, cells in self.counts.items():
            for persons in cells.values():
                if persons < 0:
                    raise InputError("negative_count", field=kind, value=persons)
                if persons > self.persons:
                    raise InputError(
                        "sum_exceeds_group", field=kind, value=persons, persons=self.persons
                    )
            if COUNT_KINDS[kind].partition and sum(cells.values()) > self.persons:
                raise InputError(
                    "sum_exceeds_group",
                    field=kind,
                    value=sum(cells.values()),
                    persons=self.persons,
                )

    def unknown(self, kind: str) -> int:
        """Persons of the group whose category of a partition nobody stated."""
        return self.persons - sum(self.counts.get(kind, {}).values())
