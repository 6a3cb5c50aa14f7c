"""What is made at build time: catalogues and pages for phones.

Catalogues: `.po`, what people edit, to `.mo`, what programs read. Pages: `web/` into the server's
bundle, so that using a wheel needs no node.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

_BUNDLE = "src/azalai/server/browser/bundle"
_NEEDS_NODE = """
The pages for phones are not built, or of other sources than those in web/, and there is no node
with npm on PATH to build them.
Install node 20.19 or later with npm, or build from an sdist of Azalai, which brings them along.
"""


class BuildHook(BuildHookInterface[Any]):
    """Run for the wheel, the sdist and an editable install alike."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        _compile_catalogues(Path(self.root))
        # A checkout that one works in builds its pages with `make web`.
        if version != "editable":
            build_pages(Path(self.root))


def _compile_catalogues(root: Path) -> None:
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    packs = root / "src/azalai/packs"
    for source in sorted([*packs.glob("locales/**/*.po"), *packs.glob("phone/*.po")]):
        with source.open("rb") as po, source.with_suffix(".mo").open("wb") as mo:
            write_mo(mo, read_po(po, locale=source.relative_to(packs).parts[1].split(".")[0]))


def build_pages(root: Path) -> None:
    """Build the pages for phones, unless those that are there are of these very sources.

    An sdist brings them along, so it needs no node.

    Raises
    ------
    RuntimeError
        Where there is no node, or npm or the build fails.
    """
    mark = root / _BUNDLE / "sources.sha256"
    if mark.is_file() and mark.read_text(encoding="ascii").strip() == _sources(root):
        return
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        raise RuntimeError(_NEEDS_NODE)
    for command in (["ci", "--ignore-scripts", "--no-audit", "--no-fund"], ["run", "build"]):
        done = subprocess.run([npm, *command], cwd=root / "web", check=False)
        if done.returncode:
            raise RuntimeError(f"npm {' '.join(command)} failed in web/ ({done.returncode})")


def _sources(root: Path) -> str:
    """The digest of all that the pages are built of, as `web/building/build.mjs` writes it."""
    web, packs = root / "web", root / "src/azalai/packs"
    files = {
        f"web/{path.relative_to(web).as_posix()}": path
        for folder in [web, *(one for one in web.iterdir() if one.is_dir())]
        if folder.name != "node_modules" and not folder.name.startswith(".")
        for path in (folder.iterdir() if folder == web else folder.rglob("*"))
        if path.is_file() and "/." not in f"/{path.relative_to(web).as_posix()}"
    }
    files |= {f"packs/phone/{path.name}": path for path in packs.glob("phone/*.po")}
    lines = (
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {name}\n"
        for name, path in sorted(files.items())
    )
    return hashlib.sha256("".join(lines).encode()).hexdigest()
