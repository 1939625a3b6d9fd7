"""Which chunks are done: one record each, written last, with a checksum of everything it names."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from tradetalks.uncertainty.sweep.kept import SCENARIOS, TABLES
from tradetalks.uncertainty.sweep.plan import Plan, digest
from tradetalks.uncertainty.sweep.store import UNFINISHED, Store
from tradetalks.uncertainty.sweep.tables import parquet, tables_of

if TYPE_CHECKING:
    from tradetalks.uncertainty.sweep.solved import Solved

#: What was asked for; and a record for each chunk that is done.
ABOUT, RECORDS = "sweep.json", "records"


@dataclass(frozen=True)
class Part:
    """One file of a chunk."""

    table: str
    name: str
    sha256: str
    bytes: int
    rows: int


@dataclass(frozen=True)
class Record:
    """A chunk that is done: of which plan, its scenarios, how they ended, and its files."""

    plan: str
    chunk: int
    first: int
    count: int
    ends: dict[str, int]
    parts: tuple[Part, ...]


def asked_for(store: Store) -> dict[str, Any] | None:
    """What the sweep in a store was begun with; None where it is missing or damaged."""
    try:
        held: dict[str, Any] = json.loads(store.read(ABOUT) or b"")
        asked = {key: value for key, value in held.items() if key != "fingerprint"}
        return held if held.get("fingerprint") == digest(asked) else None
    except (ValueError, AttributeError):
        return None


def commit(store: Store, plan: Plan, chunk: int, solved: Sequence[Solved]) -> Record:
    """Write a chunk: its files first, under names that hold their checksum, its record last.

    A file without a record counts for nothing. Two workers may write the same chunk at a time:
    whichever record stands in the end names files that are there whole.
    """
    parts = []
    for table, rows in tables_of(plan, chunk, solved).items():
        content = parquet(rows)
        sha = hashlib.sha256(content).hexdigest()
        name = f"{table}/{_partition(plan, chunk)}/{chunk:08d}-{sha[:12]}.parquet"
        store.write(name, content)
        parts.append(Part(table, name, sha, len(content), rows.num_rows))
    numbers = plan.numbers(chunk)
    ends = dict(sorted(Counter(s.status for s in solved).items()))
    record = Record(plan.fingerprint, chunk, numbers[0], len(numbers), ends, tuple(parts))
    content = json.dumps({"record": asdict(record), "check": digest(asdict(record))}).encode()
    store.write(_record_name(chunk), content)
    return record


def records(store: Store) -> Iterator[Record]:
    """Every record that is whole, in the order of the chunks."""
    for name in store.names(RECORDS):
        found = _read(store.read(name)) if name.endswith(".json") else None
        if found is not None:
            yield found


def recorded(store: Store, chunk: int) -> bool:
    """Whether a chunk's record can be seen from here."""
    return store.size(_record_name(chunk)) is not None


def seen(store: Store) -> int:
    """How many records can be seen from here."""
    return sum(_is_record(name) for name in store.names(RECORDS))


def sound(store: Store, record: Record, *, thoroughly: bool = True) -> bool:
    """Whether a chunk's files are there, of their size, and (`thoroughly`) of their checksum."""
    for part in record.parts:
        if store.size(part.name) != part.bytes:
            return False
        if thoroughly:
            content = store.read(part.name)
            if content is None or hashlib.sha256(content).hexdigest() != part.sha256:
                return False
    return True


def sweep_out(store: Store, kept: Iterable[Record]) -> int:
    """Remove what kills left behind: files that no record names. Returns how many there were."""
    named = {part.name for record in kept for part in record.parts}
    own = tuple(f"{folder}/" for folder in (SCENARIOS, *TABLES, RECORDS))
    strays = [
        name
        for name in store.names("")
        if left_behind(name)
        or (name.startswith(own) and name not in named and not _is_record(name))
    ]
    for name in strays:
        store.remove(name)
    return len(strays)


def left_behind(name: str) -> bool:
    """Whether it is what a kill left of `sweep.json`."""
    return name.startswith(f".{ABOUT}.") and name.endswith(UNFINISHED)


def _is_record(name: str) -> bool:
    return name.startswith(f"{RECORDS}/") and name.endswith(".json")


def _record_name(chunk: int) -> str:
    return f"{RECORDS}/{chunk:08d}.json"


def _partition(plan: Plan, chunk: int) -> str:
    world = plan.world_of(chunk)
    return f"baseline={quote(world.baseline, '')}/elasticities={quote(world.elasticities, '')}"


def _read(content: bytes | None) -> Record | None:
    """A record as it was written; None if a single character of it is not."""
    try:
        held: dict[str, Any] = json.loads(content or b"")
        record = held["record"]
        if digest(record) != held["check"]:
            return None
        parts = tuple(Part(**part) for part in record["parts"])
        return Record(**{**record, "parts": parts})
    except (ValueError, KeyError, TypeError):
        return None
