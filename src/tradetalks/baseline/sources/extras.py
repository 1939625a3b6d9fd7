"""Readers that only imports need, loaded when they are asked for."""

from __future__ import annotations

import importlib
from types import ModuleType

from tradetalks.errors import BaselineError, Problem


def needed(module: str, place: str) -> ModuleType:
    """A module of the extra `import`; raises BaselineError naming it when it is not there."""
    try:
        return importlib.import_module(module)
    except ImportError:
        remedy = "pip install 'tradetalks[import]'"
        what = f"needs {module.replace('_', '-')}, which is not installed"
        raise BaselineError(Problem(place, what, remedy=remedy)) from None
