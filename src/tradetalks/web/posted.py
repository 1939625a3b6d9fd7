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
from tradetalks.errors import BriefError
from tradetalks.web.present import presets, state_of
from tradetalks.web.reading import NOWHERE

if TYPE_CHECKING:
    from tradetalks.web.worlds import Worlds

#: What problems call it.
NAME = Path("brief")


def read_posted(text: str, worlds: Worlds) -> Brief:
    """A brief from its text; raises BriefError with every problem, by line.

    It may name worlds of this server and sets of elasticities that come with the program: what
    looks like a path is refused, not looked up.
    """
    raw, places = parsed(text.encode("utf-8", "surrogatepass"), NAME)
    name = raw.get("baseline", Brief.model_fields["baseline"].default)
    findings = list(schema_findings(raw))
    findings += [
        Finding((problem.place,), problem.what, problem.allowed, problem.nearest)
        for problem in worlds.problems(name, raw.get("elasticities"))
    ]
    # Without these keys, so that nothing is looked for on disk.
    own = {k: v for k, v in raw.items() if k not in ("baseline", "elasticities")}
    findings += cross_findings(own, NOWHERE)
    if (axes := worlds.axes(name)) is not None:
        findings += label_findings(raw, axes)
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
    return {
        "title": brief.title,
        "parties": [party.country for party in brief.parties],
        "state": state_of(brief, brief.baseline).plain(),
        "scenarios": list(presets(brief, "", brief.baseline, base)),
    }
