"""How good the service is, for whoever doubts it: counts that tell of nobody (2.12, guidance 15).

What a clinician may ask before they send somebody: how long people wait, whether those who give
support are supervised and trained, what stands for safety, whether it changes anything, and whether
whoever refers is told. All by the end of the last quarter, with small counts closed.
"""

from datetime import date, timedelta
from typing import Any

import msgspec

from application.looking import Looking
from domain.adoption import definitions_of
from domain.decider import Position
from domain.partnership import FEEDBACK, FeedbackLevel, news_of
from domain.partnership.language import News
from domain.peer import PEER, PeerInterestExpressed, Stage
from domain.people import subject
from domain.periods import local_day, working_days_after
from domain.person import PersonRegistered
from domain.professional_training import LESSONS
from domain.referral import PERSONS_REFERRALS
from domain.service import SERVICE, Duty, Service
from domain.suppression import SMALLEST_BASE, Counts
from domain.training import Policy
from projections.outcome_change import OutcomeChange, outcome_change
from projections.waits import Waits, waits

A_YEAR = timedelta(days=365)


class Part(msgspec.Struct, frozen=True):
    """How many of how many; none where that would tell of somebody."""

    of: int | None
    so: int | None


class Quality(msgspec.Struct, frozen=True):
    """What a doubting clinician is shown, over the year up to the end of the last quarter.

    ``supervised`` are active peer supporters whose supervision is not late; ``acknowledged``
    referrals of others that were answered in time; ``told`` news that referrers may hear and heard
    in time. ``lessons`` were given to professionals, with ``taught`` people there where counted.
    """

    position: Position
    since: date
    by: date
    waits: Waits
    outcomes: OutcomeChange
    supervised: Part
    acknowledged: Part
    told: Part
    lessons: int | None
    taught: int | None
    safeguarding_lead: bool
    safeguarding_deputy: bool
    policies: dict[str, str]


def quality(look: Looking) -> Quality:
    """The quality of a service. ``look`` stands at `equality.quarter_end`."""
    of = subject("service", look.service)
    service: Service = look(SERVICE, of)
    versions = service.policies_at(look.now)
    lessons, taught = _taught(look)
    return Quality(
        position=look.position,
        since=local_day(look.now - A_YEAR),
        by=local_day(look.now),
        waits=waits(look),
        outcomes=outcome_change(look),
        supervised=_part(*_supervised(look, service)),
        acknowledged=_part(*_acknowledged(look)),
        told=_part(*_told(look)),
        lessons=Counts().alone("lessons", lessons).shown()["lessons"],
        taught=Counts().alone("taught", taught).shown()["taught"],
        safeguarding_lead=service.has(Duty.SAFEGUARDING_LEAD),
        safeguarding_deputy=service.has(Duty.SAFEGUARDING_DEPUTY),
        policies={policy.value: versions[policy] for policy in Policy if policy in versions},
    )


def _part(so: int, of: int) -> Part:
    """A part of a whole; of fewer than ten, and where few are or are not so, nothing is told."""
    told = Counts().split("of", {"so": so, "not": of - so}).shown()
    return Part(told["of"], told["so"] if of >= SMALLEST_BASE else None)


def _peers(look: Looking) -> Any:
    for each in look.happened(subject("service", look.service)):
        if isinstance(each.event, PeerInterestExpressed):
            yield subject("peer", each.event.peer)


def _people(look: Looking) -> Any:
    for each in look.happened(subject("service", look.service)):
        if isinstance(each.event, PersonRegistered):
            yield subject("person", each.event.person)


def _supervised(look: Looking, service: Service) -> tuple[int, int]:
    """Active peer supporters, and those of them whose supervision is not late by more than grace.

    Whoever has nobody to supervise them is not supervised.
    """
    active = so = 0
    for of in _peers(look):
        peer = look(PEER, of)
        if peer.stage is not Stage.ACTIVE:
            continue
        active += 1
        late = peer.supervision_red_at(look.now, service.standard_for(peer.offers))
        so += peer.supervisor is not None and not late
    return so, active


def _acknowledged(look: Looking) -> tuple[int, int]:
    """Referrals of the year by others, and those that were acknowledged in time."""
    so = of = 0
    days = definitions_of(look).acknowledge_within_working_days
    for person in _people(look):
        feedback = look(FEEDBACK, person)
        for identifier, referral in look(PERSONS_REFERRALS, person).each.items():
            asked = referral.asked_at
            if asked is None or not look.now - A_YEAR <= asked:
                continue
            due = working_days_after(asked, days)
            if feedback.referrer_of(identifier) is None or due > look.now:
                continue
            of += 1
            so += referral.acknowledged_at is not None and referral.acknowledged_at <= due
    return so, of


def _told(look: Looking) -> tuple[int, int]:
    """News of the year that a referrer may hear, and that which they heard in time."""
    so = of = 0
    days = definitions_of(look).feedback_within_working_days
    for person in _people(look):
        feedback = look(FEEDBACK, person)
        for identifier, referral in look(PERSONS_REFERRALS, person).each.items():
            for news, at in news_of(referral):
                due = working_days_after(at, days)
                if news is News.RECEIVED or at < look.now - A_YEAR or due > look.now:
                    continue
                if feedback.level_of(identifier, due) is FeedbackLevel.NOTHING:
                    continue
                of += 1
                told_at = feedback.told_at(identifier, news)
                so += told_at is not None and told_at <= due
    return so, of


def _taught(look: Looking) -> tuple[int, int]:
    lessons = [
        lesson
        for of in _peers(look)
        for lesson in look(LESSONS, of)
        if look.now - A_YEAR <= lesson.at <= look.now
    ]
    return len(lessons), sum(each.taught or 0 for each in lessons)
