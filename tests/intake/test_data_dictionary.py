"""Files whose columns bear the names of the DTM data dictionary.

IN-20  columns named as in the data dictionary need no line in the mapping
IN-21  its codes for direction, transport and source of information are understood
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from azalai.intake import import_file
from azalai.model.flows import COUNT_KINDS, FIELDS
from azalai.workspace import Folder

HEADER = (
    "m0641_fmr_fmp_code,m1855_meta_assessment_date,m0630_ind_movement_type,m3041_fm_num_travellers,"
    "m0646_fmr_mode_transport,m2989_fmr_method_numbers,m2589_fmr_num_men_enter,"
    "m2590_fmr_num_women_enter,m2591_fmr_num_boys_enter,m2592_fmr_num_girls_enter,"
    "m0709_fmr_num_uasc,m1585_fmr_main_intention_dest"
)


def test_a_file_in_the_data_dictionarys_names_needs_no_mapping_of_columns(
    empty_mali: Path, tmp_path: Path
) -> None:
    """IN-20, IN-21"""
    data, mapping = tmp_path / "fmr.csv", tmp_path / "empty.toml"
    mapping.write_text("format = 1\n[columns]\n", encoding="utf-8")
    data.write_text(
        f"{HEADER}\n"
        "ML-gogui,2020-06-03,entry,7,bus,count_enumerator,3,2,1,1,0,MRT\n"
        "ML-gogui,2020-06-04,exit,2,dnk,ki_estimate,1,1,0,0,,\n",
        encoding="utf-8",
    )
    folder = Folder(empty_mali)
    report = import_file(folder, data, mapping, date(2020, 7, 10))
    assert (report.groups, report.persons, report.set_aside) == (2, 9, 0)
    from azalai.workspace import engine

    with engine() as opened:
        folder.load(opened, folder.months())
        groups = opened.rows(
            "SELECT direction, transport, information_source, final_destination FROM groups "
            "ORDER BY date"
        )
        counts = opened.rows(
            "SELECT kind, category, category2, persons FROM counts WHERE date = '2020-06-03' "
            "ORDER BY ALL"
        )
    assert groups == [
        ("in", "bus", "direct_observation", "MRT"),
        ("out", None, "key_informant", None),
    ]
    assert counts == [
        ("sex_age", "F", "adult", 2),
        ("sex_age", "F", "minor", 1),
        ("sex_age", "M", "adult", 3),
        ("sex_age", "M", "minor", 1),
        ("vulnerability", "unaccompanied", "", 0),
    ]


def test_every_name_we_give_has_the_form_of_the_data_dictionary() -> None:
    """IN-20: a letter, four digits, a theme, a slug."""
    names = [name for item in FIELDS.values() for name in item.dtm]
    names += [name for kind in COUNT_KINDS.values() for name in kind.dtm]
    assert len(names) == len(set(names))
    for name in names:
        start, theme, *slug = name.split("_")
        assert start[0] in "ms", name
        assert start[1:].isdigit(), name
        assert len(start) == 5, name
        assert theme in {"meta", "loc", "hh", "ind", "fmr", "fm", "svy", "admin"}, name
        assert slug, name
