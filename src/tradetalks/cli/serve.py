"""`tradetalks serve`: the live page."""

from __future__ import annotations

import click

from tradetalks.cli.careful import Command
from tradetalks.errors import InputError, Problem


@click.command(cls=Command)
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@click.option("--host", default="127.0.0.1", show_default=True, metavar="ADDRESS",
              help="Address to listen on; others than loopback let the network in.")  # fmt: skip
@click.option("--name", "names", multiple=True, metavar="HOST",
              help="A further name under which browsers may ask. May be repeated.")  # fmt: skip
@click.option("--token", metavar="TEXT", help="What callers must present as a bearer token.")
@click.option("--baseline", metavar="NAME|FILE", help="World that the page opens with.")
def serve(
    port: int, host: str, names: tuple[str, ...], token: str | None, baseline: str | None
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

    if token is not None and len(token) < 16:
        raise InputError(
            Problem("--token", "is too short to keep anyone out", "16 characters or more")
        )
    keep_compiled_programs()
    settings = Settings(host, port, token, baseline or "world-2022", names)
    if host not in LOOPBACK and token is None:
        click.echo("warning: there is no authentication: whoever reaches this address can use "
                   "this machine; --token asks for one", err=True)  # fmt: skip
    at = f"[{host}]" if ":" in host else host
    click.echo(f"http://{at}:{port}/{f'#token={token}' if token else ''}")
    with progress_bar() as tell:
        app = create_app(settings, tell)
        app.state.service.worlds.baseline(app.state.service.worlds.opened)  # or say what is wrong
        uvicorn.run(app, host=host, port=port, log_level="warning", timeout_graceful_shutdown=3,
                    server_header=False, date_header=False)  # fmt: skip
