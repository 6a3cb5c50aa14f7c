"""Earlier months, narrowly: persons by place and direction, and days, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from azalai.measures.counting import Summary, point_days
from azalai.measures.declared import FLOWS_SQL
from azalai.measures.sampling import separate
from azalai.model.periods import Month
from azalai.model.points import DayStatus, Role
from azalai.workspace import Engine, Folder, engine
from azalai.workspace.engine import parquet_of, quoted


def flow_history(
    folder: Folder, closed: Mapping[Month, Path], still_open: Iterable[Month]
) -> list[Summary]:
    """The flows of some months, oldest first; all that series and reference periods read.

    Parameters
    ----------
    closed : mapping
        Month -> folder of its sealed ``counts.parquet`` and ``days.parquet``.
    still_open : iterable of Month
        Months that are counted from their records.
    """
    unclosed = list(still_open)
    summaries = {month: Summary(month, folder.country) for month in sorted({*closed, *unclosed})}
    if not summaries:
        return []
    with engine() as opened:
        _load_flows(opened, folder, closed, unclosed)
        _fill(opened, folder.country, summaries)
    return list(summaries.values())


def _load_flows(
    opened: Engine, folder: Folder, closed: Mapping[Month, Path], unclosed: list[Month]
) -> None:
    """Tables ``flows`` (persons by point, date, direction) and ``days`` of all months."""
    flows, days = [], []
    if closed:
        counts = parquet_of(path / "counts.parquet" for path in closed.values())
        flows.append(
            f"SELECT point, date, direction, persons FROM {counts} WHERE measure = 'flows'"
        )
        known = parquet_of(path / "days.parquet" for path in closed.values())
        days.append(f"SELECT point, date, role, status FROM {known}")
    if unclosed:
        folder.load(opened, unclosed)
        separate(opened)
        flows.append(f"SELECT point, date, direction, persons FROM ({FLOWS_SQL})")
        for index, month in enumerate(unclosed):
            opened.table(f"days{index}", point_days(opened, folder, month))
            days.append(f"SELECT point, date, role, status FROM days{index}")
    opened.run(f"CREATE TABLE flows AS {' UNION ALL '.join(flows)}")
    opened.run(f"CREATE TABLE days AS {' UNION ALL '.join(days)}")


def _fill(opened: Engine, country: str, summaries: Mapping[Month, Summary]) -> None:
    counting = ", ".join(quoted(status) for status in DayStatus if status.counts)
    for year, number, point, days in opened.rows(
        f"SELECT year(date), month(date), point, count(*) FILTER (status IN ({counting})) "
        "FROM days GROUP BY ALL"
    ):
        summaries[Month(year, number)].days[point] = days
    edge = f"role = {quoted(Role.ENTRY_EXIT)}"
    for (day,) in opened.rows(
        f"SELECT DISTINCT date FROM days WHERE {edge} AND status IN ({counting})"
    ):
        summaries[Month.of(day)].national_days.add(day)
    for month, summary in summaries.items():
        summary.days[country] = month.days
    placed = (
        "SELECT *, point AS place FROM flows UNION ALL "
        f"SELECT f.*, {quoted(country)} FROM flows AS f JOIN days AS d USING (point, date) "
        f"WHERE {edge}"
    )
    for year, number, place, direction, persons in opened.rows(
        "SELECT year(date), month(date), place, direction, sum(persons)::BIGINT "
        f"FROM ({placed}) GROUP BY ALL"
    ):
        cells = summaries[Month(year, number)].cells
        for way in (direction, "total"):
            cell = cells.setdefault(("flows", place, way), {})
            before = cell.get(("", ""), (0, 0))[0]
            cell["", ""] = (before + persons, before + persons)
