"""What other systems read: one resource a line, a file for each kind of resource."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import IO, Any

import msgspec

from infrastructure.extracts.shards import Told, told_in

Resource = dict[str, Any]
Speak = Callable[[Told], Iterator[Resource]]
"""What an entry of an extract is in the language of other systems."""


def write_lines(shards: Sequence[Path], folder: Path, speak: Speak) -> None:
    """Write every resource into the file of its kind, in the order of the shards."""
    encode = msgspec.json.Encoder().encode
    with ExitStack() as closing:
        files: dict[str, IO[bytes]] = {}
        for shard in shards:
            for told in told_in(shard):
                for resource in speak(told):
                    kind = resource["resourceType"]
                    if kind not in files:
                        file = (folder / f"{kind}.ndjson").open("wb")
                        files[kind] = closing.enter_context(file)
                    files[kind].write(encode(resource) + b"\n")
