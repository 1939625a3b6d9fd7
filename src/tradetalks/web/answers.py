"""Errors as JSON: one shape for every one of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any, Literal

from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse

from tradetalks.errors import InputError, NotConvergedError, Problem

Code = Literal[
    "bad_input",
    "not_converged",
    "too_large",
    "busy",
    "superseded",
    "timeout",
    "not_found",
    "unauthorised",
    "method_not_allowed",
    "failed",
]
#: What is said of a fault of the program; its trace stands in the server's own log.
FAULT = "the server failed at this; its log says where"
#: A page of mistakes is enough; more are counted.
MOST_PROBLEMS = 50


class ProblemModel(BaseModel):
    """One thing that is wrong: where, what, what is allowed, the nearest match, what to do."""

    place: str
    what: str
    allowed: str = ""
    nearest: str = ""
    remedy: str = ""


class ErrorModel(BaseModel):
    """Why there is no answer."""

    code: Code
    message: str
    problems: list[ProblemModel] = []


class ErrorBody(BaseModel):
    """Every answer with a status of 400 and above."""

    error: ErrorModel


class Refusal(HTTPException):
    """An answer other than the one asked for, by name. retry: seconds until it is worth asking."""

    def __init__(self, status: int, code: Code, message: str, *, retry: int | None = None) -> None:
        super().__init__(status, message)
        self.code, self.retry = code, retry


def refused(refusal: Refusal) -> JSONResponse:
    """A refusal as a response."""
    headers = {"Retry-After": str(refusal.retry)} if refusal.retry is not None else None
    return error(refusal.status_code, refusal.code, refusal.detail, headers=headers)


def error(
    status: int,
    code: Code,
    message: str,
    problems: Iterable[Problem] = (),
    headers: dict[str, str] | None = None,
) -> JSONResponse:
    """The response."""
    listed = list(dict.fromkeys(problems))
    body: dict[str, Any] = {
        "error": {
            "code": code,
            "message": message,
            "problems": [asdict(problem) for problem in listed[:MOST_PROBLEMS]],
        }
    }
    return JSONResponse(body, status, headers)


def bad_input(problems: Iterable[Problem], status: int = 422) -> JSONResponse:
    """Input that cannot be used, with everything that is wrong with it."""
    found = list(dict.fromkeys(problems))
    plural = "" if len(found) == 1 else "s"
    return error(status, "bad_input", f"{len(found)} problem{plural} in the input", found)


def failure(found: Exception) -> dict[str, Any]:
    """Why something failed, as the body of an error; what is no one's mistake is not told of."""
    if isinstance(found, InputError):
        problems = list(dict.fromkeys(found.problems))
        message = "; ".join(map(str, problems[:MOST_PROBLEMS]))
        return {
            "code": "bad_input",
            "message": message,
            "problems": [asdict(problem) for problem in problems[:MOST_PROBLEMS]],
        }
    if isinstance(found, NotConvergedError):
        return {"code": "not_converged", "message": str(found), "problems": []}
    if isinstance(found, Refusal):
        return {"code": found.code, "message": found.detail, "problems": []}
    return {"code": "failed", "message": FAULT, "problems": []}
