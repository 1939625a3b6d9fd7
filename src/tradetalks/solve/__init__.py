"""Solving: the one place where labels become arrays and arrays become labels."""

from tradetalks.solve.compiled import keep_compiled_programs
from tradetalks.solve.equilibrium import Equilibrium, prepare
from tradetalks.solve.gradient import derivative, gradient
from tradetalks.solve.solver import solve, solve_many

__all__ = [
    "Equilibrium",
    "derivative",
    "gradient",
    "keep_compiled_programs",
    "prepare",
    "solve",
    "solve_many",
]
