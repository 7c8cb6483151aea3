"""Evidence for somebody outside, and its check."""

from argparse import Namespace
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from api.cli.opening import desk_for, service_in, store_of, tell
from api.main import desk_of
from api.store import Store, exports_of
from application.principal import OPERATOR
from domain.channels import Channel
from domain.confidentiality.receipts import DecisionReceiptGiven, GiveDecisionReceipt
from domain.decider import Malformed, Position, Unknown
from domain.people import BreakId, Subject
from infrastructure.evidence_bundle import (
    Sources,
    evidence_about,
    must_be_free,
    write_bundle,
)
from infrastructure.receipts import write_receipt
from infrastructure.verify_bundle import RECEIPT, verify_receipt
from infrastructure.verify_bundle import verify_bundle as verified
from projections.breaks.evidence import evidence_pack, outline_of
from projections.moments import moment_of


class NothingRecorded(Unknown):
    """Evidence is asked for of something that the log knows nothing about."""


class NotABreak(Malformed):
    """An evidence pack is asked for of something else."""


def bundle(options: Namespace) -> int:
    """Write the evidence of a break, or of any other subject, for somebody outside."""
    about = _subject(options.about)
    outline = _outline(options, about) if options.pack else None
    with store_of(options) as store:
        recorder, keyring = store.recorder, store.keyring
        positions = {*evidence_about(recorder, about), *options.also}
        if positions == {*options.also}:
            raise NothingRecorded(f"nothing is recorded about {about} (check its identifier)")
        if outline is not None:
            positions |= {*outline["events"]}
        must_be_free(Path(options.out))
        _note(store, "bundle", positions)
        made = write_bundle(
            Path(options.out),
            Sources(recorder, exports_of(store.settings, recorder, keyring), keyring),
            about,
            positions,
            options.disclose,
            pack=outline,
        )
    if options.json:
        tell(made)
        return 0
    print(f"{len(made.events)} entries about {about} are in {made.dir}, with their proofs.")
    print(f"{made.disclosed} values in it can be read; it holds nobody's keys.")
    print(f"Say apart from it with which key it is checked: {made.key}")
    return 0


def _outline(options: Namespace, about: Subject) -> dict[str, Any]:
    """The evidence pack of a break, as far as it says where its entries stand."""
    noun, _colon, which = about.partition(":")
    if noun != "break":
        raise NotABreak(f"an evidence pack is of a break ({about} is none)", field="--pack")
    known_at = moment_of(options.known_at, "--known-at") if options.known_at else None
    with desk_for(options) as desk:
        pack = evidence_pack(
            desk.views,
            desk.opener,
            desk.service,
            BreakId(which),
            known_at=known_at,
            register=desk.register,
        )
        desk.tell("evidence_pack")
    return outline_of(pack)


def receipt(options: Namespace) -> int:
    """Give the one whom a decision is about the proof that it is recorded, and record that."""
    folder = Path(options.out)
    must_be_free(folder)
    with store_of(options) as store:
        given = desk_of(store, service_in(store)).perform(
            GiveDecisionReceipt(break_id=BreakId(options.about), channel=Channel(options.by))
        )
        (entry,) = [
            recorded.event.entry
            for recorded in given.events
            if isinstance(recorded.event, DecisionReceiptGiven)
        ]
        _note(store, "receipt", [entry])
        exports = exports_of(store.settings, store.recorder, store.keyring)
        key = write_receipt(folder, Sources(store.recorder, exports, store.keyring), entry)
    if options.json:
        tell({"dir": options.out, "key": key, "entry": entry, "position": given.position})
        return 0
    print(f"The receipt of entry {entry} is in {options.out}; that it was given is recorded.")
    return 0


def verify_bundle(options: Namespace) -> int:
    """Check a bundle or a receipt offline, with the key that was published."""
    folder = Path(options.dir)
    check = verify_receipt if (folder / RECEIPT[1]).exists() else verified
    sentences = check(folder, options.key)
    if options.json:
        tell({"ok": True, "says": sentences})
        return 0
    print("\n".join(sentences))
    return 0


def _note(store: Store, view: str, positions: Iterable[int]) -> None:
    """Put into the log of reads whom some entries are about, before they leave."""
    entries = [store.ledger.entry(Position(each)) for each in positions]
    there = [each for each in entries if each is not None]
    if there:
        desk = desk_of(store, there[0].service).for_principal(OPERATOR)
        desk.note(*(tag for each in there for tag in each.tags))
        desk.tell(view)


def _subject(said: str) -> Subject:
    """A break, unless another kind of subject is named before a colon."""
    return Subject(said if ":" in said else f"break:{said}")
