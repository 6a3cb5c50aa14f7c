"""Linting a simulated month, and the score of both packaged ledgers.

    python benchmarks/lint.py

Promise: a clean bulletin of more than a thousand figures gives no finding above a note.
"""

import sys
import time
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from azalai.accounts.identities import score
from azalai.accounts.lint import lint
from azalai.accounts.lint.rows import figures_of
from azalai.intake import import_file
from azalai.model.ledger import Ledger
from azalai.model.lint import Severity
from azalai.model.periods import Month
from azalai.release import close, month_rows
from azalai.simulate import Parameters, simulate
from azalai.workspace import Folder, create
from azalai.workspace.ledger import read_ledger
from azalai.workspace.packs import country_pack, example
from azalai.workspace.places import read_places

TODAY = date(2021, 6, 1)


def main() -> None:
    """Print findings and seconds; fail where a clean month raises more than notes."""
    months = [Month(2021, number) for number in (1, 2, 3)]
    false_alarms = 0
    with TemporaryDirectory() as made:
        land = Path(made) / "land"
        simulate(land, Parameters(seed=9, points=9, first=months[0], last=months[-1], groups=6_000))
        folder = Folder(land)
        for path in sorted((land / "import").glob("*.csv")):
            import_file(folder, path, land / "mappings" / "flows.toml", TODAY)
        for month in months:
            close(folder, month, TODAY)
            for edition in ("public", "sealed"):
                figures = figures_of(month_rows(folder, month, edition))
                began = time.perf_counter()
                found = lint(Ledger(figures, read_places(folder)))
                seconds = time.perf_counter() - began
                grave = sum(item.severity is not Severity.NOTE for item in found)
                false_alarms += grave
                print(
                    f"{month} {edition}: {len(figures)} figures, {len(found)} notes, "
                    f"{grave} above, {seconds:.2f} s"
                )
        for name in ("mali_2012", "mali_2020"):
            packaged = create(Path(made) / name, example(name), country_pack("MLI"))
            ledger = read_ledger(packaged).ledger
            began = time.perf_counter()
            for item in score(ledger):
                if item.recomputable:
                    print(
                        f"{item.document}: bound {item.share_bound:.1%} of {item.recomputable}, "
                        f"found {item.share_found:.1%} of {item.changes}"
                    )
            print(f"{name}: scored in {time.perf_counter() - began:.2f} s")
    sys.exit(bool(false_alarms))


if __name__ == "__main__":
    main()
