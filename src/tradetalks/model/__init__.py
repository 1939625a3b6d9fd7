"""The model: pure functions on arrays, one equation each. Knows no labels.

Everything is computed in 64 bits; importing this package makes JAX do so.
"""

import jax

jax.config.update("jax_enable_x64", True)
