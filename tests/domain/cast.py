"""People, places and facts for telling rules. All of them are made up.

Morag and Callum receive support, Davie and Euan give it, Isla coordinates, Shona supervises,
Fraser manages, Catriona leads safeguarding and Hamish is her deputy.
"""

from datetime import UTC, date, datetime

from domain.channels import Channel
from domain.peer import (
    CapacitySet,
    PeerActivated,
    PeerApplied,
    PeerConversationHeld,
    PeerInterestExpressed,
    PeerInterviewed,
    PeerSelected,
    PvgResultShared,
    ReadinessForRoleConfirmed,
    ReferenceReceived,
    SupervisorAssigned,
    WellbeingPlanOffered,
)
from domain.people import OfferId, PeerId, PersonId, ReferralId, StaffId
from domain.person import PersonDied, PersonRegistered
from domain.referral import (
    AgreedHow,
    ByWayOf,
    GettingToKnowHeld,
    Readiness,
    ReadinessConsidered,
    ReferralAccepted,
    ReferralReceived,
    ReferralTriaged,
    Source,
    SupportStarted,
    Triage,
)
from domain.service import (
    Delivery,
    Duty,
    Model,
    OfferDefined,
    OfferOpened,
    RegulatedRoleAssessed,
    ServiceOpened,
    StaffNamed,
)
from domain.training import Course, CourseCompleted, Policy, PolicyAcknowledged
from tests.domain.decisions import SERVICE_ID

MORAG = PersonId("morag")
CALLUM = PersonId("callum")
DAVIE = PeerId("davie")
EUAN = PeerId("euan")
ISLA = StaffId("isla")
SHONA = StaffId("shona")
FRASER = StaffId("fraser")
CATRIONA = StaffId("catriona")
HAMISH = StaffId("hamish")
MORAGS_REFERRAL = ReferralId("morags-referral")
WALKING = OfferId("walking")
PHONING = OfferId("phoning")


def on(month: int, day: int, hour: int = 10, *, year: int = 2026) -> datetime:
    """A moment; where nothing else is said, at ten in the morning (UTC) of a day in 2026."""
    return datetime(year, month, day, hour, tzinfo=UTC)


# --- The service: walking together is a regulated role, phoning is not ---

SERVICE_OPENED = ServiceOpened(service=SERVICE_ID, name="Machair Peer Support", at=on(1, 5))


def named(staff: StaffId, *duties: Duty) -> StaffNamed:
    """A member of staff, under a made-up name."""
    return StaffNamed(
        service=SERVICE_ID, staff=staff, name=staff.title(), duties=duties, at=on(1, 5)
    )


ISLA_COORDINATES = named(ISLA, Duty.COORDINATOR)
FRASER_MANAGES = named(FRASER, Duty.MANAGER)
SHONA_SUPERVISES = named(SHONA, Duty.SUPERVISOR)
CATRIONA_LEADS = named(CATRIONA, Duty.SAFEGUARDING_LEAD)
HAMISH_DEPUTISES = named(HAMISH, Duty.SAFEGUARDING_DEPUTY)


def offer_with(offer: OfferId, *, regulated: bool) -> tuple[OfferDefined, RegulatedRoleAssessed]:
    """An offer that has been described and assessed."""
    return (
        OfferDefined(
            service=SERVICE_ID,
            offer=offer,
            name=offer.title(),
            model=Model.BEFRIENDING,
            delivery=(Delivery.PHONE,),
            weeks=26,
            sessions_a_month=4,
            at=on(1, 6),
        ),
        RegulatedRoleAssessed(
            service=SERVICE_ID, offer=offer, regulated=regulated, assessor=FRASER, at=on(1, 7)
        ),
    )


def opened(offer: OfferId) -> OfferOpened:
    """People can be accepted for the offer."""
    return OfferOpened(service=SERVICE_ID, offer=offer, at=on(1, 8))


MACHAIR = (
    SERVICE_OPENED,
    ISLA_COORDINATES,
    SHONA_SUPERVISES,
    CATRIONA_LEADS,
    HAMISH_DEPUTISES,
    *offer_with(WALKING, regulated=True),
    opened(WALKING),
    *offer_with(PHONING, regulated=False),
    opened(PHONING),
)
"""A service that lacks nothing."""

# --- Morag's way to support ---

MORAG_REGISTERED = PersonRegistered(
    person=MORAG, service=SERVICE_ID, name="Morag Example", at=on(2, 2)
)
MORAG_DIED = PersonDied(person=MORAG, on=date(2026, 5, 1), at=on(5, 1, 22))
MORAG_REFERRED = ReferralReceived(
    referral=MORAGS_REFERRAL,
    person=MORAG,
    source=Source.GP,
    agreed_how=AgreedHow.SPOKEN,
    at=on(2, 2),
)
MORAG_IN_REMIT = ReferralTriaged(
    referral=MORAGS_REFERRAL, person=MORAG, outcome=Triage.IN_REMIT, at=on(2, 3)
)
MORAG_MET = GettingToKnowHeld(
    referral=MORAGS_REFERRAL,
    person=MORAG,
    coordinator=ISLA,
    mode=Channel.FACE_TO_FACE,
    at=on(2, 10),
)
MORAG_READY = ReadinessConsidered(
    referral=MORAGS_REFERRAL,
    person=MORAG,
    view=Readiness.READY,
    person_view="I would like to walk again.",
    at=on(2, 11),
)
MORAG_ACCEPTED = ReferralAccepted(
    referral=MORAGS_REFERRAL, person=MORAG, offer=WALKING, coordinator=ISLA, at=on(2, 12)
)
MORAG_SUPPORTED = SupportStarted(
    referral=MORAGS_REFERRAL, person=MORAG, by_way_of=ByWayOf.MATCH, at=on(3, 20)
)
MORAG_WAITS = (
    MORAG_REGISTERED,
    MORAG_REFERRED,
    MORAG_IN_REMIT,
    MORAG_MET,
    MORAG_READY,
    MORAG_ACCEPTED,
)

# --- Davie's way to supporting people ---

DAVIE_ASKED = PeerInterestExpressed(
    peer=DAVIE, service=SERVICE_ID, name="Davie Example", at=on(1, 10)
)
DAVIE_APPLIED = PeerApplied(peer=DAVIE, at=on(1, 12))
DAVIE_INTERVIEWED = PeerInterviewed(peer=DAVIE, interviewer=ISLA, at=on(1, 16))
FIRST_REFERENCE = ReferenceReceived(peer=DAVIE, at=on(1, 19))
SECOND_REFERENCE = ReferenceReceived(peer=DAVIE, at=on(1, 20))
DAVIE_HAS_PVG = PvgResultShared(
    peer=DAVIE, may_take_regulated_role=True, expires_on=date(2031, 1, 21), at=on(1, 21)
)
DAVIE_OFFERED_A_PLAN = WellbeingPlanOffered(peer=DAVIE, offered_by=ISLA, at=on(1, 21))
DAVIE_SELECTED = PeerSelected(peer=DAVIE, at=on(1, 22))


def completed(
    course: str, *, until: date | None = date(2028, 1, 26), at: datetime | None = None
) -> CourseCompleted:
    """A course that Davie took."""
    return CourseCompleted(peer=DAVIE, course=course, expires_on=until, at=at or on(1, 26))


DAVIES_COURSES = tuple(
    completed(each) for each in (Course.PPP, Course.CONF, Course.ASPCP, Course.BOUND)
)


def acknowledged(policy: Policy) -> PolicyAcknowledged:
    """A policy that Davie went through."""
    return PolicyAcknowledged(peer=DAVIE, policy=policy, version="1", at=on(1, 27))


DAVIES_POLICIES = (acknowledged(Policy.CONFIDENTIALITY), acknowledged(Policy.BOUNDARIES))
DAVIES_SUPERVISOR = SupervisorAssigned(peer=DAVIE, supervisor=SHONA, at=on(1, 28))
DAVIES_CAPACITY = CapacitySet(peer=DAVIE, matches=1, at=on(1, 28))
DAVIE_READY = ReadinessForRoleConfirmed(peer=DAVIE, offers=(WALKING, PHONING), at=on(1, 29))
DAVIE_ACTIVE = PeerActivated(peer=DAVIE, offers=(WALKING,), at=on(4, 20))
ISLA_PHONED_DAVIE = PeerConversationHeld(
    peer=DAVIE, coordinator=ISLA, mode=Channel.PHONE, at=on(4, 21)
)

DAVIE_TRAINED = (
    DAVIE_ASKED,
    DAVIE_APPLIED,
    DAVIE_INTERVIEWED,
    FIRST_REFERENCE,
    SECOND_REFERENCE,
    DAVIE_HAS_PVG,
    DAVIE_OFFERED_A_PLAN,
    DAVIE_SELECTED,
    *DAVIES_COURSES,
    *DAVIES_POLICIES,
    DAVIES_SUPERVISOR,
    DAVIES_CAPACITY,
    DAVIE_READY,
)
"""All that comes before Davie can start."""

DAVIE_SUPPORTS = (*DAVIE_TRAINED, DAVIE_ACTIVE)
