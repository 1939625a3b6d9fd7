"""`tradetalks serve`: the live page."""

from __future__ import annotations

import errno
import gc
import socket
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

import click

from tradetalks.cli.careful import Command
from tradetalks.errors import InputError, Problem

OPEN = (
    "warning: there is no authentication: whoever reaches this address can use this machine; "
    "--token asks for one"
)


@click.command(cls=Command)
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@click.option("--host", default="127.0.0.1", show_default=True, metavar="ADDRESS",
              help="Address to listen on; others than loopback let the network in.")  # fmt: skip
@click.option("--name", "names", multiple=True, metavar="HOST",
              help="A further name under which browsers may ask. May be repeated.")  # fmt: skip
@click.option("--token", metavar="TEXT", help="What callers must present as a bearer token.")
@click.option("--baseline", metavar="NAME|FILE", help="World that the page opens with.")
@click.option("--elasticities", "sets", multiple=True, type=click.Path(path_type=Path),
              metavar="FILE", help="A set of your own for the page. May be repeated.")  # fmt: skip
def serve(
    port: int,
    host: str,
    names: tuple[str, ...],
    token: str | None,
    baseline: str | None,
    sets: tuple[Path, ...],
) -> None:
    """Serve the live page: move a slider, the world re-solves.

    One process, on this machine alone unless --host says otherwise. Ctrl-C ends it.
    """
    try:
        import uvicorn

        from tradetalks.web.app import create_app
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in ("fastapi", "starlette", "uvicorn"):
            raise
        remedy = "pip install 'tradetalks[serve]'"
        raise InputError(
            Problem("serve", f"needs the package {error.name}", remedy=remedy)
        ) from None
    from tradetalks.cli.terminal import progress_bar
    from tradetalks.solve import keep_compiled_programs
    from tradetalks.web.settings import LOOPBACK, Settings

    if token is not None and not (token.isascii() and token.isprintable()):
        allowed = "letters, digits and signs of ASCII"
        raise InputError(Problem("--token", "cannot be sent in a header", allowed))
    if token is not None and len(token) < 16:
        raise InputError(
            Problem("--token", "is too short to keep anyone out", "16 characters or more")
        )
    _refuse_faulty(sets)
    keep_compiled_programs()
    settings = Settings(host, port, token, baseline or "world-2022", names, sets)
    with ExitStack() as opened:
        shown = opened.enter_context(progress_bar())

        def tell(what: str, done: int, total: int) -> None:
            shown(what, done, total)
            if done >= total:
                opened.close()
                _collect_for_long()

        app = create_app(settings, tell)
        worlds = app.state.service.worlds
        worlds.baseline(worlds.opened)  # or say what is wrong with it, before anybody asks
        listening = _listening(host, port)
        if host not in LOOPBACK and token is None:
            click.echo(OPEN, err=True)
        at = f"[{host}]" if ":" in host else host
        click.echo(f"http://{at}:{port}/{f'#token={quote(token, safe=str())}' if token else ''}")
        config = uvicorn.Config(
            app,
            log_level="warning",
            timeout_graceful_shutdown=3,
            server_header=False,
            date_header=False,
        )
        server = uvicorn.Server(config)
        _let_go(server, app.state.service)
        with suppress(KeyboardInterrupt):  # how it is ended
            server.run(sockets=[listening])


def _refuse_faulty(sets: tuple[Path, ...]) -> None:
    """Raises InputError with everything wrong with the files of elasticities."""
    from tradetalks.baseline.elasticity_files import read_set

    problems: list[Problem] = []
    for k, path in enumerate(sets):
        try:
            read_set(path)
        except InputError as error:
            problems += error.problems
        if path.name in (other.name for other in sets[:k]):
            remedy = "rename one of them: on the page they go by these names"
            problems.append(
                Problem("--elasticities", f"two are called {path.name}", "", "", remedy)
            )
    if problems:
        raise InputError(problems)


def _let_go(server: Any, service: Any) -> None:
    """On Ctrl-C whoever watches a job is let go at once; else the server would wait for them."""
    stop = server.handle_exit

    def handle_exit(number: int, frame: Any) -> None:
        service.jobs.closing = True
        stop(number, frame)

    server.handle_exit = handle_exit


def _collect_for_long() -> None:
    """Python's collector as a program wants it that stays: other commands put it off until they
    end, and solved worlds hang together in circles. What is there by now is not looked at again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 10, 5)


def _listening(host: str, port: int) -> socket.socket:
    """A socket at that address; raises InputError where it cannot be had."""
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        found = socket.create_server((host, port), family=family)
        # What it accepts takes this over: else head and body of an answer, which are sent apart,
        # wait 40 ms for one another. asyncio sees to it only for sockets that it makes itself.
        found.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return found
    except OSError as error:
        place = "--port" if error.errno == errno.EADDRINUSE else "--host"
        what = f"{host} {port} cannot be listened at ({(error.strerror or str(error)).lower()})"
        raise InputError(
            Problem(place, what, "an address of this machine, and a free port")
        ) from None
