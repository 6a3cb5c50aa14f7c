"""Numbers between Arrow and NumPy without pandas, which both ways of Arrow's own would import."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

Numbers = np.ndarray[tuple[int], np.dtype[Any]]


def numbers_of(column: pa.ChunkedArray | pa.Array) -> Numbers:
    """The integers of a column that has no nulls.

    Examples
    --------
    >>> int(numbers_of(pa.array([3, 4], pa.int32())).sum())
    7
    """
    whole = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    if isinstance(whole, pa.ChunkedArray):
        whole = pa.concat_arrays(whole.chunks)
    kind = np.dtype(f"i{whole.type.bit_width // 8}")
    if not len(whole):
        return np.empty(0, kind)
    start = whole.offset * kind.itemsize
    return np.frombuffer(whole.buffers()[1], kind, len(whole), start)


def arrow_of(numbers: Numbers) -> pa.Array:
    """Integers for Arrow.

    Examples
    --------
    >>> arrow_of(np.arange(2, dtype=np.int32)).to_pylist()
    [0, 1]
    """
    kind = {4: pa.int32(), 8: pa.int64()}[numbers.dtype.itemsize]
    whole = np.ascontiguousarray(numbers)
    return pa.Array.from_buffers(kind, len(whole), [None, pa.py_buffer(whole)])
