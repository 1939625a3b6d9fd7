"""The command line: a thin adapter. Heavy libraries load inside the commands that need them."""

from tradetalks.cli.app import main, program

__all__ = ["main", "program"]
