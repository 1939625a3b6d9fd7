"""Hypothesis settings: few examples on few shapes, since every new shape is compiled anew."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, Phase, settings

settings.register_profile(
    "fixed",
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=6,
    phases=[Phase.explicit, Phase.generate, Phase.shrink],
    suppress_health_check=list(HealthCheck),
)
# `HYPOTHESIS_PROFILE=search pytest tests/properties` looks for counterexamples at random.
settings.register_profile(
    "search", deadline=None, max_examples=200, suppress_health_check=list(HealthCheck)
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "fixed"))
