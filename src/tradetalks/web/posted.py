"""Briefs that come over the network: read whole, with no file of this machine in reach."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from tradetalks.brief.checks import cross_findings
from tradetalks.brief.checks.labels import label_findings
from tradetalks.brief.checks.policies import policy_findings
from tradetalks.brief.problems import Finding, problems_at, schema_findings
from tradetalks.brief.read import parsed
from tradetalks.brief.schema import Brief
from tradetalks.errors import BriefError, nearest
from tradetalks.web.present import presets
from tradetalks.web.reading import NOWHERE
from tradetalks.web.state import Rules, State

if TYPE_CHECKING:
    from tradetalks.web.worlds import Worlds

#: What problems call it.
NAME = Path("brief")


def read_posted(text: str, worlds: Worlds) -> Brief:
    """A brief from its text; raises BriefError with every problem, by line.

    It may name worlds of this server only: what looks like a path is refused, not looked up.
    """
    raw, places = parsed(text.encode("utf-8", "surrogatepass"), NAME)
    name = raw.get("baseline", Brief.model_fields["baseline"].default)
    known = isinstance(name, str) and name in worlds.sources
    findings = list(schema_findings(raw))
    if not known and isinstance(name, str):
        close = nearest(name, worlds.names)
        what = f"{name!r:.80} is not a world of this server"
        findings.append(Finding(("baseline",), what, ", ".join(worlds.names), close))
    # Without its own baseline, so that nothing is looked for on disk.
    findings += cross_findings({k: v for k, v in raw.items() if k != "baseline"}, NOWHERE)
    if known:
        findings += label_findings(raw, worlds.baseline(name).axes)
    if not findings:
        brief = Brief.model_validate(raw)
        findings += policy_findings(brief, worlds.baseline(name, brief.elasticities))
    if findings:
        raise BriefError(problems_at(findings, places))
    return brief


def opened(text: str, worlds: Worlds) -> dict[str, Any]:
    """A posted brief as the page shows it: its scenarios as presets, and where they start."""
    brief = read_posted(text, worlds)
    base = worlds.baseline(brief.baseline, brief.elasticities)
    parties = [party.country for party in brief.parties]
    state = State(
        baseline=brief.baseline,
        elasticities=brief.elasticities,
        closure=Rules(**brief.closure),
        parties=tuple(parties),
    )
    return {
        "title": brief.title,
        "parties": parties,
        "state": state.plain(),
        "scenarios": list(presets(brief, "", base)),
    }
