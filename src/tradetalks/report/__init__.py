"""Reports: a brief solved, as tables, a page, files and a headline. No economics here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tradetalks.report.result import Report
    from tradetalks.report.runner import run
    from tradetalks.report.terminal import print_headline

__all__ = ["Report", "print_headline", "run"]

_HOME = {"Report": "result", "print_headline": "terminal", "run": "runner"}


def __getattr__(name: str) -> Any:
    if name in _HOME:
        from importlib import import_module

        return getattr(import_module(f"tradetalks.report.{_HOME[name]}"), name)
    raise AttributeError(f"module 'tradetalks.report' has no attribute {name!r}")
