"""The matching workbench, from what people say to why somebody was not proposed."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from litestar.testing import TestClient

from api.app import create_app
from api.matching_views import answer_of
from application.match_suggestions import Suggestion, Suggestions, suggestions
from application.waiting_list_matching import (
    NOBODY_FREE,
    TAKEN_BY_OTHERS,
    WaitingListSuggestions,
    waiting_list_suggestions,
)
from application.why_not import (
    AFTER,
    BEFORE,
    DID_NOT_FIT,
    NOT_SHOWN,
    NOT_THERE,
    PROPOSED,
    RULE_IN_THE_WAY,
    NotWrittenDown,
)
from domain.adoption import AdoptDefinitions
from domain.consent import (
    Audience,
    GiveDisclosureConsent,
    Purpose,
    ToldBy,
    WithdrawDisclosureConsent,
)
from domain.match import (
    DeclareOverlap,
    DeclineProposal,
    MatchProposed,
    NoReasons,
    Overlap,
    PeerAtCapacity,
    ProposeMatch,
    RankingNotAnswered,
    RecordVarietyOffered,
    Side,
    UnknownMatch,
)
from domain.match.considering import (
    InTheWay,
    MatchCandidateConsidered,
    MatchCandidatesConsidered,
)
from domain.matching import Fit
from domain.peer import HandPeerOver, PausePeer, SetCapacity
from domain.people import ConsentId, MatchId, PeerId, ReferralId, StaffId
from domain.person import RecordDeath
from domain.preferences import StateMatchingPreferences, StatePeerMatchingPreferences
from domain.referral import HandOverPerson, PauseWait, ResumeWait, UnknownReferral
from domain.rights import HeardHow, RecordRequest, Right
from domain.service import Duty, NameStaff
from projections.person_history import person_history
from tests.api.small_service import FRASER, ISLA, SERVICE, SmallService, small_service
from tests.api.terminal import Ran, Terminal, terminal

__all__ = ["terminal"]

SHONA = StaffId("shona")


class Workbench(SmallService):
    """A small service in which people say what may be used to find a match."""

    def says(self, name: str, *says: str, **more: tuple[str, ...]) -> None:
        """What a person says for matching."""
        person = self.people[name]
        self.do(StateMatchingPreferences(person=person, says=says, **more))  # type: ignore[arg-type]

    def peer_says(self, name: str, *says: str, **more: tuple[str, ...]) -> None:
        """What a peer supporter says for matching, opened to nobody by that."""
        peer = self.peers[name]
        self.do(StatePeerMatchingPreferences(peer=peer, says=says, **more))  # type: ignore[arg-type]

    def opens(self, name: str, *items: str, to: StaffId = ISLA) -> ConsentId:
        """A peer supporter lets items be used to suggest matches."""
        given = self.do(
            GiveDisclosureConsent(
                own_word=True,
                peer=self.peers[name],
                items=items,
                audience=Audience.STAFF_MEMBER,
                audience_staff=to,
                purpose=Purpose.MATCHING,
                channel=ToldBy.SCREEN,
                valid_until=date(2026, 12, 31),
            )
        )
        consent: ConsentId = given.events[-1].event.consent  # type: ignore[attr-defined]
        return consent

    def suggested(self, person: str, coordinator: StaffId | None = None) -> Suggestions:
        """All suggestions for one person."""
        look = self.desk.look()
        return suggestions(look, self.referrals[person], coordinator=coordinator)

    def of(self, person: str, peer: str) -> Suggestion:
        """What the suggestions for a person say of one peer supporter."""
        (found,) = (
            each for each in self.suggested(person).candidates if each.peer == self.peers[peer]
        )
        return found

    def first(self, person: str) -> str:
        """Who is suggested first."""
        best = next(each for each in self.suggested(person).candidates if each.place == 1)
        return next(name for name, peer in self.peers.items() if peer == best.peer)

    def everybody(self) -> WaitingListSuggestions:
        """Suggestions for all who wait."""
        return waiting_list_suggestions(self.desk.look())

    def pairs(self) -> dict[str, str | None]:
        """Who is suggested to whom, by name."""
        people = {identifier: name for name, identifier in self.people.items()}
        peers = {identifier: name for name, identifier in self.peers.items()}
        return {
            people[row.person]: peers[row.suggested.peer] if row.suggested else None
            for row in self.everybody().rows
        }

    def propose(self, person: str, peer: str, against: str | None = None) -> MatchId:
        """Isla proposes a match."""
        proposal = self.do(
            ProposeMatch(
                referral=self.referrals[person],
                peer=self.peers[peer],
                coordinator=ISLA,
                reasons="They would get on.",
                against_ranking=against,
            )
        )
        match: MatchId = proposal.events[-1].event.match  # type: ignore[attr-defined]
        return match


@pytest.fixture
def machair(tmp_path: Path) -> Iterator[Workbench]:
    """Morag waits; Davie and Rhona could be proposed to her."""
    with small_service(tmp_path) as service:
        bench = Workbench(service.store, service.clock, service.known)
        bench.active_peer("Davie Example")
        bench.active_peer("Rhona Example")
        bench.on(1, 6)
        bench.accepted("Morag Testperson", "Somebody to walk with.")
        bench.on(2, 2)
        yield bench


# --- suggestions for one person ---


def test_whoever_shares_what_a_person_says_is_suggested_first_with_the_reason(
    machair: Workbench,
) -> None:
    machair.says("Morag", "INTERESTS:HILLWALKING")
    machair.peer_says("Rhona", "INTERESTS:HILLWALKING")
    consent = machair.opens("Rhona", "INTERESTS")
    found = machair.of("Morag", "Rhona")

    assert "Rhona" == machair.first("Morag")
    assert [(consent,)] == [each.under for each in found.reasons]
    assert found.reasons[0].sentence.startswith("Both like hillwalking")
    assert (Fit.MEETS_EVERY_MUST, ()) == (found.fit, found.exclusions)


def test_what_is_not_opened_is_not_there(machair: Workbench) -> None:
    """The answer is the same, to the letter, as if the peer supporter had said nothing."""
    machair.says("Morag", "INTERESTS:HILLWALKING", wishes=("AGE:MUST",), sought=("AGE:45_54",))
    before = machair.suggested("Morag").candidates
    machair.peer_says(
        "Rhona", "INTERESTS:HILLWALKING", "AGE:16_24", dealbreakers=("INTERESTS:HILLWALKING",)
    )

    assert machair.suggested("Morag").candidates == before


def test_what_was_opened_to_isla_is_not_there_for_fraser(machair: Workbench) -> None:
    both = (Duty.MANAGER, Duty.COORDINATOR)
    machair.do(NameStaff(service=SERVICE, staff=FRASER, name="F", duties=both))
    machair.says("Morag", "INTERESTS:MUSIC")
    machair.peer_says("Rhona", "INTERESTS:MUSIC")
    machair.opens("Rhona", "INTERESTS", to=ISLA)

    def reasons(coordinator: StaffId) -> int:
        found = machair.suggested("Morag", coordinator)
        return sum(len(each.reasons) for each in found.candidates)

    assert (1, 0) == (reasons(ISLA), reasons(FRASER))


def test_from_the_moment_of_taking_it_back_it_is_not_there(machair: Workbench) -> None:
    machair.says("Morag", "INTERESTS:MUSIC")
    machair.peer_says("Rhona", "INTERESTS:MUSIC")
    consent = machair.opens("Rhona", "INTERESTS")
    assert machair.of("Morag", "Rhona").reasons
    machair.do(WithdrawDisclosureConsent(consent=consent))

    assert () == machair.of("Morag", "Rhona").reasons


def test_the_wait_and_the_definitions_stand_beside_the_suggestions(machair: Workbench) -> None:
    found = machair.suggested("Morag")

    assert 27 == found.waiting_days
    assert "defaults-1" == found.definitions
    assert machair.store.ledger.head().position == found.position
    assert ISLA == found.coordinator


def test_what_a_service_adopts_orders_its_suggestions_and_a_proposal_keeps_the_version(
    machair: Workbench,
) -> None:
    machair.says("Morag", "INTERESTS:MUSIC", "LANGUAGE:GAELIC")
    machair.peer_says("Rhona", "INTERESTS:MUSIC")
    machair.peer_says("Davie", "LANGUAGE:GAELIC")
    machair.opens("Rhona", "INTERESTS")
    machair.opens("Davie", "LANGUAGE")
    before = machair.first("Morag")
    machair.do(
        AdoptDefinitions(
            service=SERVICE, adopted_by=FRASER, values={"matching.language": 40, "matching.age": 0}
        )
    )
    after, found = machair.first("Morag"), machair.suggested("Morag")
    match = machair.propose("Morag", "Davie")
    why = answer_of(machair.desk, match, machair.peers["Rhona"])

    assert ("Rhona", "Davie") == (before, after)
    assert "adopted-1" == found.definitions == machair.everybody().definitions
    assert ("adopted-1", AFTER) == (why.definitions, why.answer)


def test_what_is_adopted_from_a_later_day_on_orders_nothing_before(machair: Workbench) -> None:
    machair.do(
        AdoptDefinitions(
            service=SERVICE,
            adopted_by=FRASER,
            values={"matching.language": 40},
            effective_from=date(2026, 6, 1),
        )
    )
    machair_in_may = machair.suggested("Morag").definitions
    machair.on(6, 2)

    assert ("defaults-1", "adopted-1") == (
        machair_in_may,
        machair.suggested("Morag").definitions,
    )


def test_nothing_in_a_suggestion_is_a_score(machair: Workbench) -> None:
    fields = {*Suggestion.__struct_fields__, *Suggestions.__struct_fields__}

    assert not fields & {"score", "points", "fit_percent", "level"}


def test_ties_are_settled_by_the_identifier(machair: Workbench) -> None:
    found = machair.suggested("Morag")

    assert sorted(machair.peers.values()) == [each.peer for each in found.candidates]
    assert [1, 2] == [each.place for each in found.candidates]
    assert machair.suggested("Morag") == found


def test_a_must_that_is_not_met_is_nearly_a_fit_and_says_so(machair: Workbench) -> None:
    machair.says("Morag", wishes=("AVAILABILITY:MUST",), sought=("AVAILABILITY:EVENINGS",))
    machair.peer_says("Rhona", "AVAILABILITY:MORNINGS")
    machair.opens("Rhona", "AVAILABILITY")
    found = machair.of("Morag", "Rhona")

    assert (Fit.NEARLY_FITS, None) == (found.fit, found.place)
    assert "The person says that times must fit, and it does not." in [
        each.sentence for each in found.exclusions
    ]


# --- who cannot be proposed, by the rules of a proposal ---


def test_whoever_the_rules_bar_is_listed_with_the_sentence_of_the_rule(
    machair: Workbench,
) -> None:
    machair.do(PausePeer(peer=machair.peers["Davie"]))
    found = machair.of("Morag", "Davie")

    assert (Fit.NOT_POSSIBLE_NOW, None) == (found.fit, found.place)
    (exclusion,) = found.exclusions
    assert InTheWay.NOT_ACTIVE == exclusion.code
    assert exclusion.sentence == "This peer supporter is taking a break. Choose somebody else."


def test_whoever_asked_that_their_record_is_only_kept_is_not_suggested(
    machair: Workbench,
) -> None:
    def asks(**whose: Any) -> None:
        how, right = HeardHow.SPOKEN, Right.RESTRICTION
        machair.do(RecordRequest(service=SERVICE, right=right, how=how, **whose))

    asks(peer=machair.peers["Davie"])
    found = machair.of("Morag", "Davie")
    assert found.place is None
    assert [InTheWay.RECORD_ONLY_KEPT] == [each.code for each in found.exclusions]
    assert machair.of("Morag", "Rhona").place == 1

    asks(person=machair.people["Morag"])
    (said,) = machair.suggested("Morag").in_the_way
    assert "used for nothing new" in said


def test_whoever_is_suggested_can_be_proposed_and_nobody_else(machair: Workbench) -> None:
    """The guards are those of the proposal itself."""
    machair.accepted("Callum Testperson", "A voice on the phone.")
    machair.propose("Callum", "Davie")

    assert machair.of("Morag", "Rhona").place == 1
    assert [InTheWay.CAPACITY] == [each.code for each in machair.of("Morag", "Davie").exclusions]
    with pytest.raises(PeerAtCapacity):
        machair.propose("Morag", "Davie")
    machair.propose("Morag", "Rhona")


def test_a_coordinator_who_has_not_met_a_peer_supporter_cannot_be_suggested_them(
    machair: Workbench,
) -> None:
    machair.on(7, 20)
    found = machair.suggested("Morag")

    assert found.in_the_way
    assert "You have not met or phoned this person" in found.in_the_way[0]


def test_two_with_a_declared_conflict_are_kept_apart_and_nobody_reads_why(
    machair: Workbench,
) -> None:
    machair.do(
        DeclareOverlap(
            person=machair.people["Morag"],
            peer=machair.peers["Davie"],
            kind=Overlap.FAMILY,
            conflict=True,
            note="Her brother-in-law.",
        )
    )
    (exclusion,) = machair.of("Morag", "Davie").exclusions

    assert InTheWay.OVERLAP_DECLARED == exclusion.code
    assert "family" not in exclusion.sentence.lower()
    assert "brother" not in exclusion.sentence


def test_whoever_wants_a_variety_of_peers_is_suggested_others_beside_a_match(
    machair: Workbench,
) -> None:
    machair.propose("Morag", "Davie")
    assert "another match that is open" in machair.suggested("Morag").in_the_way[0]
    assert machair.suggested("Morag").variety_offered_at is None

    machair.do(RecordVarietyOffered(person=machair.people["Morag"], accepted=True))
    found = machair.suggested("Morag")

    assert ((), machair.clock.now) == (found.in_the_way, found.variety_offered_at)
    assert 1 == machair.of("Morag", "Rhona").place
    assert InTheWay.MATCHED_NOW in [each.code for each in machair.of("Morag", "Davie").exclusions]


def test_two_for_whom_it_was_not_are_not_suggested_again(machair: Workbench) -> None:
    match = machair.propose("Morag", "Davie")
    machair.do(DeclineProposal(match=match, by=Side.PERSON))

    assert [InTheWay.SAID_NO_BEFORE] == [
        each.code for each in machair.of("Morag", "Davie").exclusions
    ]


def test_nobody_is_suggested_to_somebody_who_died(machair: Workbench) -> None:
    machair.do(RecordDeath(person=machair.people["Morag"]))

    assert "death is recorded" in machair.suggested("Morag").in_the_way[0]


def test_nobody_known_has_no_suggestions(machair: Workbench) -> None:
    with pytest.raises(UnknownReferral):
        suggestions(machair.desk.look(), ReferralId("nobody"))


# --- the whole waiting list ---


def test_whoever_asked_for_a_pause_is_left_out_until_they_ask_to_go_on(machair: Workbench) -> None:
    referral = machair.referrals["Morag"]
    machair.do(PauseWait(referral=referral, asked_by_person=True))
    assert {} == machair.pairs()

    machair.do(ResumeWait(referral=referral, asked_by_person=True))
    assert {"Morag"} == set(machair.pairs())


def test_a_wait_is_counted_by_the_referrals_own_clock(machair: Workbench) -> None:
    """Morag waits since 6 January with a pause of three weeks, Callum since 13 January."""
    referral = machair.referrals["Morag"]
    machair.on(1, 13)
    machair.accepted("Callum Testperson", "A voice on the phone.")
    machair.on(1, 14)
    machair.do(PauseWait(referral=referral, asked_by_person=True))
    machair.on(2, 4)
    machair.do(ResumeWait(referral=referral, asked_by_person=True))
    machair.on(2, 10)

    assert 35 - 21 == machair.suggested("Morag").waiting_days
    rows = machair.everybody().rows
    assert [(machair.people["Callum"], 28), (machair.people["Morag"], 14)] == [
        (row.person, row.waiting_days) for row in rows
    ]


def test_whoever_was_handed_over_is_proposed_to_by_whoever_has_them_now(
    machair: Workbench,
) -> None:
    """Both notes pass on what Isla knows, so Rona can propose Davie, and nobody else yet."""
    rona = StaffId("rona")
    staff = NameStaff(service=SERVICE, staff=rona, name="Rona", duties=(Duty.COORDINATOR,))
    machair.do(staff)
    noted = {"from_staff": ISLA, "to_staff": rona, "note": "Likes boats."}
    machair.do(HandPeerOver(peer=machair.peers["Davie"], **noted))  # type: ignore[arg-type]
    assert ISLA == machair.suggested("Morag").coordinator

    machair.do(HandOverPerson(referral=machair.referrals["Morag"], **noted))  # type: ignore[arg-type]

    assert (rona, ()) == (
        machair.suggested("Morag").coordinator,
        machair.suggested("Morag").in_the_way,
    )
    assert {"Morag": "Davie"} == machair.pairs()
    (exclusion,) = machair.of("Morag", "Rhona").exclusions
    assert InTheWay.NOT_MET_BY_COORDINATOR == exclusion.code
    look = machair.desk.look()
    assert (1, 0) == tuple(
        len(waiting_list_suggestions(look, coordinator=each).rows) for each in (rona, ISLA)
    )


def test_the_waiting_list_is_assigned_together_and_not_one_by_one(machair: Workbench) -> None:
    """Davie is a little better for both; Callum could have nobody but him."""
    machair.accepted("Callum Testperson", "A voice on the phone.")
    machair.says("Morag", "INTERESTS:MUSIC")
    machair.says("Callum", "AGE:45_54", wishes=("AGE:MUST",))
    machair.peer_says("Davie", "INTERESTS:MUSIC", "AGE:45_54")
    machair.peer_says("Rhona", "AGE:16_24")
    machair.opens("Davie", "INTERESTS", "AGE")
    machair.opens("Rhona", "AGE")

    assert "Davie" == machair.first("Morag")
    assert {"Morag": "Rhona", "Callum": "Davie"} == machair.pairs()


def test_nobody_is_suggested_to_more_people_than_they_can_support(machair: Workbench) -> None:
    machair.do(PausePeer(peer=machair.peers["Rhona"]))
    machair.on(2, 9)
    machair.accepted("Callum Testperson", "A voice on the phone.")
    rows = machair.everybody().rows

    assert {"Morag": "Davie", "Callum": None} == machair.pairs()  # who waits longer comes first
    assert (TAKEN_BY_OTHERS,) == rows[1].why_nobody


def test_who_waits_and_has_nobody_is_told_why(machair: Workbench) -> None:
    for peer in machair.peers.values():
        machair.do(PausePeer(peer=peer))

    (row,) = machair.everybody().rows
    assert (None, (NOBODY_FREE,)) == (row.suggested, row.why_nobody)


def test_whoever_is_matched_already_waits_no_longer_for_a_suggestion(machair: Workbench) -> None:
    machair.propose("Morag", "Davie")

    (row,) = machair.everybody().rows
    assert row.suggested is None
    assert "another match that is open" in row.why_nobody[0]


def test_each_coordinator_sees_their_own(machair: Workbench) -> None:
    look = machair.desk.look()

    assert 1 == len(waiting_list_suggestions(look, coordinator=ISLA).rows)
    assert () == waiting_list_suggestions(look, coordinator=SHONA).rows


def test_the_same_waiting_list_is_suggested_the_same(machair: Workbench) -> None:
    machair.accepted("Callum Testperson", "A voice on the phone.")

    assert machair.everybody() == machair.everybody()


# --- deciding against the suggestions ---


def test_the_first_can_be_proposed_without_a_word(machair: Workbench) -> None:
    machair.says("Morag", "INTERESTS:MUSIC")
    machair.peer_says("Rhona", "INTERESTS:MUSIC")
    machair.opens("Rhona", "INTERESTS")

    assert machair.propose("Morag", "Rhona")


def test_where_nothing_speaks_for_either_both_can(machair: Workbench) -> None:
    assert machair.propose("Morag", "Rhona")


@pytest.mark.parametrize(
    ("persons", "rhonas", "davies", "sentence"),
    [
        (
            {"says": ("INTERESTS:MUSIC",)},
            ("INTERESTS:MUSIC",),
            (),
            "Somebody else is suggested before",
        ),
        (
            {"says": ("CONDITION:PARKINSONS",)},
            (),
            (),
            "same condition is advised",
        ),
        (
            {"says": ("AGE:45_54",), "wishes": ("AGE:MUST",)},
            (),
            ("AGE:16_24",),
            "goes against what one of the two asked for",
        ),
    ],
)
def test_a_choice_against_the_suggestions_needs_a_reason(
    machair: Workbench,
    persons: dict[str, Any],
    rhonas: tuple[str, ...],
    davies: tuple[str, ...],
    sentence: str,
) -> None:
    machair.do(StateMatchingPreferences(person=machair.people["Morag"], **persons))
    machair.peer_says("Rhona", *rhonas)
    machair.peer_says("Davie", *davies)
    for peer in ("Rhona", "Davie"):
        machair.opens(peer, "INTERESTS", "AGE", "CONDITION")
    before = machair.store.ledger.head()

    with pytest.raises(RankingNotAnswered, match=sentence) as no:
        machair.propose("Morag", "Davie")

    assert "against_ranking" == no.value.field
    assert before == machair.store.ledger.head()
    assert machair.propose("Morag", "Davie", "They met at the taster and laughed.")


def test_the_other_rules_come_first(machair: Workbench) -> None:
    machair.says("Morag", "CONDITION:PARKINSONS")

    with pytest.raises(NoReasons):
        machair.do(
            ProposeMatch(
                referral=machair.referrals["Morag"],
                peer=machair.peers["Davie"],
                coordinator=ISLA,
                reasons=" ",
            )
        )


# --- who was considered, for ever ---


def test_a_proposal_holds_who_was_considered_and_by_what(machair: Workbench) -> None:
    machair.do(PausePeer(peer=machair.peers["Rhona"]))
    position = machair.store.ledger.head().position
    proposal = machair.do(
        ProposeMatch(
            referral=machair.referrals["Morag"],
            peer=machair.peers["Davie"],
            coordinator=ISLA,
            reasons="They would get on.",
        )
    )
    summary, *candidates, proposed = (each.event for each in proposal.events)

    assert isinstance(proposed, MatchProposed)
    assert isinstance(summary, MatchCandidatesConsidered)
    assert (2, 1, "defaults-1", position) == (
        summary.considered,
        summary.in_the_way,
        summary.definitions_version,
        summary.log_position,
    )
    assert {
        machair.peers["Davie"]: (),
        machair.peers["Rhona"]: (InTheWay.NOT_ACTIVE,),
    } == {
        each.peer: each.in_the_way
        for each in candidates
        if isinstance(each, MatchCandidateConsidered)
    }
    assert 1 == len({each.command_id for each in proposal.events})


def test_the_same_key_proposes_once_whatever_was_said_in_between(machair: Workbench) -> None:
    command = ProposeMatch(
        referral=machair.referrals["Morag"],
        peer=machair.peers["Davie"],
        coordinator=ISLA,
        reasons="They would get on.",
    )
    once = machair.desk.perform(command, "key-1")
    machair.peer_says("Rhona", "AGE:45_54")
    again = machair.desk.perform(command, "key-1")

    assert again.repeated
    assert [each.position for each in once.events] == [each.position for each in again.events]


def why(machair: Workbench, match: MatchId, peer: str) -> Any:
    return answer_of(machair.desk, match, machair.peers[peer])


def test_why_not_is_answered_from_what_was_written_down(machair: Workbench) -> None:
    machair.says("Morag", "INTERESTS:MUSIC")
    machair.peer_says("Rhona", "INTERESTS:MUSIC")
    machair.opens("Rhona", "INTERESTS")
    match = machair.propose("Morag", "Davie", "They met at the taster and laughed.")
    machair.says("Morag")  # what she says today changes nothing about what was weighed
    machair.do(PausePeer(peer=machair.peers["Rhona"]))

    rhona = why(machair, match, "Rhona")

    assert rhona.answer == BEFORE
    assert rhona.reasons[0].startswith("Both like music")
    assert () == rhona.exclusions
    assert "They met at the taster and laughed." == rhona.decided_because
    assert PROPOSED == why(machair, match, "Davie").answer


def test_somebody_suggested_later_than_the_chosen_was_after_them(machair: Workbench) -> None:
    machair.says("Morag", "INTERESTS:MUSIC")
    machair.peer_says("Rhona", "INTERESTS:MUSIC")
    machair.opens("Rhona", "INTERESTS")
    match = machair.propose("Morag", "Rhona")

    assert AFTER == why(machair, match, "Davie").answer


def test_a_rule_that_was_in_the_way_is_still_the_answer_later(machair: Workbench) -> None:
    machair.do(SetCapacity(peer=machair.peers["Rhona"], matches=0))
    match = machair.propose("Morag", "Davie")
    machair.do(SetCapacity(peer=machair.peers["Rhona"], matches=1))
    rhona = why(machair, match, "Rhona")

    assert RULE_IN_THE_WAY == rhona.answer
    assert "supported as many people as they could" in rhona.exclusions[0]


def test_what_is_not_shared_today_is_left_out_of_the_answer(machair: Workbench) -> None:
    machair.says("Morag", "INTERESTS:MUSIC", dealbreakers=("AGE:16_24",))
    machair.peer_says("Rhona", "INTERESTS:MUSIC", "AGE:16_24")
    consent = machair.opens("Rhona", "INTERESTS", "AGE")
    match = machair.propose("Morag", "Davie")
    open_answer = why(machair, match, "Rhona")
    machair.do(WithdrawDisclosureConsent(consent=consent))
    closed = why(machair, match, "Rhona")

    assert DID_NOT_FIT == open_answer.answer
    assert (1, 1, ()) == (
        len(open_answer.reasons),
        len(open_answer.exclusions),
        open_answer.not_shown,
    )
    assert ((), (), (NOT_SHOWN,)) == (closed.reasons, closed.exclusions, closed.not_shown)


def test_somebody_who_came_later_was_not_there(machair: Workbench) -> None:
    match = machair.propose("Morag", "Davie")
    machair.active_peer("Fergus Example")

    assert NOT_THERE == why(machair, match, "Fergus").answer


def test_a_proposal_without_a_record_says_so(machair: Workbench) -> None:
    from application.perform import perform
    from domain.people import LOCAL_OPERATOR

    receipt = perform(
        ProposeMatch(
            referral=machair.referrals["Morag"],
            peer=machair.peers["Davie"],
            coordinator=ISLA,
            reasons="From another system.",
        ),
        machair.store.ledger,
        by=LOCAL_OPERATOR,
        service=SERVICE,
    )
    event = receipt.events[-1].event
    assert isinstance(event, MatchProposed)

    with pytest.raises(NotWrittenDown):
        why(machair, event.match, "Rhona")
    with pytest.raises(UnknownMatch):
        answer_of(machair.desk, MatchId("none"), PeerId("rhona"))


def test_one_candidates_key_closes_what_was_weighed_of_them_alone(machair: Workbench) -> None:
    """Nobody's erasure makes what is known of another unreadable."""
    machair.says("Morag", "INTERESTS:MUSIC")
    for peer in ("Rhona", "Davie"):
        machair.peer_says(peer, "INTERESTS:MUSIC")
        machair.opens(peer, "INTERESTS")
    match = machair.propose("Morag", "Davie")
    machair.store.keyring.erase(f"peer:{machair.peers['Rhona']}")

    assert not why(machair, match, "Rhona").reasons
    assert why(machair, match, "Davie").reasons


def test_a_persons_history_tells_of_it_in_one_line(machair: Workbench) -> None:
    machair.propose("Morag", "Davie")
    history = person_history(machair.desk.views, machair.desk.opener, machair.people["Morag"])
    sentences = [each.sentence for each in history.entries]

    assert 1 == sum("peer supporter" in each for each in sentences)
    assert "Before a match was proposed, 2 peer supporters were considered." in sentences


# --- through the door ---


@pytest.fixture
def door(machair: Workbench) -> Iterator[TestClient[Any]]:
    """The interface over the same service."""
    with TestClient(create_app(machair.desk), base_url="http://127.0.0.1") as client:
        yield client


def test_suggestions_and_why_not_come_through_the_interface(
    machair: Workbench, door: TestClient[Any]
) -> None:
    referral, peer = machair.referrals["Morag"], machair.peers["Rhona"]
    person = machair.people["Morag"]
    said = {"says": ["INTERESTS:MUSIC"]}
    consent = {
        "own_word": True,
        "peer": peer,
        "items": ["INTERESTS"],
        "audience": "ROLE",
        "audience_role": "COORDINATOR",
        "purpose": "MATCHING",
        "channel": "SCREEN",
        "valid_until": "2026-12-31",
    }
    for path, body in (
        (f"/people/{person}/matching-preferences", said),
        (f"/peers/{peer}/matching-preferences", said),
        ("/consents", consent),
    ):
        assert 201 == door.post(f"/api/v1{path}", json=body).status_code

    found = door.get(f"/api/v1/referrals/{referral}/suggestions").json()
    everybody = door.get("/api/v1/waiting_list/suggestions").json()
    proposed = door.post(
        f"/api/v1/referrals/{referral}/matches",
        json={"peer": peer, "coordinator": "isla", "reasons": "Both like music."},
    ).json()
    match = proposed["ids"]["match"]
    answer = door.get(f"/api/v1/matches/{match}/why-not/{machair.peers['Davie']}").json()

    assert peer == found["candidates"][0]["peer"]
    assert peer == everybody["rows"][0]["suggested"]["peer"]
    assert peer == proposed["ids"]["peer"]
    assert AFTER == answer["answer"]
    assert 404 == door.get("/api/v1/referrals/nobody/suggestions").status_code
    assert 404 == door.get(f"/api/v1/matches/none/why-not/{peer}").status_code


# --- at the terminal ---


def test_suggestions_come_at_the_terminal_too(tmp_path: Path, terminal: Terminal) -> None:
    with small_service(tmp_path) as service:
        bench = Workbench(service.store, service.clock, service.known)
        bench.active_peer("Davie Example")
        bench.active_peer("Rhona Example")
        bench.accepted("Morag Testperson", "Somebody to walk with.")
        bench.says("Morag", "INTERESTS:MUSIC", "CONDITION:PARKINSONS")
        bench.peer_says("Rhona", "INTERESTS:MUSIC")
        bench.opens("Rhona", "INTERESTS")
        bench.do(PausePeer(peer=bench.peers["Davie"]))
        referral, rhona = bench.referrals["Morag"], bench.peers["Rhona"]
    where = ("--data", tmp_path / "data", "--keys", tmp_path / "keys")

    def typed(*arguments: object) -> Ran:
        return terminal(*arguments, *where)

    everybody, one = typed("suggest").out, typed("suggest", referral, "--coordinator", "isla").out
    machine = typed("suggest", referral, "--json").json
    nobody = typed("suggest", "nobody")

    assert "Morag Testperson: waiting" in everybody
    assert "Rhona Example" in one
    assert "In the way: This peer supporter is taking a break." in one
    assert "Parkinson's" in one
    assert referral == machine["referral"]
    assert rhona in [each["peer"] for each in machine["candidates"]]
    assert "Nothing arrived" in nobody.error
    assert "Nothing was proposed" in typed("why-not", "none", rhona).error


def test_why_not_is_told_at_the_terminal_in_sentences(tmp_path: Path, terminal: Terminal) -> None:
    with small_service(tmp_path) as service:
        bench = Workbench(service.store, service.clock, service.known)
        bench.active_peer("Davie Example")
        bench.active_peer("Rhona Example")
        bench.accepted("Morag Testperson", "Somebody to walk with.")
        bench.says("Morag", "INTERESTS:MUSIC")
        bench.peer_says("Rhona", "INTERESTS:MUSIC")
        bench.opens("Rhona", "INTERESTS")
        match = bench.propose("Morag", "Davie", "They met at the taster.")
        rhona = bench.peers["Rhona"]
    asked = ("why-not", match, rhona, "--data", tmp_path / "data", "--keys", tmp_path / "keys")

    said, machine = terminal(*asked).out, terminal(*asked, "--json").json

    assert BEFORE in said
    assert "The coordinator said: They met at the taster." in said
    assert (match, rhona, "defaults-1") == (
        machine["match"],
        machine["peer"],
        machine["definitions"],
    )
