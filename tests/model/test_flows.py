"""Groups.

MO-09  numbers that cannot be true are refused where the group is made
MO-10  unknown is what nobody stated, and is not zero
MO-11  every field says how far it may travel
"""

from __future__ import annotations

from datetime import date

import pytest

from azalai.model.errors import InputError
from azalai.model.flows import COUNT_KINDS, FIELDS, Kind, Observation, Sensitivity

Counts = dict[str, dict[tuple[str, str], int]]


def group(persons: int, counts: Counts) -> Observation:
    """A group seen on 3 June."""
    return Observation(
        record_id="1", point="ML-x", date=date(2020, 6, 3), persons=persons, counts=counts
    )


@pytest.mark.parametrize(
    ("persons", "counts", "code"),
    [
        (-1, {}, "negative_count"),
        (5, {"nationality": {("MLI", ""): -1}}, "negative_count"),
        (5, {"nationality": {("MLI", ""): 6}}, "sum_exceeds_group"),
        (5, {"nationality": {("MLI", ""): 3, ("BFA", ""): 3}}, "sum_exceeds_group"),
        (5, {"sex_age": {("M", "adult"): 3, ("F", "adult"): 3}}, "sum_exceeds_group"),
        (5, {"vulnerability": {("elderly", ""): 6}}, "sum_exceeds_group"),
    ],
)
def test_mo09_a_group_with_impossible_numbers_is_refused(
    persons: int, counts: Counts, code: str
) -> None:
    with pytest.raises(InputError) as caught:
        group(persons, counts)
    assert caught.value.code == code


def test_mo09_vulnerabilities_may_overlap() -> None:
    both = {"vulnerability": {("pregnant", ""): 4, ("disability", ""): 4}}
    assert group(5, both).persons == 5


def test_mo10_unknown_is_the_rest_of_the_group() -> None:
    seen = group(5, {"nationality": {("MLI", ""): 2, ("BFA", ""): 0}})
    assert seen.unknown("nationality") == 3
    assert seen.unknown("sex_age") == 5


def test_mo11_names_of_people_never_leave() -> None:
    secret = {name for name, item in FIELDS.items() if item.sensitivity is Sensitivity.SECRET}
    assert secret == {"enumerator", "comment"}


def test_mo11_coded_fields_have_codes_and_others_have_none() -> None:
    for item in FIELDS.values():
        assert bool(item.codes) == (item.kind is Kind.CODE), item.name


def test_mo11_a_data_dictionary_name_means_one_thing() -> None:
    names = [name for item in FIELDS.values() for name in item.dtm]
    names += [name for kind in COUNT_KINDS.values() for name in kind.dtm]
    assert len(names) == len(set(names))
