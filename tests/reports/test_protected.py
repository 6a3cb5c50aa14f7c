"""Small numbers in whole bulletins: hidden ones are said to be hidden, bases stand by their rows.

RP-40  rows with bases of their own print them; no one base stands for all
RP-41  what is protected is never said to be missing, nor the reverse
RP-42  an average reads the same in text, chart, explanation and revision
RP-43  a damaged release is not published; a character without a glyph names its place
"""

from __future__ import annotations

import datetime
import shutil
from pathlib import Path

import pytest

from azalai.model.errors import InputError, ReleaseError
from azalai.model.tables import Row, Status
from azalai.reports import sentences
from azalai.reports.bar_charts import movement_types_by_figure
from azalai.reports.bulletin import write_bulletin
from azalai.reports.charts import Backdrop, Charts
from azalai.reports.content import DataTable, Document, Section, plain, texts_of
from azalai.reports.document import bulletin
from azalai.reports.facts import Facts
from azalai.reports.month_tables import destinations_by_month
from azalai.reports.tables import shares_table, vulnerabilities_table
from azalai.reports.trend_charts import trends
from azalai.workspace import Folder
from tests.reports.conftest import JUNE, Handmade, before, flows, profile, row

AT = "ML-gogui"


def asked(code: str, persons: int | None, base: int | None) -> list[Row]:
    """One vulnerability, asked of so many."""
    status = Status.NOT_COLLECTED if base is None else Status.OK
    given = {"dimension1": "vulnerability", "category1": code, "base": base, "status": status}
    share = None if persons is None or base is None else round(100 * persons / base, 1)
    return [row("vulnerabilities", persons, **given), row("vulnerabilities", share, "%", **given)]


def cells(table: DataTable | None) -> list[list[str]]:
    assert table is not None
    return [[cell.text for cell in line] for line in table.rows]


def section(document: Document, key: str) -> Section:
    return next(part for part in document.sections if part.key == key)


def said(part: Section) -> str:
    return " ".join(texts_of(plain(part)))


@pytest.mark.parametrize("small", [False, True])
def test_each_vulnerability_prints_its_own_base(handmade: Handmade, small: bool) -> None:  # RP-40
    rows = [*asked("under_5", 50, 1000), *asked("elderly", 10, 40), *asked("pregnant", None, None)]
    table = vulnerabilities_table(handmade(rows), AT, small=small)
    assert cells(table)[:2] == [
        ["Children under five", "50", "5.0%", "1,000"],
        ["Elderly persons", "10", "25.0%", "40"],
    ]
    assert "1,000" not in table.caption + table.note


def test_one_base_is_said_once(handmade: Handmade) -> None:  # RP-40
    table = vulnerabilities_table(
        handmade([*asked("under_5", 50, 1000), *asked("elderly", 10, 1000)]), AT
    )
    assert len(table.columns) == 3
    assert table.note == "Base: 1,000 people with a known answer."


def test_directions_have_bases_of_their_own(handmade: Handmade) -> None:  # RP-40
    rows = [
        *profile("nationalities", "nationality", {"MLI": 60, "BFA": 40}),
        *profile("nationalities", "nationality", {"MLI": 50, "BFA": 10}, direction="in"),
        *profile("nationalities", "nationality", {"MLI": 10, "BFA": 30}, direction="out"),
    ]
    table = shares_table(handmade(rows), "nationalities", AT, with_directions=True)
    assert table is not None
    assert table.note.endswith("By direction: incoming 60 and outgoing 40.")


def crossed(country: str, people: dict[str, int | None]) -> list[Row]:
    return [
        row("movement_types_by_next", n, dimension1="next_destination", category1=country,
            dimension2="movement_type", category2=kind, place="MLI",
            status=Status.PROTECTED if n is None else Status.OK)
        for kind, n in people.items()
    ]  # fmt: skip


def test_countries_left_out_of_a_chart_are_named(handmade: Handmade) -> None:  # RP-41
    shown = crossed("DZA", {"seasonal": 30, "long_term": 70})
    hidden = crossed("NER", {"seasonal": 40, "long_term": None})
    charts = Charts(handmade([*shown, *hidden]), Backdrop())
    figure, left_out = movement_types_by_figure(charts, "movement_types_by_next")
    assert figure is not None
    assert left_out == "Left out: Niger, where a number is too small to publish."


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_a_chart_of_hidden_cells_only_is_not_called_missing(
    handmade: Handmade, lang: str
) -> None:  # RP-41
    rows = [
        *flows(100, 60, 40, place="MLI"),
        *profile("movement_types", "movement_type", {"seasonal": 60, "long_term": 40}, place="MLI"),
        *crossed("NER", {"seasonal": None, "long_term": None}),
        row("movement_types_by_departure", None, "", place="MLI", status=Status.NOT_COLLECTED),
    ]
    found = said(section(bulletin([handmade(rows).release], lang), "movement_types"))
    hidden, missing = {
        "en": ("to protect small numbers", "no answer was collected"),
        "fr": ("pour protéger les petits effectifs", "aucune réponse n’a été collectée"),
    }[lang]
    assert found.count(hidden) == 1 and found.count(missing) == 1


def test_final_destinations_that_are_hidden_are_not_called_missing(
    handmade: Handmade,
) -> None:  # RP-41
    given = {"place": "MLI", "direction": "out"}
    rows = [
        *flows(6, 3, 3, place="MLI"),
        *profile("final_destinations", "final_destination", {"DZA": None}, base=3, **given),
    ]
    facts = handmade(rows)
    assert destinations_by_month(facts) is None
    assert sentences.absent(facts, "final_destinations", direction="out").endswith(
        "not printed, to protect small numbers."
    )


def day(number: int, persons: int | None, status: Status = Status.OK) -> Row:
    return row("daily", persons, period=str(datetime.date(2020, 6, number)), status=status,
               place="MLI")  # fmt: skip


def test_a_hidden_day_is_drawn_and_read_as_hidden(handmade: Handmade) -> None:  # RP-41
    open_days = [day(1, 20), day(2, 30), day(3, None, Status.NOT_COLLECTED)]
    hidden = [*open_days, day(4, None, Status.PROTECTED)]
    shown, covered = (Charts(handmade(rows), Backdrop()) for rows in (open_days, hidden))
    daily = [trends(charts).daily for charts in (shown, covered)]
    assert daily[0] is not None and daily[1] is not None
    assert "most on 2 June 2020 with 30 people" in daily[0].alt
    alt = daily[1].alt
    assert "the number of 1 day is protected" in alt and "most" not in alt
    assert "No data were collected on 1 day of the month." in alt
    words = list(texts_of(covered.specs["daily-MLI"]))
    assert "protected: too small to publish" in words and words.count("<") == 2
    assert "protected: too small to publish" not in texts_of(shown.specs["daily-MLI"])


def test_no_highest_day_is_named_where_one_is_hidden(handmade: Handmade) -> None:  # RP-41
    rows = [*flows(50, 50, 0, place="MLI"), day(1, 20), day(2, 30)]
    clear = said(section(bulletin([handmade(rows).release], "en"), "trends"))
    rows.append(day(3, None, Status.PROTECTED))
    hidden = said(section(bulletin([handmade(rows).release], "en"), "trends"))
    assert "The highest daily count was 30 people" in clear
    assert "highest daily count" not in hidden and "too small to publish" in hidden


def monthly(period: str, persons: int | None, days: int, status: Status = Status.OK) -> Row:
    value = None if persons is None else round(persons / days, 2)
    return row("monthly_average", value, "persons/day", base=persons, days=days, period=period,
               status=status)  # fmt: skip


def test_a_hidden_month_is_not_without_data(handmade: Handmade) -> None:  # RP-41
    rows = [monthly("2020-05", None, 31, Status.PROTECTED), monthly("2020-06", 300, 30)]
    charts = Charts(handmade(rows), Backdrop())
    # The point opened in January: till April there are no data, May is hidden.
    assert trends(charts, AT).monthly.alt.endswith(
        "4 months without data: January 2020 – April 2020. 1 month protected: too small to publish."
    )
    assert "protected: too small to publish" in texts_of(charts.specs[f"monthly-{AT}"])


def test_an_average_reads_the_same_everywhere(handmade: Handmade) -> None:  # RP-42
    # 203 by 31 is 6.548: once rounded 6.5, twice rounded 7 (6.55, 6.6) or cut 6.
    rows = [*flows(947, 947, 0), *before(203, 31, 384), monthly("2020-06", 947, 30)]
    facts: Facts = handmade(rows)
    assert "(6.5 a day)" in sentences.average(facts, AT)
    charts = Charts(facts, Backdrop())
    alt = trends(charts, AT).monthly.alt
    assert "May 2020 6.5" in alt and "June 2020 32" in alt
    words = list(texts_of(charts.specs[f"monthly-{AT}"]))
    assert {"6.5", "32"} <= set(words) and "6" not in words and "7" not in words


def test_a_series_begins_with_its_first_number(handmade: Handmade) -> None:
    recent = Charts(handmade([monthly("2020-05", 310, 31)]), Backdrop())
    # Twelve months are drawn; before January 2020 the point was not open.
    assert "since January 2020" in trends(recent, AT).monthly.caption
    long = Charts(handmade([monthly("2017-03", 310, 31)]), Backdrop())
    assert "since March 2017" in trends(long, AT).monthly.caption


def test_a_damaged_release_is_not_published(mali_closed: Path, tmp_path: Path) -> None:  # RP-43
    root = tmp_path / "mali"
    shutil.copytree(mali_closed, root)
    table = root / "releases/2020-06/r1/public/table.csv"
    table.chmod(0o644)
    table.write_text(table.read_text("utf-8") + "\n", encoding="utf-8")
    with pytest.raises(ReleaseError) as caught:
        write_bulletin(Folder(root), JUNE, ["en"], tmp_path / "out")
    assert caught.value.code == "release_damaged"
    assert caught.value.values["files"] == "public/table.csv"
    assert not (tmp_path / "out").exists()


def test_a_character_without_a_glyph_names_its_line(
    mali_closed: Path, tmp_path: Path
) -> None:  # RP-43
    root = tmp_path / "mali"
    shutil.copytree(mali_closed, root)
    (root / "text").mkdir(exist_ok=True)
    (root / "text/2020-06.fr.md").write_text(
        "## trends (add)\n\nÀ Ségou ☞ Ω.\n\nÀ Gao 漢.\n", encoding="utf-8"
    )
    with pytest.raises(InputError) as caught:
        write_bulletin(Folder(root), JUNE, ["en", "fr"], tmp_path / "out")
    # The arrow and the Greek letter come from the fonts behind the first.
    assert caught.value.code == "text_no_glyph"
    assert caught.value.values == {
        "path": "2020-06.fr.md", "row": 5, "value": "漢", "name": "U+6F22",
    }  # fmt: skip
    assert list((tmp_path / "out").glob("*")) == []


def test_a_revision_prints_averages_as_its_pages_do(handmade: Handmade) -> None:  # RP-42
    # 299 by 30 is 9.967, which is 10 and not 10.0; 195 by 30 is 6.5, which is neither 6 nor 7.
    rows = flows(299, 299, 0, place="MLI")
    facts = handmade(rows, revision=2, changed_rows=1, reason="late forms")
    (facts.release.path / "public/changes.csv").write_text(
        "measure,place,direction,category1,unit,before,now,before_status,now_status,"
        "before_base,now_base,before_days,now_days\n"
        "average_per_day,MLI,total,,persons/day,6.5,9.97,,,195,299,30,30\n",
        encoding="utf-8",
    )
    found = said(section(bulletin([facts.release], "en"), "revision"))
    assert " 6.5 " in f" {found} " and " 10 " in f" {found} "
    assert facts.average() == "10"
