"""An item of the worklist: a flag as something to do, with whom it concerns and by when."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from enum import IntEnum
from typing import Any

import msgspec

from domain.flags import Flag
from domain.people import BreakId, ConcernId, MatchId, PeerId, PersonId, ReferralId, StaffId

ORDER = "rank,due_at,since,code"


class Rank(IntEnum):
    """What comes first: safety, then what cannot wait, then what is overdue, then the rest."""

    SAFETY = 1
    ACT_TODAY = 2
    OVERDUE = 3
    DUE = 4


SAFETY = frozenset(
    {
        "AFTER_WITHDRAWAL_UNAWARE",
        "ASSESSMENT_TOLD_LATE",
        "ASSESSMENT_TO_TELL",
        "BOUNDARY_EVENT_LATE",
        "BOUNDARY_EVENT_TODAY",
        "BOUNDARY_EVENT_TO_TALK_ABOUT",
        "BREAK_COMPLETION_LATE",
        "BREAK_DECISION_LATE",
        "BREAK_GIVEN_BACK",
        "BREAK_NOT_CARRIED_OUT",
        "BREAK_REVIEW_LATE",
        "BREAK_REVIEW_NOBODY",
        "BREAK_TO_COMPLETE",
        "BREAK_TO_DECIDE",
        "CHECK_OUT_NOT_CONFIRMED",
        "CHECK_OUT_OVERDUE",
        "CHECK_OUT_TO_COORDINATOR",
        "CHECK_OUT_TO_ESCALATE",
        "CONCERN_BETWEEN_PEERS",
        "CONCERN_BETWEEN_PEERS_LATE",
        "CONCERN_AGREEING_LATE",
        "CONCERN_DECISION_LATE",
        "CONCERN_DUTIES_LATE",
        "CONCERN_DUTIES_TO_CONSIDER",
        "CONCERN_NOBODY_TO_LEAD",
        "CONCERN_PLAN_REVIEW_LATE",
        "CONCERN_PLAN_TO_REVIEW",
        "CONCERN_REPORT_WITHOUT_RECORD",
        "CONCERN_TAKING_ON_LATE",
        "CONCERN_TO_AGREE",
        "CONCERN_TO_DECIDE",
        "CONCERN_TO_TAKE_ON",
        "CONFLICT_DECLARED",
        "DATA_ASSESSMENT_LATE",
        "DATA_TO_ASSESS",
        "DISCLOSURE_ASSESSMENT_LATE",
        "DISCLOSURE_TO_ASSESS",
        "ENCOUNTER_LOOKED_INTO_LATE",
        "ENCOUNTER_TO_LOOK_INTO",
        "MEETING_WORRY_UNANSWERED",
        "OPENING_REVIEW_LATE",
        "OPENING_TO_REVIEW",
        "OUTCOME_LOOK_LATE",
        "OUTCOME_LOOK_TODAY",
        "OUTSIDE_SAFE_CONTACT",
        "PAUSED_FOR_SAFETY",
        "PEER_TO_ASK_AFTER_ENCOUNTER",
        "PERSON_TO_ASK_AFTER_ENCOUNTER",
        "REGULATOR_TOLD_LATE",
        "REGULATOR_TO_TELL",
        "RESUMED_UNDECIDED",
        "SHARED_AGAINST_DECISION",
        "SHARED_UNDECIDED",
        "TELLING_DUE",
        "TELLING_LATE",
        "TELLING_LOOK_LATE",
        "TELLING_TO_LOOK_AT",
        "UNAUTHORISED_DISCLOSURE",
        "URGENT_AT_REFERRAL",
        "URGENT_NOT_SIGNPOSTED",
        "URGENT_TO_FOLLOW_UP",
        "WORRY_TOLD",
        "WORRY_UNANSWERED",
    }
)
WORRIES = SAFETY & {
    "MEETING_WORRY_UNANSWERED",
    "OUTCOME_LOOK_LATE",
    "OUTCOME_LOOK_TODAY",
    "URGENT_AT_REFERRAL",
    "WORRY_TOLD",
    "WORRY_UNANSWERED",
} | {each for each in SAFETY if each.startswith("CONCERN_") and "PEERS" not in each}
"""What somebody worries about, and answers about danger: outside staffed hours each says whom to
call (design, section 9)."""
OVERDUE = frozenset(
    {
        "BREAK_ACTION_LATE",
        "BREAK_REVIEW_DUE",
        "COMPLAINT_UNACKNOWLEDGED",
        "CONCERN_ANSWER_LATE",
        "COVER_LATE",
        "COVER_UNDECIDED",
        "BREAK_CALL_AGAIN_DUE",
        "BREAK_CALL_AGAIN_LATE",
        "BREAK_CALL_DUE",
        "BREAK_CALL_LATE",
        "CHECK_CALL_DUE",
        "CHECK_CALL_LATE",
        "DEBRIEF_DUE",
        "DEBRIEF_LATE",
        "DEBRIEF_OFFER_DUE",
        "DEBRIEF_OFFER_LATE",
        "STAFF_SUPERVISION_DUE",
        "STAFF_SUPERVISION_LATE",
        "DISCLOSURE_TO_TELL",
        "ENCOUNTER_FOR_SUPERVISION",
        "LESSONS_DUE",
        "LESSONS_LATE",
        "HOLDER_TO_TELL",
        "PVG_NOT_VALID",
        "PVG_REFERRAL_LATE",
        "REQUEST_LATE",
        "REVIEW_DUE",
        "SUPERVISION_DUE",
        "SUPERVISION_LATE",
        "SUPERVISION_LONG_LATE",
        "TOLD_WITHOUT_AGREEMENT",
        "TOLD_WITHOUT_CONSENT",
    }
)
BECOMES = {
    "ASSESSMENT_TO_TELL": "ASSESSMENT_TOLD_LATE",
    "BOUNDARY_EVENT_TODAY": "BOUNDARY_EVENT_LATE",
    "BREAK_ACTION_DUE": "BREAK_ACTION_LATE",
    "BREAK_REVIEW_DUE": "BREAK_REVIEW_LATE",
    "BREAK_TO_COMPLETE": "BREAK_COMPLETION_LATE",
    "BREAK_TO_DECIDE": "BREAK_DECISION_LATE",
    "CHECK_OUT_OVERDUE": "CHECK_OUT_TO_COORDINATOR",
    "CHECK_OUT_TO_COORDINATOR": "CHECK_OUT_TO_ESCALATE",
    "CONCERN_BETWEEN_PEERS": "CONCERN_BETWEEN_PEERS_LATE",
    "CONCERN_DUTIES_TO_CONSIDER": "CONCERN_DUTIES_LATE",
    "CONCERN_PLAN_TO_REVIEW": "CONCERN_PLAN_REVIEW_LATE",
    "CONCERN_TO_AGREE": "CONCERN_AGREEING_LATE",
    "CONCERN_TO_DECIDE": "CONCERN_DECISION_LATE",
    "CONCERN_TO_TAKE_ON": "CONCERN_TAKING_ON_LATE",
    "COURSE_NOT_CURRENT": "COURSE_LONG_LATE",
    "COVER_UNDECIDED": "COVER_LATE",
    "BREAK_CALL_AGAIN_DUE": "BREAK_CALL_AGAIN_LATE",
    "BREAK_CALL_DUE": "BREAK_CALL_LATE",
    "CHECK_CALL_DUE": "CHECK_CALL_LATE",
    "DEBRIEF_DUE": "DEBRIEF_LATE",
    "DEBRIEF_OFFER_DUE": "DEBRIEF_OFFER_LATE",
    "STAFF_SUPERVISION_DUE": "STAFF_SUPERVISION_LATE",
    "DISCLOSURE_TO_ASSESS": "DISCLOSURE_ASSESSMENT_LATE",
    "ENCOUNTER_TO_LOOK_INTO": "ENCOUNTER_LOOKED_INTO_LATE",
    "DATA_TO_ASSESS": "DATA_ASSESSMENT_LATE",
    "INFORMATION_TO_CHASE": "INFORMATION_LAPSED",
    "LESSONS_DUE": "LESSONS_LATE",
    "OPENING_TO_REVIEW": "OPENING_REVIEW_LATE",
    "OUTCOME_LOOK_TODAY": "OUTCOME_LOOK_LATE",
    "PVG_REFERRAL_DUE": "PVG_REFERRAL_LATE",
    "REGULATOR_TO_TELL": "REGULATOR_TOLD_LATE",
    "REQUEST_TO_ANSWER": "REQUEST_LATE",
    "SUPERVISION_DUE": "SUPERVISION_LATE",
    "TELLING_DUE": "TELLING_LATE",
    "TELLING_TO_LOOK_AT": "TELLING_LOOK_LATE",
}
"""What a flag turns into when nobody sees to it; the functions yield the two one after another."""


class Item(msgspec.Struct, frozen=True):
    """Something to do.

    ``rank`` is 1 for safety, 2 for what asks for acting today, 3 for what is overdue, 4 for the
    rest. ``times`` counts the same about several things. ``gathering`` is a group or a course,
    ``break_id`` the record of a decision about confidentiality, ``concern`` a safeguarding concern;
    an item about a concern names nobody whom it is about.
    ``responsible`` is who sees to it: the coordinator, or whoever holds the supervision; none
    where it falls to nobody alone. ``due_at`` is when it has to be done by, or had to.
    """

    rank: int
    code: str
    sentence: str
    to_do: str
    times: int
    person: PersonId | None
    match: MatchId | None
    referral: ReferralId | None
    peer: PeerId | None
    gathering: str | None
    responsible: StaffId | None
    since: datetime | None
    due_at: datetime | None
    break_id: BreakId | None = None
    concern: ConcernId | None = None


class About(msgspec.Struct, frozen=True):
    """Whom and what some flags concern, and who sees to them."""

    person: PersonId | None = None
    match: MatchId | None = None
    referral: ReferralId | None = None
    peer: PeerId | None = None
    gathering: str | None = None
    break_id: BreakId | None = None
    responsible: StaffId | None = None
    concern: ConcernId | None = None


def rank_of(code: str) -> Rank:
    """Where in the worklist a flag stands."""
    if code in SAFETY:
        return Rank.SAFETY
    return Rank.OVERDUE if code in OVERDUE else Rank.DUE


def items_of(flags: Sequence[Flag], about: About, at: datetime) -> list[Item]:
    """What stands of some flags at a moment, as items; the same of several things once.

    Of two flags of which one follows from the other only the later is an item.
    """
    found: dict[tuple[str, str], Item] = {}
    for flag, due_at in _with_due(flags, at):
        said = found.get((flag.code, flag.sentence))
        if said is not None:
            since = min(said.since or flag.since, flag.since)
            due = min(said.due_at or due_at, due_at)
            again = {"times": said.times + 1, "since": since, "due_at": due}
            found[flag.code, flag.sentence] = msgspec.structs.replace(said, **again)
            continue
        sentence, _, to_do = flag.sentence.partition(". ")
        found[flag.code, flag.sentence] = Item(
            rank=rank_of(flag.code).value,
            code=flag.code,
            sentence=f"{sentence.rstrip('.')}.",
            to_do=to_do,
            times=1,
            since=flag.since,
            due_at=due_at,
            **msgspec.structs.asdict(about),
        )
    return list(found.values())


def kept(items: Iterable[Item], service: str | None) -> list[dict[str, Any]]:
    """Items as rows of a view."""
    return [{**msgspec.structs.asdict(each), "service": service or ""} for each in items]


def _with_due(flags: Sequence[Flag], at: datetime) -> Iterator[tuple[Flag, datetime]]:
    """The flags that stand, each with the moment by which it is to be seen to."""
    for number, flag in enumerate(flags):
        if not flag.stands_at(at):
            continue
        turned = _turned_into(flag, flags[number + 1 :])
        if turned is None:
            yield flag, flag.since
        elif not turned.stands_at(at):
            yield flag, turned.since


def _turned_into(flag: Flag, following: Sequence[Flag]) -> Flag | None:
    """The flag that this one becomes, of the same thing: the next of that kind, if there is one."""
    wanted = BECOMES.get(flag.code)
    for each in following if wanted else ():
        if each.code == flag.code:
            return None
        if each.code == wanted and each.until == flag.until:
            return each
    return None
