"""How `make docs` builds the pages: static HTML, offline, formulas as MathML."""

from __future__ import annotations

import warnings
from typing import Any

from docutils import nodes
from latex2mathml.converter import convert

import tradetalks

project = "tradetalks"
author = "the tradetalks developers"
copyright = "2026, the tradetalks developers"
version = release = tradetalks.__version__

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
myst_enable_extensions = ["dollarmath"]
myst_heading_anchors = 3
# Links to files of the source tree lead nowhere in a built page; they are for reading in place.
suppress_warnings = ["myst.xref_missing"]

default_role = "code"
autodoc_typehints = "none"
autodoc_member_order = "bysource"

html_theme = "furo"
html_title = "tradetalks"
html_copy_source = False
html_static_path = ["_static"]
html_css_files = ["formulas.css"]
html_math_renderer = "mathml"


def _inline(self: Any, node: nodes.Node) -> None:
    self.body.append(convert(node.astext()))
    raise nodes.SkipNode


def _display(self: Any, node: nodes.Node) -> None:
    self.body.append(convert(node.astext(), display="block"))
    raise nodes.SkipNode


def setup(app: Any) -> None:
    """Browsers draw MathML themselves: no script, no fonts, nothing fetched."""
    warnings.simplefilter("ignore", DeprecationWarning)
    app.add_html_math_renderer("mathml", (_inline, None), (_display, None))
