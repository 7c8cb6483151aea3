"""What is late or out of order about a match (domain reference, 3.3)."""

from collections.abc import Iterator, Mapping

from domain.definitions import DEFAULTS, Definitions
from domain.flags import Flag, days_after, first_of, kept
from domain.match import Match, Side
from domain.match_elsewhere_flags import flags_of_brought_in
from domain.match_support_flags import flags_of_support
from domain.people import SessionId
from domain.periods import start_of
from domain.person import Person
from domain.referral import Referral
from domain.session import Session


def flags_of_match(
    match: Match,
    person: Person,
    sessions: Mapping[SessionId, Session],
    definitions: Definitions = DEFAULTS,
    referral: Referral | None = None,
) -> tuple[Flag, ...]:
    """What is late or out of order about a match; not what concerns its single sessions.

    ``referral`` is the one behind it: who got to know the person stands there.
    """
    return kept(_of_match(match, person, sessions, definitions, referral or Referral()))


def _of_match(
    match: Match,
    person: Person,
    sessions: Mapping[SessionId, Session],
    definitions: Definitions,
    referral: Referral,
) -> Iterator[Flag]:
    if match.proposed_at is None:
        return
    over_at, both_accepted_at = match.over_at, match.both_accepted_at
    days = definitions.answer_to_proposal_within_days
    yield Flag(
        "PROPOSAL_UNANSWERED",
        f"{_who_is_silent(match)} not answered the proposal. Ask.",
        days_after(match.proposed_at, days),
        first_of(both_accepted_at, over_at),
    )
    if match.introduced_at is not None and (
        both_accepted_at is None or match.introduced_at < both_accepted_at
    ):
        yield Flag(
            "INTRODUCED_EARLY",
            "The two were introduced before both had said yes. Ask how that was for them.",
            match.introduced_at,
        )
    if match.introduced_at is not None and match.brought_in is None:
        yield Flag(
            "AGREEMENT_MISSING",
            "The two have been introduced, and no agreement that both accept is recorded. "
            "Write it with them.",
            days_after(match.introduced_at, definitions.agreement_within_days),
            first_of(match.agreed_at, over_at),
        )
    if match.planned_last is not None:
        yield Flag(
            "ENDING_NOT_RECORDED",
            "The day of the last session has passed, and the ending is not recorded. Record it.",
            days_after(start_of(match.planned_last), 0),
            over_at,
        )
    if match.not_for_us_at is not None:
        held = [session.held for session in sessions.values()]
        before = [each for each in held if each and each.ended_at < match.not_for_us_at]
        most = definitions.not_for_us_within_sessions
        if len(before) > most:
            yield Flag(
                "NOT_FOR_US_LATE",
                f'There had been {len(before)} sessions before "not for us", which is meant for '
                f"the first {most}. Check whether this was an ending.",
                match.not_for_us_at,
            )
    if person.died_at is not None:
        yield Flag(
            "OPEN_AFTER_DEATH",
            "The person's death is recorded, and this match is still open. Record its ending, "
            "and phone the peer supporter.",
            max(person.died_at, match.proposed_at),
            over_at,
        )
        if match.activated_at is not None and match.activated_at > person.died_at:
            yield Flag(
                "STARTED_AFTER_DEATH",
                "This match is recorded as starting after the person's death. Check both days.",
                match.activated_at,
            )

    yield from flags_of_brought_in(match, person, referral)
    yield from flags_of_support(match, person, definitions)


def _who_is_silent(match: Match) -> str:
    """Who has not answered, or who let the other wait."""
    person_at, peer_at = match.yes_at.get(Side.PERSON), match.yes_at.get(Side.PEER)
    if person_at is None and peer_at is None:
        return "The person and the peer supporter have"
    if peer_at is None or (person_at is not None and person_at < peer_at):
        return "The peer supporter has"
    return "The person has"
