"""Guards go by the numbers that the service adopted, so that guard and flag never disagree."""

from datetime import date, datetime, timedelta

import msgspec
import pytest
from hypothesis import given as whatever
from hypothesis import strategies as st

from domain.adoption import ADOPTIONS, DefinitionsAdopted
from domain.channels import Channel
from domain.decider import Command, Event, Refusal
from domain.definitions import DEFAULTS, Definitions, numbers_of
from domain.flags import standing
from domain.match import (
    PERSONS_MATCHES,
    ExtendMatch,
    ExtensionTooLong,
    MatchAgreementAccepted,
    MatchReviewHeld,
    NotReviewedLately,
    PersonNotMet,
)
from domain.match_flags import flags_of_match
from domain.periods import local_day, start_of
from domain.person import PERSON
from domain.programme import ImpossibleCourse
from domain.referral import (
    REFERRAL,
    ClosedLongAgo,
    GettingToKnowHeld,
    NotTriedEnough,
    PersonHandedOver,
)
from domain.referral_flags import flags_of_referral
from domain.session import StartSession
from domain.training import Course, RecognisePriorLearning, RecordCourse
from tests.domain.cast import (
    DAVIE,
    DAVIE_SUPPORTS,
    FRASER,
    ISLA,
    MACHAIR,
    MORAG,
    MORAG_MET,
    MORAG_WAITS,
    MORAGS_REFERRAL,
    SHONA,
    on,
)
from tests.domain.decisions import NOW, SERVICE_ID, Past, decided, folded, given, in_order
from tests.domain.test_match import ACTIVATED, AGREE, KNOWN, PROPOSE, RUNNING, THEIRS, WRITTEN
from tests.domain.test_match_extensions import BEFORE, EXTEND, EXTENDED, OCTOBER, REVIEWED
from tests.domain.test_match_reviews import REVIEW
from tests.domain.test_programme import DESIGN, OFFERED
from tests.domain.test_reaching import LOST, tried
from tests.domain.test_reopening import BEFORE as HAD_SUPPORT
from tests.domain.test_reopening import REOPEN
from tests.domain.test_session import ACTIVE


def adopted(at: datetime = NOW, day: datetime | None = None, **numbers: float) -> Event:
    """Other numbers, from a moment or from the start of a later day on."""
    return DefinitionsAdopted(
        service=SERVICE_ID,
        version=1,
        effective_from=local_day(day or at),
        adopted_by=FRASER,
        values=numbers_of(DEFAULTS) | numbers,
        at=at,
    )


def refusal(*events: Event, command: Command, now: datetime = NOW) -> type[Refusal] | None:
    """With which name a command is refused, if it is."""
    try:
        decided(Past(in_order(events), now), command)
    except Refusal as no:
        return type(no)
    return None


def in_force(*events: Event, now: datetime = NOW) -> Definitions:
    definitions: Definitions = folded(ADOPTIONS, *events).in_force(now)
    return definitions


def referral_codes(*events: Event, now: datetime = NOW) -> set[str]:
    """The flags of Morag's referral by what the service goes by."""
    flags = flags_of_referral(
        folded(REFERRAL, *events), folded(PERSON, *events), in_force(*events, now=now)
    )
    return {flag.code for flag in standing(flags, now)}


# --- Guard and flag say the same ---

TRIES = st.lists(
    st.tuples(st.sampled_from([Channel.PHONE, Channel.EMAIL, Channel.LETTER]), st.integers(0, 40)),
    max_size=6,
)


@whatever(TRIES, st.integers(1, 5), st.integers(1, 3), st.integers(1, 30))
def test_who_may_count_as_lost_is_the_same_for_the_flag_and_the_guard(
    tries: list[tuple[Channel, int]], times: int, ways: int, days: int
) -> None:
    numbers = adopted(
        on(3, 1), lost_after_tries=times, lost_after_channels=ways, lost_after_days=days
    )
    rang = [tried(channel, NOW - timedelta(days=ago)) for channel, ago in tries]
    events = (*MORAG_WAITS, numbers, *sorted(rang, key=lambda each: each.at))

    refused = refusal(*events, command=LOST) is NotTriedEnough
    assert refused is ("CONTACT_MAY_BE_LOST" not in referral_codes(*events))


@whatever(st.integers(1, 400), st.integers(0, 80), st.integers(0, 80), st.booleans())
def test_whether_the_coordinator_knows_the_person_is_the_same_for_the_flag_and_the_guard(
    counts_for: int, met: int, met_by_shona: int, handed_over: bool
) -> None:
    """Of several who met the person, the one who has them now is asked about."""
    numbers = adopted(on(2, 1), getting_to_know_valid_days=counts_for)
    without = [each for each in KNOWN if each is not MORAG_MET]
    events: list[Event] = [*without, numbers]
    for coordinator, days in ((ISLA, met), (SHONA, met_by_shona)):
        at = MORAG_MET.at - timedelta(days=1) + timedelta(days=days)
        events.append(
            msgspec.structs.replace(MORAG_MET, coordinator=coordinator, at=min(at, on(5, 3)))
        )
    if handed_over:
        events.append(
            PersonHandedOver(
                referral=MORAGS_REFERRAL,
                person=MORAG,
                from_staff=SHONA,
                to_staff=ISLA,
                note="Likes mornings.",
                at=on(5, 4),
            )
        )

    refused = refusal(*events, command=PROPOSE) is PersonNotMet
    assert refused is ("GETTING_TO_KNOW_OLD" in referral_codes(*events))


@whatever(st.integers(1, 20), st.integers(1, 8), st.integers(1, 30), st.integers(0, 30))
def test_a_review_that_is_planned_by_the_numbers_is_never_planned_late(
    every: int, first_from: int, first_within: int, weeks: int
) -> None:
    """Whatever was adopted, and whatever is adopted afterwards."""
    numbers = adopted(
        on(4, 1),
        review_every_weeks=every,
        first_review_from_weeks=min(first_from, first_within, every),
        first_review_within_weeks=min(first_within, every),
    )
    held_at = on(5, 1) + timedelta(weeks=weeks)
    later, now = (
        adopted(held_at + timedelta(days=1), review_every_weeks=1),
        held_at.replace(hour=12),
    )
    past = Past(in_order((*KNOWN, numbers, *RUNNING)), now)
    (held,) = decided(past, msgspec.structs.replace(REVIEW, at=held_at))
    assert isinstance(held, MatchReviewHeld)

    events = (*KNOWN, numbers, *RUNNING, held, later)
    seen_at = now + timedelta(days=3)
    match = folded(PERSONS_MATCHES, *events)[THEIRS]
    flags = flags_of_match(match, folded(PERSON, *events), {}, in_force(*events, now=seen_at))
    assert "REVIEW_PLANNED_LATE" not in {flag.code for flag in standing(flags, seen_at)}


# --- Every guard that goes by a number goes by the adopted one ---


def test_how_recent_a_review_is_for_an_extension_is_adopted() -> None:
    """The last review was held eleven days ago."""
    ten, twelve = (adopted(on(9, 1), extension_after_review_within_days=each) for each in (10, 12))

    assert REVIEWED.at == OCTOBER - timedelta(days=11)
    given(*BEFORE, ten).when(EXTEND, OCTOBER).then_refused(NotReviewedLately, "the last 10 days")
    given(*BEFORE, twelve).when(EXTEND, OCTOBER).then(EXTENDED)


def test_how_much_an_extension_adds_is_adopted() -> None:
    """A quarter of the 181 days that were planned first."""
    quarter = adopted(on(9, 1), extension_at_most_share=0.25)
    fits: ExtendMatch = msgspec.structs.replace(
        EXTEND, new_end=EXTEND.new_end - timedelta(days=90 - 45)
    )
    too_long = msgspec.structs.replace(fits, new_end=fits.new_end + timedelta(days=1))

    given(*BEFORE, quarter).when(fits, OCTOBER).then(
        msgspec.structs.replace(EXTENDED, new_end=fits.new_end)
    )
    given(*BEFORE, quarter).when(too_long, OCTOBER).then_refused(ExtensionTooLong, "45 days")


def test_within_how_many_weeks_the_first_review_is_due_is_adopted() -> None:
    """New terms say a day; where nobody has agreed any, it is counted from the start."""
    three = adopted(on(4, 1), first_review_within_weeks=3, first_review_from_weeks=2)
    before = [each for each in RUNNING if each is not WRITTEN]
    written = decided(Past(in_order((*KNOWN, three, *before))), AGREE)[0]
    imported = [each for each in before if not isinstance(each, MatchAgreementAccepted)]
    match = folded(PERSONS_MATCHES, *KNOWN, three, *imported)[THEIRS]
    started = local_day(ACTIVATED.at)

    assert written.review_on == local_day(on(4, 28)) + timedelta(weeks=3)  # type: ignore[attr-defined]
    assert match.review_due_on(NOW, in_force(three)) == started + timedelta(weeks=3)
    assert match.review_due_on(NOW) == started + timedelta(weeks=6)


def test_within_which_time_a_referral_opens_again_is_adopted() -> None:
    """Support ended on 30 April."""
    two_months = adopted(on(5, 1), reopen_within_months=2)
    last = start_of(local_day(on(7, 1))) - timedelta(microseconds=1)

    assert refusal(*HAD_SUPPORT, two_months, command=REOPEN, now=last) is None
    given(*HAD_SUPPORT, two_months).when(REOPEN, on(7, 1)).then_refused(
        ClosedLongAgo, "more than 2 months ago"
    )
    assert refusal(*HAD_SUPPORT, command=REOPEN, now=on(7, 1)) is None


@pytest.mark.parametrize(("places", "expected"), [(None, 12), (12, 12), (3, 3)])
def test_how_many_places_a_course_has_at_most_is_adopted(places: int | None, expected: int) -> None:
    twelve = adopted(on(5, 1), places_on_a_course=12)
    design = msgspec.structs.replace(DESIGN, places=places)
    past = Past(in_order((*MACHAIR, OFFERED, twelve)))

    assert [expected] == [event.places for event in decided(past, design)]  # type: ignore[attr-defined]
    given(*past.events).when(msgspec.structs.replace(DESIGN, places=13)).then_refused(
        ImpossibleCourse, "between 1 and 12", field="places"
    )


def test_how_long_a_session_is_expected_to_last_is_adopted() -> None:
    """Where neither the plan nor the agreement says it."""
    unagreed = [each for each in ACTIVE if type(each).__name__ != "MatchAgreementAccepted"]
    start = StartSession(match=THEIRS, at=on(5, 4))
    half_an_hour = adopted(on(5, 1), session_expected_minutes=30)
    for events, minutes in ((unagreed, 60), ([*unagreed, half_an_hour], 30)):
        (began,) = decided(Past(in_order(events)), start)
        assert began.check_out_due == on(5, 4) + timedelta(minutes=minutes)  # type: ignore[attr-defined]


def test_what_is_adopted_for_a_later_day_counts_from_then_on() -> None:
    """Met on 10 February: 90 days are over on 11 May, and from then on alone do 90 days count."""
    planned = adopted(NOW, on(5, 20), getting_to_know_valid_days=90)
    met: GettingToKnowHeld = MORAG_MET

    assert met.at + timedelta(days=90) < on(5, 19)
    assert refusal(*KNOWN, planned, command=PROPOSE, now=on(5, 19)) is None
    assert refusal(*KNOWN, planned, command=PROPOSE, now=on(5, 20)) is PersonNotMet


# --- How long a course counts ---

LEARNT = RecordCourse(peer=DAVIE, course=Course.CONF)


def runs_out(*events: Event, command: Command = LEARNT, now: datetime = NOW) -> date | None:
    """The last day of a course that Davie took."""
    (event,) = decided(Past(in_order((*MACHAIR, *DAVIE_SUPPORTS, *events)), now), command)
    last_day: date | None = event.expires_on  # type: ignore[attr-defined]
    return last_day


def test_a_course_counts_for_as_long_as_the_service_says_before_the_catalogue() -> None:
    assert date(2027, 5, 5) == runs_out()
    assert date(2026, 11, 5) == runs_out(adopted(NOW, None, **{"courses.conf": 6}))
    assert None is runs_out(adopted(NOW, None, **{"courses.conf": 0}))
    assert date(2027, 5, 5) == runs_out(adopted(NOW, None, **{"courses.ppp": 6}))


def test_what_was_learnt_before_and_what_counts_as_a_course_go_by_the_same_time() -> None:
    elsewhere = RecordCourse(peer=DAVIE, course="LOCAL", counts_as=Course.THIS)
    before = RecognisePriorLearning(
        peer=DAVIE, course=Course.THIS, recognised_by=ISLA, evidence="A letter."
    )

    for command in (elsewhere, before):
        assert None is runs_out(command=command)
        assert date(2028, 5, 5) == runs_out(
            adopted(NOW, None, **{"courses.this": 24}), command=command
        )


def test_a_course_goes_by_what_held_on_its_own_day_and_keeps_its_last_day() -> None:
    shorter = adopted(NOW, NOW + timedelta(days=3), **{"courses.conf": 6})
    the_day = start_of(local_day(NOW + timedelta(days=3)))
    taken = msgspec.structs.replace(LEARNT, at=the_day - timedelta(minutes=1))
    later = the_day + timedelta(hours=9)

    assert date(2027, 5, 7) == runs_out(shorter, command=taken, now=later)
    assert date(2026, 11, 8) == runs_out(shorter, now=the_day)


def test_a_certificate_that_names_its_last_day_is_believed() -> None:
    named = msgspec.structs.replace(LEARNT, expires_on=date(2026, 8, 1))

    assert date(2026, 8, 1) == runs_out(adopted(NOW, None, **{"courses.conf": 6}), command=named)
