"""What each side says for matching: their own statement, for this one purpose."""

from datetime import timedelta

import msgspec
import pytest

from domain.decider import EnteredInError
from domain.dimensions import Dimension, NotAnItem, Wish
from domain.peer import UnknownPeer
from domain.periods import NotYetHappened
from domain.person import UnknownPerson
from domain.preferences import (
    PREFERENCES,
    HowSaid,
    MatchingPreferencesStated,
    NotAWish,
    PeerMatchingPreferencesStated,
    Said,
    StateMatchingPreferences,
    StatePeerMatchingPreferences,
    TooManyItems,
)
from tests.domain.cast import DAVIE, DAVIE_ASKED, ISLA, MORAG, MORAG_DIED, MORAG_REGISTERED, on
from tests.domain.decisions import NOW, entry, folded, given, in_order, without_keys

MORAG_SAYS = StateMatchingPreferences(
    person=MORAG,
    says=("CONDITION:STROKE", "interests: Hill  walking", "IMPACT:WORK"),
    wishes=("CONDITION:PREFER", "gender:must"),
    sought=("GENDER:woman",),
    dealbreakers=("INTERESTS:FOOTBALL",),
    own_words="Somebody who laughs.",
    how=HowSaid.PHONE,
    heard_by=ISLA,
)


def said(*codes: str, month: int = 3, day: int = 1) -> MatchingPreferencesStated:
    return MatchingPreferencesStated(person=MORAG, says=codes, at=on(month, day))


# --- saying it ---


def test_a_person_says_what_may_be_used_and_what_they_wish() -> None:
    given(MORAG_REGISTERED).when(MORAG_SAYS).then(
        MatchingPreferencesStated(
            person=MORAG,
            says=("CONDITION:STROKE", "IMPACT:WORK", "INTERESTS:HILL_WALKING"),
            wishes=("CONDITION:PREFER", "GENDER:MUST"),
            sought=("GENDER:WOMAN",),
            dealbreakers=("INTERESTS:FOOTBALL",),
            own_words="Somebody who laughs.",
            how=HowSaid.PHONE,
            heard_by=ISLA,
            at=NOW,
        )
    )


def test_a_peer_supporter_says_it_of_themself() -> None:
    asked = StatePeerMatchingPreferences(peer=DAVIE, says=("IMPACT:BENEFITS",), at=on(5, 1))

    given(DAVIE_ASKED).when(asked).then(
        PeerMatchingPreferencesStated(peer=DAVIE, says=("IMPACT:BENEFITS",), at=on(5, 1))
    )


def test_saying_nothing_takes_everything_back() -> None:
    given(MORAG_REGISTERED, said("IMPACT:WORK")).when(
        StateMatchingPreferences(person=MORAG, at=on(4, 1))
    ).then(MatchingPreferencesStated(person=MORAG, at=on(4, 1)))


def test_what_was_said_is_recorded_whatever_came_after() -> None:
    """It was said; that the person died since does not make it unsaid."""
    given(MORAG_REGISTERED, MORAG_DIED).when(
        StateMatchingPreferences(person=MORAG, says=("IMPACT:WORK",), at=on(4, 1))
    ).then(said("IMPACT:WORK", month=4))


def test_only_somebody_who_is_known_can_say_anything() -> None:
    given().when(MORAG_SAYS).then_refused(UnknownPerson)
    given().when(StatePeerMatchingPreferences(peer=DAVIE)).then_refused(UnknownPeer)


@pytest.mark.parametrize(
    ("field", "codes", "kind", "sentence"),
    [
        ("says", ("HEIGHT:TALL",), NotAnItem, "There is no such dimension"),
        ("says", ("IMPACT:NOISE",), NotAnItem, "IMPACT has no NOISE"),
        ("says", ("INTERESTS",), NotAnItem, "DIMENSION:CODE"),
        ("sought", ("AGE:30",), NotAnItem, "AGE has no 30"),
        ("dealbreakers", ("INTERESTS:" + "x" * 61,), NotAnItem, "up to 60 letters"),
        ("wishes", ("CONDITION:PERHAPS",), NotAWish, "Choose from MUST, PREFER"),
        ("wishes", ("CONDITION:MUST", "CONDITION:NOT"), NotAWish, "Two different wishes"),
        ("says", tuple(f"INTERESTS:I{n}" for n in range(101)), TooManyItems, "at most 100"),
    ],
)
def test_what_cannot_be_is_sent_back_with_its_field_and_rule(
    field: str, codes: tuple[str, ...], kind: type[NotAnItem], sentence: str
) -> None:
    asked = msgspec.structs.replace(StateMatchingPreferences(person=MORAG), **{field: codes})

    given(MORAG_REGISTERED).when(asked).then_refused(kind, sentence, field)


def test_nobody_has_said_anything_tomorrow() -> None:
    asked = StateMatchingPreferences(person=MORAG, at=NOW + timedelta(days=1))

    given(MORAG_REGISTERED).when(asked).then_refused(NotYetHappened, field="at")


# --- what stands ---


def test_the_latest_statement_stands_as_a_whole_whenever_it_was_recorded() -> None:
    stands = folded(PREFERENCES, said("IMPACT:WORK", month=4), said("AGE:45_54", month=3))

    assert {Dimension.IMPACT: frozenset({"WORK"})} == stands.items
    assert stands.at == on(4, 1)


def test_an_item_counts_from_when_it_was_first_said_without_being_taken_back() -> None:
    stands = folded(
        PREFERENCES,
        said("IMPACT:WORK", "AGE:45_54", month=2),
        said("IMPACT:WORK", month=3),
        said("IMPACT:WORK", "AGE:45_54", month=4),
    )

    assert {
        (Dimension.IMPACT, "WORK"): on(2, 1),
        (Dimension.AGE, "45_54"): on(4, 1),
    } == stands.since


def test_wishes_and_what_is_sought_stand_apart_from_what_is_said() -> None:
    stated = MatchingPreferencesStated(
        person=MORAG,
        wishes=("GENDER:MUST",),
        sought=("GENDER:WOMAN",),
        dealbreakers=("AGE:16_24",),
        at=on(3, 1),
    )
    stands = folded(PREFERENCES, stated)

    assert {} == stands.items
    assert {Dimension.GENDER: Wish.MUST} == stands.wishes
    assert {Dimension.GENDER: frozenset({"WOMAN"})} == stands.sought
    assert {Dimension.AGE: frozenset({"16_24"})} == stands.dealbreakers


def test_without_a_key_nothing_of_it_is_known() -> None:
    assert folded(PREFERENCES, without_keys(said("IMPACT:WORK"))) == Said(at=on(3, 1))


def test_what_a_correction_spoils_is_passed_over() -> None:
    """A fold is total: a code that no list has says nothing."""
    stands = folded(PREFERENCES, said("IMPACT:NOISE", "IMPACT:WORK"))

    assert {Dimension.IMPACT: frozenset({"WORK"})} == stands.items


def test_a_statement_entered_in_error_stands_nowhere() -> None:
    statement = said("IMPACT:WORK")
    mark = entry(2, EnteredInError(at=statement.at, entry_subjects=statement.subjects), corrects=1)

    assert folded(PREFERENCES, *in_order([statement]), mark) == Said()
