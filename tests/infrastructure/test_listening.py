"""Where the server listens."""

import asyncio
import socket
from concurrent.futures import ThreadPoolExecutor

import pytest

from api.cli.running import PortTaken, listening_at


def test_no_answer_waits_for_what_acknowledges_its_first_part() -> None:
    """Without TCP_NODELAY the second part of each answer comes forty milliseconds later."""
    seen: list[int] = []

    class Answering(asyncio.Protocol):
        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            accepted = transport.get_extra_info("socket")
            seen.append(accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
            transport.close()

    async def asked() -> None:
        listening = listening_at("127.0.0.1", 0)
        port = listening.getsockname()[1]
        server = await asyncio.get_running_loop().create_server(Answering, sock=listening)
        async with server:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            await reader.read()
            writer.close()

    # in a thread of its own: where a browser is driven, a loop runs in this one already
    with ThreadPoolExecutor(1) as alone:
        alone.submit(lambda: asyncio.run(asked())).result()
    assert len(seen) == 1
    assert seen[0]


def test_a_port_that_is_taken_is_refused_in_words() -> None:
    with listening_at("127.0.0.1", 0) as first:
        port = first.getsockname()[1]
        with pytest.raises(PortTaken, match="choose another with --port"):
            listening_at("127.0.0.1", port)
