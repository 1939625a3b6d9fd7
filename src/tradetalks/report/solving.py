"""Every scenario of a brief solved and accounted for, and every question answered."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from tradetalks.brief.answers import Asked, answer
from tradetalks.brief.questions import AgendaQuestion
from tradetalks.errors import NotConvergedError
from tradetalks.report.bar import Bar
from tradetalks.report.clock import Clock, Progress
from tradetalks.report.stack import Run
from tradetalks.report.welfare import ACCURACY
from tradetalks.report.world import world_before

if TYPE_CHECKING:
    import xarray as xr

    from tradetalks.baseline import Baseline
    from tradetalks.brief import Answer, Question, Scenario
    from tradetalks.solve import Equilibrium

WORKERS = 2
#: Shares of the bar: a scenario, its split into sources, a search, a question on the talks.
ONE, SPLIT, SEARCH, TALKS = 1, 4, 5, 50


class Beside(NamedTuple):
    """What is worked out in so many threads of its own: first on the world that scenarios start
    from, then, with what that gave, on every run; each tells a part of the bar, as large as so many
    scenarios. Told to stop, as by Ctrl-C, it returns what it has."""

    name: str
    first: Callable[[Baseline], Any]
    each: Callable[[Any, Run, Progress], Any]
    size: int = ONE
    threads: int = 1


@dataclass(frozen=True)
class Solved:
    """Scenarios and answers, each in the brief's order.

    unanswered: questions that an interrupt left without an answer. interrupted: whether there was
    one; some answers are then the best so far. beside: what was worked out beside each run.
    """

    runs: tuple[Run, ...]
    answers: tuple[Answer, ...]
    unanswered: tuple[Question, ...] = ()
    interrupted: bool = False
    beside: tuple[Any, ...] = ()


def solve_all(
    asked: Asked,
    questions: Sequence[Question],
    split: Collection[str],
    clock: Clock,
    beside: Beside | None = None,
) -> Solved:
    """Questions and scenarios, two at a time once the first scenario has compiled the solver.

    The talks come last. An interrupt (Ctrl-C) while scenarios are solved is raised; a later one
    ends the talks and what is worked out beside where they are, and the rest stands. split:
    scenarios whose real income is split into its sources, which takes as long as half a dozen
    solves.
    """
    base, closure, tol = asked.base, asked.closure, asked.tol
    chosen = asked.brief.scenarios
    besides: dict[str, Future[Any]] = {}
    bar = Bar(clock.tell, _sizes(asked, questions, split, beside))
    answers: dict[str, Answer] = {}
    with clock("load solver"):
        from tradetalks.outcomes import first_order_accounts
        from tradetalks.report.by_lever import by_lever
        from tradetalks.solve import prepare

    def solved(scenario: Scenario) -> Equilibrium:
        bar.part(f"scenario {scenario.id}")(f"solve {scenario.title}", 0, 1)
        return replace(asked, base=before).world(scenario.id)

    def work_out(scenario: Scenario) -> Run:
        equilibrium = first if scenario is chosen[0] else solved(scenario)
        run = Run(scenario, equilibrium)
        if equilibrium.converged:
            welfare = _split(equilibrium) if scenario.id in split else None
            _ = equilibrium.outcomes, equilibrium.trade
            accounts = first_order_accounts(equilibrium)
            run = Run(scenario, equilibrium, accounts, by_lever(equilibrium), welfare)
        bar.end(f"scenario {scenario.id}")
        if beside is not None:
            besides[run.id] = others.submit(aside, run, begun, beside)
        return run

    def work_on(asking: Sequence[Question]) -> None:
        for question in asking:
            name = f"question {question.id}"
            tell = bar.part(name, question.kind.replace("_", " "))
            tell(question.title, 0, 1)
            answers[question.id] = answer(question, replace(asked, base=before, progress=tell))
            bar.end(name)

    def aside(run: Run, begun: Future[Any], more: Beside) -> Any:
        name = f"{more.name} {run.id}"
        found = more.each(begun.result(), run, bar.part(name))
        bar.end(name)
        return found

    with _workers(bar) as workers, _workers(bar, beside.threads if beside else 1) as others:
        with clock("solve"):
            workers.submit(prepare, base)
            before = world_before(base, closure, tol)
            if before is not base:
                workers.submit(prepare, before)
            if beside is not None:
                begun = others.submit(beside.first, before)
            first = solved(chosen[0])
            searches = [workers.submit(work_on, lane) for lane in _lanes(questions, talks=False)]
            done = [workers.submit(work_out, scenario) for scenario in chosen]
            talks = [workers.submit(work_on, lane) for lane in _lanes(questions, talks=True)]
            runs = tuple(job.result() for job in done)
            for job in searches:
                job.result()
        with clock("talks"):
            try:
                for job in talks:
                    job.result()
            except KeyboardInterrupt:
                bar.stop()
                for job in talks:
                    job.cancel()
                wait(talks)
        found = [_whole_or_stopped(besides[run.id], bar) for run in runs if run.id in besides]
    return Solved(
        runs,
        tuple(answers[q.id] for q in questions if q.id in answers),
        tuple(q for q in questions if q.id not in answers),
        bar.stopped,
        tuple(found),
    )


def _whole_or_stopped(job: Future[Any], bar: Bar) -> Any:
    """What was worked out beside a run; after an interrupt as far as it came."""
    try:
        return job.result()
    except KeyboardInterrupt:
        bar.stop()
    return job.result()


def _sizes(
    asked: Asked, questions: Sequence[Question], split: Collection[str], beside: Beside | None
) -> dict[str, int]:
    """How long each part takes beside the others, roughly."""
    scenarios = {f"scenario {s.id}": ONE + SPLIT * (s.id in split) for s in asked.brief.scenarios}
    if beside is not None:
        scenarios |= {f"{beside.name} {s.id}": beside.size for s in asked.brief.scenarios}
    return scenarios | {f"question {q.id}": TALKS if q.of_talks else SEARCH for q in questions}


def _lanes(questions: Sequence[Question], *, talks: bool) -> list[list[Question]]:
    """Questions that can be answered beside each other; those on one agenda go one by one, for
    each knows worlds that the next needs."""
    chosen = [q for q in questions if q.of_talks == talks]
    agenda: list[Question] = [q for q in chosen if isinstance(q, AgendaQuestion)]
    lanes: list[list[Question]] = [agenda, *([q] for q in chosen if q not in agenda)]
    return [lane for lane in lanes if lane]


@contextmanager
def _workers(bar: Bar, size: int = WORKERS) -> Iterator[ThreadPoolExecutor]:
    """Threads that stop where they are, and take up nothing new, once the block has failed."""
    with ThreadPoolExecutor(max_workers=size) as workers:
        try:
            yield workers
        except BaseException:
            bar.stop()
            workers.shutdown(wait=False, cancel_futures=True)
            raise


def _split(equilibrium: Equilibrium) -> xr.Dataset | None:
    """The account of real income; none where the way to the policy cannot be followed."""
    from tradetalks.outcomes import welfare_account

    try:
        return welfare_account(equilibrium, ACCURACY)
    except NotConvergedError:
        return None
