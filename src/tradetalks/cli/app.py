"""The program `tradetalks`, and the one place where its failures become words and a status."""

from __future__ import annotations

import gc
import os
import sys
import warnings
from typing import Any, NoReturn, cast

import click

from tradetalks import __version__
from tradetalks.cli.baseline import baseline
from tradetalks.cli.brief import brief
from tradetalks.cli.careful import as_options
from tradetalks.cli.deal import deal
from tradetalks.cli.estimate import estimate
from tradetalks.cli.optimal import optimal
from tradetalks.cli.policy import policy
from tradetalks.cli.rank import rank
from tradetalks.cli.run import run
from tradetalks.cli.seek import seek
from tradetalks.cli.serve import serve
from tradetalks.cli.solve import solve
from tradetalks.cli.sweep import query, sweep
from tradetalks.cli.war import war
from tradetalks.errors import InputError, NotConvergedError, Problem, TradetalksError

DONE, NOT_CONVERGED, BAD_INPUT, INTERRUPTED = 0, 1, 2, 130
MOST_PROBLEMS = 50


class Program(click.Group):
    """The top command: whatever a subcommand raises on purpose ends here.

    Status 1: something ran but did not converge. 2: bad input, every problem listed.
    Anything else that is raised is a fault of the program and keeps its traceback.
    """

    def invoke(self, ctx: click.Context) -> Any:
        warnings.showwarning = _say_warning
        try:
            return super().invoke(ctx)
        except InputError as error:
            _list(error.problems)
            ctx.exit(BAD_INPUT)
        except NotConvergedError as error:
            click.echo(f"not converged: {as_options(str(error))}", err=True)
            ctx.exit(NOT_CONVERGED)
        except TradetalksError as error:
            click.echo(f"error: {error}", err=True)
            ctx.exit(BAD_INPUT)
        except OSError as error:
            if isinstance(error, BrokenPipeError):
                raise
            _list([Problem(str(error.filename or "file"), error.strerror or str(error))])
            ctx.exit(BAD_INPUT)
        except KeyboardInterrupt:
            click.echo("interrupted; nothing was changed", err=True)
            ctx.exit(INTERRUPTED)


def _list(problems: Any) -> None:
    found = list(problems)
    plural = "" if len(found) == 1 else "s"
    click.echo(f"{len(found)} problem{plural} in the input:", err=True)
    for problem in found[:MOST_PROBLEMS]:
        click.echo(f"  - {as_options(str(problem))}", err=True)
    if len(found) > MOST_PROBLEMS:
        click.echo(f"  ... and {len(found) - MOST_PROBLEMS} more of them", err=True)


def _say_warning(message: Warning | str, *_: Any, **__: Any) -> None:
    click.echo(f"warning: {message}", err=True)


@click.group(cls=Program, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="tradetalks")
def main() -> None:
    """Work out what a deal between nations is worth, before the call is made.

    \b
    tradetalks run us-india                          a whole case, with a report
    tradetalks solve --tariff USA:IND:goods:+25%     one question
    tradetalks seek --outcome balance:USA:IND:goods --target half --tariff USA:IND:goods:+0..50%
    tradetalks rank --outcome real_income:IND        what moves it most
    tradetalks optimal USA --by sector               the tariffs that serve it best
    tradetalks war USA IND --by sector               where a tariff war ends
    tradetalks deal us-india                         the package both would sign
    tradetalks policy us-2025 --date 2025-08-27      announced tariffs, as they stood that day
    tradetalks baseline show                         the world it starts from
    tradetalks estimate trade.csv -o mine.toml       elasticities from data of your own
    tradetalks serve                                 all of it live, in a browser
    """


for command in (
    *(run, solve, optimal, war, deal, seek, rank),
    *(policy, brief, baseline, estimate, sweep, query, serve),
):
    main.add_command(command)


def program() -> NoReturn:
    """The console script: `main`, then out at once, for taking JAX down takes half a second.

    Python's collector would walk all that JAX and pandas hold, again and again, and find nothing;
    here it waits for more garbage than a command makes. Two worlds are solved at a time, and each
    thread waits for the other's Python a fifth as long as is usual.
    """
    gc.set_threshold(5_000_000, 20, 20)
    # pandas loads pyarrow wherever it is installed, for 80 ms; only sweeps use it, and undo this.
    sys.modules.setdefault("pyarrow", cast(Any, None))
    sys.setswitchinterval(0.001)
    try:
        main()
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else int(end.code is not None)
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)
