"""Several linear systems at once: each solved as if alone."""

from __future__ import annotations

import jax.numpy as jnp
import numpy as np

from tradetalks.numerics.together import solve_together


def test_every_row_is_solved_and_none_depends_on_those_beside_it() -> None:
    rng = np.random.default_rng(3)
    matrix = jnp.asarray(np.eye(60) + 0.08 * rng.standard_normal((60, 60)))
    rows = rng.standard_normal((4, 60)) * np.array([[1.0], [1e-3], [0.0], [50.0]])
    found = solve_together(lambda x: x @ matrix, jnp.asarray(rows), rtol=1e-10, steps=200)
    assert (np.asarray(found.error) <= 1e-10).all()
    np.testing.assert_allclose(np.asarray(found.x) @ np.asarray(matrix), rows, atol=5e-9)
    # Beside a row that takes longer, one stays where it was.
    loose = jnp.array([1e-2, 1e-2, 1e-2, 1e-10])
    mixed = solve_together(
        lambda x: x @ matrix, jnp.asarray(rows), rtol=loose, steps=200, alone=True
    )
    short = solve_together(
        lambda x: x @ matrix, jnp.asarray(rows), rtol=1e-2, steps=200, alone=True
    )
    assert int(mixed.products) > int(short.products)
    np.testing.assert_array_equal(np.asarray(mixed.x)[:3], np.asarray(short.x)[:3])


def test_too_few_steps_are_told_by_the_error() -> None:
    matrix = jnp.asarray(np.diag(np.linspace(0.1, 2.0, 40)))
    found = solve_together(lambda x: x @ matrix, jnp.ones((1, 40)), rtol=1e-12, steps=3)
    assert int(found.products) == 3
    assert float(found.error[0]) > 1e-12
