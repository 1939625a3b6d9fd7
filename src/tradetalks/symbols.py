"""The registry of variables: name, symbol, dimensions, unit, meaning, equation.

One entry here is the only place where a variable's unit and meaning are
written; arrays take their attributes from it. Equation numbers are those of
the theory page (exact hat algebra: Dekle, Eaton and Kortum 2008; Caliendo and
Parro 2015).
"""

from __future__ import annotations

from dataclasses import dataclass

BILATERAL = ("exporter", "importer", "sector")
_C = ("country",)
_CF = ("country", "factor")
_CS = ("country", "sector")
_EI = ("exporter", "importer")
_CP = ("country", "partner")
FRACTION = "1"
PER_CENT = "%"
MONEY = "USD million"
PERSONS = "persons"

#: The factor that is not people: it has no workers and does not migrate.
CAPITAL = "capital"


@dataclass(frozen=True)
class Symbol:
    """What a variable is called, what it means, and where it is defined."""

    name: str
    symbol: str
    dims: tuple[str, ...]
    units: str
    long_name: str
    equation: str = ""

    def attrs(self) -> dict[str, str]:
        """Attributes for an array of this variable (netCDF and xarray conventions)."""
        found = {"long_name": self.long_name, "units": self.units, "symbol": self.symbol}
        return found | ({"equation": self.equation} if self.equation else {})


def _registry(*symbols: Symbol) -> dict[str, Symbol]:
    return {s.name: s for s in symbols}


#: The observed arrays: everything else in a baseline follows from these.
DATA = _registry(
    Symbol("trade", "F", BILATERAL, MONEY, "trade before import duty, home sales included"),
    Symbol("tariff", "t", BILATERAL, FRACTION, "ad valorem import tariff, a fraction"),
    Symbol("export_tax", "e", BILATERAL, FRACTION, "ad valorem export tax, a fraction"),
    Symbol("value_added_share", "g", _CS, FRACTION, "share of value added in unit cost", "1"),
    Symbol(
        "factor_share",
        "b",
        ("country", "factor", "sector"),
        FRACTION,
        "share of each factor in value added",
        "1",
    ),
    Symbol(
        "input_share",
        "g",
        ("country", "input", "sector"),
        FRACTION,
        "share of each input in the unit cost of a sector",
        "1",
    ),
    Symbol(
        "trade_elasticity",
        "theta",
        ("sector",),
        FRACTION,
        "trade elasticity: trade share falls with cost to the power -theta",
        "3, 4",
    ),
)

#: What follows from the data by the accounting identities, unless taken as given.
DERIVED = _registry(
    Symbol(
        "trade_share",
        "pi",
        BILATERAL,
        FRACTION,
        "share of an exporter in an importer's spending, duties included; "
        "in a market without purchases the home share is one by convention",
        "4",
    ),
    Symbol("expenditure", "X", _CS, MONEY, "spending on all uses of a good, duties included", "8"),
    Symbol("value_added", "V", ("country", "factor"), MONEY, "factor income", "6"),
    Symbol("deficit", "D", ("country",), MONEY, "imports minus exports", "10"),
    Symbol("final_share", "a", _CS, FRACTION, "share of each good in final spending", "8"),
)

#: Who works where, who has moved and what they send home; a payer is where the sender lives.
PEOPLE = _registry(
    Symbol("workers", "N", ("country", "factor"), PERSONS, "persons at work; none for capital"),
    Symbol(
        "migrants",
        "m",
        ("origin", "residence"),
        PERSONS,
        "persons from a country who live in another",
        "12",
    ),
    Symbol(
        "mover_efficiency",
        "e",
        ("origin", "residence", "factor"),
        FRACTION,
        "efficiency units of a mover, the residence's average worker of the same factor being one; "
        "none for capital",
        "12",
    ),
    Symbol(
        "remittances",
        "R",
        ("payer", "receiver"),
        MONEY,
        "remittances sent in a year from where the migrant lives to where they come from",
    ),
    Symbol(
        "remittance_share",
        "rho",
        ("payer", "receiver"),
        FRACTION,
        "share of a mover's wage that is sent home",
        "12",
    ),
    Symbol("price_level", "PL", ("country",), FRACTION, "price level of spending, USA = 1"),
)

#: Variables a baseline may carry besides.
OPTIONAL = (
    _registry(
        Symbol(
            "trade_elasticity_se",
            "se(theta)",
            ("sector",),
            FRACTION,
            "standard error of the trade elasticity; not a number where none is published",
        ),
        Symbol(
            "trade_elasticity_covariance",
            "cov(theta)",
            ("sector", "other_sector"),
            FRACTION,
            "covariance of estimated trade elasticities; not a number where none is estimated",
        ),
        Symbol(
            "relieved",
            "r",
            ("country",),
            FRACTION,
            "public revenue that replaces a tax on factor income already, over factor income",
            "11",
        ),
    )
    | PEOPLE
)

BASELINE = DATA | DERIVED | OPTIONAL

#: Results of an equilibrium; `_change` is per cent, `_base` the level before the policy.
OUTCOMES = _registry(
    Symbol(
        "real_income_change",
        "I/P hat",
        _C,
        PER_CENT,
        "change in real income (exact): income over the price of final spending",
        "14",
    ),
    Symbol(
        "equivalent_variation",
        "EV",
        _C,
        MONEY,
        "income at baseline prices worth as much as the policy",
        "14",
    ),
    Symbol(
        "welfare_variation",
        "EV^W",
        _C,
        MONEY,
        "the same net of the disutility of work",
        "14",
    ),
    Symbol(
        "residents_variation",
        "EV^r",
        _C,
        MONEY,
        "the same for those there before and after: what movers earn is left out",
        "12, 14",
    ),
    Symbol(
        "welfare_change",
        "W hat",
        _C,
        PER_CENT,
        "change in welfare, net of disutility of work",
        "14",
    ),
    Symbol(
        "price_index_change", "P hat", _C, PER_CENT, "change in the price of final spending", "14"
    ),
    Symbol("income", "I'", _C, MONEY, "income available for final spending", "8"),
    Symbol("income_base", "I", _C, MONEY, "income in the baseline", "8"),
    Symbol(
        "gdp_change", "GDP hat", _C, PER_CENT, "change in nominal value added plus border taxes"
    ),
    Symbol("gdp", "GDP'", _C, MONEY, "value added plus border taxes"),
    Symbol("gdp_base", "GDP", _C, MONEY, "value added plus border taxes, baseline"),
    Symbol(
        "employment_change",
        "L hat",
        _C,
        PER_CENT,
        "change in work done: people at work, weighted by what they earn in the baseline",
        "11, 12",
    ),
    Symbol("exports", "E'", _C, MONEY, "exports across the border, before import duty", "5"),
    Symbol("exports_base", "E", _C, MONEY, "exports in the baseline", "5"),
    Symbol("exports_change", "E hat", _C, PER_CENT, "change in the value of exports", "5"),
    Symbol("imports", "M'", _C, MONEY, "imports across the border, before import duty", "5"),
    Symbol("imports_base", "M", _C, MONEY, "imports in the baseline", "5"),
    Symbol("imports_change", "M hat", _C, PER_CENT, "change in the value of imports", "5"),
    Symbol("balance", "E' - M'", _C, MONEY, "exports minus imports", "10"),
    Symbol("balance_base", "E - M", _C, MONEY, "exports minus imports in the baseline", "10"),
    Symbol("tariff_revenue", "R'", _C, MONEY, "revenue from import tariffs", "7"),
    Symbol("tariff_revenue_base", "R", _C, MONEY, "revenue from import tariffs, baseline", "7"),
    Symbol("export_tax_revenue", "T'", _C, MONEY, "revenue from export taxes", "7"),
    Symbol(
        "purchase_cost",
        "s'(1+t')F'",
        _C,
        MONEY,
        "public cost of purchase commitments on the country's own imports",
        "9",
    ),
    Symbol(
        "net_transfers",
        "T'",
        _C,
        MONEY,
        "transfers, remittances of those who moved, and others' purchases paid for, net",
        "8, 12",
    ),
    Symbol("factor_reward_change", "w hat", _CF, PER_CENT, "change in the reward of a factor", "6"),
    Symbol(
        "real_wage_change",
        "w/P hat",
        _CF,
        PER_CENT,
        "change in a factor's reward over the consumer price index",
        "6, 14",
    ),
    Symbol("output", "Y'", _CS, MONEY, "producers' receipts", "5"),
    Symbol("output_base", "Y", _CS, MONEY, "producers' receipts in the baseline", "5"),
    Symbol("output_change", "Y hat", _CS, PER_CENT, "change in producers' receipts", "5"),
    Symbol("output_volume", "Y'/c hat", _CS, MONEY, "output at baseline unit costs", "1, 5"),
    Symbol(
        "output_volume_change",
        "Y/c hat",
        _CS,
        PER_CENT,
        "change in the volume of output: receipts over unit cost",
        "1, 5",
    ),
    Symbol("value_added", "gY'", _CS, MONEY, "value added of a sector", "6"),
    Symbol("value_added_base", "gY", _CS, MONEY, "value added of a sector, baseline", "6"),
    Symbol("sector_employment", "gbY/w", _CS, MONEY, "work done in a sector, at baseline pay", "6"),
    Symbol("sector_employment_change", "gbY/w hat", _CS, PER_CENT, "change in work done", "6"),
    Symbol("price_change", "P hat", _CS, PER_CENT, "change in the price index of a good", "3"),
    Symbol("bilateral_trade", "F'", _EI, MONEY, "trade between two countries, before duty", "5"),
    Symbol("bilateral_trade_base", "F", _EI, MONEY, "the same in the baseline", "5"),
    Symbol("bilateral_balance", "E' - M'", _CP, MONEY, "exports minus imports with a partner"),
    Symbol("bilateral_balance_base", "E - M", _CP, MONEY, "the same in the baseline"),
)
