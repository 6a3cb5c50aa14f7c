"""Small cells.

DI-01  a count of 1 to 4 in a sensitive dimension is hidden; 0 and 5 are shown
DI-02  of unaccompanied children even a zero is hidden
DI-03  everything that is printed of a hidden cell goes with it: percentage, share, change, base
DI-04  the order of hidden cells tells nothing
DI-05  flows are not protected, unless the file says so; then all that rests on them goes too
DI-06  no public row gives the count of a hidden cell
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from azalai.disclosure import Rules, protect, protected_cells
from azalai.model.tables import Row, Status
from azalai.release import open_release
from azalai.workspace import Folder
from azalai.workspace.config import Protection

RULES = Rules(
    5, frozenset({"nationality", "sex", "age", "vulnerability"}), True, frozenset({"unaccompanied"})
)


def cell(count: int, code: str = "SEN", base: int = 100, **more: str) -> list[Row]:
    """A category with everything that is printed of it."""
    given: dict[str, str] = {
        "measure": "nationalities", "place": "ML-x", "period": "2020-06",
        "dimension1": "nationality", "category1": code, **more,
    }  # fmt: skip
    start = Row(release="", base=base, days=30, **given)  # type: ignore[arg-type]
    change = replace(start, measure=f"{start.measure}_change", unit="pp", value=count - 50, base=50)
    return [
        replace(start, value=count, unit="persons"),
        replace(start, value=count, unit="%"),
        replace(start, value=count / base, unit="share"),
        change,
    ]


def hidden(rows: list[Row], rules: Rules = RULES) -> bool:
    """Whether a cell was hidden, wholly."""
    public = protect(rows, rules).rows
    statuses = {row.status for row in public}
    assert len(statuses) == 1, "hidden in part"
    return statuses == {Status.PROTECTED}


@pytest.mark.parametrize(
    ("count", "is_hidden"),
    [(0, False), (1, True), (2, True), (3, True), (4, True), (5, False), (50, False)],
)
def test_di01_one_to_four_are_hidden(count: int, is_hidden: bool) -> None:
    assert hidden(cell(count)) is is_hidden


@pytest.mark.parametrize(
    ("dimension", "is_hidden"),
    [("nationality", True), ("sex", True), ("age", True), ("vulnerability", True),
     ("movement_type", False), ("next_destination", False), ("transport", False)],
)  # fmt: skip
def test_di01_only_sensitive_dimensions_are_hidden(dimension: str, is_hidden: bool) -> None:
    assert hidden(cell(3, dimension1=dimension)) is is_hidden


def test_di01_a_cross_of_any_two_is_sensitive() -> None:
    crossed = cell(3, dimension1="departure", dimension2="movement_type", category2="seasonal")
    assert hidden(crossed)
    assert not hidden(crossed, replace(RULES, protect_crosses=False))


def test_di01_the_threshold_is_the_files() -> None:
    assert hidden(cell(9), replace(RULES, threshold=10))
    assert not hidden(cell(1), replace(RULES, threshold=1))


def test_di01_unknown_answers_are_nobodys_secret() -> None:
    assert not hidden(cell(3, "unknown")[:1])


def test_di02_a_zero_of_unaccompanied_children_is_hidden() -> None:
    alone = {"measure": "vulnerabilities", "dimension1": "vulnerability"}
    assert hidden(cell(0, "unaccompanied", **alone))
    assert not hidden(cell(0, "elderly", **alone))
    assert not hidden(cell(5, "unaccompanied", **alone))


def test_di03_nothing_of_a_hidden_cell_stays_but_its_denominator() -> None:
    public = protect(cell(3), RULES).rows
    assert [row.value for row in public] == [None] * 4
    assert [row.base for row in public] == [100, 100, 100, None]


def test_di03_a_change_that_starts_in_a_hidden_cell_is_hidden_with_its_base() -> None:
    earlier = protected_cells(cell(4), RULES)
    public = protect(cell(60), RULES, earlier).rows
    assert [row.value for row in public] == [60, 60, 0.6, None]
    assert (public[-1].status, public[-1].base) == (Status.PROTECTED, None)


def test_di03_another_place_or_direction_is_another_cell() -> None:
    earlier = protected_cells(cell(4, place="ML-y") + cell(4, direction="in"), RULES)
    assert protect(cell(60), RULES, earlier).rows == cell(60)


SMALL = st.dictionaries(
    st.sampled_from(["BEN", "BFA", "CIV", "GIN", "MLI", "NER", "SEN", "TGO"]),
    st.integers(0, 8),
    min_size=1,
)


@given(SMALL)
def test_di04_the_order_of_hidden_cells_is_that_of_their_codes(counts: dict[str, int]) -> None:
    ordered = sorted(counts, key=lambda code: (-counts[code], code))
    rows = [row for code in ordered for row in cell(counts[code], code)[:3]]
    changes = [row for code in ordered for row in cell(counts[code], code)[3:]]
    public = protect(rows + changes, RULES).rows
    for part in (public[: len(rows)], public[len(rows) :]):
        codes = list(dict.fromkeys(row.category1 for row in part))
        secret = [code for code in codes if 0 < counts[code] < 5]
        assert secret == sorted(secret)
        shown = [code for code in codes if code not in secret]
        assert shown == [code for code in ordered if code in shown]
    assert sorted(map(repr, public)) == sorted(map(repr, map_hidden(rows + changes, counts)))


def map_hidden(rows: list[Row], counts: dict[str, int]) -> list[Row]:
    """What must come out, whatever its order."""
    return [
        row
        if not 0 < counts[row.category1] < 5
        else replace(
            row,
            value=None,
            base=None if row.unit == "pp" else row.base,
            status=Status.PROTECTED,
        )
        for row in rows
    ]


@given(SMALL)
def test_di04_swapping_two_small_counts_changes_nothing_in_public(counts: dict[str, int]) -> None:
    """Who has 1 and who has 4 cannot be seen from anything that is printed."""

    def published(numbers: dict[str, int]) -> list[Row]:
        ordered = sorted(numbers, key=lambda code: (-numbers[code], code))
        rows = [row for code in ordered for row in cell(numbers[code], code)]
        return protect(sorted(rows, key=lambda row: row.measure), RULES).rows

    small = sorted(code for code in counts if 0 < counts[code] < 5)
    backwards = [counts[code] for code in reversed(small)]
    swapped = {**counts, **dict(zip(small, backwards, strict=True))}
    assert published(swapped) == published(counts)


def flow(measure: str, value: float, period: str = "2020-06", **more: object) -> Row:
    """A row about a flow."""
    given: dict[str, object] = {
        "release": "", "measure": measure, "place": "ML-x", "period": period,
        "unit": "persons", "days": 30, **more,
    }  # fmt: skip
    return Row(value=value, **given)  # type: ignore[arg-type]


FLOWS = [
    flow("flows", 3),
    flow("average_per_day", 0.1, unit="persons/day", base=3),
    flow("variation", 50, unit="%", base=2),
    flow("reference_level", 50, unit="%", base=0.2, category1="calm"),
    flow("daily", 3, "2020-06-09"),
    flow("monthly", 3),
    flow("monthly_average", 0.1, unit="persons/day", base=3),
    flow("monthly_change", 50, unit="%", base=2),
]


def test_di05_flows_are_published_whole() -> None:
    assert protect(FLOWS, RULES).rows == FLOWS


def test_di05_where_the_file_says_so_flows_are_protected_with_all_that_rests_on_them() -> None:
    rules = replace(RULES, sensitive=RULES.sensitive | {"flows"})
    public = protect(FLOWS, rules).rows
    assert {row.status for row in public} == {Status.PROTECTED}
    assert {(row.value, row.base) for row in public} == {(None, None)}


def test_di05_a_change_from_a_small_month_of_the_series_is_protected() -> None:
    rules = replace(RULES, sensitive=RULES.sensitive | {"flows"})
    series = [
        flow("monthly", 3, "2020-05"),
        flow("monthly", 60, "2020-06"),
        flow("monthly_change", 1900, "2020-06", unit="%", base=3),
    ]
    assert [row.value for row in protect(series, rules).rows] == [None, 60, None]


def test_di01_the_defaults_of_a_workspace_are_these_rules() -> None:
    default = Protection()
    assert (default.threshold, default.sensitive, default.protect_zero) == (
        RULES.threshold, RULES.sensitive, RULES.protect_zero,
    )  # fmt: skip


KEY = ("place", "direction", "category1", "category2")


@pytest.mark.parametrize("month", ["2020-05", "2020-06"])
def test_di06_the_public_edition_of_the_example_gives_no_hidden_count(
    mali_closed: Path, month: str
) -> None:
    from azalai.model.periods import Month

    release = open_release(Folder(mali_closed), Month.parse(month))
    sealed, public = release.rows("sealed"), release.rows("public")
    small = {
        (row.measure, *(getattr(row, name) for name in KEY)): row.value
        for row in sealed
        if row.unit == "persons"
        and row.value is not None
        and row.category1 != "unknown"
        and (row.dimension2 or row.dimension1 in {"nationality", "sex", "age", "vulnerability"})
        and 0 < row.value < 5
    }
    assert len(small) == release.manifest["protection"]["protected"] > 20
    seen = 0
    for row in public:
        key = (row.measure.removesuffix("_change"), *(getattr(row, name) for name in KEY))
        if key not in small:
            assert row.status is not Status.PROTECTED or row.measure.endswith("_change")
            continue
        seen += 1
        assert row.value is None, row
        assert row.status is Status.PROTECTED, row
        assert row.base is None or row.unit != "pp", row
    assert seen >= 3 * len(small)
    # What is not hidden is what was counted.
    shown = [row for row in public if row.status is not Status.PROTECTED]
    assert {repr(row) for row in shown} <= {repr(row) for row in sealed}
    assert len(public) == len(sealed)


def test_di06_the_public_files_of_a_release_hold_no_hidden_row(mali_closed: Path) -> None:
    text = (mali_closed / "releases/2020-06/r1/public/table.csv").read_text("utf-8")
    lines = [line for line in text.splitlines() if ",protected," in line]
    assert len(lines) > 100
    # release … category2 (nine cells), then an empty value
    assert all(line.split(",")[9] == "" for line in lines)


def test_di06_a_month_after_a_small_one_does_not_give_it_away(mission: object) -> None:
    from datetime import date

    from azalai.model.periods import Month
    from azalai.release import close

    header = "form,day,place,way,n,Mali,Niger\n"
    mapping = (
        'format = 1\n[columns]\nrecord_id = "form"\ndate = "day"\npoint = "place"\n'
        'direction = "way"\npersons = "n"\n[wide.nationality]\n"*" = "countries"\n'
    )
    mission.load(  # type: ignore[attr-defined]
        header + "1,2020-05-09,East,in,100,96,4\n2,2020-06-09,East,in,100,60,40\n", mapping
    )
    folder = mission.folder  # type: ignore[attr-defined]
    for month in (5, 6):
        close(folder, Month(2020, month), date(2020, 7, 10))
    rows = open_release(folder, Month(2020, 6)).rows()
    niger = [row for row in rows if (row.place, row.direction, row.category1) == (
        "ML-east", "total", "NER")]  # fmt: skip
    assert [(row.unit, row.value) for row in niger] == [
        ("persons", 40), ("%", 40), ("share", 0.4), ("pp", None),
    ]  # fmt: skip
    assert niger[-1].base is None
