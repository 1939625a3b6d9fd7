"""Examples are tests: in documents and docstrings they are run, and their output compared.

Compiled programs are kept between runs (and shared by test processes) in pytest's own cache.
"""

from __future__ import annotations

import os
from contextlib import chdir
from doctest import ELLIPSIS, NORMALIZE_WHITESPACE
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sybil import Example, Sybil
from sybil.evaluators.doctest import NUMBER, OutputChecker
from sybil.parsers.markdown import CodeBlockParser, PythonCodeBlockParser, SkipParser
from sybil.parsers.rest import DocTestParser

ROOT = Path(__file__).parent
AS_SHOWN = ELLIPSIS | NORMALIZE_WHITESPACE | NUMBER

# Before anything imports JAX; programs that the tests start inherit it.
os.environ.setdefault("JAX_COMPILATION_CACHE_DIR", str(ROOT / ".pytest_cache" / "jax"))
os.environ.setdefault("JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS", "0.1")
os.environ.setdefault("JAX_PERSISTENT_CACHE_MIN_ENTRY_SIZE_BYTES", "0")


def run_console(example: Example) -> str:
    """Run each `$ tradetalks ...` line; compare with the output shown, if any is shown."""
    from click.testing import CliRunner

    from tradetalks.cli import main

    for block in f"\n{example.parsed}".split("\n$ ")[1:]:
        command, _, shown = block.partition("\n")
        program, *words = command.split()
        if program != "tradetalks":
            continue
        result = CliRunner().invoke(main, words)
        if result.exit_code != 0:
            return f"{command}\nended with status {result.exit_code}:\n{result.output}"
        if shown.strip() and not OutputChecker().check_output(shown, result.output, AS_SHOWN):
            return f"{command}\nis shown to print\n{shown}\nbut prints\n{result.output}"
    return ""


def _enter_empty_folder(namespace: dict[str, Any]) -> None:
    folder = TemporaryDirectory()
    there = chdir(folder.name)
    there.__enter__()
    namespace["_leave"] = lambda: (there.__exit__(), folder.cleanup())


def _leave_folder(namespace: dict[str, Any]) -> None:
    namespace["_leave"]()


documents = Sybil(
    parsers=[
        PythonCodeBlockParser(doctest_optionflags=AS_SHOWN),
        CodeBlockParser(language="console", evaluator=run_console),
        SkipParser(),
    ],
    pattern="*.md",
    setup=_enter_empty_folder,
    teardown=_leave_folder,
)
docstrings = Sybil(parsers=[DocTestParser(AS_SHOWN)], pattern="*.py", path="src")

pytest_collect_file = (documents + docstrings).pytest()
