"""Proposing a match from the workbench: who was considered is written down beside the proposal.

The record is made by the same command as the proposal, so there is never one without the other.
It is weighed just before, outside the log's one writer, which a look at every peer supporter would
hold up; ``log_position`` says as of when. The rules for the two who are proposed are asked again
at the moment of writing, as for every command.
"""

from collections.abc import Sequence

from application.ledger import Ledger, Receipt
from application.looking import Looking
from application.matching_workbench import Candidate, Considered, Workbench
from application.perform import perform
from application.principal import Principal
from domain.decider import Event
from domain.match import MatchProposed, ProposeMatch, RankingNotAnswered
from domain.match.considering import MatchCandidateConsidered, MatchCandidatesConsidered
from domain.matching import Kind
from domain.people import ActorId, ServiceId
from domain.referral import UnknownReferral

PLACE = "PLACE"


def propose(
    command: ProposeMatch,
    ledger: Ledger,
    look: Looking,
    *,
    by: Principal | ActorId,
    service: ServiceId,
    command_id: str | None = None,
) -> Receipt:
    """Propose a match and write down who was considered. Raises as `perform` does.

    Raises `RankingNotAnswered` where suggestions, a wish or advice speak for somebody else and
    ``against_ranking`` is empty.
    """
    workbench = Workbench(look)
    try:
        seeker = workbench.seeker(command.referral, command.coordinator)
    except UnknownReferral:
        return perform(command, ledger, by=by, service=service, command_id=command_id)
    peers = {*workbench.peers(), command.peer}
    found = workbench.consider(seeker, sorted(peers))

    def record(follows: Sequence[Event]) -> Sequence[Event]:
        must_answer_ranking(found, command)
        proposed = next(each for each in follows if isinstance(each, MatchProposed))
        return recorded_beside(proposed, found, workbench)

    return perform(command, ledger, by=by, service=service, command_id=command_id, before=record)


def must_answer_ranking(found: Considered, command: ProposeMatch) -> None:
    """Raise `RankingNotAnswered` where a choice against the suggestions is not explained."""
    if (command.against_ranking or "").strip():
        return
    chosen = next(each for each in found.candidates if each.peer == command.peer)
    others = [each for each in found.candidates if each.can_be_suggested and each is not chosen]
    if chosen.weighed.ruled_out:
        why = "This goes against what one of the two asked for, or what a match needs."
    elif any(part.kind is Kind.ADVICE_NOT_MET for part in chosen.weighed.parts):
        why = "A peer supporter with the same condition is advised for this person."
    elif any(each.stated_points > chosen.stated_points for each in others):
        why = "Somebody else is suggested before this peer supporter."
    else:
        return
    raise RankingNotAnswered(
        f"{why} Say why you propose this one all the same.", field="against_ranking"
    )


def recorded_beside(
    proposed: MatchProposed, found: Considered, workbench: Workbench
) -> list[Event]:
    """The record of who was considered: a summary, and one entry for each candidate."""
    summary = MatchCandidatesConsidered(
        match=proposed.match,
        person=proposed.person,
        peer=proposed.peer,
        definitions_version=workbench.definitions.version,
        log_position=workbench.look.position,
        considered=len(found.candidates),
        in_the_way=sum(bool(each.rules) for each in found.candidates),
        advised=found.advised,
        at=proposed.at,
    )
    place = 0
    entries: list[Event] = [summary]
    for candidate in found.candidates:
        place += candidate.can_be_suggested
        entries.append(
            MatchCandidateConsidered(
                match=proposed.match,
                person=proposed.person,
                peer=candidate.peer,
                in_the_way=tuple(rule for rule, _sentence in candidate.rules),
                weighed=_weighed(candidate, place),
                at=proposed.at,
            )
        )
    return entries


def _weighed(candidate: Candidate, place: int) -> tuple[str, ...]:
    said = tuple(str(part) for part in candidate.weighed.parts)
    return (*said, f"{PLACE}|{place}") if candidate.can_be_suggested else said
