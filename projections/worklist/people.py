"""What there is to do for people: their referrals, and their matches with all that is in them."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from domain.decider import Recorded
from domain.definitions import Definitions
from domain.erasure import ERASURE
from domain.flags import Flag, first_of, next_change
from domain.folds import as_of, fold, of_subject
from domain.match import OPEN_STAGES
from domain.on_call_flags import flags_of_on_call
from domain.outcome_flags import flags_of_outcome
from domain.outcomes import OUTCOMES, Outcome
from domain.partnership import FEEDBACK, SUGGESTIONS
from domain.partnership_flags import flags_of_feedback, flags_of_suggestion
from domain.people import MatchId, PersonId, Subject
from domain.periods import start_of
from domain.referral import OPEN_STAGES as REFERRAL_OPEN_STAGES
from domain.referral_flags import flags_of_referral
from domain.retention import flags_of_keeping, keeping_of_person, last_of
from domain.staffing import HEARD, STAFFING
from projections.outcomes import windows_in
from projections.persons import OnePerson
from projections.tables import table_of
from projections.view import Rows, View
from projections.worklist.items import SAFETY, About, Item, items_of, kept

AFTER_THE_NO = frozenset({"NO_NOT_TOLD"})
"""What is still due about a referral that is over."""


def _rows(
    subject: Subject,
    events: Sequence[Recorded],
    definitions: Definitions,
    at: datetime,
    true: datetime,
) -> Rows:
    happened = of_subject(as_of(events, true=true), subject)
    one, staffing = OnePerson(happened), fold(STAFFING, happened)
    person = PersonId(subject.partition(":")[2])
    items: list[Item] = []
    turns: list[datetime | None] = []
    matched = set()
    for identifier, match in one.matches.items():
        if match.proposed_at is None:
            continue
        is_open = match.stage_at(at) in OPEN_STAGES
        if is_open:
            matched.add(match.referral)
        flags = [*_of_match(one, identifier, definitions, is_open=is_open)]
        if is_open:
            planned = one.sessions(identifier).values()
            flags += flags_of_on_call(planned, staffing, definitions)
        about = About(
            person=person,
            match=identifier,
            referral=match.referral,
            peer=match.peer,
            responsible=match.coordinator,
        )
        items += items_of(flags, about, at)
        turns += [next_change(flags, at), match.over_at]
    for referral_id, referral in one.referrals.items():
        if referral_id in matched:
            continue
        flags = [*flags_of_referral(referral, one.person, definitions)]
        if referral.stage_at(at) not in REFERRAL_OPEN_STAGES:
            flags = [flag for flag in flags if flag.code in AFTER_THE_NO]
        about = About(person=person, referral=referral_id, responsible=referral.looked_after_by(at))
        items += items_of(flags, about, at)
        turns.append(next_change(flags, at))
        if referral.revisit_on is not None:
            turns.append(start_of(referral.revisit_on))
    for to_do, about in _of_others(one, person, definitions, at):
        items += items_of(to_do, about, at)
        turns.append(next_change(to_do, at))
    windows = windows_in(one.matches, one.sessions, definitions)
    for outcome in fold(OUTCOMES, one.happened).values():
        due = flags_of_outcome(outcome, one.person, windows, definitions)
        items += items_of(due, _of_outcome(one, person, outcome), at)
        turns.append(next_change(due, at))
    letting_go = [*_letting_go(one, definitions)]
    items += items_of(letting_go, About(person=person), at)
    turns.append(next_change(letting_go, at))
    later = [turn for turn in turns if turn is not None and turn > at]
    return Rows(kept(items, one.person.service), first_of(*later))


def _of_others(
    one: OnePerson, person: PersonId, definitions: Definitions, at: datetime
) -> Iterator[tuple[Sequence[Flag], About]]:
    """What referrers may hear and have not heard, and what was suggested and never asked after."""
    feedback = fold(FEEDBACK, one.happened)
    for identifier, referral in one.referrals.items():
        late = flags_of_feedback(identifier, referral, feedback, one.person, definitions)
        staff = referral.looked_after_by(at)
        yield late, About(person=person, referral=identifier, responsible=staff)
    open_matches = [each for each in one.matches.values() if each.stage_at(at) in OPEN_STAGES]
    staff = next(
        (
            each
            for each in (
                *(match.coordinator for match in open_matches),
                *(referral.looked_after_by(at) for referral in one.referrals.values()),
            )
            if each is not None
        ),
        None,
    )
    for suggestion in fold(SUGGESTIONS, one.happened).values():
        to_ask = flags_of_suggestion(suggestion, one.person, definitions)
        yield to_ask, About(person=person, responsible=staff)


def _of_outcome(one: OnePerson, person: PersonId, outcome: Outcome) -> About:
    """Whoever answers on the same day sees to it, else the coordinator of the match."""
    match = one.matches.get(outcome.match) if outcome.match is not None else None
    return About(
        person=person,
        match=outcome.match,
        peer=None if match is None else match.peer,
        responsible=outcome.look_by or (None if match is None else match.coordinator),
    )


def _letting_go(one: OnePerson, definitions: Definitions) -> Iterator[Flag]:
    """That the record has been kept for long enough."""
    last = last_of(one.happened)
    keeping = keeping_of_person(one.referrals, one.matches, last, definitions)
    yield from flags_of_keeping(keeping, fold(ERASURE, one.happened))


def _of_match(
    one: OnePerson, identifier: MatchId, definitions: Definitions, *, is_open: bool
) -> Iterator[Flag]:
    """All that is due while a match is open, and what is about safety when it is over."""
    yield from one.safety_flags(identifier, definitions)
    for flag in one.match_flags(identifier, definitions):
        if is_open or flag.code in SAFETY:
            yield flag


VIEW = View(
    "worklist_of_people",
    "person",
    table_of("worklist_of_people", Item),
    _rows,
    goes_by_definitions=True,
    of_service=HEARD,
)
