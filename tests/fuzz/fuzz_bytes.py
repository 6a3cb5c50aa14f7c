"""Coverage-guided fuzzing of everything that reads foreign bytes.

    python tests/fuzz/fuzz_bytes.py csv --seconds 60

Whatever the bytes are, there is a table (or a mapping), or an `AzalaiError` that says what to do.
Any other exception is a crash. So is an input that takes more than `SLOW` seconds of a processor
or `HANGING` seconds by the clock; and one by which this process grows by more than `GROWTH`, or
the one that unpacks spreadsheets beyond its limit. Bytes that crash are kept in the folder of
``--keep``.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import io
import resource
import sys
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import atheris

sys.path.insert(0, str(Path(__file__).parent))
import seeds

with atheris.instrument_imports(include=["azalai"]):
    from azalai.intake import mapping, read_mapping, reading
    from azalai.intake.reading.tabular import ReadOptions
    from azalai.model.errors import AzalaiError
    from azalai.workspace import packs

SLOW = 15
"""Seconds of a processor for an input of a few kilobytes, however busy the machine."""
HANGING = 180
"""Seconds by the clock, which stands still for no machine."""
GROWTH = 300
"""MB by which one input may make this process grow."""
UNPACKING = 1_300
"""MB for the process that unpacks spreadsheets: its limit and the interpreter."""

_HEADERS = ["form", "day", "place", "n", "men", "Mali", "Nationalités / Niger", ""]
_OPTIONS = (
    ReadOptions(),
    ReadOptions(header_row=2),
    ReadOptions(header_rows=2),
    ReadOptions(encoding="windows-1252", delimiter=";"),
    ReadOptions(encoding="utf-16"),
    ReadOptions(sheets=("Gao", "hidden")),
)


def _peak(who: int) -> int:
    """Largest memory so far in MB; Linux counts in KB."""
    return resource.getrusage(who).ru_maxrss >> 10


def _spent() -> float:
    """Seconds of a processor so far, of this process and those it waited for."""
    both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(item.ru_utime + item.ru_stime for item in both)


def table(path: Path) -> None:
    """A look, and the table by what was seen and by what a mapping might wrongly say."""
    options = list(_OPTIONS[: 2 if path.suffix != ".csv" else None])
    with contextlib.suppress(AzalaiError):
        options[:0] = [reading.look(path).options]
    for item in options:
        with contextlib.suppress(AzalaiError):
            sheet = reading.read_table(path, item)
            names = [f"c{index}" for index in range(len(sheet.headers))]
            assert sheet.cells.column_names == [*names, "row_no"]
            numbers = sheet.cells["row_no"].to_pylist() + [broken.row for broken in sheet.broken]
            assert len(set(numbers)) == len(numbers)
            assert all(sheet.place(number)[1] > item.header_row for number in numbers)


def declared(path: Path) -> None:
    """A mapping, held against headers."""
    with contextlib.suppress(AzalaiError):
        file = read_mapping(path)
        mapping.bind(file, _HEADERS, dict.fromkeys(file.data["repeat"], _HEADERS))


TARGETS: dict[str, tuple[Callable[[Path], None], list[bytes]]] = {
    "csv": (table, seeds.csv_bytes()),
    "xlsx": (table, seeds.xlsx_bytes()),
    "ods": (table, seeds.ods_bytes()),
    "xls": (table, seeds.xls_bytes()),
    "toml": (declared, seeds.mapping_bytes()),
}


def inside(data: bytes, size: int, seed: int) -> bytes:
    """Change one part of a zip archive; changed bytes of the archive seldom get past its sums."""
    if seed % 8 == 0:
        return bytes(atheris.Mutate(data, size))
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
    except Exception:
        return bytes(atheris.Mutate(data, size))
    inner = sorted(name for name in parts if name.endswith((".xml", ".rels")))
    if not inner:
        return bytes(atheris.Mutate(data, size))
    chosen = inner[seed // 8 % len(inner)]
    parts[chosen] = bytes(atheris.Mutate(parts[chosen], len(parts[chosen]) + 64))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    changed = buffer.getvalue()
    return changed if len(changed) <= size else data


def main() -> None:
    """Fuzz one target for some seconds."""
    parser = argparse.ArgumentParser()
    parser.add_argument("target", choices=TARGETS)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--keep", type=Path, default=None)
    parser.add_argument("--once", type=Path, default=None, help="run this one input")
    given = parser.parse_args()
    check, starts = TARGETS[given.target]
    folder = Path(tempfile.mkdtemp(prefix="azalai-fuzz-"))
    keep = given.keep or folder / "found"
    corpus = folder / "corpus"
    for path in (keep, corpus):
        path.mkdir(parents=True, exist_ok=True)
    for data in starts:
        (corpus / hashlib.sha256(data).hexdigest()[:16]).write_bytes(data)
    path = folder / f"a.{given.target}"
    # What is loaded once is not the first input's.
    packs.country_spellings()
    for data in starts:
        path.write_bytes(data)
        check(path)

    def one(data: bytes) -> None:
        path.write_bytes(data)
        before, start = _peak(resource.RUSAGE_SELF), _spent()
        try:
            check(path)
            took = _spent() - start
            grown = _peak(resource.RUSAGE_SELF) - before
            assert took < SLOW, f"took {took:.0f} s"
            assert grown < GROWTH, f"grew by {grown} MB"
            child = _peak(resource.RUSAGE_CHILDREN)
            assert child < UNPACKING, f"unpacking took {child} MB"
        except BaseException:
            (keep / hashlib.sha256(data).hexdigest()[:16]).write_bytes(data)
            raise

    if given.once is not None:
        one(given.once.read_bytes())
        return
    words = [
        sys.argv[0], f"-max_total_time={given.seconds}", f"-timeout={HANGING}",
        "-rss_limit_mb=3000", "-max_len=20000", "-verbosity=0", f"-artifact_prefix={keep}/",
        str(corpus),
    ]  # fmt: skip
    zipped = given.target in ("xlsx", "ods")
    atheris.Setup(words, one, custom_mutator=inside if zipped else None)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
