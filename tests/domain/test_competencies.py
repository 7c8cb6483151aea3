"""The ten competencies: what a peer supporter says of themself, and what others say."""

import msgspec
import pytest

from domain.competencies import (
    COMPETENCIES,
    IN_WORDS,
    SUGGESTED,
    AssessCompetency,
    CompetencyAssessed,
    Level,
    MayNotAssess,
    OwnViewFirst,
    View,
    Voice,
    is_able,
    worked_towards,
)
from domain.decider import Event
from domain.peer import UnknownPeer
from domain.periods import NotYetHappened
from domain.personal import Sealed
from domain.service import SERVICE, FormalityProfileSet, Model
from domain.training import NEEDED_TO_SUPPORT, POLICIES_NEEDED, Competency
from tests.domain.cast import DAVIE, DAVIE_ASKED, DAVIE_SUPPORTS, FRASER, ISLA, MACHAIR, WALKING, on
from tests.domain.decisions import NOW, SERVICE_ID, folded, given

BOUNDARIES = Competency.C6
HERE = (*MACHAIR, *DAVIE_SUPPORTS)


def assess(
    voice: Voice = Voice.SELF, level: Level = Level.DEVELOPING, **more: object
) -> AssessCompetency:
    told = {"peer": DAVIE, "competency": BOUNDARIES, "voice": voice, "level": level, **more}
    if voice in {Voice.SUPERVISOR, Voice.COORDINATOR}:
        told = {"assessor": ISLA} | told
    return msgspec.convert(told, AssessCompetency)


def assessed(
    voice: Voice = Voice.SELF, level: Level | Sealed = Level.DEVELOPING, day: int = 4
) -> CompetencyAssessed:
    staff = ISLA if voice in {Voice.SUPERVISOR, Voice.COORDINATOR} else None
    return CompetencyAssessed(
        peer=DAVIE,
        competency=BOUNDARIES,
        voice=voice,
        level=level,
        assessor=staff,
        at=on(5, day),
    )


def profile(*competencies: Competency) -> Event:
    return FormalityProfileSet(
        service=SERVICE_ID,
        offer=WALKING,
        approved_by=FRASER,
        courses=NEEDED_TO_SUPPORT,
        policies=POLICIES_NEEDED,
        references=2,
        competencies=competencies,
        supervision_weeks_while_new=4,
        supervision_weeks=6,
        supervision_grace_days=14,
        at=on(1, 5),
    )


@pytest.mark.parametrize("level", Level)
def test_a_peer_supporter_says_themself_how_far_along_they_are(level: Level) -> None:
    given(*HERE).when(assess(level=level)).then(
        msgspec.structs.replace(assessed(level=level), at=NOW)
    )


@pytest.mark.parametrize("voice", [Voice.SUPERVISOR, Voice.COORDINATOR, Voice.PERSON])
def test_others_say_how_they_see_it(voice: Voice) -> None:
    given(*HERE).when(assess(voice)).then(msgspec.structs.replace(assessed(voice), at=NOW))


@pytest.mark.parametrize("level", [Level.ABLE, Level.CAN_HELP_OTHERS])
def test_nobody_is_called_able_in_what_an_offer_asks_before_they_were_asked_themself(
    level: Level,
) -> None:
    said = assess(Voice.COORDINATOR, level)
    asked = (*HERE, profile(BOUNDARIES))

    given(*asked).when(said).then_refused(OwnViewFirst, "Ask the peer supporter", field="level")
    given(*asked, assessed()).when(said).then(
        msgspec.structs.replace(assessed(Voice.COORDINATOR, level), at=NOW)
    )


def test_what_no_offer_asks_can_be_said_by_one_voice() -> None:
    said = assess(Voice.COORDINATOR, Level.ABLE, competency=Competency.C10)

    given(*HERE).when(said).then(
        msgspec.structs.replace(
            assessed(Voice.COORDINATOR, Level.ABLE), competency=Competency.C10, at=NOW
        )
    )


@pytest.mark.parametrize("who", [None, FRASER, "nobody"])
def test_who_of_the_staff_says_it_is_named_for_that(who: str | None) -> None:
    said = assess(Voice.COORDINATOR, assessor=who)

    given(*HERE).when(said).then_refused(MayNotAssess, field="assessor")


def test_somebody_has_to_be_known_and_it_has_to_have_been_said() -> None:
    given().when(assess()).then_refused(UnknownPeer)
    given(DAVIE_ASKED).when(assess(at=on(5, 6))).then_refused(NotYetHappened)


def test_able_is_what_they_and_somebody_else_say() -> None:
    own, others = assessed(level=Level.ABLE), assessed(Voice.PERSON, Level.CAN_HELP_OTHERS)

    assert not is_able(folded(COMPETENCIES, own), BOUNDARIES)
    assert not is_able(folded(COMPETENCIES, others), BOUNDARIES)
    assert is_able(folded(COMPETENCIES, own, others), BOUNDARIES)
    assert not is_able(folded(COMPETENCIES, own, others), Competency.C1)


def test_the_latest_view_of_a_voice_stands_whenever_it_was_recorded() -> None:
    now, before = assessed(level=Level.ABLE, day=4), assessed(level=Level.NOT_YET, day=1)

    assert folded(COMPETENCIES, now, before) == {
        (BOUNDARIES, Voice.SELF): View(Level.ABLE, on(5, 4))
    }


def test_a_level_that_cannot_be_opened_calls_nobody_able() -> None:
    closed = assessed(level=Sealed(b"closed"))
    others = assessed(Voice.PERSON, Level.ABLE)

    assert not is_able(folded(COMPETENCIES, closed, others), BOUNDARIES)


def test_without_a_profile_what_is_suggested_for_the_model_is_worked_towards() -> None:
    service = folded(SERVICE, *HERE)

    assert worked_towards(service, (WALKING,)) == SUGGESTED[service.offers[WALKING].model]
    assert worked_towards(service, ()) == frozenset()
    with_profile = folded(SERVICE, *HERE, profile(Competency.C9))
    assert worked_towards(with_profile, (WALKING,)) == {Competency.C9}


def test_no_model_asks_for_all_ten_and_every_one_has_words() -> None:
    assert set(SUGGESTED) == set(Model)
    assert all(len(asked) < len(Competency) for asked in SUGGESTED.values())
    assert set(IN_WORDS) == set(Competency)
