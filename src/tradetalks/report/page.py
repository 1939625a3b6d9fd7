"""report.html: one file that works without a network, whatever text the brief holds.

Text from outside reaches the page only through autoescaped templates or as JSON whose
`<`, `>` and `&` are escaped; a content security policy lets nothing run but our own
scripts, by their hashes, and nothing be fetched.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
from collections.abc import Iterable
from dataclasses import asdict
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemBytecodeCache, PackageLoader, StrictUndefined
from markupsafe import Markup

from tradetalks.report import words
from tradetalks.report.attribution import sources, terms
from tradetalks.report.charts import of_scenario
from tradetalks.report.geography import BORDERS_NOTE, points, shapes
from tradetalks.report.notes import CLOSURES, notes
from tradetalks.report.palette import LIGHT, css
from tradetalks.report.section_view import section_views
from tradetalks.report.settings import flat, stamp
from tradetalks.report.summary import scenario_rows
from tradetalks.report.talks_view import talks_in, talks_views

if TYPE_CHECKING:
    from tradetalks.report.result import Report
    from tradetalks.report.table import Table

SCRIPTS = ("vega.min.js", "vega-lite.min.js", "vega-embed.min.js")
#: Our own modules, each after those it imports from; the live page loads the same files.
MODULES = ("numbers.js", "charts.js", "tables.js", "page.js", "report.js")
SIGNIFICANT = 8


def html(report: Report) -> str:
    """The whole page as text."""
    rows = scenario_rows(report)
    views = section_views(report, rows)
    talks = talks_views(report)
    followers = of_scenario(report.contents, report.parties)
    drawn = [*(chart for view in views for chart in view.charts), *followers]
    drawn += [chart for view in talks for chart in view.charts]
    data = {
        "tables": {table.name: _table(table) for table in report.contents.values()},
        "charts": [asdict(chart) for chart in drawn],
        "shapes": shapes(report.base),
        "points": points(report.base),
        "stamp": stamp(report.manifest),
        "borders": BORDERS_NOTE,
        "light": LIGHT,
    }
    scripts = [*(_vendored(name) for name in SCRIPTS), _bundle(MODULES)]
    return (
        _environment()
        .get_template("report.html")
        .render(
            report=report,
            manifest=report.manifest,
            tables=report.contents,
            charts={chart.id: chart for chart in followers},
            views=views,
            rows=rows,
            talks=talks,
            talks_tables=talks_in(report),
            notes=notes(report),
            closure=CLOSURES[report.manifest["closure"]["deficits"]],
            sources=sources(report.base),
            terms=terms(report.base),
            settings=flat(report.manifest),
            stamp=stamp(report.manifest),
            borders_note=BORDERS_NOTE,
            colours=Markup(css()),
            style=Markup(_own("report.css")),
            data=json_for_script(data),
            world=Markup(_vendored("countries-110m.json").replace("<", "\\u003c")),
            scripts=[Markup(script) for script in scripts],
            hashes=Markup(" ".join(_hash(script) for script in scripts)),
            vendored=json.loads(_vendored("versions.json")),
            licences=_licences(),
        )
    )


def json_for_script(value: Any) -> Markup:
    """JSON that can stand inside a script element: no character of it can end the element."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)


def _table(table: Table) -> dict[str, Any]:
    shown = table.plain(shown=True, significant=SIGNIFICANT)
    columns = [
        {"name": n, "label": c.label, "unit": c.shown_unit, "kind": c.kind, "digits": c.digits}
        for n, c in shown.columns.items()
    ]
    return {"title": table.title, "columns": columns, "rows": shown.rows}


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("tradetalks.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        bytecode_cache=_kept(),
    )
    environment.filters |= {
        "change": words.change,
        "percent": words.percent,
        "number": words.number,
        "billion": words.billion,
        "when": words.when,
        "spaced": lambda text: text.replace("_", " "),
    }
    return environment


def _kept() -> FileSystemBytecodeCache | None:
    """Compiled templates are kept where JAX has been told to keep compiled programs."""
    import jax

    folder = jax.config.values["jax_compilation_cache_dir"]
    if not folder or not os.access(folder, os.W_OK):
        return None
    return FileSystemBytecodeCache(folder, "template-%s")


def _own(name: str) -> str:
    return files("tradetalks.report").joinpath("templates", name).read_text("utf-8")


def _bundle(names: Iterable[str]) -> str:
    """Modules as one script, so that the page stays one file: they share a scope, so that what
    one exports is there for the next, and no two may have a name of their own alike."""
    text = "\n".join(_own(name) for name in names)
    text = re.sub(r"^import .*;\n", "", text, flags=re.MULTILINE)
    text = re.sub(r"^export ", "", text, flags=re.MULTILINE)
    return f'"use strict";\n(() => {{\n{text}}})();\n'


def _vendored(name: str) -> str:
    """A vendored file without the line that points browsers to a source map."""
    text = files("tradetalks.report").joinpath("vendor", name).read_text("utf-8")
    return "\n".join(
        line for line in text.splitlines() if not line.startswith("//# sourceMappingURL")
    )


def _hash(script: str) -> str:
    digest = hashlib.sha256(script.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def _licences() -> Iterable[tuple[str, str]]:
    folder = files("tradetalks.report").joinpath("vendor")
    for item in sorted(folder.iterdir(), key=lambda f: f.name):
        if item.name.startswith("LICENSE-"):
            name = item.name.removeprefix("LICENSE-").removesuffix(".txt")
            yield name, item.read_text("utf-8")
