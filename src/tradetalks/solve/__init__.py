"""Solving: the one place where labels become arrays and arrays become labels."""

from tradetalks.solve.compiled import keep_compiled_programs
from tradetalks.solve.equilibrium import Equilibrium, outcomes_before, prepare
from tradetalks.solve.gradient import derivative, gradient, slope
from tradetalks.solve.options import Rules
from tradetalks.solve.solver import solve, solve_many

__all__ = [
    "Equilibrium",
    "Rules",
    "derivative",
    "gradient",
    "keep_compiled_programs",
    "outcomes_before",
    "prepare",
    "slope",
    "solve",
    "solve_many",
]
