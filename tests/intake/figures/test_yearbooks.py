"""UNHCR, HAPI and IDMC: what their signs and columns mean."""

from __future__ import annotations

from typing import Any

from azalai.model.figures import Category, Quantifier, Role

PREFACE = "\n".join(
    ["Extracted from the UNHCR Population Statistics Reference Database", "", '"note, one"',
     *[f"line {number}" for number in range(11)]]
)  # fmt: skip
UNHCR = (
    PREFACE
    + """
Year,Country of origin,Country of origin (ISO),Country of asylum,Country of asylum (ISO),\
Refugees under UNHCR's mandate,Asylum-seekers,Returned refugees,IDPs of concern to UNHCR,\
Returned IDPss,Stateless persons,Others of concern,\
Other people in need of international protection,Host Community
2012,Mali,MLI,Niger,NER,50204,94,30,0,0,0,0,-,-
2012,Mali,MLI,Togo,TGO,*,0,0,0,0,0,0,-,-
2012,Mali,MLI,Mali,MLI,0,0,0,227930,1000,0,0,-,-
2012,Unknown,UNK,Niger,NER,12,0,0,0,0,0,0,-,-
2012,Atlantis,XXX,Niger,NER,5,0,0,0,0,0,0,-,-
"""
)


def of(room: Any, **wanted: Any) -> dict[tuple[str, str], str]:
    return {(item.place, item.origin): f"{item.quantifier} {item.value}"
            for item in room.ledger.select(**wanted)}  # fmt: skip


def test_unhcr_states_people_at_the_end_of_the_year(room: Any) -> None:
    report = room.bring("population.csv", UNHCR)
    assert report.kind == "unhcr"
    assert of(room, population="refugee", category=Category.STOCK) == {
        ("NER", "MLI"): "exact 50204", ("TGO", "MLI"): "at_most 4", ("NER", ""): "exact 12",
    }  # fmt: skip
    assert of(room, population="idp", category=Category.STOCK) == {("MLI", ""): "exact 227930"}
    assert of(room, population="asylum_seeker") == {("NER", "MLI"): "exact 94"}
    assert {str(item.as_of) for item in room.ledger if item.category is Category.STOCK} == {
        "2012-12-31"
    }


def test_unhcr_hides_one_to_four_behind_a_star(room: Any) -> None:
    room.bring("population.csv", UNHCR)
    (hidden,) = room.ledger.select(place="TGO")
    assert hidden.quantifier is Quantifier.AT_MOST
    assert (hidden.low, hidden.high) == (1, 4)


def test_an_origin_nobody_knows_is_a_part_and_no_total(room: Any) -> None:
    room.bring("population.csv", UNHCR)
    (unknown,) = room.ledger.select(place="NER", origin="")
    assert unknown.breakdown == (("origin", "unknown"),)


def test_unhcr_returns_are_of_the_year_and_lead_home(room: Any) -> None:
    room.bring("population.csv", UNHCR)
    returns = {item.population: item for item in room.ledger.select(category=Category.RETURN)}
    assert (returns["refugee"].place, returns["refugee"].origin) == ("MLI", "NER")
    assert (returns["idp"].place, returns["idp"].value) == ("MLI", 1000)
    assert (str(returns["idp"].first), str(returns["idp"].last)) == ("2012-01-01", "2012-12-31")


def test_unhcr_zeros_and_dashes_are_counted_and_make_no_figures(room: Any) -> None:
    report = room.bring("population.csv", UNHCR)
    told = {item.rule: item.value for item in report.findings}
    # Two cells of each of the four rows whose countries are known.
    assert told["dashes"] == "8"
    assert told["unknown_country"] == "XXX"
    assert not any(item.value == 0 for item in room.ledger)


def test_the_json_of_unhcr_is_the_same(room: Any) -> None:
    rows = [{"year": 2012, "coo_iso": "MLI", "coo_name": "Mali", "coa_iso": "NER",
             "coa_name": "Niger", "refugees": 50204, "asylum_seekers": "94", "idps": 0,
             "returned_refugees": 30, "stateless": "-", "ooc": 0, "oip": "-",
             "hst": "-"}]  # fmt: skip
    report = room.bring("a.json", {"page": 1, "maxPages": 3, "items": rows})
    assert report.kind == "unhcr"
    assert "answer_pages" in [item.rule for item in report.findings]
    assert of(room, population="refugee", category=Category.STOCK) == {
        ("NER", "MLI"): "exact 50204"
    }


HAPI = """origin_location_code,asylum_location_code,population_group,gender,age_range,min_age,\
max_age,population,reference_period_start,reference_period_end
#country+code,#country+code,#group,#gender,#age,#age+min,#age+max,#population,#date+start,#date+end
MLI,NER,REF,all,all,,,50204,2012-01-01,2012-12-31
MLI,NER,REF,f,0-4,0,4,5000,2012-01-01,2012-12-31
MLI,NER,RET,all,all,,,30,2012-01-01,2012-12-31
MLI,NER,ZZZ,all,all,,,9,2012-01-01,2012-12-31
"""


def test_hapi_states_groups_sexes_and_ages(room: Any) -> None:
    report = room.bring("a.csv", HAPI)
    assert (report.kind, report.set_aside) == ("hapi", 1)
    found = {(item.category, item.sex, item.age): item for item in room.ledger}
    assert found[Category.STOCK, "", ""].value == 50204
    assert found[Category.STOCK, "F", "0-4"].value == 5000
    back = found[Category.RETURN, "", ""]
    assert (back.place, back.origin, str(back.last)) == ("MLI", "NER", "2012-12-31")
    assert back.role is Role.TRIANGULATION


GIDD = """ISO3,Name,Year,Conflict Stock Displacement,Conflict Stock Displacement (Raw),\
Conflict Internal Displacements,Conflict Internal Displacements (Raw),\
Disaster Internal Displacements,Disaster Stock Displacement
MLI,Mali,2012,228000,227930,230000,229987,6400,
AB9,Abyei,2012,,,5,5,,
"""


def test_idmc_stocks_are_of_the_year_s_end_and_displacements_are_movements(room: Any) -> None:
    report = room.bring("gidd.csv", GIDD)
    assert (report.kind, report.set_aside) == ("idmc", 1)
    found = {(item.category, item.breakdown): item for item in room.ledger}
    conflict, disaster = (("cause", "conflict"),), (("cause", "disaster"),)
    stock = found[Category.STOCK, conflict]
    assert (stock.value, str(stock.as_of), stock.unit) == (227930, "2012-12-31", "persons")
    moved = found[Category.NEW_DISPLACEMENT, conflict]
    assert (moved.value, moved.unit, str(moved.first)) == (229987, "movements", "2012-01-01")
    # Only the rounded number is there.
    assert found[Category.NEW_DISPLACEMENT, disaster].quantifier is Quantifier.ABOUT
    assert len(found) == 3


def test_the_interface_of_idmc_has_other_names(room: Any) -> None:
    rows = [{"iso3": "MLI", "country_name": "Mali", "year": 2012,
             "conflict_new_displacement": 229987, "conflict_new_displacement_rounded": 230000,
             "conflict_total_displacement": 227930, "disaster_new_displacement": None}]  # fmt: skip
    report = room.bring("a.json", {"count": 1, "results": rows})
    assert report.kind == "idmc"
    assert sorted(int(item.value) for item in room.ledger) == [227930, 229987]


IDU = """id,country,iso3,latitude,longitude,role,displacement_type,qualifier,figure,\
displacement_date,displacement_start_date,displacement_end_date,year,event_id,standard_popup_text
100,Mali,MLI,16.2,-0.03,Recommended figure,Conflict,approximately,500,2024-03-02,2024-03-01,\
2024-03-03,2024,7,<b>Mali</b>: about 500 displaced
101,Mali,MLI,16.2,-0.03,Triangulation,Disaster,more than,40,2024-03-02,2024-03-02,2024-03-02,\
2024,8,
102,Mali,MLI,16.2,-0.03,Triangulation,Disaster,perhaps,41,2024-03-02,,,2024,8,
"""


def test_an_event_is_no_total_of_its_country(room: Any) -> None:
    report = room.bring("idu.csv", IDU)
    assert report.kind == "helix"
    found = {dict(item.breakdown)["event"]: item for item in room.ledger}
    first = found["100"]
    assert (first.quantifier, first.role) == (Quantifier.ABOUT, Role.RECOMMENDED)
    assert (str(first.first), str(first.last)) == ("2024-03-01", "2024-03-03")
    assert first.quotation == "Mali : about 500 displaced"
    assert dict(first.breakdown)["cause"] == "conflict"
    assert found["101"].quantifier is Quantifier.AT_LEAST
    assert str(found["102"].first) == "2024-03-02"
    assert "unknown_quantifier" in [item.rule for item in report.findings]


def test_helix_knows_stocks_households_and_parts(room: Any) -> None:
    text = (
        "ISO3,Figure category,Figure cause,Quantifier,Total figures,Unit,Household size,Term,Role,"
        "Start date,End date\n"
        "MLI,IDPs,Conflict,More than,1200,Person,,Displaced,Recommended figure,2023-12-31,"
        "2023-12-31\n"
        "MLI,Partial flow,Conflict,Exactly,50,Household,6,Displaced,Recommended figure,2023-01-01,"
        "2023-02-01\n"
    )
    room.bring("helix.csv", text)
    found = {item.category: item for item in room.ledger}
    stock, flow = found[Category.STOCK], found[Category.NEW_DISPLACEMENT]
    assert (stock.quantifier, str(stock.as_of)) == (Quantifier.AT_LEAST, "2023-12-31")
    assert (flow.unit, flow.household_size, flow.coverage) == ("households", 6, "partial")
    assert flow.role is Role.TRIANGULATION


def test_the_portal_s_places_and_series(room: Any) -> None:
    data = {"data": [
        {"geomaster_name": "Niger", "admin_level": "Country", "date": "2012-05-15",
         "individuals": "38242", "households": None,
         "population_groups_concat": "Refugees", "source": "UNHCR"},
        {"geomaster_name": "Mbera", "admin_level": "Settlement", "date": "2012-05-15",
         "individuals": "61287", "households": "15000",
         "population_groups_concat": "Refugees", "source": "UNHCR"},
    ]}  # fmt: skip
    report = room.bring("a.json", data, said={"origin": "MLI"})
    assert (report.kind, report.places) == ("portal", 1)
    found = {(item.place, item.unit): item for item in room.ledger}
    assert found["NER", "persons"].value == 38242
    assert found["NER", "persons"].origin == "MLI"
    assert found["mbera", "persons"].population == "refugee"
    assert found["mbera", "households"].value == 15000


def test_the_portal_s_time_series(room: Any) -> None:
    data = {"data": {"geoMasterId": {"name": "Niger"}, "timeseries": [
        {"data_date": "2012-05-15", "unix_timestamp": 1337040000, "individuals": 38242},
        {"data_date": "2012-06-15", "unix_timestamp": 1339718400, "individuals": 41000},
    ]}}  # fmt: skip
    report = room.bring("a.json", data)
    assert report.kind == "portal"
    assert {str(item.as_of): int(item.value) for item in room.ledger} == {
        "2012-05-15": 38242, "2012-06-15": 41000,
    }  # fmt: skip


def test_the_portal_s_arrivals_are_of_months(room: Any) -> None:
    text = "geomaster_name,date,individuals\nNiger,2012-02-15,500\n"
    room.bring("a.csv", text, said={"category": "new_displacement", "origin": "Mali"})
    (figure,) = room.ledger
    assert (str(figure.first), str(figure.last)) == ("2012-02-01", "2012-02-29")
    assert (figure.place, figure.origin, figure.as_of) == ("NER", "MLI", None)
