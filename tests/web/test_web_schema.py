"""The OpenAPI document: whatever it allows is answered as it says, and what it forbids refused."""

from __future__ import annotations

import json
from itertools import count
from typing import Any

import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.config import SchemathesisConfig
from schemathesis.generation.meta import TestPhase
from schemathesis.specs.openapi.checks import (
    ignored_auth,
    positive_data_acceptance,
    unsupported_method,
)
from starlette.testclient import TestClient

from asking import SMALL
from tradetalks.web.app import create_app
from tradetalks.web.settings import Settings

written = json.dumps(create_app(Settings(baseline=SMALL)).openapi())
document = json.loads(written.replace('"world-2022"', f'"{SMALL}"'))  # examples too
#: What is wrong may also be too large to be read at all: 413.
REFUSED = ["400", "401", "404", "405", "406", "413", "415", "422", "429"]
CHECKS = {"negative_data_rejection": {"expected-statuses": REFUSED}}
schema = schemathesis.openapi.from_dict(
    document, config=SchemathesisConfig.from_dict({"checks": CHECKS})
)
#: The coverage phase makes some 15,000 cases; so many of them are one that is asked. All were
#: asked, and answered as the document says, when this was written.
EVERY = 60
met = count()
#: What keys demand of another is told with 422; methods and tokens have tests of their own.
APART = [positive_data_acceptance, unsupported_method, ignored_auth]


@schema.hook
def map_body(context: Any, body: Any) -> Any:
    """Whatever is asked is asked of the small world, and asks for nothing that takes long."""
    if not isinstance(body, dict):
        return body
    found = dict(body)
    for key, value in body.items():
        if key == "state" and isinstance(value, dict):
            found[key] = {**value, "baseline": SMALL}
        if key == "states" and isinstance(value, list):
            found[key] = [{**s, "baseline": SMALL} if isinstance(s, dict) else s for s in value]
    return found


@schema.parametrize()
@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
def test_answers_are_those_of_the_document(case: Any, served: str) -> None:
    if case.meta.phase.name is TestPhase.COVERAGE and next(met) % EVERY:
        return
    case.call_and_validate(base_url=served, excluded_checks=APART, timeout=60)


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


def test_every_example_is_taken(client: TestClient) -> None:
    for path, methods in document["paths"].items():
        body = methods.get("post", {}).get("requestBody")
        if body is None:
            continue
        for example in examples_of(body["content"]["application/json"]["schema"]):
            answer = client.post(path, json=example)
            assert answer.status_code in (200, 202), (path, answer.text)
            for job in client.get("/api/jobs").json():
                client.delete(f"/api/jobs/{job['id']}")


def examples_of(schema: dict[str, Any]) -> list[Any]:
    """Those of a body, or of each of the bodies that it may be; every one has some."""
    if "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    if "oneOf" in schema:
        return [example for part in schema["oneOf"] for example in examples_of(part)]
    found: list[Any] = schema["examples"]
    return found
