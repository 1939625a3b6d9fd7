"""The OpenAPI document: whatever it allows is answered as it says, and what it forbids refused."""

from __future__ import annotations

from typing import Any

import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance

from asking import SMALL
from tradetalks.web.app import create_app
from tradetalks.web.settings import Settings

document = create_app(Settings(baseline=SMALL)).openapi()
schema = schemathesis.openapi.from_dict(document)


@schema.parametrize()
@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
def test_answers_are_those_of_the_document(case: Any, served: str) -> None:
    # A name that is text is no name of a country: what keys demand of another is told with 422.
    case.call_and_validate(base_url=served, excluded_checks=[positive_data_acceptance])


def test_the_document_is_good_to_build_on() -> None:
    """Every endpoint says what it is for, what comes back, and how it refuses."""
    for path, methods in document["paths"].items():
        for method, one in methods.items():
            name = f"{method} {path}"
            assert one["summary"], name
            assert one["description"], name
            assert {"401", "422", "429", "503"} <= one["responses"].keys(), name
            if method == "post":
                (body,) = one["requestBody"]["content"].values()
                assert body["schema"], name
    examples = document["components"]["schemas"]["State"]["examples"]
    assert examples[0]["levers"]
    lever = document["components"]["schemas"]["TariffLever"]["properties"]
    assert "fraction" in str(lever["add"])
    assert "USD million" in str(document["components"]["schemas"]["PurchaseLever"])
