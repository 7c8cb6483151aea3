"""What has happened to one referral, and what follows: where it stands, who knows the person.

Stages are those of the domain reference, 3.1, and never stored: entries may come in any order.
"""

from datetime import date, datetime

import msgspec

from domain.channels import Channel
from domain.gaps import Gap
from domain.people import OfferId, PersonId, StaffId
from domain.periods import start_of
from domain.referral.language import AgreedHow, Readiness, Source, Stage, Triage, TryOutcome


class Try(msgspec.Struct, frozen=True):
    """One try to be in touch with the person."""

    at: datetime
    channel: Channel
    outcome: TryOutcome


class Handover(msgspec.Struct, frozen=True):
    """One coordinator told another what there is to know of the person."""

    at: datetime
    from_staff: StaffId
    to_staff: StaffId


class Pause(msgspec.Struct, frozen=True):
    """A wait that stood still because the person asked for it, until they asked to go on."""

    since: datetime
    revisit_on: date
    until: datetime | None = None

    def holds_at(self, moment: datetime) -> bool:
        """Whether the wait stands still at a moment."""
        return self.since <= moment and (self.until is None or moment < self.until)


class Referral(msgspec.Struct, frozen=True):
    """What has happened to one referral. Where it stands follows from that (`stage_at`).

    After it was reopened, what counted towards acceptance counts from then on only; that a first
    look was taken and the person is known stays. ``awaits_information`` is so as long as something
    that was asked for before anybody knew the person holds everything up.
    """

    person: PersonId | None = None
    source: Source | None = None
    arrived_at: datetime | None = None
    urgent: bool = False
    wanted: OfferId | None = None
    agreed_at: datetime | None = None
    agreed_how: AgreedHow | None = None
    acknowledged_at: datetime | None = None
    triage: Triage | None = None
    triaged_at: datetime | None = None
    signposted: bool = False
    information_asked_at: datetime | None = None
    information_chased_at: datetime | None = None
    awaits_information: bool = False
    got_to_know: tuple[tuple[StaffId, datetime], ...] = ()
    handovers: tuple[Handover, ...] = ()
    readiness: Readiness | None = None
    readiness_at: datetime | None = None
    revisit_on: date | None = None
    taster_offered_at: datetime | None = None
    taster_taken_at: datetime | None = None
    tries: tuple[Try, ...] = ()
    in_touch_at: tuple[datetime, ...] = ()
    offer: OfferId | None = None
    coordinator: StaffId | None = None
    accepted_at: datetime | None = None
    last_wait_contact_at: datetime | None = None
    pauses: tuple[Pause, ...] = ()
    support_started_at: datetime | None = None
    ended: Stage | None = None
    ended_at: datetime | None = None
    declined_at: datetime | None = None
    told_at: datetime | None = None
    reopened_at: datetime | None = None
    gaps: tuple[Gap, ...] = ()
    brought_in_at: datetime | None = None

    def stage_at(self, moment: datetime) -> Stage:
        """Where the referral stands at a moment, by the table of 3.1."""
        if self.arrived_at is None:
            return Stage.UNKNOWN
        if self.ended is not None:
            return self.ended
        if self.support_started_at is not None:
            return Stage.IN_SERVICE
        if self.accepted_at is not None:
            return Stage.WAITING
        if self.agreed_at is None:
            return Stage.ENQUIRY
        if self.awaits_information:
            return Stage.AWAITING_INFO
        if self.triage is None:
            return Stage.RECEIVED
        if self.triage is not Triage.IN_REMIT or not self.got_to_know:
            return Stage.TRIAGED
        if self.readiness is Readiness.NOT_YET:
            asked_again = self.revisit_on is not None and start_of(self.revisit_on) <= moment
            return Stage.EXPLORING if asked_again else Stage.NOT_YET
        if self.readiness in {Readiness.READY, Readiness.TASTER}:
            return Stage.READY
        return Stage.EXPLORING

    @property
    def asked_at(self) -> datetime | None:
        """When the service was first asked with the person's agreement, or asked again."""
        if self.arrived_at is None or self.agreed_at is None:
            return None
        return self.reopened_at or max(self.arrived_at, self.agreed_at)

    @property
    def offer_in_mind(self) -> OfferId | None:
        """The offer for which the person was accepted, or else asked."""
        return self.offer or self.wanted

    @property
    def last_in_touch_at(self) -> datetime | None:
        """When somebody of the service last spoke with the person, or had an answer."""
        return max(self.in_touch_at, default=None)

    def known_to(self, staff: StaffId, moment: datetime) -> datetime | None:
        """When the latest conversation took place that counts for a coordinator at a moment.

        A handover passes on the date of the conversation that counted for whoever handed over; it
        does not renew it (domain reference, 2.3).
        """
        learnt: list[tuple[datetime, int, StaffId, StaffId | None]] = [
            *((at, 0, who, None) for who, at in self.got_to_know),
            *((each.at, 1, each.to_staff, each.from_staff) for each in self.handovers),
        ]
        known: dict[StaffId, datetime] = {}
        for at, _order, who, told_by in sorted(learnt, key=lambda each: each[:2]):
            if at > moment:
                break
            met_at = at if told_by is None else known.get(told_by)
            if met_at is not None:
                known[who] = max(met_at, known.get(who, met_at))
        return known.get(staff)

    def looked_after_by(self, moment: datetime) -> StaffId | None:
        """Which coordinator has the person now, and would propose a match to them.

        That is the one who accepted the referral, or to whom the person was handed over since;
        before that the last one who got to know them, in person or by a handover.
        """
        learnt = [(each.at, each.to_staff) for each in self.handovers]
        if self.accepted_at is None or self.coordinator is None:
            learnt += ((at, staff) for staff, at in self.got_to_know)
        else:
            learnt = [(at, staff) for at, staff in learnt if at >= self.accepted_at]
        for at, staff in sorted(learnt, reverse=True):
            if at <= moment and self.known_to(staff, moment) is not None:
                return staff
        return self.coordinator

    def paused_at(self, moment: datetime) -> bool:
        """Whether the wait stands still at a moment, as the person asked."""
        return any(pause.holds_at(moment) for pause in self.pauses)

    def waits_at(self, moment: datetime) -> bool:
        """Whether the person waits for support at a moment, accepted or not."""
        begun = self.reopened_at or self.arrived_at
        over = (self.support_started_at, self.ended_at)
        return (
            begun is not None
            and begun <= moment
            and not any(each is not None and each <= moment for each in over)
        )
