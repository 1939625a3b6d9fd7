"""The page and what it is made of: files of this package and of the report, and no others."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from fastapi import APIRouter, Request
from starlette.responses import Response

from tradetalks.report import palette
from tradetalks.web.answers import Refusal

router = APIRouter(include_in_schema=False)

KINDS = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".ico": "image/x-icon",
    ".txt": "text/plain; charset=utf-8",
}
#: Folders that are served, by how an address begins: package, folder, kinds of file.
FOLDERS = {
    "shared": ("tradetalks.report", "templates", (".js", ".css")),
    "vendor": ("tradetalks.report", "vendor", (".js", ".json", ".txt")),
    "": ("tradetalks.web", "static", tuple(KINDS)),
}


@router.get("/")
async def index(request: Request) -> Response:
    """The page."""
    return _sent(request, "index.html")


@router.get("/static/colours.css")
async def colours(request: Request) -> Response:
    """The colours that page and report share."""
    return _answer(request, palette.css().encode(), ".css")


@router.get("/static/{name:path}")
async def static(request: Request, name: str) -> Response:
    """A file of the page."""
    return _sent(request, name)


@router.get("/favicon.ico")
async def icon(request: Request) -> Response:
    """None but the page's own."""
    return _sent(request, "icon.svg")


def _sent(request: Request, name: str) -> Response:
    content = _content(name)
    if content is None:
        raise Refusal(404, "not_found", "there is no such file")
    return _answer(request, content, _suffix(name))


@cache
def _known() -> dict[str, tuple[str, str, str]]:
    """Every address that is a file: package, folder, path in it. Nothing else can be asked for,
    whatever dots and slashes an address holds."""
    found = {}
    for prefix, (package, folder, kinds) in reversed(FOLDERS.items()):
        for path in _under(package, folder):
            if _suffix(path) in kinds:
                found["/".join(filter(None, (prefix, path)))] = (package, folder, path)
    return found


def _under(package: str, folder: str, inside: str = "") -> list[str]:
    here = files(package).joinpath(folder, *filter(None, inside.split("/")))
    found = []
    for item in here.iterdir() if here.is_dir() else ():
        path = "/".join(filter(None, (inside, item.name)))
        found += _under(package, folder, path) if item.is_dir() else [path]
    return found


def _content(name: str) -> bytes | None:
    if name not in _known():
        return None
    package, folder, path = _known()[name]
    return files(package).joinpath(folder, *path.split("/")).read_bytes()


def _answer(request: Request, content: bytes, suffix: str) -> Response:
    import hashlib

    tag = f'"{hashlib.sha256(content).hexdigest()[:20]}"'
    headers = {"ETag": tag, "Cache-Control": "no-cache"}
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    return Response(content, media_type=KINDS[suffix], headers=headers)


def _suffix(name: str) -> str:
    return f".{name.rpartition('.')[2]}"
