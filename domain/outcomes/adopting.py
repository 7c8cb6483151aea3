"""Taking an instrument into use: never without a licence, never without cover for the same day."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

import msgspec

from domain.decider import Decider, Event, Read, Recorded, event_of
from domain.folds import Fold
from domain.instruments import DEFINITIONS, Instrument
from domain.outcomes.commands import AdoptInstrument, StopInstrument
from domain.outcomes.events import InstrumentAdopted, InstrumentStopped
from domain.outcomes.refusals import LicenceNotShown, NobodyToAnswerToday
from domain.people import StaffId, subject
from domain.periods import local_day
from domain.service import SERVICE, MayNotApprove, Service, UnknownService, UnknownStaff
from domain.service.asking import must_approve, must_be_open
from domain.training import NotAnExpiryDay, NotNamed, must_be_named


class InUse(msgspec.Struct, frozen=True):
    """An instrument as a service uses it: version, licence, and who answers on the same day."""

    version: str
    valid_until: date | None
    same_day_by: StaffId | None


InstrumentsInUse = Mapping[Instrument, InUse]
_NONE: InstrumentsInUse = {}


def _evolve(instruments: InstrumentsInUse, recorded: Recorded) -> InstrumentsInUse:
    match recorded.event:
        case InstrumentAdopted(instrument=instrument) as said:
            used = InUse(said.version, said.valid_until, said.same_day_by)
            return {**instruments, instrument: used}
        case InstrumentStopped(instrument=stopped):
            return {each: used for each, used in instruments.items() if each is not stopped}
        case _:
            return instruments


INSTRUMENTS = Fold(
    hears=frozenset({InstrumentAdopted, InstrumentStopped}), initial=_NONE, evolve=_evolve
)
"""What a service uses, over its subject; a licence that ran out stands here too (`in_use_at`)."""


def in_use_at(
    instruments: InstrumentsInUse, instrument: Instrument, moment: datetime
) -> InUse | None:
    """How a service uses an instrument at a moment, if it may: to the end of the licence's day."""
    used = instruments.get(instrument)
    if used is None or (used.valid_until is not None and local_day(moment) > used.valid_until):
        return None
    return used


class InstrumentAsked(msgspec.Struct, frozen=True):
    """A service, what it uses, and the moment of asking."""

    service: Service
    instruments: InstrumentsInUse
    now: datetime


def gather(command: AdoptInstrument | StopInstrument, read: Read) -> InstrumentAsked:
    """Look at the service."""
    of = subject("service", command.service)
    return InstrumentAsked(read(SERVICE, of), read(INSTRUMENTS, of), read.now)


def decide(command: AdoptInstrument | StopInstrument, state: InstrumentAsked) -> Sequence[Event]:
    """Decide what follows. Raises the refusals of `decider`."""
    must_be_open(state.service)
    must_approve(state.service, command.approved_by)
    match command:
        case AdoptInstrument():
            _must_be_licensed(command, local_day(state.now))
            _must_be_covered(command, state.service)
            return [event_of(InstrumentAdopted, command, at=state.now)]
        case StopInstrument(instrument=instrument):
            if instrument not in state.instruments:
                return []
            return [event_of(InstrumentStopped, command, at=state.now)]


def _must_be_licensed(command: AdoptInstrument, today: date) -> None:
    must_be_named(command.version, "version")
    for field in ("holder", "evidence"):
        if not getattr(command, field).strip():
            raise LicenceNotShown(
                "Say who holds the rights, and where it can be seen that the service may use it: "
                "a registration, a licence, or the page that lets anybody.",
                field=field,
            )
    usual = DEFINITIONS[command.instrument].terms
    if command.terms is not usual:
        raise LicenceNotShown(
            f"{DEFINITIONS[command.instrument].name} is used on other terms: {usual.lower()}. "
            "Look again at what you hold.",
            field="terms",
        )
    if command.valid_until is not None and command.valid_until < today:
        raise NotAnExpiryDay("The licence has run out. Renew it first.", field="valid_until")


def _must_be_covered(command: AdoptInstrument, service: Service) -> None:
    if not DEFINITIONS[command.instrument].risk_items:
        return
    if command.same_day_by is None:
        raise NobodyToAnswerToday(
            "This instrument asks about danger or harm. Name who speaks with a person on the same "
            "day, or use another.",
            field="same_day_by",
        )
    if command.same_day_by not in service.staff:
        raise UnknownStaff(
            "Nobody is named in this service under this identifier. Name them first.",
            field="same_day_by",
        )


decider = Decider(
    noun="outcome",
    commands=(AdoptInstrument, StopInstrument),
    gather=gather,
    decide=decide,
    refusals=(
        UnknownService,
        UnknownStaff,
        MayNotApprove,
        NotNamed,
        LicenceNotShown,
        NotAnExpiryDay,
        NobodyToAnswerToday,
    ),
)
