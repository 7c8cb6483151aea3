"""What has happened to one peer supporter, and what follows from it at a moment."""

from datetime import date, datetime, timedelta

import msgspec

from domain.peer.stages import (
    MATCHES_AT_MOST,
    MATCHES_WHILE_NEW,
    NEW_FOR_MONTHS,
    SUPERVISION_AFTERWARDS,
    SUPERVISION_GRACE,
    SUPERVISION_WHILE_NEW,
    Stage,
)
from domain.people import OfferId, ServiceId, StaffId
from domain.periods import (
    end_of,
    local_day,
    start_of,
)
from domain.training import (
    NEEDED_TO_SUPPORT,
    Training,
    in_words,
    months_after,
)


class Membership(msgspec.Struct, frozen=True):
    """One result of a PVG check."""

    at: datetime
    may_take_regulated_role: bool
    expires_on: date | None


class Break(msgspec.Struct, frozen=True):
    """One break that a peer supporter took; without an end, they are still away."""

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
    """What has happened to one peer supporter. Where they stand follows from that (`stage`)."""

    service: ServiceId | None = None
    interested_at: datetime | None = None
    applied_at: datetime | None = None
    interviewed_at: datetime | None = None
    references: int = 0
    pvg_requested_at: datetime | None = None
    memberships: tuple[Membership, ...] = ()
    selected_at: datetime | None = None
    not_selected_at: datetime | None = None
    training: Training = Training()
    supervisor: StaffId | None = None
    supervisions: tuple[datetime, ...] = ()
    capacity: int | None = None
    conversations: tuple[tuple[StaffId, datetime], ...] = ()
    ready_for: frozenset[OfferId] = frozenset()
    offers: frozenset[OfferId] = frozenset()
    activated_at: datetime | None = None
    breaks: tuple[Break, ...] = ()
    expected_return: date | None = None
    suspended_at: datetime | None = None
    left_at: datetime | None = None

    @property
    def paused_at(self) -> datetime | None:
        """Since when they have been taking a break, if they are."""
        return self.breaks[-1].start if self.breaks and self.breaks[-1].end is None else None

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

    def courses_current_at(self, moment: datetime) -> bool:
        """Whether every course that all need was current at a moment."""
        return not self.training.missing_at(moment)

    def pvg_valid_at(self, moment: datetime) -> bool:
        """Whether the latest PVG result by a moment allowed a regulated role, then."""
        results = [each for each in self.memberships if each.at <= moment]
        if not results or not results[-1].may_take_regulated_role:
            return False
        expires_on = results[-1].expires_on
        return expires_on is not None and moment <= end_of(expires_on)

    def supervision_due_on(self, moment: datetime) -> date | None:
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
        interval = SUPERVISION_WHILE_NEW if self.new_at(last) else SUPERVISION_AFTERWARDS
        away = sum((each.within(last, moment) for each in self.breaks), timedelta())
        return local_day(last + interval + away)

    def supervision_red_at(self, moment: datetime) -> bool:
        """Whether supervision was more than 14 days late at a moment."""
        due_on = self.supervision_due_on(moment)
        return due_on is not None and moment > end_of(due_on + SUPERVISION_GRACE)

    def new_at(self, moment: datetime) -> bool:
        """Whether a moment lies in the first three months of supporting people, or before."""
        if self.activated_at is None:
            return True
        return moment < start_of(months_after(local_day(self.activated_at), NEW_FOR_MONTHS))

    def capacity_at(self, moment: datetime) -> int:
        """How many people they may support at a time: their own number, within the ceilings."""
        ceiling = MATCHES_WHILE_NEW if self.new_at(moment) else MATCHES_AT_MOST
        return min(self.capacity or 0, ceiling)

    def free_capacity_at(self, moment: datetime, active_matches: int) -> int:
        """How many more people they may support."""
        return max(self.capacity_at(moment) - active_matches, 0)

    def known_to(self, coordinator: StaffId) -> datetime | None:
        """When a coordinator last met or phoned them, if ever."""
        return max((at for staff, at in self.conversations if staff == coordinator), default=None)

    def why_no_new_match_at(
        self, moment: datetime, active_matches: int, regulated: bool
    ) -> tuple[str, ...]:
        """Sentences that say why no new match can be proposed to them; none if one can."""
        if self.stage is not Stage.ACTIVE:
            return (NO_MATCH_NOW.get(self.stage, NOT_SUPPORTING_YET),)
        sentences = []
        if missing := self.training.missing_at(moment):
            courses = in_words(NEEDED_TO_SUPPORT[each] for each in missing)
            sentences.append(
                "This peer supporter cannot take a new match until these courses are current: "
                f"{courses}."
            )
        if regulated and not self.pvg_valid_at(moment):
            sentences.append(
                "This peer supporter cannot take a new match in this role until a PVG scheme "
                "membership that is valid today is recorded."
            )
        due_on = self.supervision_due_on(moment)
        if due_on is not None and self.supervision_red_at(moment):
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
