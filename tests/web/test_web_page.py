"""What the page is made of: it comes in few turns, and without a wait between head and body."""

from __future__ import annotations

import re
import socket
from importlib.resources import files
from pathlib import Path
from typing import get_args

from starlette.testclient import TestClient

from tradetalks.cli.serve import _listening
from tradetalks.solve.options import Status

STATIC = Path(str(files("tradetalks.web") / "static"))
SHARED = Path(str(files("tradetalks.report") / "templates"))


def test_every_module_is_announced_at_the_start(client: TestClient) -> None:
    """A browser would else learn of them one import after another."""
    page = client.get("/").text
    announced = re.findall(r'<link rel="modulepreload" href="static/([^"]+)">', page)
    needed, seen = ["js/main.js"], set()
    while needed:
        name = needed.pop()
        if name in seen:
            continue
        seen.add(name)
        folder, _, file = name.partition("/")
        text = (STATIC / "js" / file if folder == "js" else SHARED / file).read_text("utf-8")
        for found in re.findall(r'from "(\.[^"]+)"', text):
            needed.append(found.replace("../", "").replace("./", f"{folder}/"))
    assert sorted(announced) == sorted(seen - {"js/main.js"})
    assert page.index("js/main.js") < page.index("vega.min.js")


def test_every_failure_has_advice_that_names_the_controls_of_the_page() -> None:
    known = re.findall(
        r'^  "([a-z -]+)": ', (STATIC / "js" / "remedies.js").read_text("utf-8"), re.M
    )
    assert {*known, "converged"} == set(get_args(Status))


def test_head_and_body_of_an_answer_do_not_wait_for_one_another() -> None:
    with (
        _listening("127.0.0.1", 0) as listening,
        socket.create_connection(listening.getsockname()),
        listening.accept()[0] as accepted,
    ):
        assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
