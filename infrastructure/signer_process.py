"""The signer as a process of its own, under an account that the application cannot become.

It listens on a socket in the file system and reads nothing else: neither the log nor a key of the
application. A request is one line that says what is asked of which log; for a signature the body of
tlog-witness follows (``old SIZE``, the hashes of the consistency proof, an empty line, the three
lines of the head). The answer begins with ``ok``, ``stale SIZE`` or ``no``.
"""

import socket
import socketserver
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from infrastructure.checkpoints import TreeHead, body, hash_lines, vkey
from infrastructure.signer import READS, Growth, NotSigned, Signer, Stale
from infrastructure.verify_bundle import Key, Refused, from_base64, key_from

EVENTS = "events"
LONGEST_REQUEST = 16_384
WAIT = 10.0
"""Seconds that either side waits for the other."""
HASH_BYTES = 32
LINES = 3


class Malformed(Exception):
    """A request is not one."""


def signers_of(signer: Signer) -> dict[str, Signer]:
    """The signers of one deployment by their logs: of events, and of reads."""
    return {EVENTS: signer, READS: signer.of_reads()}


class SignerProcess(socketserver.UnixStreamServer):
    """Answers on a socket until it is stopped; one request at a time."""

    def __init__(self, path: Path, signers: Mapping[str, Signer]) -> None:
        """Listen at a path, for whoever may write there (its owner and group)."""
        self.signers = signers
        with suppress(FileNotFoundError):
            path.unlink()
        super().__init__(str(path), _Conversation)
        path.chmod(0o660)

    def answered(self, request: bytes) -> bytes:
        """What is answered to one request."""
        try:
            return b"ok\n" + self._answer(*request.decode().partition("\n"))
        except Stale as stale:
            return f"stale {stale.size}\n".encode()
        except (NotSigned, Malformed, Refused, ValueError, OSError) as no:
            return f"no\n{no}".encode()

    def _answer(self, asked: str, _end: str, rest: str) -> bytes:
        verb, _, log = asked.partition(" ")
        signer = self.signers.get(log)
        if signer is None:
            raise Malformed(f"there is no log {log}")
        match verb:
            case "key":
                return vkey(signer.key).encode()
            case "last":
                return signer.last()
            case "sign":
                return signer.sign(_growth(rest, signer.key.name))
            case _:
                raise Malformed(f"nobody knows how to {verb}")


class _Conversation(socketserver.StreamRequestHandler):
    timeout = WAIT

    def handle(self) -> None:
        request = self.rfile.read(LONGEST_REQUEST)
        server = self.server
        if isinstance(server, SignerProcess):
            self.wfile.write(server.answered(request))


class RemoteSigner:
    """Asks the signer's process, on its socket."""

    def __init__(self, path: Path, log: str = EVENTS) -> None:
        """Ask for one of its logs. Raises `NotSigned` where nobody answers."""
        self._path = path
        self._log = log
        self._key = key_from(self._ask("key").decode())

    @property
    def key(self) -> Key:
        """The public key of the log."""
        return self._key

    def last(self) -> bytes:
        """The checkpoint that was signed last."""
        return self._ask("last")

    def sign(self, growth: Growth) -> bytes:
        """Have a head signed. Raises `Stale` and `NotSigned`."""
        head = body(self._key.name, growth.head)
        return self._ask("sign", f"old {growth.old}\n{hash_lines(growth.proof)}\n{head}")

    def _ask(self, verb: str, rest: str = "") -> bytes:
        answer = b""
        try:
            with socket.socket(socket.AF_UNIX) as connection:
                connection.settimeout(WAIT)
                connection.connect(str(self._path))
                connection.sendall(f"{verb} {self._log}\n{rest}".encode())
                connection.shutdown(socket.SHUT_WR)
                while part := connection.recv(LONGEST_REQUEST):
                    answer += part
        except OSError as silent:
            raise NotSigned(
                f"the signer does not answer on {self._path}: {silent} (start: alongside signer)"
            ) from silent
        said, _, given = answer.partition(b"\n")
        if said == b"ok":
            return given
        if said.startswith(b"stale "):
            raise Stale(int(said.removeprefix(b"stale ")))
        raise NotSigned(given.decode("utf-8", "replace") or "the signer gave no answer (try again)")


def _growth(request: str, origin: str) -> Growth:
    """Read the body of a request. Raises `Malformed`."""
    before, _, head = request.partition("\n\n")
    old, *proof = before.split("\n")
    lines = head.split("\n")
    if not old.startswith("old ") or len(lines) != LINES + 1:
        raise Malformed("this is no request for a signature")
    if lines[0] != origin:
        raise Malformed(f"{lines[0]} is not the log that this signer signs for")
    hashes = [from_base64(line, "A hash") for line in proof]
    root = from_base64(lines[2], "The root")
    if any(len(each) != HASH_BYTES for each in (*hashes, root)):
        raise Malformed("a hash has not 32 bytes")
    return Growth(int(old.removeprefix("old ")), hashes, TreeHead(int(lines[1]), root))
