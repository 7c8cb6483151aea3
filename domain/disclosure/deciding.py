"""What follows when something is to be told, or was told. One check decides both."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec

from domain.consent import (
    CONSENTS,
    COVERAGE,
    RULE_VERSION,
    Answer,
    AudienceNotNamed,
    Listener,
    NotAnItemOfTheirs,
    OneOffConsentUsed,
    Opened,
    Use,
    Verdict,
    WhoseConsent,
    Why,
    items_in,
    may_disclose,
)
from domain.decider import Decider, Event, Read, Refusal, Unknown, event_of
from domain.dimensions import NotAnItem, item_of, label_of
from domain.disclosure.commands import (
    AssessDisclosure,
    DisclosureCommand,
    ProposeDisclosure,
    RecordHolderTold,
    RecordSubjectTold,
    ReportDisclosure,
)
from domain.disclosure.events import (
    DisclosureAssessed,
    DisclosureChecked,
    DisclosureMade,
    DisclosureReported,
    HolderTold,
    SubjectToldOfDisclosure,
)
from domain.disclosure.language import SPOKEN_FOR, DisclosureOutcome
from domain.disclosure.listening import listener_at
from domain.disclosure.state import DISCLOSURES, Disclosure
from domain.peer import PEER, Peer, UnknownPeer, must_be_known_peer
from domain.people import DisclosureId, subject
from domain.periods import NotYetHappened, TooLongAgo, happened
from domain.person import PERSON, Person, UnknownPerson, must_be_known
from domain.preferences import PREFERENCES, Said
from domain.rights import (
    RIGHTS,
    PeersRecordRestricted,
    PersonsRecordRestricted,
    Standing,
    must_be_free_to_use,
)

LONGEST_ITEM = 200
Checked = ProposeDisclosure | ReportDisclosure


class DisclosureAsked(msgspec.Struct, frozen=True):
    """Whose it is, what they let be told, and who would hear it, at the moment of asking."""

    now: datetime
    new_disclosure: DisclosureId
    at: datetime
    person: Person = Person()
    peer: Peer = Peer()
    opened: Opened = Opened()
    said: Said = Said()
    to: Listener = Listener()
    disclosure: Disclosure | None = None
    rights: Standing = Standing()


class UnknownDisclosure(Unknown):
    """No disclosure was recorded under this identifier."""


class DisclosureDenied(Refusal):
    """Something would be told that whoever it is of has not let be told."""


class AskThemFirst(Refusal):
    """Whoever it is of wishes to be asked each time before this is told."""


class NotUnderThisConsent(Refusal):
    """What was told then did not rest on the consent that is named."""


def gather(command: DisclosureCommand, read: Read) -> DisclosureAsked:
    """Look at whoever it is of, at all that they let be told, and at who would hear it.

    Which items their consents cover is sealed: where that cannot be opened, nothing is covered.
    """
    new = DisclosureId(read.fresh("disclosure"))
    if not isinstance(command, Checked):
        found = read(DISCLOSURES, subject("disclosure", command.disclosure))
        known = found.get(command.disclosure)
        return DisclosureAsked(read.now, new, read.now, disclosure=known)
    at = happened(command.at, read.now) if isinstance(command, ReportDisclosure) else read.now
    asked = DisclosureAsked(read.now, new, at)
    replace = msgspec.structs.replace
    if command.peer is not None:
        asked = replace(asked, peer=read(PEER, subject("peer", command.peer)))
    if command.person is not None:
        asked = replace(asked, person=read(PERSON, subject("person", command.person)))
    if (command.peer is None) == (command.person is None):
        return asked
    noun, identifier = ("peer", command.peer) if command.peer else ("person", command.person)
    of = subject(noun, identifier or "")
    to = listener_at(
        read,
        of,
        at,
        audience=command.audience,
        staff=command.to_staff,
        match=command.to_match,
        named=command.to_named,
    )
    opened = Opened(read(CONSENTS, of), read(COVERAGE, of))
    asked = replace(asked, to=to, opened=opened, said=read(PREFERENCES, of))
    if isinstance(command, ReportDisclosure):
        return asked
    return replace(asked, rights=read(RIGHTS, of))


def decide(command: DisclosureCommand, state: DisclosureAsked) -> Sequence[Event]:
    """Decide what follows. Raises the refusals of `decider`."""
    if isinstance(command, Checked):
        if (command.peer is None) == (command.person is None):
            raise WhoseConsent(
                "Say whose this is: of one peer supporter or of one person.", field="peer"
            )
        if command.peer is not None:
            must_be_known_peer(state.peer)
        else:
            must_be_known(state.person)
        if isinstance(command, ProposeDisclosure):
            return _made(command, state)
        return _reported(command, state)
    disclosure = state.disclosure
    if disclosure is None:
        raise UnknownDisclosure("No disclosure is known under this identifier. Check it.")
    whose = {"peer": disclosure.peer, "person": disclosure.person}
    at = happened(command.at, state.now)
    match command:
        case RecordSubjectTold():
            return [event_of(SubjectToldOfDisclosure, command, **whose, at=at)]
        case AssessDisclosure():
            return [event_of(DisclosureAssessed, command, **whose, at=at)]
        case RecordHolderTold():
            if command.consent not in disclosure.under:
                raise NotUnderThisConsent(
                    "This was not told under that consent. Check both.", field="consent"
                )
            return [event_of(HolderTold, command, **whose, at=at)]


def _made(command: ProposeDisclosure, state: DisclosureAsked) -> Sequence[Event]:
    items = items_in(command.items)
    if not items:
        raise NotAnItemOfTheirs("Say which items are to be told.", field="items")
    if command.to_staff is None and command.to_match is None and not command.recipient:
        raise AudienceNotNamed(
            "Say who is to be told: who, in which role, from where.", field="recipient"
        )
    persons, peers = (Standing(), state.rights) if command.peer else (state.rights, Standing())
    must_be_free_to_use(persons, peers, state.now)
    answers = [_answer(command, item, state.opened, state) for item in items]
    for answer in answers:
        if answer.verdict is Verdict.DENIED:
            sentence = SPOKEN_FOR[_outcome(answer)]
            raise DisclosureDenied(f"This may not be told. {sentence}", field="items")
    if any(answer.verdict is Verdict.PENDING for answer in answers):
        raise AskThemFirst(
            "They wish to be asked first. Ask them about this occasion, and record their answer.",
            field="items",
        )
    whose = {"peer": command.peer, "person": command.person}
    new = state.new_disclosure
    made = event_of(DisclosureMade, command, disclosure=new, items=items, at=state.at)
    return [made, *_checked(answers, state, whose)]


def _reported(command: ReportDisclosure, state: DisclosureAsked) -> Sequence[Event]:
    items = tuple(dict.fromkeys(label_of(each)[:LONGEST_ITEM] for each in command.items))
    then = _without_repairs(state.opened, state.at)
    answers = [_answer(command, item, then, state) for item in items]
    whose = {"peer": command.peer, "person": command.person}
    new = state.new_disclosure
    reported = event_of(DisclosureReported, command, disclosure=new, items=items, at=state.at)
    return [reported, *_checked(answers, state, whose)]


def _without_repairs(opened: Opened, moment: datetime) -> Opened:
    """What was let be told, less what was written down later without evidence from before.

    A consent that comes in afterwards makes nothing right that was told before it was known, unless
    something shows that it had been given by then (domain reference, 4.1).
    """
    consents = {
        identifier: consent
        for identifier, consent in opened.consents.items()
        if consent.is_refusal
        or (consent.recorded_at is not None and consent.recorded_at <= moment)
        or (consent.evidence_at is not None and consent.evidence_at <= moment)
    }
    return msgspec.structs.replace(opened, consents=consents)


def _answer(command: Checked, item: str, opened: Opened, state: DisclosureAsked) -> Answer:
    if command.purpose is None or command.channel is None:
        return Answer(Verdict.DENIED, why=Why.NO_CONSENT)
    since = stated_at(item, state.said)
    return may_disclose(
        opened, item, state.to, command.purpose, command.channel, state.at, stated_at=since
    )


def stated_at(item: str, said: Said) -> datetime | None:
    """When they first said this of themself, where they have said it for matching."""
    try:
        return said.since.get(item_of(item, "items"))
    except NotAnItem:
        return None


def _outcome(answer: Answer) -> DisclosureOutcome:
    return DisclosureOutcome(answer.why or answer.verdict)


def _checked(
    answers: Sequence[Answer], state: DisclosureAsked, whose: Mapping[str, Any]
) -> list[Event]:
    allowed = [each for each in answers if each.verdict is Verdict.ALLOWED and each.consent]
    under = tuple(sorted({each.consent for each in allowed if each.consent}))
    checked: list[Event] = [
        DisclosureChecked(
            disclosure=state.new_disclosure,
            **whose,
            judged_at=state.at,
            outcomes=tuple(_outcome(each) for each in answers),
            under=under,
            said_before=any(_said_before(each, state.at) for each in answers),
            rule_version=RULE_VERSION,
            at=state.now,
        )
    ]
    once = {each.consent for each in allowed if each.scope and each.scope.use is Use.ONE_OFF}
    return checked + [
        OneOffConsentUsed(
            consent=consent,
            **whose,
            disclosure=state.new_disclosure,
            used_at=state.at,
            at=state.now,
        )
        for consent in under
        if consent in once
    ]


def _said_before(answer: Answer, moment: datetime) -> bool:
    """Whether what stands against it had been communicated and was not written down yet."""
    scope = answer.scope
    if scope is None:
        return False
    known = {Why.WITHDRAWN: scope.withdrawal_recorded_at, Why.REFUSED: scope.recorded_at}
    recorded_at = known.get(answer.why) if answer.why is not None else None
    return recorded_at is not None and moment < recorded_at


decider = Decider(
    noun="disclosure",
    commands=(
        ProposeDisclosure,
        ReportDisclosure,
        RecordSubjectTold,
        AssessDisclosure,
        RecordHolderTold,
    ),
    gather=gather,
    decide=decide,
    refusals=(
        UnknownDisclosure,
        UnknownPeer,
        UnknownPerson,
        WhoseConsent,
        NotAnItemOfTheirs,
        AudienceNotNamed,
        PersonsRecordRestricted,
        PeersRecordRestricted,
        DisclosureDenied,
        AskThemFirst,
        NotUnderThisConsent,
        NotYetHappened,
        TooLongAgo,
    ),
)
