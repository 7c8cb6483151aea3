"""A correction is no way round what the rule for a proposal says of its plain values."""

from datetime import date, timedelta
from typing import Any

import msgspec
import pytest

from domain import corrections
from domain.channels import Channel
from domain.corrections import CorrectEntry, CorrectionAsked, Versions
from domain.decider import Event, Position
from domain.definitions import DEFAULTS, Definitions
from domain.match import EndingStarted, MatchAgreementWritten, MatchExtended
from domain.peer import CapacitySet
from domain.people import (
    MatchId,
    OfferId,
    PeerId,
    PersonId,
    ProgrammeId,
    ServiceId,
    SessionId,
    StaffId,
)
from domain.periods import local_day
from domain.programme import ProgrammeDesigned
from domain.proposed_values import CannotBeProposed
from domain.service import Delivery, Duty, FormalityProfileSet, Model, OfferDefined, StaffNamed
from domain.session import SessionHeld
from tests.domain.decisions import NOW, entry

AT = NOW - timedelta(days=10)
DAY = local_day(AT)
SERVICE, OFFER, FRASER = ServiceId("machair"), OfferId("walking"), StaffId("fraser")
THEIRS: dict[str, Any] = {
    "match": MatchId("m"),
    "person": PersonId("morag"),
    "peer": PeerId("davie"),
    "at": AT,
}
ENTRIES: dict[str, Event] = {
    "offer": OfferDefined(
        service=SERVICE,
        offer=OFFER,
        name="Walking",
        model=Model.MENTORING,
        delivery=(Delivery.PHONE,),
        weeks=26,
        age_from=18,
        age_to=60,
        at=AT,
    ),
    "staff": StaffNamed(
        service=SERVICE, staff=FRASER, name="Fraser Example", duties=(Duty.MANAGER,), at=AT
    ),
    "profile": FormalityProfileSet(
        service=SERVICE,
        offer=OFFER,
        approved_by=FRASER,
        courses=(),
        policies=(),
        references=2,
        competencies=(),
        supervision_weeks_while_new=4,
        supervision_weeks=6,
        supervision_grace_days=14,
        at=AT,
    ),
    "capacity": CapacitySet(peer=PeerId("davie"), matches=2, hours_a_week=3, at=AT),
    "course": ProgrammeDesigned(
        programme=ProgrammeId("p"),
        service=SERVICE,
        offer=OFFER,
        coordinator=FRASER,
        sessions=6,
        enough=4,
        places=12,
        at=AT,
    ),
    "terms": MatchAgreementWritten(
        version=1,
        sessions_a_month=4,
        minutes=60,
        channels=(Channel.WALK,),
        review_on=DAY + timedelta(days=40),
        planned_end=DAY + timedelta(days=180),
        **THEIRS,
    ),
    "extension": MatchExtended(
        new_end=DAY + timedelta(days=90), decided_by=FRASER, variety_offered=True, **THEIRS
    ),
    "ending": EndingStarted(planned_last=DAY + timedelta(days=20), **THEIRS),
}
BEFORE, AFTER = (DAY - timedelta(days=1)).isoformat(), (DAY + timedelta(days=1)).isoformat()


def corrected(event: Event, definitions: Definitions = DEFAULTS, /, **changes: Any) -> Any:
    versions = Versions(first=entry(4, event), said=entry(4, event))
    command = CorrectEntry(entry=Position(4), changes=changes)
    (follows,) = corrections.decide(command, CorrectionAsked(versions, NOW, definitions))
    return follows


@pytest.mark.parametrize(
    ("what", "field", "value"),
    [
        ("offer", "weeks", 521),
        ("offer", "weeks", None),
        ("offer", "capacity", 10_001),
        ("offer", "sessions_a_month", 113),
        ("offer", "age_to", 17),
        ("offer", "age_from", 121),
        ("offer", "delivery", []),
        ("offer", "name", "  "),
        ("staff", "name", ""),
        ("staff", "name", "x" * 201),
        ("profile", "references", 6),
        ("profile", "supervision_weeks", 27),
        ("capacity", "matches", 16),
        ("capacity", "hours_a_week", 49),
        ("course", "places", 17),
        ("terms", "sessions_a_month", 113),
        ("terms", "channels", []),
        ("terms", "hours_from", "09:00:00"),
        ("terms", "planned_end", BEFORE),
        ("terms", "review_on", BEFORE),
        ("extension", "new_end", BEFORE),
        ("ending", "planned_last", BEFORE),
    ],
)
def test_what_could_not_be_proposed_is_not_set_by_a_correction(
    what: str, field: str, value: object
) -> None:
    with pytest.raises(CannotBeProposed) as no:
        corrected(ENTRIES[what], **{field: value})

    assert field == no.value.field
    assert str(no.value).endswith((".", "both ages."))


@pytest.mark.parametrize(
    ("what", "field", "value"),
    [
        ("offer", "weeks", 520),
        ("offer", "age_to", 18),
        ("staff", "name", "Fraser Elsewhere"),
        ("profile", "references", 0),
        ("capacity", "matches", 15),
        ("course", "places", 16),
        ("terms", "planned_end", DAY.isoformat()),
        ("extension", "new_end", AFTER),
        ("ending", "planned_last", DAY.isoformat()),
    ],
)
def test_what_could_have_been_proposed_can_be_set(what: str, field: str, value: object) -> None:
    found = msgspec.to_builtins(getattr(corrected(ENTRIES[what], **{field: value}), field))

    assert value == found


def test_a_service_that_adopted_more_places_may_correct_to_as_many() -> None:
    more = msgspec.structs.replace(DEFAULTS, places_on_a_course=20)

    assert 20 == corrected(ENTRIES["course"], more, places=20).places
    with pytest.raises(CannotBeProposed):
        corrected(ENTRIES["course"], more, places=21)


def test_what_is_out_of_bounds_elsewhere_in_an_entry_bars_no_other_correction() -> None:
    odd = msgspec.structs.replace(ENTRIES["extension"], new_end=date(2020, 1, 1))

    assert "As both wished." == corrected(odd, reason="As both wished.").reason


def test_what_happened_can_be_corrected_to_whatever_happened() -> None:
    held = SessionHeld(session=SessionId("s"), minutes=60, unplanned=False, **THEIRS)

    assert 1_440 == corrected(held, minutes=1_440).minutes
