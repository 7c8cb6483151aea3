"""Somebody who gives support elsewhere comes in as an applicant, and what is missing is a task."""

from datetime import date

import msgspec
import pytest

from domain.consent import CONSENTS, COVERAGE
from domain.decider import Event
from domain.flags import standing
from domain.match import ProposeMatch
from domain.peer import (
    PEER,
    BringInPeer,
    PeerApplied,
    PeerBroughtIn,
    PeerGap,
    PeerInterestExpressed,
    PeerLeft,
    PeerNotActive,
    PvgResultShared,
    Stage,
)
from domain.peer.elsewhere import ALWAYS_OPEN
from domain.peer_flags import flags_of_peer
from domain.people import PeerId
from domain.periods import NotYetHappened
from domain.preferences import PREFERENCES
from domain.service import SERVICE
from infrastructure.codec import sealed_fields
from tests.domain.cast import (
    DAVIE,
    DAVIE_ACTIVE,
    DAVIE_INTERVIEWED,
    DAVIES_COURSES,
    FIRST_REFERENCE,
    ISLA,
    ISLA_PHONED_DAVIE,
    MACHAIR,
    MORAG_MET,
    MORAG_WAITS,
    MORAGS_REFERRAL,
    SECOND_REFERENCE,
    on,
)
from tests.domain.decisions import NOW, SERVICE_ID, folded, fresh_id, given

NEW = PeerId(fresh_id("peer"))
BRING_IN = BringInPeer(
    service=SERVICE_ID,
    name="Davie Example",
    phone="01632 960001",
    address="1 Example Street",
    fingerprints=("f1", "f2"),
    own_words="I have time now.",
    listed_conditions=("heart failure",),
    supports_since=date(2024, 2, 1),
    pvg_listed_until=date(2029, 5, 31),
    gaps=(PeerGap.SEVERAL_CONTACTS,),
)
BROUGHT_IN = PeerBroughtIn(
    peer=DAVIE,
    gaps=(PeerGap.SEVERAL_CONTACTS, PeerGap.CONDITIONS_NOT_THEIR_WORD, *ALWAYS_OPEN),
    listed_conditions=("heart failure",),
    pvg_listed_until=date(2029, 5, 31),
    at=on(1, 13),
)
ON_THE_LIST = (
    PeerInterestExpressed(peer=DAVIE, service=SERVICE_ID, name="Davie Example", at=on(1, 13)),
    PeerApplied(peer=DAVIE, at=on(1, 13)),
    BROUGHT_IN,
)


def open_gaps(*events: Event) -> set[str]:
    """The codes of what stands about Davie today."""
    peer = folded(PEER, *ON_THE_LIST, *events)
    flags = flags_of_peer(peer, folded(SERVICE, *MACHAIR), {}, {})
    return {each.code for each in standing(flags, NOW) if each.code.startswith("GAP_")}


def test_whoever_is_on_a_list_becomes_an_applicant() -> None:
    given().when(BRING_IN).then(
        PeerInterestExpressed(
            peer=NEW,
            service=SERVICE_ID,
            name="Davie Example",
            phone="01632 960001",
            fingerprints=("f1", "f2"),
            at=NOW,
        ),
        PeerApplied(peer=NEW, own_words="I have time now.", at=NOW),
        PeerBroughtIn(
            peer=NEW,
            gaps=(
                PeerGap.SEVERAL_CONTACTS,
                PeerGap.CONDITIONS_NOT_THEIR_WORD,
                PeerGap.NOT_INTERVIEWED,
                PeerGap.REFERENCES_NOT_SEEN,
                PeerGap.PVG_NOT_SEEN,
                PeerGap.COURSES_NOT_SEEN,
            ),
            address="1 Example Street",
            listed_conditions=("heart failure",),
            supports_since=date(2024, 2, 1),
            pvg_listed_until=date(2029, 5, 31),
            at=NOW,
        ),
    )
    assert folded(PEER, *ON_THE_LIST).stage is Stage.APPLIED


def test_nobody_has_supported_people_since_a_day_to_come() -> None:
    command = msgspec.structs.replace(BRING_IN, supports_since=date(2026, 5, 6))

    given().when(command).then_refused(NotYetHappened, field="supports_since")


def test_what_a_list_says_of_pvg_is_no_result_and_allows_nothing() -> None:
    peer = folded(PEER, *ON_THE_LIST)

    assert peer.memberships == ()
    assert not peer.pvg_valid_at(NOW)
    (flag,) = [
        each
        for each in flags_of_peer(peer, folded(SERVICE, *MACHAIR), {}, {})
        if each.code == "GAP_PVG_NOT_SEEN"
    ]
    assert "31 May 2029" in flag.sentence


def test_nobody_is_matched_because_they_are_on_a_list() -> None:
    propose = ProposeMatch(
        referral=MORAGS_REFERRAL, peer=DAVIE, coordinator=ISLA, reasons="Both like the hills."
    )

    given(*MACHAIR, *MORAG_WAITS, MORAG_MET, *ON_THE_LIST, ISLA_PHONED_DAVIE).when(
        propose
    ).then_refused(PeerNotActive)


@pytest.mark.parametrize(
    ("gap", "events"),
    [
        (PeerGap.SEVERAL_CONTACTS, (ISLA_PHONED_DAVIE,)),
        (PeerGap.CONDITIONS_NOT_THEIR_WORD, (DAVIE_INTERVIEWED,)),
        (PeerGap.NOT_INTERVIEWED, (DAVIE_INTERVIEWED,)),
        (PeerGap.REFERENCES_NOT_SEEN, (FIRST_REFERENCE, SECOND_REFERENCE)),
        (
            PeerGap.PVG_NOT_SEEN,
            (PvgResultShared(peer=DAVIE, may_take_regulated_role=True, at=on(2, 1)),),
        ),
        (PeerGap.COURSES_NOT_SEEN, DAVIES_COURSES),
    ],
)
def test_a_gap_is_a_task_until_it_is_settled_here(gap: PeerGap, events: tuple[Event, ...]) -> None:
    assert f"GAP_{gap}" in open_gaps()
    assert f"GAP_{gap}" in open_gaps(*events[:-1])
    assert f"GAP_{gap}" not in open_gaps(*events)


def test_nothing_is_left_to_ask_of_somebody_who_is_active_or_has_left() -> None:
    assert open_gaps(DAVIE_ACTIVE) == set()
    assert open_gaps(PeerLeft(peer=DAVIE, at=on(3, 1))) == set()


def test_the_conditions_of_a_list_are_words_so_that_no_fold_can_open_them() -> None:
    kinds = {field.field: field.kind for field in sealed_fields(PeerBroughtIn)}

    assert kinds["listed_conditions"] == "words"


def test_the_conditions_of_a_list_are_neither_a_statement_nor_a_consent() -> None:
    for fold in (PREFERENCES, CONSENTS, COVERAGE):
        assert PeerBroughtIn not in fold.hears
