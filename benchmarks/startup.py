"""Start-up: `azalai --help` against an empty Python, interleaved, as a ratio.

    python benchmarks/startup.py

Promise: at most 5 times `python -c pass`.
"""

import statistics
import subprocess
import sys
import time
from pathlib import Path

RUNS = 25
LIMIT = 5.0


def seconds(command: list[str]) -> float:
    """Wall time of a whole process."""
    start = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - start


def main() -> int:
    """Print the ratio; exit 1 where it is above the limit."""
    bare = [sys.executable, "-c", "pass"]
    program = [str(Path(sys.executable).with_name("azalai")), "--help"]
    pairs = [(seconds(program), seconds(bare)) for _ in range(RUNS + 2)][2:]
    ratio = statistics.median(a / b for a, b in pairs)
    print(
        f"azalai --help {1000 * statistics.median(a for a, _ in pairs):.0f} ms, "
        f"python -c pass {1000 * statistics.median(b for _, b in pairs):.0f} ms, "
        f"ratio {ratio:.2f} (median of {RUNS} pairs, limit {LIMIT})"
    )
    return ratio > LIMIT


if __name__ == "__main__":
    sys.exit(main())
