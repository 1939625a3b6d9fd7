"""Solving systems of equations; knows no economics."""

import jax

jax.config.update("jax_enable_x64", True)
