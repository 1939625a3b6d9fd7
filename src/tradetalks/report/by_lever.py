"""What a solved scenario means, account by account, for the kinds of lever that it holds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, TypeAlias

from tradetalks.policy.levers import Bloc, Migration, Purchase, Sanction, SecondaryTariff
from tradetalks.report.selected import country_list

if TYPE_CHECKING:
    import pandas as pd

    from tradetalks.solve import Equilibrium

#: Names of tables, each with rows for it.
Found: TypeAlias = "Iterator[tuple[str, pd.DataFrame]]"


def by_lever(eq: Equilibrium) -> dict[str, pd.DataFrame]:
    """Accounts by the table they belong to; none for a kind of lever that is not there.

    The columns are those of `outcomes.COLUMNS`, and the labels that name a lever. Wedges and
    shares are in per cent.
    """
    import pandas as pd

    held = {type(lever) for lever in eq.policy.levers}
    frames: dict[str, list[pd.DataFrame]] = {}
    for kinds, made in ACCOUNTS:
        for name, frame in made(eq) if held & kinds else ():
            if len(frame):
                frames.setdefault(name, []).append(frame)
    return {name: pd.concat(found, ignore_index=True) for name, found in frames.items()}


def _purchases(eq: Equilibrium) -> Found:
    from tradetalks.outcomes import purchase_accounts

    # Promises that stand together are told apart: each against the world without it alone.
    effects, diversion = purchase_accounts(eq, alone=True)
    both = [lever.both for lever in eq.policy.levers if isinstance(lever, Purchase)]
    yield "purchases", effects.assign(wedge=100 * effects["wedge"], both_ways=both)
    yield "purchase_diversion", diversion


def _people(eq: Equilibrium) -> Found:
    from tradetalks.outcomes import migration_account

    if "price_level" in eq.base.dataset:
        yield "migration", migration_account(eq)


def _sanctions(eq: Equilibrium) -> Found:
    """One account for each target: of everyone who acts against it, directly or through others."""
    from tradetalks.outcomes import sanction_account

    axes = eq.base.axes
    senders: dict[tuple[str, ...], set[str]] = {}
    direct = set()
    for lever in eq.policy.levers:
        if isinstance(lever, Sanction | SecondaryTariff):
            target = country_list(axes, lever.target)
            by = lever.importer if isinstance(lever, SecondaryTariff) else lever.by
            if isinstance(lever, Sanction):
                direct.add(target)
            senders.setdefault(target, set()).update(country_list(axes, by))
    for target, names in senders.items():
        ordered = tuple(c for c in eq.base.countries if c in names and c not in target)
        if ordered:
            found = sanction_account(eq, ordered, target)
            found.insert(0, "target", ", ".join(target))
            yield "sanctions", found.assign(direct=target in direct)


def _caught(eq: Equilibrium) -> Found:
    """Whom secondary tariffs charge, or would but for a waiver, and what it does to them."""
    import pandas as pd

    from tradetalks.policy import caught
    from tradetalks.solve.arrays import observed_of

    out = eq.outcomes
    for found in caught(eq.policy, eq.base.axes, observed_of(eq.base)):
        lever = found.lever
        rows = [
            (country, 100 * share, charged)
            for charged, group in ((True, found.exporters), (False, found.spared))
            for country, share in sorted(group.items(), key=lambda item: -item[1])
        ]
        frame = pd.DataFrame(rows, columns=["country", "share", "charged"])
        here = out.sel(country=list(frame["country"]))
        frame = frame.assign(
            real_income_change=here["real_income_change"].values,
            equivalent_variation=here["equivalent_variation"].values,
            exports_change=here["exports_change"].values,
        )
        frame.insert(0, "lever", str(lever))
        frame.insert(1, "importer", ", ".join(country_list(eq.base.axes, lever.importer)))
        frame.insert(2, "target", ", ".join(country_list(eq.base.axes, lever.target)))
        yield "secondary_tariffs", frame


def _blocs(eq: Equilibrium) -> Found:
    from tradetalks.outcomes import bloc_account

    for bloc in eq.policy.blocs:
        found = bloc_account(eq, bloc.members, bloc.welfare_weight)
        members = ", ".join(country_list(eq.base.axes, bloc.members))
        found.insert(0, "bloc", bloc.label or members)
        yield "blocs", found


#: Kinds of lever, and how the accounts that are about them are made.
ACCOUNTS: tuple[tuple[set[type], Callable[[Equilibrium], Found]], ...] = (
    ({Purchase}, _purchases),
    ({Migration}, _people),
    ({Sanction, SecondaryTariff}, _sanctions),
    ({SecondaryTariff}, _caught),
    ({Bloc}, _blocs),
)
