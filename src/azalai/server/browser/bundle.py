"""The built pages for phones: which files there are, in which encodings, under which address."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

BUNDLE: Final = Path(__file__).with_name("bundle")
_TYPES: Final = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".ico": "image/x-icon",
    ".wasm": "application/wasm",
    ".txt": "text/plain; charset=utf-8",
    ".webmanifest": "application/manifest+json",
}
_ENCODINGS: Final = (("br", ".br"), ("gzip", ".gz"))


@dataclass(frozen=True, slots=True)
class Part:
    """One file of the bundle.

    Attributes
    ----------
    encoded : mapping
        Encoding as HTTP names it -> the file compressed so, best first.
    tag : str
        Of its content; the same content has the same tag in every installation.
    """

    path: Path
    content_type: str
    tag: str
    encoded: Mapping[str, Path] = field(default_factory=lambda: MappingProxyType({}))

    def best(self, accepted: str) -> tuple[str, Path]:
        """The encoding to send and its file; no encoding is ``""``.

        Parameters
        ----------
        accepted : str
            The request's ``Accept-Encoding``.
        """
        taken = set()
        for one in accepted.split(","):
            name, _, quality = one.strip().lower().partition(";")
            if quality.replace(" ", "") not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}:
                taken.add(name.strip())
        for name, path in self.encoded.items():
            if name in taken:
                return name, path
        return "", self.path


def read_bundle(folder: Path) -> dict[str, Part]:
    """Address below ``/c/`` -> file. Only what lies in the folder can ever be asked for.

    Returns
    -------
    dict
        Empty where the bundle was not built.
    """
    found: dict[str, Part] = {}
    for path in sorted(folder.rglob("*")):
        if not path.is_file() or path.suffix not in _TYPES:
            continue
        address = path.relative_to(folder).as_posix()
        packed = {
            name: path.with_name(path.name + ending)
            for name, ending in _ENCODINGS
            if path.with_name(path.name + ending).is_file()
        }
        digest = hashlib.sha256(path.read_bytes()).hexdigest()[:20]
        part = Part(path, _TYPES[path.suffix], digest, MappingProxyType(packed))
        found[address.removesuffix("index.html") if path.name == "index.html" else address] = part
    return found


@lru_cache(maxsize=2)
def _read(folder: Path, _built: int) -> dict[str, Part]:
    return read_bundle(folder)


def bundle() -> dict[str, Part]:
    """The bundle of this installation; read again only after it was built again."""
    worker = BUNDLE / "worker.js"
    return _read(BUNDLE, worker.stat().st_mtime_ns) if worker.is_file() else {}
