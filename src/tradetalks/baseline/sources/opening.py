"""A published file as bytes: found, whole, of the kind its name says, and out of its archive."""

from __future__ import annotations

import hashlib
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path, PurePosixPath

from tradetalks.errors import BaselineError, Problem, nearest

#: First bytes of what people download by mistake, and what to do about it.
_OTHERS = (
    (b"<!doc", "a web page", "open the link in a browser, agree to the terms, and save the file"),
    (b"<html", "a web page", "open the link in a browser, agree to the terms, and save the file"),
    (b"%pdf", "a PDF document", "the data stand beside it on the same page"),
    (b"\x1f\x8b", "compressed with gzip", "unpack it first"),
    (b"7z\xbc\xaf", "a 7z archive", "unpack it first"),
    (b"rar!", "a RAR archive", "unpack it first"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook", "save it as .xlsx"),
)
AGAIN = "fetch it again: the download is incomplete or damaged"


@dataclass(frozen=True)
class Opened:
    """A file's bytes, where they came from, and the SHA-256 of the file on disk."""

    place: str
    data: bytes
    sha256: str

    @property
    def is_workbook(self) -> bool:
        return self.data[:4] == b"PK\x03\x04"


def opened(path: Path, suffixes: Sequence[str], hint: str = "", member: str = "") -> Opened:
    """The file at `path`, or the one member of an archive that fits.

    suffixes: endings a member may have. hint: text its name should hold, such as the year.
    member: its name, where the user says it. Raises BaselineError.
    """
    raw = read_bytes(path)
    digest = hashlib.sha256(raw).hexdigest()
    if zipfile.is_zipfile(BytesIO(raw)) and not _is_workbook(raw):
        name, inner = _member(path, raw, suffixes, hint, member)
        _refuse_others(f"{path.name}: {name}", inner)
        return Opened(f"{path.name}: {name}", inner, digest)
    if raw[:4] == b"PK\x03\x04" and not zipfile.is_zipfile(BytesIO(raw)):
        raise BaselineError(Problem(path.name, "is an archive without its end", remedy=AGAIN))
    _refuse_others(path.name, raw)
    return Opened(path.name, raw, digest)


def read_bytes(path: Path) -> bytes:
    """All bytes of a file that is there and not empty; raises BaselineError."""
    read_start(path)
    return path.read_bytes()


def read_start(path: Path, count: int = 2) -> bytes:
    """The first bytes of a file that is there and not empty; raises BaselineError."""
    if path.is_dir():
        what = "is a folder"
        raise BaselineError(Problem(str(path), what, "a file", remedy="name the file in it"))
    if not path.is_file():
        beside = [p.name for p in path.parent.iterdir()] if path.parent.is_dir() else []
        raise BaselineError(Problem(str(path), "is not there", "", nearest(path.name, beside)))
    with path.open("rb") as stream:
        start = stream.read(count)
    if not start:
        raise BaselineError(Problem(path.name, "is empty", remedy=AGAIN))
    return start


@contextmanager
def whole_archive(place: str) -> Iterator[None]:
    """What a damaged archive raises (much, by where the damage is) as one BaselineError."""
    try:
        yield
    except BaselineError:  # said already, and a ValueError
        raise
    except (NotImplementedError, RuntimeError) as error:
        what = f"cannot be unpacked ({error})"
        raise BaselineError(Problem(place, what, remedy="unpack it first")) from None
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, struct.error) as error:
        what = f"cannot be unpacked ({error})"
        raise BaselineError(Problem(place, what, remedy=AGAIN)) from None


def _is_workbook(raw: bytes) -> bool:
    with whole_archive("archive"), zipfile.ZipFile(BytesIO(raw)) as archive:
        return any(name.startswith("xl/") for name in archive.namelist())


def _refuse_others(place: str, data: bytes) -> None:
    first = re.search(rb"\S", data)  # not strip: it would copy hundreds of megabytes
    if first is None:
        raise BaselineError(Problem(place, "is empty", remedy=AGAIN))
    start = data[first.start() : first.start() + 5].lower()
    for mark, what, remedy in _OTHERS:
        if start.startswith(mark):
            raise BaselineError(Problem(place, f"is {what}", remedy=remedy))


def _member(
    path: Path, raw: bytes, suffixes: Sequence[str], hint: str, member: str
) -> tuple[str, bytes]:
    """Name and bytes of the member that fits."""
    with whole_archive(path.name), zipfile.ZipFile(BytesIO(raw)) as archive:
        names = [n for n in archive.namelist() if not n.endswith("/") and "__MACOSX" not in n]
        fitting = [n for n in names if PurePosixPath(n).suffix.lower() in suffixes]
        dated = [n for n in fitting if hint and hint in PurePosixPath(n).name]
        if member:
            chosen = [n for n in names if n == member or PurePosixPath(n).name == member]
        else:
            chosen = dated or (fitting if len(fitting) == 1 and not hint else [])
        if len(chosen) != 1:
            what = "has no member that fits" if not chosen else "has several members that fit"
            wanted = f" and {hint} in its name" if hint else ""
            allowed = f"one that ends in {' or '.join(suffixes)}{wanted}"
            listed = ", ".join(names[:8]) + (", ..." if len(names) > 8 else "")
            close = nearest(member, names) if member else ""
            remedy = f"name one with --member; it holds {listed or 'nothing'}"
            raise BaselineError(Problem(path.name, what, allowed, close, remedy))
        with whole_archive(f"{path.name}: {chosen[0]}"):
            return chosen[0], archive.read(chosen[0])
