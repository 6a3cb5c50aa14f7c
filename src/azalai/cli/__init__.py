"""The command line: one file per verb; nothing heavy is imported before a verb runs."""

from azalai.cli.main import main

__all__ = ["main"]
