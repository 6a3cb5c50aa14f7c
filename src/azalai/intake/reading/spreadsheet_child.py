"""Run as a program of its own: unpacks a spreadsheet where nothing but this process can suffer.

A workbook of a few kilobytes can ask for more memory than any machine has (one cell in its last
corner does), and the request ends the process that makes it. So this one makes it, within a limit.
It imports nothing of Azalai and so starts fast. Bytes come on standard input, the wishes as JSON
in the first argument; the answer on standard output is a line of JSON, then for each sheet a line
of JSON and a stream of Arrow.
"""

from __future__ import annotations

import contextlib
import json
import re
import sys
from typing import Any, BinaryIO

_ERRORS = {
    "Div0": "#DIV/0!", "NA": "#N/A", "Name": "#NAME?", "Null": "#NULL!", "Num": "#NUM!",
    "Ref": "#REF!", "Value": "#VALUE!", "GettingData": "#GETTING_DATA",
}  # fmt: skip
_TIME = re.compile(r"PT(?:(\d{1,4})H)?(?:(\d{1,2})M)?(?:(\d{1,2})(?:[.,]\d+)?S)?")


def _limit(memory: int) -> None:
    """No more memory than this, where the system can hold a process to it."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        # Absent on Windows, where mypy would not know it.
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _limit_time(seconds: int) -> None:
    """No more of a processor than this from now on: some damaged parts are read for ever.

    By the clock, a busy machine would be taken for a bad file.
    """
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        spent = resource.getrusage(resource.RUSAGE_SELF)
        most = int(spent.ru_utime + spent.ru_stime) + 1 + seconds
        resource.setrlimit(resource.RLIMIT_CPU, (most, most + 1))


def _say(out: BinaryIO, **values: object) -> None:
    out.write(json.dumps(values).encode() + b"\n")


def _text_of(detail: str) -> str:
    """What a cell shows that is no text and no number: an error, or a time of OpenDocument."""
    inner = detail.partition("(")[2].rpartition(")")[0].strip('"')
    time = _TIME.fullmatch(inner)
    if time is not None and int(time[1] or 0) < 24:
        return ":".join(f"{int(part or 0):02d}" for part in time.groups())
    return _ERRORS.get(inner, f"#{inner[:40] or '?'}")


def _sheet(book: Any, name: str, rows: int | None) -> tuple[Any, int]:
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    sheet = book.load_sheet(
        name, header_row=None, skip_rows=0, n_rows=rows, dtypes="string",
        skip_whitespace_tail_rows=True,
    )  # fmt: skip
    batch, problems = sheet.to_arrow_with_errors()
    columns = list(batch.columns)
    if problems is not None:
        by_column: dict[int, list[tuple[int, str]]] = {}
        for item in problems.errors:
            row, column = item.position
            by_column.setdefault(column, []).append((row, _text_of(item.detail)))
        for column, items in by_column.items():
            items.sort()
            mask = np.zeros(batch.num_rows, bool)
            mask[[row for row, _ in items]] = True
            columns[column] = pc.replace_with_mask(
                columns[column].cast(pa.string()), pa.array(mask.tolist()),
                pa.array([text for _, text in items], pa.string()),
            )  # fmt: skip
    names = [f"c{index}" for index in range(len(columns))]
    batch = pa.RecordBatch.from_arrays([item.cast(pa.string()) for item in columns], names=names)
    known = sheet.selected_columns
    return batch, known[0].absolute_index if known else 0


def main() -> None:
    """Answer one wish."""
    wish = json.loads(sys.argv[1])
    _limit(wish["memory"])
    out = sys.stdout.buffer
    import fastexcel
    import pyarrow as pa

    _limit_time(wish["seconds"])
    try:
        book = fastexcel.read_excel(sys.stdin.buffer.read())
        names = book.sheet_names
    except fastexcel.FastExcelError:
        _say(out, error="bad_spreadsheet")
        return
    wanted = names if wish["all"] else wish["sheets"] or names[:1]
    _say(out, names=names, wanted=wanted)
    for name in wanted:
        if name not in names:
            return
        try:
            batch, left = _sheet(book, name, wish["rows"])
        except fastexcel.FastExcelError:
            # A sheet that is a chart, in a workbook whose tables can be read.
            _say(out, error="bad_spreadsheet")
            continue
        _say(out, left=left, columns=batch.num_columns)
        if batch.num_columns:
            with pa.ipc.new_stream(out, batch.schema) as stream:
                stream.write_batch(batch)
    out.flush()


if __name__ == "__main__":
    main()
