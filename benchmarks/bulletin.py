"""A bulletin against its unavoidable part: drawing its charts and one bare Typst compile.

    python benchmarks/bulletin.py

Both are whole processes, interleaved in one run; CPU seconds (user and system, children included)
are compared. Promise: a bulletin from a closed release, both languages, costs at most 1.5 times
what vl-convert needs for its charts and Typst for its pages.
"""

import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path

RUNS = 5
LIMIT = 1.5

BARE = """
import json, pathlib, sys
import font_source_sans_pro, typst, vl_convert
root = pathlib.Path(sys.argv[1])
vl_convert.register_font_directory(font_source_sans_pro.font_directory)
fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False,
                    font_paths=[font_source_sans_pro.font_directory])
for folder in sorted(root.iterdir()):
    for spec in json.loads((folder / "charts.json").read_text()):
        vl_convert.vegalite_to_svg(spec)
    typst.Compiler(str(folder / "bulletin.typ"), root=str(folder), font_paths=fonts).compile(
        format="pdf", pdf_standards=["ua-1", "a-3a"])
"""


def cpu(command: list[str], folder: Path) -> float:
    """CPU seconds of a finished process and its children."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, cwd=folder, stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL)  # fmt: skip
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def prepare(root: Path) -> tuple[Path, Path]:
    """A closed workspace, and the folders that Typst reads, one for each language."""
    from azalai.intake import import_file
    from azalai.model.periods import Month
    from azalai.release import close
    from azalai.reports.bulletin import document_for, releases_for
    from azalai.reports.typeset import lay_out, pictures_of
    from azalai.wording import LANGUAGES
    from azalai.workspace import create
    from azalai.workspace.packs import country_pack, example

    template, today = example("mali_2020"), date(2020, 7, 10)
    folder = create(root / "mali", template, country_pack("MLI"))
    for path in sorted((template / "import").glob("*.csv")):
        import_file(folder, path, folder.root / "mappings/flows.toml", today)
    for month in folder.months():
        close(folder, month, today)
    releases = releases_for(folder, Month(2020, 6))
    pages = root / "pages"
    for lang in LANGUAGES:
        document = document_for(folder, releases, lang)
        (pages / lang).mkdir(parents=True)
        table = (releases[-1].path / "public/table.csv").read_bytes()
        lay_out(pages / lang, document, pictures_of(document), table)
        (pages / lang / "charts.json").write_text(json.dumps(list(document.charts.values())))
    return folder.root, pages


def main() -> int:
    """Print the ratio; exit 1 where it is above the limit."""
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        workspace, pages = prepare(root)
        program = str(Path(sys.executable).with_name("azalai"))
        ours = [program, "bulletin", "2020-06", "--lang", "en,fr", "--output", str(root / "out")]
        bare = [sys.executable, "-c", BARE, str(pages)]
        pairs = [(cpu(ours, workspace), cpu(bare, workspace)) for _ in range(RUNS + 1)][1:]
        charts = sum(len(json.loads(path.read_text())) for path in pages.glob("*/charts.json"))
    ratio = statistics.median(a / b for a, b in pairs)
    print(
        f"bulletin in two languages ({charts} charts): "
        f"{statistics.median(a for a, _ in pairs):.2f} CPU s, charts and Typst alone "
        f"{statistics.median(b for _, b in pairs):.2f} CPU s, ratio {ratio:.2f} "
        f"(median of {RUNS} pairs, {os.cpu_count()} cores, limit {LIMIT})"
    )
    return ratio > LIMIT


if __name__ == "__main__":
    sys.exit(main())
