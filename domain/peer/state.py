"""What has happened to one peer supporter, and what follows from it at a moment."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

import msgspec

from domain.peer.elsewhere import Elsewhere
from domain.peer.stages import (
    MATCHES_AT_MOST,
    MATCHES_WHILE_NEW,
    NEW_FOR_MONTHS,
    Engagement,
    PeerRole,
    Stage,
)
from domain.peer.supervision import paced
from domain.people import OfferId, ServiceId, StaffId
from domain.periods import end_of, local_day, start_of
from domain.service import USUAL, Requirement, Standard, Workforce
from domain.training import Training, course_in_words, in_words, months_after


class Membership(msgspec.Struct, frozen=True):
    """One result of a PVG check."""

    at: datetime
    may_take_regulated_role: bool
    expires_on: date | None
    workforce: Workforce = Workforce.ADULTS


class Allowance(msgspec.Struct, frozen=True):
    """One exception that was granted: from what, and for how long."""

    requirement: Requirement
    code: str | None
    since: datetime
    until: date
    ended_at: datetime | None = None

    def in_force_at(self, moment: datetime) -> bool:
        """Whether it held at a moment."""
        ended = self.ended_at is not None and self.ended_at <= moment
        return self.since <= moment <= end_of(self.until) and not ended


class Break(msgspec.Struct, frozen=True):
    """One time in which a peer supporter supported nobody; without an end, it still goes on."""

    start: datetime
    end: datetime | None = None

    def open_at(self, moment: datetime) -> bool:
        """Whether they were away at a moment."""
        return self.start <= moment and (self.end is None or moment < self.end)

    def within(self, start: datetime, end: datetime) -> timedelta:
        """How much of the break fell between two moments."""
        last = end if self.end is None else min(self.end, end)
        return max(last - max(self.start, start), timedelta())


class Peer(msgspec.Struct, frozen=True):
    """What has happened to one peer supporter. Where they stand follows from that (`stage`).

    ``supervisions`` are those from which the next is counted: of two in a group without one for
    them alone between, the second is not (domain reference, 6.1). ``supervision_cancelled`` are
    those called off since the last that took place. ``unattended`` are the stretches in which
    nobody who was there held their supervision.
    """

    service: ServiceId | None = None
    interested_at: datetime | None = None
    applied_at: datetime | None = None
    interviewed_at: datetime | None = None
    references: int = 0
    references_at: tuple[datetime, ...] = ()
    pvg_requested_at: datetime | None = None
    memberships: tuple[Membership, ...] = ()
    papers_destroyed: tuple[datetime, ...] = ()
    plan_offered_at: datetime | None = None
    engagement: Engagement = Engagement.VOLUNTEER
    selected_at: datetime | None = None
    not_selected_at: datetime | None = None
    training: Training = Training()
    supervisor: StaffId | None = None
    supervised_instead_of: StaffId | None = None
    unattended: tuple[tuple[datetime, datetime], ...] = ()
    supervisions: tuple[datetime, ...] = ()
    last_in_group: bool = False
    supervision_booked_for: datetime | None = None
    supervision_cancelled: tuple[datetime, ...] = ()
    capacity: int | None = None
    hours_a_week: float | None = None
    conversations: tuple[tuple[StaffId, datetime], ...] = ()
    ready_for: frozenset[OfferId] = frozenset()
    offers: frozenset[OfferId] = frozenset()
    activated_at: datetime | None = None
    roles: frozenset[tuple[PeerRole, OfferId]] = frozenset()
    exceptions: tuple[Allowance, ...] = ()
    breaks: tuple[Break, ...] = ()
    expected_return: date | None = None
    suspensions: tuple[Break, ...] = ()
    left_at: datetime | None = None
    exit_conversation_at: datetime | None = None
    departure_notified_at: datetime | None = None
    referral_required_at: datetime | None = None
    referral_made_at: datetime | None = None
    elsewhere: Elsewhere | None = None

    @property
    def paused_at(self) -> datetime | None:
        """Since when they have been taking a break, if they are."""
        return self.breaks[-1].start if self.breaks and self.breaks[-1].end is None else None

    @property
    def suspended_at(self) -> datetime | None:
        """Since when something has been looked into, if it is."""
        last = self.suspensions[-1:]
        return last[0].start if last and last[0].end is None else None

    @property
    def stage(self) -> Stage:
        """Where the peer supporter stands, by the table of 3.2."""
        for reached, stage in (
            (self.interested_at is None, Stage.UNKNOWN),
            (self.left_at is not None, Stage.LEFT),
            (self.not_selected_at is not None, Stage.NOT_SELECTED),
            (self.suspended_at is not None, Stage.SUSPENDED),
            (self.activated_at is not None and self.paused_at is not None, Stage.PAUSED),
            (self.activated_at is not None, Stage.ACTIVE),
            (self.selected_at is not None and bool(self.ready_for), Stage.READY),
            (self.selected_at is not None, Stage.IN_TRAINING),
            (self.interviewed_at is not None, Stage.INTERVIEWED),
            (self.applied_at is not None, Stage.APPLIED),
        ):
            if reached:
                return stage
        return Stage.ENQUIRED

    def asked_of(self, standard: Standard, moment: datetime) -> Standard:
        """What a standard asks of them: less that from which an exception was granted."""
        for each in self.exceptions:
            if each.in_force_at(moment):
                standard = standard.without(each.requirement, each.code)
        return standard

    def courses_missing_at(self, moment: datetime, standard: Standard = USUAL) -> tuple[str, ...]:
        """Which courses that a standard asks of them were not current at a moment."""
        return self.training.missing_at(moment, self.asked_of(standard, moment).courses)

    def courses_current_at(self, moment: datetime, standard: Standard = USUAL) -> bool:
        """Whether every course that a standard asks of them was current at a moment."""
        return not self.courses_missing_at(moment, standard)

    def membership_at(self, moment: datetime) -> Membership | None:
        """The latest result of a PVG check by a moment."""
        results = [each for each in self.memberships if each.at <= moment]
        return results[-1] if results else None

    def pvg_valid_at(self, moment: datetime, needed: Iterable[Workforce] = ()) -> bool:
        """Whether the latest PVG result by a moment allowed a regulated role with these, then."""
        latest = self.membership_at(moment)
        if latest is None or not latest.may_take_regulated_role or latest.expires_on is None:
            return False
        covered = all(latest.workforce.covers(each) for each in needed)
        return covered and moment <= end_of(latest.expires_on)

    def supervision_due_on(self, moment: datetime, standard: Standard = USUAL) -> date | None:
        """The day by which, as it stood at a moment, the next supervision is due.

        Counted from activation or from the last one held; a break stops the clock. None where
        nothing is due: before activation, during a break, after leaving.
        """
        if self.activated_at is None or self.activated_at > moment:
            return None
        if self.left_at is not None and self.left_at <= moment:
            return None
        if any(each.open_at(moment) for each in self.breaks):
            return None
        held = [each for each in self.supervisions if self.activated_at < each <= moment]
        last = held[-1] if held else self.activated_at
        new, standard = self.new_at(last), paced(standard, self.engagement)
        weeks = standard.supervision_weeks_while_new if new else standard.supervision_weeks
        away = sum((each.within(last, moment) for each in self.breaks), timedelta())
        return local_day(last + timedelta(weeks=weeks) + away)

    def supervision_red_at(self, moment: datetime, standard: Standard = USUAL) -> bool:
        """Whether supervision was so late at a moment that nothing new is added."""
        due_on = self.supervision_due_on(moment, standard)
        if due_on is None or not self.asked_of(standard, moment).supervised:
            return False
        grace = paced(standard, self.engagement).supervision_grace_days
        return moment > end_of(due_on + timedelta(days=grace))

    def new_at(self, moment: datetime) -> bool:
        """Whether a moment lies in the first three months of supporting people, or before."""
        if self.activated_at is None:
            return True
        return moment < start_of(months_after(local_day(self.activated_at), NEW_FOR_MONTHS))

    def capacity_at(self, moment: datetime) -> int:
        """How many people they may support at a time: their own number, within the ceilings."""
        volunteer = self.engagement is Engagement.VOLUNTEER
        new = volunteer and self.new_at(moment)
        ceiling = MATCHES_WHILE_NEW if new else MATCHES_AT_MOST[self.engagement]
        return min(self.capacity or 0, ceiling)

    def free_capacity_at(self, moment: datetime, active_matches: int) -> int:
        """How many more people they may support."""
        return max(self.capacity_at(moment) - active_matches, 0)

    def known_to(self, coordinator: StaffId) -> datetime | None:
        """When a coordinator last met or phoned them, or the one who handed them over had."""
        return max((at for staff, at in self.conversations if staff == coordinator), default=None)

    def why_no_new_match_at(
        self,
        moment: datetime,
        active_matches: int,
        regulated: bool,
        standard: Standard = USUAL,
        workforces: Iterable[Workforce] = (),
    ) -> tuple[str, ...]:
        """Sentences that say why no new match can be proposed to them; none if one can.

        ``standard`` is what the match's offer asks, ``workforces`` with whom its role is regulated.
        """
        if self.stage is not Stage.ACTIVE:
            return (NO_MATCH_NOW.get(self.stage, NOT_SUPPORTING_YET),)
        sentences = []
        if missing := self.courses_missing_at(moment, standard):
            courses = in_words(map(course_in_words, missing))
            sentences.append(
                "This peer supporter cannot take a new match until these courses are current: "
                f"{courses}."
            )
        if regulated and not self.pvg_valid_at(moment, workforces):
            sentences.append(
                "This peer supporter cannot take a new match in this role until a PVG scheme "
                "membership that is valid today is recorded."
            )
        due_on = self.supervision_due_on(moment, standard)
        if due_on is not None and self.supervision_red_at(moment, standard):
            sentences.append(
                "This peer supporter cannot take a new match until their supervision, "
                f"due {due_on.day} {due_on:%B %Y}, is held."
            )
        if self.free_capacity_at(moment, active_matches) < 1:
            sentences.append(
                "This peer supporter supports as many people as they can for now. "
                "Choose somebody else, or ask them."
            )
        return tuple(sentences)


NOT_SUPPORTING_YET = "This peer supporter is not active yet. Choose somebody else."
NO_MATCH_NOW = {
    Stage.UNKNOWN: "Nobody is known under this identifier. Check the address.",
    Stage.PAUSED: "This peer supporter is taking a break. Choose somebody else.",
    Stage.SUSPENDED: "This peer supporter supports nobody for now. Choose somebody else.",
    Stage.LEFT: "This peer supporter has left the service. Choose somebody else.",
    Stage.NOT_SELECTED: "This peer supporter is not with the service. Choose somebody else.",
}
