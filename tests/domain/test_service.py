"""What a service may offer, and what it may not do yet."""

from datetime import date, timedelta

import msgspec
import pytest

import domain.coordination  # noqa: F401 - it answers for staff
from domain.peer import Workforce
from domain.people import OfferId, ServiceId
from domain.periods import CLOCK_TOLERANCE, NotYetHappened, TooLongAgo
from domain.service import (
    SERVICE,
    AssessRegulatedRole,
    CloseOffer,
    DefineOffer,
    Delivery,
    Duty,
    MentoringWithoutLength,
    Model,
    NameStaff,
    NoDelivery,
    NotALength,
    NotAnAgeRange,
    OfferClosed,
    OfferDefined,
    OfferNotOpen,
    OfferOpened,
    OpenOffer,
    OpenService,
    RecordStaffLeft,
    RegulatedRoleAssessed,
    RoleNotAssessed,
    Service,
    ServiceOpened,
    StaffLeft,
    StaffNamed,
    UnknownOffer,
    UnknownService,
    offer_of,
    open_offer_of,
    still_missing,
)
from domain.training import NotNamed
from tests.domain.cast import (
    CATRIONA,
    CATRIONA_LEADS,
    FRASER,
    HAMISH_DEPUTISES,
    ISLA,
    ISLA_COORDINATES,
    MACHAIR,
    SERVICE_OPENED,
    WALKING,
    offer_with,
    on,
    opened,
)
from tests.domain.decisions import (
    NOW,
    SERVICE_ID,
    Past,
    decided,
    folded,
    given,
    in_order,
    without_keys,
)

OPEN_THE_SERVICE = OpenService(service=SERVICE_ID, name="Machair Peer Support")
NAME_ISLA = NameStaff(service=SERVICE_ID, staff=ISLA, name="Isla", duties=(Duty.COORDINATOR,))
DESCRIBE_WALKING = DefineOffer(
    service=SERVICE_ID,
    offer=WALKING,
    name="Walking",
    model=Model.BEFRIENDING,
    delivery=(Delivery.FACE_TO_FACE,),
)
ASSESS_WALKING = AssessRegulatedRole(
    service=SERVICE_ID, offer=WALKING, regulated=True, assessor=FRASER
)
OPEN_WALKING = OpenOffer(service=SERVICE_ID, offer=WALKING)
CLOSE_WALKING = CloseOffer(service=SERVICE_ID, offer=WALKING)
WALKING_DESCRIBED, WALKING_ASSESSED = offer_with(WALKING, regulated=True)
WALKING_CLOSED = OfferClosed(service=SERVICE_ID, offer=WALKING, at=on(2, 1))


def test_a_service_may_be_opened() -> None:
    given().when(OPEN_THE_SERVICE).then(
        ServiceOpened(service=SERVICE_ID, name="Machair Peer Support", at=NOW)
    )


def test_opening_twice_changes_nothing() -> None:
    given(SERVICE_OPENED).when(OPEN_THE_SERVICE).then_nothing()


@pytest.mark.parametrize(
    "command", [NAME_ISLA, DESCRIBE_WALKING, ASSESS_WALKING, OPEN_WALKING, CLOSE_WALKING]
)
def test_nothing_is_arranged_in_a_service_that_was_never_opened(
    command: NameStaff | DefineOffer | AssessRegulatedRole | OpenOffer | CloseOffer,
) -> None:
    given().when(command).then_refused(UnknownService)


def test_somebody_may_be_named_for_duties() -> None:
    given(SERVICE_OPENED).when(NAME_ISLA).then(
        StaffNamed(service=SERVICE_ID, staff=ISLA, name="Isla", duties=(Duty.COORDINATOR,), at=NOW)
    )


def test_somebody_who_left_has_no_duty() -> None:
    left = StaffLeft(service=SERVICE_ID, staff=ISLA, at=NOW)

    given(SERVICE_OPENED, ISLA_COORDINATES).when(
        RecordStaffLeft(service=SERVICE_ID, staff=ISLA)
    ).then(left)

    assert not folded(SERVICE, SERVICE_OPENED, ISLA_COORDINATES, left).has(Duty.COORDINATOR)


def test_leaving_without_a_duty_changes_nothing() -> None:
    given(SERVICE_OPENED).when(RecordStaffLeft(service=SERVICE_ID, staff=CATRIONA)).then_nothing()


def test_an_offer_may_be_described() -> None:
    given(SERVICE_OPENED).when(DESCRIBE_WALKING).then(
        OfferDefined(
            service=SERVICE_ID,
            offer=WALKING,
            name="Walking",
            model=Model.BEFRIENDING,
            delivery=(Delivery.FACE_TO_FACE,),
            at=NOW,
        )
    )


def test_an_offer_says_for_whom_it_is_and_how_much_it_can_give() -> None:
    settings = {
        "conditions": ("COPD", "HEART_FAILURE"),
        "age_from": 16,
        "age_to": 99,
        "area": "North",
        "capacity": 20,
        "variety_of_peers": True,
    }
    described = msgspec.structs.replace(DESCRIBE_WALKING, **settings)
    (event,) = decided(Past(in_order([SERVICE_OPENED])), described)
    offer = folded(SERVICE, SERVICE_OPENED, event).offers[WALKING]

    assert settings == {field: getattr(event, field) for field in settings}
    assert settings == {field: getattr(offer, field) for field in settings}


@pytest.mark.parametrize(
    ("age_from", "age_to", "field"),
    [(-1, None, "age_from"), (None, 121, "age_to"), (18, 17, "age_to"), (121, None, "age_from")],
)
def test_ages_are_those_that_people_have(
    age_from: int | None, age_to: int | None, field: str
) -> None:
    impossible = msgspec.structs.replace(DESCRIBE_WALKING, age_from=age_from, age_to=age_to)

    given(SERVICE_OPENED).when(impossible).then_refused(NotAnAgeRange, field=field)


def test_an_offer_may_be_for_a_single_year_of_life() -> None:
    narrow = msgspec.structs.replace(DESCRIBE_WALKING, age_from=0, age_to=0)

    given(SERVICE_OPENED).when(narrow).then(
        OfferDefined(
            service=SERVICE_ID,
            offer=WALKING,
            name="Walking",
            model=Model.BEFRIENDING,
            delivery=(Delivery.FACE_TO_FACE,),
            age_from=0,
            age_to=0,
            at=NOW,
        )
    )


def test_a_condition_for_which_an_offer_is_has_a_name() -> None:
    given(SERVICE_OPENED).when(
        msgspec.structs.replace(DESCRIBE_WALKING, conditions=("",))
    ).then_refused(NotNamed, field="conditions")


def test_mentoring_always_has_goals() -> None:
    mentoring = msgspec.structs.replace(WALKING_DESCRIBED, model=Model.MENTORING)

    assert folded(SERVICE, SERVICE_OPENED, mentoring).offers[WALKING].goals_required
    assert not folded(SERVICE, SERVICE_OPENED, WALKING_DESCRIBED).offers[WALKING].goals_required


def test_mentoring_is_for_an_agreed_time() -> None:
    mentoring = msgspec.structs.replace(DESCRIBE_WALKING, model=Model.MENTORING)

    given(SERVICE_OPENED).when(mentoring).then_refused(MentoringWithoutLength, field="weeks")


def test_an_offer_says_how_support_reaches_somebody() -> None:
    unreachable = msgspec.structs.replace(DESCRIBE_WALKING, delivery=())

    given(SERVICE_OPENED).when(unreachable).then_refused(NoDelivery, field="delivery")


@pytest.mark.parametrize("field", ["weeks", "sessions_a_month", "capacity"])
def test_a_length_is_more_than_nothing(field: str) -> None:
    empty = msgspec.structs.replace(DESCRIBE_WALKING, **{field: 0})

    given(SERVICE_OPENED).when(empty).then_refused(NotALength, field=field)


def test_a_role_may_be_assessed() -> None:
    given(SERVICE_OPENED, WALKING_DESCRIBED).when(ASSESS_WALKING).then(
        RegulatedRoleAssessed(
            service=SERVICE_ID, offer=WALKING, regulated=True, assessor=FRASER, at=NOW
        )
    )


@pytest.mark.parametrize("command", [ASSESS_WALKING, OPEN_WALKING, CLOSE_WALKING])
def test_an_offer_that_nobody_described_is_unknown(
    command: AssessRegulatedRole | OpenOffer | CloseOffer,
) -> None:
    given(SERVICE_OPENED).when(command).then_refused(UnknownOffer, field="offer")


def test_an_offer_opens_only_when_its_role_has_been_assessed() -> None:
    given(SERVICE_OPENED, WALKING_DESCRIBED).when(OPEN_WALKING).then_refused(RoleNotAssessed)

    given(SERVICE_OPENED, WALKING_DESCRIBED, WALKING_ASSESSED).when(OPEN_WALKING).then(
        OfferOpened(service=SERVICE_ID, offer=WALKING, at=NOW)
    )


def test_opening_or_closing_an_offer_twice_changes_nothing() -> None:
    described = (SERVICE_OPENED, WALKING_DESCRIBED, WALKING_ASSESSED)

    given(*described, opened(WALKING)).when(OPEN_WALKING).then_nothing()
    given(*described).when(CLOSE_WALKING).then_nothing()


def test_an_open_offer_may_be_closed() -> None:
    given(*MACHAIR).when(CLOSE_WALKING).then(OfferClosed(service=SERVICE_ID, offer=WALKING, at=NOW))


def test_nobody_is_accepted_for_an_offer_that_is_closed_or_unknown() -> None:
    service = folded(SERVICE, *MACHAIR, WALKING_CLOSED)

    assert offer_of(service, WALKING).regulated is True
    with pytest.raises(OfferNotOpen):
        open_offer_of(service, WALKING)
    with pytest.raises(UnknownOffer):
        open_offer_of(service, OfferId("never described"))


def test_describing_an_offer_anew_keeps_its_assessment_and_keeps_it_open() -> None:
    anew = msgspec.structs.replace(WALKING_DESCRIBED, weeks=39, at=on(3, 1))
    offer = folded(SERVICE, *MACHAIR, anew).offers[WALKING]

    assert (39, True, True) == (offer.weeks, offer.regulated, offer.open)


def test_what_is_dated_before_the_description_of_its_offer_still_counts() -> None:
    late = msgspec.structs.replace(WALKING_DESCRIBED, at=on(3, 1))
    offer = folded(SERVICE, SERVICE_OPENED, WALKING_ASSESSED, opened(WALKING), late).offers[WALKING]

    assert (True, True) == (offer.regulated, offer.open)


def test_an_assessment_says_with_whom_and_on_what_it_rests() -> None:
    more = {
        "workforce": Workforce.BOTH,
        "basis": "Schedule 3, paragraph 17",
        "review_on": date(2027, 5, 5),
    }

    given(SERVICE_OPENED, WALKING_DESCRIBED).when(
        msgspec.structs.replace(ASSESS_WALKING, **more)
    ).then(msgspec.structs.replace(WALKING_ASSESSED, **more, at=NOW))


def test_what_a_service_may_not_do_yet_is_said_in_sentences() -> None:
    lead, deputy, coordinator, offer = still_missing(Service(opened=True))

    assert "safeguarding lead" in lead
    assert "safeguarding deputy" in deputy
    assert "coordinator" in coordinator
    assert "offer is open" in offer
    assert (deputy,) == still_missing(
        folded(SERVICE, *(each for each in MACHAIR if each is not HAMISH_DEPUTISES))
    )
    assert () == still_missing(folded(SERVICE, *MACHAIR))


def test_what_is_reported_has_happened() -> None:
    tomorrow = msgspec.structs.replace(NAME_ISLA, at=NOW + timedelta(days=1))
    of_old = msgspec.structs.replace(NAME_ISLA, at=on(1, 1, year=1899))

    given(SERVICE_OPENED).when(tomorrow).then_refused(NotYetHappened, field="at")
    given(SERVICE_OPENED).when(of_old).then_refused(TooLongAgo, field="at")


def test_a_clock_that_is_a_little_fast_is_forgiven() -> None:
    soon = OpenService(service=SERVICE_ID, name="Machair", at=NOW + CLOCK_TOLERANCE)

    given().when(soon).then(ServiceOpened(service=SERVICE_ID, name="Machair", at=NOW))


def test_one_service_knows_nothing_of_another() -> None:
    elsewhere = ServiceOpened(service=ServiceId("elsewhere"), name="Elsewhere", at=on(1, 1))

    given(elsewhere).when(NAME_ISLA).then_refused(UnknownService)


def test_a_service_stands_as_it_does_without_any_key() -> None:
    history = (*MACHAIR, CATRIONA_LEADS, WALKING_CLOSED)

    assert folded(SERVICE, *history) == folded(SERVICE, *map(without_keys, history))
