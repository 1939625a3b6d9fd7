"""Where a sweep is written: a folder, or anything fsspec has a name for; whole files or none."""

from __future__ import annotations

import errno
import os
import secrets
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, Protocol

from tradetalks.errors import InputError, Problem, TradetalksError, nearest

FULL = (errno.ENOSPC, errno.EDQUOT)
#: What a file is called until it is whole.
UNFINISHED = ".part"
#: Held by the client that writes to a folder.
LOCK = ".lock"


class SweepStoppedError(TradetalksError):
    """A sweep that could not go on; what is done is safe, and `--resume` takes it up again."""


class Store(Protocol):
    """Files by name, with `/` between folders. A file is there whole, or not at all."""

    @property
    def url(self) -> str: ...
    def write(self, name: str, content: bytes) -> None:
        """Put a file in place, or raise SweepStoppedError and leave nothing."""

    def read(self, name: str) -> bytes | None:
        """A file's content; None where there is none."""

    def size(self, name: str) -> int | None:
        """A file's bytes; None where there is none."""

    def names(self, folder: str) -> list[str]:
        """Every file below a folder, sorted."""

    def remove(self, name: str) -> None:
        """Take a file away, if it is there."""

    def place(self, name: str) -> str:
        """The file as other libraries name it."""


class Folder:
    """A folder on a disk, shared or not.

    Written beside, flushed to the disk, then renamed: a kill or a power cut leaves either the
    whole file or none under its name.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    @property
    def url(self) -> str:
        return str(self.path)

    def place(self, name: str) -> str:
        return str(self.path / name)

    def write(self, name: str, content: bytes) -> None:
        final = self.path / name
        fresh = final.with_name(f".{final.name}.{secrets.token_hex(4)}{UNFINISHED}")
        try:
            final.parent.mkdir(parents=True, exist_ok=True)
            with fresh.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            fresh.replace(final)
            _flush_folder(final.parent)
        except OSError as error:
            with suppress(OSError):
                fresh.unlink(missing_ok=True)
            raise _stopped(self.url, error) from error

    def read(self, name: str) -> bytes | None:
        try:
            return (self.path / name).read_bytes()
        except FileNotFoundError:
            return None

    def size(self, name: str) -> int | None:
        try:
            return (self.path / name).stat().st_size
        except FileNotFoundError:
            return None

    def names(self, folder: str) -> list[str]:
        top = self.path / folder
        files = (p for p in top.rglob("*") if p.is_file() and p.name != LOCK)
        return sorted(p.relative_to(self.path).as_posix() for p in files)

    def remove(self, name: str) -> None:
        (self.path / name).unlink(missing_ok=True)


class Remote:
    """A store behind fsspec: `s3://`, `gs://`, `abfs://` and others; `memory://` is seen by one
    process alone.

    Object stores show an object once its upload is complete, which is all that is asked here.
    """

    def __init__(self, url: str) -> None:
        import fsspec

        self.url = url.rstrip("/")
        self._files, self._root = fsspec.core.url_to_fs(self.url)

    def __getstate__(self) -> dict[str, Any]:
        return {"url": self.url}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__init__(state["url"])  # type: ignore[misc]

    def place(self, name: str) -> str:
        return f"{self.url}/{name}"

    def write(self, name: str, content: bytes) -> None:
        path = f"{self._root}/{name}"
        try:
            self._files.makedirs(path.rpartition("/")[0], exist_ok=True)
            self._files.pipe_file(path, content)
        except Exception as error:  # each library of a store has errors of its own
            raise _stopped(self.url, error) from error

    def read(self, name: str) -> bytes | None:
        content: bytes | None = self._asked(self._files.cat_file, name)
        return content

    def size(self, name: str) -> int | None:
        found = self._asked(self._files.size, name)
        return None if found is None else int(found)

    def names(self, folder: str) -> list[str]:
        self._files.invalidate_cache()
        found = self._asked(self._files.find, folder) or ()
        return sorted(str(path)[len(str(self._root)) + 1 :] for path in found)

    def remove(self, name: str) -> None:
        self._asked(self._files.rm_file, name)

    def _asked(self, question: Callable[[str], Any], name: str) -> Any:
        """What the store answers; None where there is no such file; raises InputError."""
        try:
            return question(f"{self._root}/{name}")
        except FileNotFoundError:
            return None
        except Exception as error:
            what = f"cannot be read ({type(error).__name__}: {error})"
            remedy = "are the name and the credentials right? what is done there is safe"
            raise InputError(Problem(self.url, what, remedy=remedy)) from error


def store_at(out: str | Path) -> Store:
    """The store a person named: a folder, or a URL; raises InputError where it cannot be had."""
    text = str(out)
    if text.startswith("file://"):
        text = text.removeprefix("file://")
    if "://" not in text:
        return Folder(Path(text).expanduser().absolute())
    try:
        return Remote(text)
    except ImportError as error:
        library = getattr(error.__cause__, "name", None)
        remedy = f"pip install {library}, here and on every worker" if library else ""
        raise InputError(Problem(text, f"cannot be reached: {error}", remedy=remedy)) from None
    except Exception as error:  # each library of a store has errors of its own
        from fsspec import available_protocols

        known, (scheme, _, rest) = available_protocols(), text.partition("://")
        close = "" if scheme in known else nearest(scheme, known)
        what, allowed = f"cannot be reached: {error}", "a folder, or a URL that fsspec knows"
        near = f"{close}://{rest}" if close else ""
        raise InputError(Problem(text, what, allowed, near)) from None


def _flush_folder(folder: Path) -> None:
    """The rename itself to the disk, where the system can."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _stopped(url: str, error: Exception) -> SweepStoppedError:
    if getattr(error, "errno", None) in FULL:
        return SweepStoppedError(
            f"the disk that holds {url} is full; free some space and run the same command with "
            "--resume"
        )
    reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return SweepStoppedError(
        f"{url} cannot be written ({reason}); mend that and run the same command with --resume"
    )
