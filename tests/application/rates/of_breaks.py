"""Confidentiality breaks (domain reference, 8.1); those that are only shown are left out."""

from collections import Counter
from collections.abc import Sequence

from application.simulation.world import SHOWN
from domain.confidentiality import BREAKS, Break
from domain.confidentiality.events import (
    ConfidentialityDecisionRecorded,
    ConfidentialityRecordAddedTo,
)
from domain.confidentiality.events_after import ConfidentialityReviewCompleted
from domain.confidentiality.language import ConsentAnswer, Ground, Verdict
from domain.decider import Recorded
from domain.people import BreakId
from domain.periods import working_days_after
from domain.personal import known
from domain.session import SessionHeld
from tests.application.rates.bounds import Comparisons
from tests.application.rates.services import Told

GROUNDS: dict[str, float] = {
    Ground.SUICIDE_RISK: 45,
    Ground.ADULT_PROTECTION: 25,
    Ground.VITAL_INTEREST_MEDICAL: 12,
    Ground.CHILD_PROTECTION: 10,
    Ground.SERIOUS_HARM_OTHERS: 6,
    Ground.COURT_ORDER: 2,
}
VERDICTS: dict[str, float] = {
    Verdict.UPHELD: 78,
    Verdict.UPHELD_WITH_LEARNING: 18,
    Verdict.NOT_UPHELD: 4,
}
WITHIN = 2


def is_shown(recorded: Recorded) -> bool:
    """Whether an entry is there to be shown, whatever the rates."""
    return recorded.command_id.startswith(f"simulated-{SHOWN}")


def records_of(told: Told) -> dict[BreakId, Break]:
    """The records of a service that count for rates."""
    shown = {
        each.event.break_id
        for each in told.first(ConfidentialityDecisionRecorded)
        if is_shown(each)
    }
    of = f"service:{told.entries[0].service}"
    (records,) = (found for tag, found in told.of("service", BREAKS).items() if tag == of)
    return {which: record for which, record in records.items() if which not in shown}


def compare(services: Sequence[Told], made: Comparisons) -> None:
    """Every rate of confidentiality breaks."""
    breaks = sessions = first = in_time = settled = 0
    grounds: Counter[str] = Counter()
    verdicts: Counter[str] = Counter()
    sought: Counter[str] = Counter()
    for told in services:
        records = records_of(told)
        shared = {which: each for which, each in records.items() if each.was_shared}
        breaks += len(shared)
        sessions += len({each.event.session for each in told.first(SessionHeld)})
        first += sum(each.acted_first for each in shared.values())
        for each in shared.values():
            if each.told is not None and each.completed:
                settled += 1
                latest = working_days_after(each.completed[0].at, WITHIN)
                in_time += each.told.at <= latest and not each.put_off
        for entry in told.open(ConfidentialityDecisionRecorded):
            if entry.event.break_id in shared:
                grounds.update(str(ground) for ground in known(entry.event.grounds) or ())
        for added in told.open(ConfidentialityRecordAddedTo):
            if added.event.break_id in shared and added.event.consent_answer:
                sought[str(added.event.consent_answer)] += 1
        for review in told.open(ConfidentialityReviewCompleted):
            if review.event.break_id in shared:
                verdicts[str(review.event.verdict)] += 1
    made.count("Breaks a session", breaks, sessions, 0.5 / 1000)
    made.share("Breaks recorded first", first, breaks, 0.30)
    made.shares("Grounds", grounds, GROUNDS)
    asked = sum(sought.values()) - sought[ConsentAnswer.NOT_SOUGHT]
    made.share("Consent sought", asked, sum(sought.values()), 0.75)
    made.share("Consent given", sought[ConsentAnswer.AGREED], asked, 0.60)
    made.share("Told in two days", in_time, settled, 0.80)
    made.shares("Verdicts", verdicts, VERDICTS)
