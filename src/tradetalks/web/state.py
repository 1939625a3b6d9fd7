"""STATE: what the page shows, whole. It is a brief of one scenario, and is checked as one."""

from __future__ import annotations

import hashlib
from typing import Annotated, Any, Literal
from urllib.parse import quote

from pydantic import ConfigDict, Field, PlainValidator, WithJsonSchema
from pydantic_core import to_json

from tradetalks.brief.fields import Item, LabourSupply, Scale, Text
from tradetalks.brief.levers import AnyLever
from tradetalks.brief.schema import Deficits, Revenue
from tradetalks.brief.values import refuse

#: The id under which the scenario of a state stands in every table.
NOW = "now"
MOST_LEVERS = 64
MOST_PARTIES = 6
LONGEST_TITLE = 200

EXAMPLE: dict[str, Any] = {
    "baseline": "world-2022",
    "elasticities": None,
    "closure": {
        "deficits": "fixed",
        "labour_supply": 0.0,
        "revenue": "lump_sum",
        "scale_elasticity": 0.0,
    },
    "parties": ["USA", "IND"],
    "title": "25 points on Indian goods",
    "levers": [
        {"kind": "tariff", "importer": "USA", "exporter": "IND", "sectors": "goods", "add": 0.25}
    ],
}


def _title(value: Any) -> str:
    if not isinstance(value, str):
        raise refuse(f"{value!r:.60} is not text", "text in quotes")
    if len(value) > LONGEST_TITLE:
        raise refuse(f"is {len(value)} characters long", f"up to {LONGEST_TITLE}")
    return " ".join(value.split())


Title = Annotated[
    str, PlainValidator(_title), WithJsonSchema({"type": "string", "maxLength": LONGEST_TITLE})
]


class Rules(Item):
    """What adjusts: imbalances, labour supply, the use of revenue, scale economies."""

    deficits: Deficits = "fixed"
    labour_supply: LabourSupply = 0.0
    revenue: Revenue = "lump_sum"
    scale_elasticity: Scale = 0.0


class State(Item):
    """A world, what adjusts in it, who is looked at, and the levers that are moved.

    levers: as in a brief; rates are fractions, money is USD million, people are persons.
    elasticities: a set by name, the baseline's own if null.
    """

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})

    baseline: Text = "world-2022"
    elasticities: Text | None = None
    closure: Rules = Rules()
    parties: tuple[Text, ...] = Field(min_length=1, max_length=MOST_PARTIES)
    title: Title = ""
    levers: tuple[AnyLever, ...] = Field(default=(), max_length=MOST_LEVERS)

    def plain(self) -> dict[str, Any]:
        """The state as plain JSON types, keys in order, of each lever what was said alone."""
        whole = self.model_dump(exclude={"levers", "parties"})
        levers = [plain_lever(lever) for lever in self.levers]
        return {
            key: {"parties": list(self.parties), "levers": levers}.get(key, whole.get(key))
            for key in State.model_fields
        }

    @property
    def text(self) -> str:
        """The state as compact JSON: what a link holds."""
        return to_json(self.plain()).decode()

    @property
    def link(self) -> str:
        """What stands behind `#` in the address of the page."""
        return quote(self.text, safe="")

    @property
    def key(self) -> str:
        """A short name for exactly this state."""
        return hashlib.sha256(self.text.encode()).hexdigest()[:16]


def plain_lever(lever: Item) -> dict[str, Any]:
    """A lever as it would be written in a brief: its kind, then what was said."""
    said = lever.model_dump(exclude_unset=True, exclude_none=True)
    listed = {k: list(v) if isinstance(v, tuple) else v for k, v in said.items()}
    return {"kind": listed.pop("kind"), **listed}


def raw_brief(state: dict[str, Any], names: dict[str, str] | None = None) -> dict[str, Any]:
    """The tables of the brief that a plain state makes; what is wrong in it stays so.

    names: what parties are called.
    """
    closure, parties = state.get("closure"), state.get("parties")
    called = names or {}
    found = {
        "title": state.get("title") or "As set on the page",
        "summary": "Set on the live page.",
        "baseline": state.get("baseline", State.model_fields["baseline"].default),
        **(closure if isinstance(closure, dict) else {}),
        "party": [
            {"country": label, "name": called.get(str(label), str(label))}
            for label in (parties if isinstance(parties, list) else [])
        ],
        "scenario": [
            {
                "id": NOW,
                "title": state.get("title") or "As set on the page",
                "source": "set on the live page",
                "lever": state.get("levers", []),
            }
        ],
    }
    if state.get("elasticities") is not None:
        found["elasticities"] = state["elasticities"]
    return found


Kind = Literal["optimal", "war", "frontier", "deal", "sweep"]
