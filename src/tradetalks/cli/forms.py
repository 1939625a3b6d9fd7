"""The forms in which levers are written on the command line, and the policies they make."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from tradetalks.cli import amounts
from tradetalks.cli.amounts import Reader

if TYPE_CHECKING:
    from tradetalks.policy import Policy

Part = Literal["country", "sector", "amount", "word"]


@dataclass(frozen=True)
class Form:
    """How one option is written, and the policy it makes.

    what: what it does. parts: name and kind of each part between colons. extras: what may follow
    in any order, as `NAME` alone or `NAME=COUNTRY`. make: policy, parts and keywords -> policy.
    """

    option: str
    what: str
    parts: tuple[tuple[str, Part], ...]
    example: str
    make: Callable[..., Policy]
    amount: Reader = amounts.rate
    extras: tuple[str, ...] = ()

    @property
    def shape(self) -> str:
        """The form as shown by --help."""
        return ":".join(name for name, _ in self.parts) + "".join(f"[:{x}]" for x in self.extras)


def _ends(first: str, second: str, *rest: tuple[str, Part]) -> tuple[tuple[str, Part], ...]:
    return ((first, "country"), (second, "country"), *rest)


SECTORS: tuple[str, Part] = ("SECTORS", "sector")
AMOUNT: tuple[str, Part] = ("AMOUNT", "amount")


def _sanction(policy: Policy, by: Any, target: Any, sectors: Any, measure: str) -> Policy:
    if measure.startswith("x"):
        value = amounts.dearer(measure, "MEASURE").value
        return policy.sanction(by, target, measure="trade_cost", sectors=sectors, factor=value)
    return policy.sanction(by, target, measure=measure, sectors=sectors)  # type: ignore[arg-type]


def _bloc(policy: Policy, members: Any, sectors: Any, inside: str, **extra: Any) -> Policy:
    outside: Any = "common" if "common" in extra else None
    terms: Any = amounts.inside(inside, "INSIDE")
    return policy.bloc(members, inside=terms, outside=outside, sectors=sectors)


def _purchase(policy: Policy, buyer: Any, seller: Any, sectors: Any, **extra: Any) -> Policy:
    payer, both = extra.pop("paid-by", None), "both" in extra
    extra.pop("both", None)
    return policy.purchase(buyer, seller, sectors=sectors, paid_by=payer, both=both, **extra)


FORMS = {
    "tariff": Form(
        "--tariff",
        "Move a tariff",
        _ends("IMPORTER", "EXPORTER", SECTORS, AMOUNT),
        "USA:IND:goods:+25%",
        lambda p, i, e, s, **a: p.tariff(i, e, sectors=s, **a),
    ),
    "export_tax": Form(
        "--export-tax",
        "Move an export tax",
        _ends("EXPORTER", "IMPORTER", SECTORS, AMOUNT),
        "IND:USA:C20:+10%",
        lambda p, e, i, s, **a: p.export_tax(e, i, sectors=s, **a),
    ),
    "trade_cost": Form(
        "--trade-cost",
        "Multiply the cost of trading",
        _ends("IMPORTER", "EXPORTER", SECTORS, AMOUNT),
        "USA:IND:services:x0.95",
        lambda p, i, e, s, **a: p.trade_cost(i, e, sectors=s, **a),
        amounts.factor,
    ),
    "embargo": Form(
        "--embargo",
        "Close this flow altogether",
        _ends("IMPORTER", "EXPORTER", SECTORS),
        "IND:RUS:mining",
        lambda p, i, e, s: p.embargo(i, e, sectors=s),
    ),
    "purchase": Form(
        "--purchase",
        "Promise to buy",
        _ends("BUYER", "SELLER", SECTORS, AMOUNT),
        "IND:USA:C30:+10bn",
        _purchase,
        amounts.purchase,
        ("paid-by=PAYER", "both"),
    ),
    "transfer": Form(
        "--transfer",
        "Pay from government to government",
        _ends("PAYER", "RECEIVER", AMOUNT),
        "USA:IND:250mn",
        lambda p, payer, receiver, **a: p.transfer(payer, receiver, **a),
        amounts.payment,
    ),
    "migration": Form(
        "--migration",
        "Move workers, or return them",
        _ends("ORIGIN", "RESIDENCE", ("SKILL", "word"), AMOUNT),
        "IND:USA:skilled:+50000",
        lambda p, origin, residence, skill, **a: p.migration(origin, residence, skill=skill, **a),
        amounts.persons,
    ),
    "sanction": Form(
        "--sanction",
        "Shun a target: embargo, export_control, import_ban, or trade costs x1.5",
        _ends("BY", "TARGET", SECTORS, ("MEASURE", "word")),
        "EU,GBR:RUS:mining:import_ban",
        _sanction,
    ),
    "secondary_tariff": Form(
        "--secondary-tariff",
        "A tariff on whoever buys much from a target",
        _ends("IMPORTER", "TARGET", ("BECAUSE_OF", "sector"), SECTORS, AMOUNT),
        "USA:RUS:mining:goods:+25%",
        lambda p, i, t, why, s, **a: p.secondary_tariff(i, t, because_of=why, sectors=s, **a),
        amounts.rate,
    ),
    "waiver": Form(
        "--waiver",
        "Let someone off an earlier sanction or secondary tariff",
        _ends("BY", "TO", ("TARGET", "country")),
        "USA:IND:RUS",
        lambda p, by, to, target: p.waiver(by, to, target),
    ),
    "bloc": Form(
        "--bloc",
        "Better terms inside (free, x0.5), perhaps a common tariff outside",
        (("MEMBERS", "country"), SECTORS, ("INSIDE", "word")),
        "quad:goods:free",
        _bloc,
        extras=("common",),
    ),
}
