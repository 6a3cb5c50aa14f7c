"""DTM's interface. Every expected number is worked out by hand from the rows above it."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest

from azalai.model.errors import InputError
from azalai.model.figures import Category


def answer(rows: list[dict[str, Any]], **other: Any) -> dict[str, Any]:
    return {"result": rows, "statusCode": 200, "isSuccess": True, "errorMessages": [],
            "totalRecordsCount": len(rows)} | other  # fmt: skip


def rules(report: Any) -> list[str]:
    return [item.rule for item in report.findings]


def test_a_stock_is_the_sum_of_its_rows_at_each_level(room: Any, dtm_row: Any) -> None:
    rows = [
        dtm_row(100),
        dtm_row(30, idpOriginAdmin1Pcode="ML06", idpOriginAdmin1Name="Tombouctou",
                displacementReason="CONFLICT"),
        dtm_row(5, displacementReason="Natural disaster"),
        dtm_row(7, admin2Name="Ansongo", admin2Pcode="ML0701"),
        dtm_row(11, admin1Name="Mopti", admin1Pcode="ML05", admin2Name="Douentza",
                admin2Pcode="ML0503"),
    ]  # fmt: skip
    report = room.bring("a.json", answer(rows))
    assert (report.rows, report.rounds, report.set_aside) == (5, 1, 0)
    assert report.stocks == 6  # three districts, two regions, one country
    assert room.values() == {
        ("ML0702",): "135", ("ML0702", "ML08"): "105", ("ML0702", "ML06"): "30",
        ("ML0702", "reason=conflict"): "130", ("ML0702", "reason=disaster"): "5",
        ("ML0701",): "7", ("ML0701", "ML08"): "7", ("ML0701", "reason=conflict"): "7",
        ("ML07",): "142", ("ML07", "ML08"): "112", ("ML07", "ML06"): "30",
        ("ML07", "reason=conflict"): "137", ("ML07", "reason=disaster"): "5",
        ("ML0503",): "11", ("ML0503", "ML08"): "11", ("ML0503", "reason=conflict"): "11",
        ("ML05",): "11", ("ML05", "ML08"): "11", ("ML05", "reason=conflict"): "11",
        ("MLI",): "153", ("MLI", "ML08"): "123", ("MLI", "ML06"): "30",
        ("MLI", "reason=conflict"): "148", ("MLI", "reason=disaster"): "5",
    }  # fmt: skip
    figure = room.ledger.select(place="ML0702", origin="", breakdown=())[0]
    assert (figure.category, figure.population, figure.unit) == (Category.STOCK, "idp", "persons")
    assert (figure.operation, figure.round, figure.assessment) == ("Mali Conflict", "7", "BA")
    assert str(figure.as_of) == "2024-03-31"
    assert room.ledger.source(figure.source).name("fr") == "OIM DTM"


def test_districts_come_in_with_their_names_and_regions(room: Any, dtm_row: Any) -> None:
    room.bring("a.json", answer([dtm_row(1)]))
    places = room.ledger.places
    assert (places["ML0702"].name("en"), places["ML0702"].within) == ("Bourem", "ML07")
    assert places.parts("ML07") == ("ML0702",)


def test_rounds_dates_and_assessments_are_stocks_of_their_own(room: Any, dtm_row: Any) -> None:
    rows = [
        dtm_row(100), dtm_row(100, assessmentType="SA"), dtm_row(80, roundNumber=8),
        dtm_row(90, reportingDate="2024-04-30T00:00:00"),
    ]  # fmt: skip
    assert room.bring("a.json", answer(rows)).rounds == 4
    stocks = [item for item in room.ledger.select(place="MLI") if not item.origin]
    found = {(item.round, item.assessment, str(item.as_of), str(item.value))
             for item in stocks if not item.breakdown}  # fmt: skip
    assert found == {("7", "BA", "2024-03-31", "100"), ("7", "SA", "2024-03-31", "100"),
                     ("8", "BA", "2024-03-31", "80"), ("7", "BA", "2024-04-30", "90")}  # fmt: skip


def test_a_sex_is_stated_only_where_every_row_has_it(room: Any, dtm_row: Any) -> None:
    rows = [
        dtm_row(100, numberMales=48, numberFemales=52),
        dtm_row(10, numberMales=4, numberFemales=6, idpOriginAdmin1Pcode="ML06"),
        dtm_row(7, admin2Name="Ansongo", admin2Pcode="ML0701"),
    ]
    room.bring("a.json", answer(rows))
    sexes = {key: value for key, value in room.values().items() if "M" in key or "F" in key}
    assert sexes == {("ML0702", "M"): "52", ("ML0702", "F"): "58"}


def test_what_is_not_collected_is_no_zero(room: Any, dtm_row: Any) -> None:
    report = room.bring("a.json", answer([dtm_row(None)]))
    assert room.values() == {("ML0702",): "?", ("ML07",): "?", ("MLI",): "?"}
    assert rules(report) == ["new_places", "no_count"]


@pytest.mark.parametrize(
    ("persons", "rule"),
    [(12.5, "fractional_count"), (-4, "negative_count"), (10**12, "huge_count"),
     ("env. 5 000", "not_a_count")],
)  # fmt: skip
def test_a_count_that_cannot_be_makes_its_stock_a_lower_bound(
    room: Any, dtm_row: Any, persons: Any, rule: str
) -> None:
    report = room.bring("a.json", answer([dtm_row(100), dtm_row(persons)]))
    assert rule in rules(report)
    assert report.set_aside == 1
    assert room.values()["MLI",] == ">=100"
    with (report.folder / "set_aside.csv").open(encoding="utf-8", newline="") as file:
        (line,) = csv.DictReader(file)
    assert line["row"] == "2"
    assert line["rule"] == rule
    assert line["numPresentIdpInd"] == str(persons)
    assert line["why_fr"].startswith("Ligne 2")


def test_a_row_without_its_area_counts_in_the_areas_around(room: Any, dtm_row: Any) -> None:
    rows = [dtm_row(100), dtm_row(20, admin2Name=None, admin2Pcode=None)]
    report = room.bring("a.json", answer(rows))
    found = room.values()
    assert (found["ML0702",], found["ML07",], found["MLI",]) == ("100", "120", "120")
    assert "no_area" in rules(report)


def test_countries_are_kept_apart_and_unknown_ones_set_aside(room: Any, dtm_row: Any) -> None:
    rows = [
        dtm_row(100),
        dtm_row(50, admin0Name="Niger", admin0Pcode="NER", admin1Name="Tahoua",
                admin1Pcode="NE005", admin2Name="Abalak", admin2Pcode="NE005001"),
        dtm_row(9, admin0Name="Atlantis", admin0Pcode="XXX"),
        dtm_row(9, admin0Name=None, admin0Pcode=None),
    ]  # fmt: skip
    report = room.bring("a.json", answer(rows))
    found = room.values()
    assert (found["MLI",], found["NER",], found["NE005",]) == ("100", "50", "50")
    assert report.set_aside == 2
    assert {"unknown_country", "no_country", "several_countries"} <= set(rules(report))


def test_not_available_is_no_origin(room: Any, dtm_row: Any) -> None:
    rows = [
        dtm_row(100),
        dtm_row(10, idpOriginAdmin1Name="Not available", idpOriginAdmin1Pcode="Not available"),
    ]
    room.bring("a.json", answer(rows))
    # Of the ten nobody knows: from Kidal come at least the hundred.
    assert room.values()["MLI", "ML08"] == ">=100"
    assert room.values()["MLI",] == "110"


def test_a_repeated_record_counts_once(room: Any, dtm_row: Any) -> None:
    report = room.bring("a.json", answer([dtm_row(100, id=5), dtm_row(100, id=5)]))
    assert room.values()["MLI",] == "100"
    assert (report.set_aside, "row_again" in rules(report)) == (1, True)
    # One number for two records that differ: both count, and somebody looks.
    report = room.bring(
        "b.json", answer([dtm_row(1, id=5, roundNumber=9), dtm_row(2, id=5, roundNumber=9)])
    )
    assert (report.set_aside, "id_twice" in rules(report)) == (0, True)


def test_totals_among_their_parts_are_not_added(room: Any, dtm_row: Any) -> None:
    nobody = dict.fromkeys(("admin1Name", "admin1Pcode", "admin2Name", "admin2Pcode"))
    rows = [dtm_row(100), dtm_row(20, admin2Name="Ansongo", admin2Pcode="ML0701"),
            dtm_row(120, **nobody)]  # fmt: skip
    report = room.bring("a.json", answer(rows))
    assert room.values()["MLI",] == "120"
    assert "total_row" in rules(report)


def test_an_answer_that_failed_is_refused(room: Any, dtm_row: Any) -> None:
    path = room.file("a.json", answer([], isSuccess=False, errorMessages=["Invalid key"]))
    from azalai.intake.figures import import_figures

    with pytest.raises(InputError) as said:
        import_figures(room.folder, path, __import__("datetime").date(2024, 7, 1))
    assert (said.value.code, said.value.values["said"]) == ("answer_failed", "Invalid key")
    assert not (room.folder.root / "figures").exists()


def test_a_part_of_an_answer_states_lower_bounds(room: Any, dtm_row: Any) -> None:
    report = room.bring("a.json", answer([dtm_row(100)], totalRecordsCount=40))
    assert "answer_paged" in rules(report)
    assert room.values()["MLI",] == ">=100"


HDX = """id,operation,admin0Name,admin0Pcode,admin1Name,admin1Pcode,adminLevel,numPresentIdpInd,\
reportingDate,roundNumber,displacementReason,numberMales,numberFemales,assessmentType
#id+code,#operation+name,#country+name,#country+code,#adm1+name,#adm1+code,#adm+level,\
#affected+idps,#date+reported,#round+code,#cause+type,#affected+idps+m,#affected+idps+f,\
#assessment+type
1,Mali Conflict,Mali,MLI,,,0,120,2024-03-31,7,Conflict,,,BA
2,Mali Conflict,Mali,MLI,Gao,ML07,1,100,2024-03-31,7,Conflict,,,BA
3,Mali Conflict,Mali,MLI,Kidal,ML08,1,20,2024-03-31,7,Conflict,,,BA
"""


def test_hdx_says_the_level_of_each_row(room: Any) -> None:
    room.bring("a.csv", HDX)
    found = {key: value for key, value in room.values().items() if len(key) == 1}
    assert found == {("MLI",): "120", ("ML07",): "100", ("ML08",): "20"}


def test_hdx_without_names_that_are_known_is_read_by_its_tags(room: Any) -> None:
    head, rest = HDX.split("\n", 1)
    other = ",".join(f"column {number}" for number in range(len(head.split(","))))
    room.bring("a.csv", f"{other}\n{rest}")
    assert room.values()["ML07",] == "100"


def test_the_same_file_twice_changes_nothing(room: Any, dtm_row: Any) -> None:
    first = room.bring("a.json", answer([dtm_row(100)]))
    before = {path: path.stat().st_mtime_ns for path in room.folder.root.rglob("*.parquet")}
    again = room.bring("other name.json", answer([dtm_row(100)]))
    assert (first.changed, again.changed, again.import_id) == (True, False, first.import_id)
    assert before == {p: p.stat().st_mtime_ns for p in room.folder.root.rglob("*.parquet")}


def test_a_longer_answer_states_the_known_once(room: Any, dtm_row: Any) -> None:
    room.bring("a.json", answer([dtm_row(100)]))
    report = room.bring("b.json", answer([dtm_row(100), dtm_row(80, roundNumber=8)]))
    assert report.known == 9  # three places, each with its origin and its reason
    assert sorted(str(figure.value) for figure in room.ledger
                  if figure.place == "MLI" and not figure.origin and not figure.breakdown
                  ) == ["100", "80"]  # fmt: skip


def test_another_value_is_set_aside_until_it_replaces(room: Any, dtm_row: Any) -> None:
    first = room.bring("a.json", answer([dtm_row(100), dtm_row(40, roundNumber=6)]))
    report = room.bring("b.json", answer([dtm_row(101), dtm_row(80, roundNumber=8)]))
    assert report.contradicting == 9
    assert (report.folder / "set_aside_figures.csv").exists()
    assert {str(figure.value) for figure in room.ledger} == {"100", "40", "80"}
    report = room.bring("c.json", answer([dtm_row(102)]), replaces=first.import_id)
    # Round 6 (nine figures) is not stated any more, and nine of round 7 changed.
    assert report.withdrawn == 18
    assert {str(figure.value) for figure in room.ledger} == {"102", "80"}
    assert (room.folder.root / "figures" / "imports" / first.import_id / "original.json").exists()


def test_a_replaced_file_comes_back_when_it_replaces(room: Any, dtm_row: Any) -> None:
    room.bring("a.json", answer([dtm_row(100)]))
    room.bring("b.json", answer([dtm_row(101)]), replaces="a.json")
    assert {str(figure.value) for figure in room.ledger} == {"101"}
    assert room.bring("a.json", answer([dtm_row(100)])).replaced_by
    room.bring("a.json", answer([dtm_row(100)]), replaces="b.json")
    assert {str(figure.value) for figure in room.ledger} == {"100"}


def test_one_file_takes_the_place_of_several(room: Any, dtm_row: Any) -> None:
    """The same round was downloaded twice, in a longer file too; a correction replaces both."""
    one = room.bring("a.json", answer([dtm_row(100)])).import_id
    other = room.bring("b.json", answer([dtm_row(100), dtm_row(80, roundNumber=8)])).import_id
    right = answer([dtm_row(101), dtm_row(80, roundNumber=8)])
    assert room.bring("c.json", right, replaces=one).contradicting == 9
    assert room.bring("c.json", right, replaces=other).contradicting == 0
    assert {str(figure.value) for figure in room.ledger} == {"101", "80"}
    room.bring("b.json", answer([dtm_row(100), dtm_row(80, roundNumber=8)]), replaces="c.json")
    # What comes back is what was asked for; the first file stays replaced.
    assert {str(figure.value) for figure in room.ledger} == {"100", "80"}


def test_ids_follow_from_what_is_stated(room: Any, dtm_row: Any, tmp_path: Path) -> None:
    room.bring("a.json", answer([dtm_row(100)]))
    before = {figure.id for figure in room.ledger}
    room.bring("b.json", answer([dtm_row(101)]), replaces="a.json")
    assert {figure.id for figure in room.ledger} == before


def test_only_the_places_asked_for(room: Any, dtm_row: Any) -> None:
    rows = [dtm_row(100), dtm_row(11, admin1Name="Mopti", admin1Pcode="ML05", admin2Name="Douentza",
                                  admin2Pcode="ML0503", idpOriginAdmin1Pcode=None,
                                  idpOriginAdmin1Name=None)]  # fmt: skip
    room.bring("a.json", answer(rows), only=("ML05",))
    assert {key[0] for key in room.values()} == {"ML05", "ML0503"}


def test_a_dry_run_writes_nothing(room: Any, dtm_row: Any) -> None:
    report = room.bring("a.json", answer([dtm_row(100)]), dry_run=True)
    assert report.figures == 9
    assert not (room.folder.root / "figures").exists()
    assert len(room.ledger) == 0
