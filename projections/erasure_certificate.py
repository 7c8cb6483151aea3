"""What remains after an erasure: a certificate that tells it without showing any of it.

It is computed when it is asked for, from the log alone, so it can be given again at any time and
says the same (until something else is recorded about the same owner).
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

import msgspec

from application.ledger import Ledger
from domain.decider import Position, Recorded, Unknown
from domain.erasure import ERASURE, Erasure, ErasureGround, erasure_of, owner_of
from domain.folds import as_of, fold
from domain.people import Subject, subject
from domain.periods import LOCAL
from domain.personal import Sealed

GROUNDS = {
    ErasureGround.NO_LONGER_NEEDED: "the record was no longer needed",
    ErasureGround.CONSENT_WITHDRAWN: "the consent that it rested on was withdrawn",
    ErasureGround.OBJECTED: "the person objected",
    ErasureGround.UNLAWFUL: "it should not have been kept",
    ErasureGround.LEGAL_DUTY: "the law asked for it",
    ErasureGround.KEY_ALREADY_GONE: "the key was found to be destroyed already",
}
OUT_OF_REACH = (
    "What had been given to others before: letters, exports and evidence that left the service.",
    "What others wrote under their own keys, such as notes of a group, and the name in it.",
    (
        "Backups made before hold the wrapped key until they are thrown away or the key-encryption "
        "key is changed. A restore destroys it again before anybody is served."
    ),
    "Figures in which the person was counted.",
)


class NotErased(Unknown):
    """Nothing was erased under this identifier."""


class Remaining(msgspec.Struct, frozen=True):
    """Entries of one name that stay: how many, from when to when, and how much is unreadable.

    ``boxes`` are sealed values and ``bytes`` their size, which tells no more than a rough length.
    """

    name: str
    times: int
    first_at: datetime
    last_at: datetime
    boxes: int
    bytes: int


class Certificate(msgspec.Struct, frozen=True):
    """An erasure, and all that the log still tells about whose key it was.

    ``beside`` are the identifiers of everybody and everything else that these entries concern.
    """

    erasure: str
    owner: Subject
    ground: ErasureGround | None
    decided_at: datetime | None
    decided_by: str | None
    carried_out_at: datetime
    position: Position
    remaining: list[Remaining]
    beside: list[Subject]
    out_of_reach: tuple[str, ...] = OUT_OF_REACH


def erasure_certificate(ledger: Ledger, erasure: str) -> Certificate:
    """What an erasure left. Raises `NotErased`."""
    owner = owner_of(erasure)
    told = ledger.history(subject("erasure", erasure_of(owner)))
    known: Erasure = fold(ERASURE, as_of(told))
    if known.carried_out_at is None:
        raise NotErased("Nothing was erased under this identifier. Check it.")
    decided = next((each for each in told if each.position == known.decided_in), None)
    history = ledger.history(owner) or told
    return Certificate(
        erasure=erasure,
        owner=owner,
        ground=known.ground,
        decided_at=known.decided_at,
        decided_by=decided.by if decided else None,
        carried_out_at=known.carried_out_at,
        position=max(each.position for each in told),
        remaining=_remaining(history),
        beside=sorted({tag for each in history for tag in each.tags} - {owner}),
    )


def as_text(certificate: Certificate) -> str:
    """The certificate as plain text, to be printed."""
    noun, _colon, identifier = certificate.owner.partition(":")
    lines = [
        "CERTIFICATE OF ERASURE",
        "",
        f"Whose: {WHOSE.get(noun, noun)} {identifier}",
        f"Why: {GROUNDS[certificate.ground] if certificate.ground else 'not recorded'}",
    ]
    if certificate.decided_at is not None:
        lines.append(f"Decided: {_when(certificate.decided_at)}, by {certificate.decided_by}")
    lines += [
        f"Key destroyed: {_when(certificate.carried_out_at)} (entry {certificate.position:,})",
        "",
        "What stays: that these things happened, and when. No words and no sensitive answers.",
        *(f"  {_line(each)}" for each in certificate.remaining),
        "",
        f"They also concern {len(certificate.beside)} others, by identifier.",
        "",
        "What this does not reach:",
        *(f"  - {sentence}" for sentence in certificate.out_of_reach),
    ]
    return "\n".join(lines)


WHOSE = {"person": "person", "peer": "peer supporter", "staff": "member of staff"}


def _remaining(history: Iterable[Recorded]) -> list[Remaining]:
    by_name: dict[str, list[Recorded]] = {}
    for recorded in history:
        by_name.setdefault(type(recorded.event).__name__, []).append(recorded)
    return [_counted(name, some) for name, some in sorted(by_name.items())]


def _counted(name: str, some: Sequence[Recorded]) -> Remaining:
    boxes = [
        value.box
        for each in some
        for field in each.event.__struct_fields__
        if isinstance(value := getattr(each.event, field), Sealed)
    ]
    return Remaining(
        name=name,
        times=len(some),
        first_at=min(each.event.at for each in some),
        last_at=max(each.event.at for each in some),
        boxes=len(boxes),
        bytes=sum(map(len, boxes)),
    )


def _line(remaining: Remaining) -> str:
    when = _when(remaining.first_at)
    if remaining.last_at != remaining.first_at:
        when += f" to {_when(remaining.last_at)}"
    sealed = f"; {remaining.boxes} unreadable values" if remaining.boxes else ""
    return f"{remaining.times} x {remaining.name}: {when}{sealed}"


def _when(moment: datetime) -> str:
    return f"{moment.astimezone(LOCAL):%-d %B %Y %H:%M}"
