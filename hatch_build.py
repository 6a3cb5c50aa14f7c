"""Compile the catalogues (`.po`, what people edit) to `.mo` (what programs read) at build time."""

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompileCatalogues(BuildHookInterface[Any]):
    """Run for the wheel and for an editable install alike."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        from babel.messages.mofile import write_mo
        from babel.messages.pofile import read_po

        packs = Path(self.root, "src/azalai/packs")
        for source in sorted([*packs.glob("locales/**/*.po"), *packs.glob("phone/*.po")]):
            with source.open("rb") as po, source.with_suffix(".mo").open("wb") as mo:
                write_mo(mo, read_po(po, locale=source.relative_to(packs).parts[1].split(".")[0]))
