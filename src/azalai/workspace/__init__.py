"""The folder on disk: the only room that knows its files and the engine's connection."""

from azalai.workspace.config import Config, Protection, Reference
from azalai.workspace.engine import Engine, engine
from azalai.workspace.folder import Folder, create
from azalai.workspace.register import Register
from azalai.workspace.store import Transaction

__all__ = [
    "Config",
    "Engine",
    "Folder",
    "Protection",
    "Reference",
    "Register",
    "Transaction",
    "create",
    "engine",
]
