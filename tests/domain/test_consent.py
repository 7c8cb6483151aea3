"""Disclosure consents: somebody's own, in six dimensions, and in force only while they wish."""

from datetime import date, datetime, timedelta
from typing import Any

import msgspec
import pytest

from domain.consent import (
    CONSENTS,
    COVERAGE,
    KINDS,
    Audience,
    AudienceNotNamed,
    AuthorityEnded,
    AuthorityKind,
    AuthorityRecorded,
    BundledConsent,
    ConditionOfVolunteering,
    ConsentBackdated,
    ConsentNotInForce,
    ConsentOver,
    ConsentWithoutEnd,
    DeclineDisclosureConsent,
    DisclosureConsentDeclined,
    DisclosureConsentGiven,
    DisclosureConsentNarrowed,
    DisclosureConsentOffered,
    DisclosureConsentReadBack,
    DisclosureConsentRefused,
    DisclosureConsentWithdrawn,
    EndAuthority,
    GiveDisclosureConsent,
    GivenHow,
    Listener,
    NarrowDisclosureConsent,
    NoAuthority,
    NotAnItemOfTheirs,
    NotNarrower,
    NotReadBack,
    NotTheirOwnWord,
    NotWarned,
    OfferDisclosureConsent,
    OfferNotOpen,
    Opened,
    Purpose,
    RecordAuthority,
    RecordConsentReadBack,
    RefuseDisclosureConsent,
    ToldBy,
    UnknownAuthority,
    UnknownConsent,
    Use,
    WhoseConsent,
    WithdrawDisclosureConsent,
    may_disclose,
)
from domain.decider import Event, Refusal
from domain.peer import UnknownPeer
from domain.people import AuthorityId, ConsentId, MatchId
from domain.periods import NotYetHappened
from domain.person import UnknownPerson
from domain.service import Duty
from tests.domain.cast import (
    DAVIE,
    DAVIE_ASKED,
    FRASER,
    ISLA,
    MORAG,
    MORAG_REGISTERED,
    on,
)
from tests.domain.decisions import NOW, decided, folded, fresh_id, given, without_keys

CONSENT = ConsentId("davies-consent")
GIVE = GiveDisclosureConsent(
    own_word=True,
    peer=DAVIE,
    items=("condition: stroke", "INTERESTS"),
    audience=Audience.STAFF_MEMBER,
    audience_staff=ISLA,
    purpose=Purpose.MATCHING,
    channel=ToldBy.SCREEN,
    valid_until=date(2027, 5, 4),
    form_version="2",
    explained_by=ISLA,
    on_behalf=ISLA,
    read_back=True,
    conditions="Not to my old workplace.",
)
GIVEN = DisclosureConsentGiven(
    consent=CONSENT,
    peer=DAVIE,
    items=("CONDITION:STROKE", "INTERESTS"),
    audience=Audience.STAFF_MEMBER,
    audience_staff=ISLA,
    purpose=Purpose.MATCHING,
    channel=ToldBy.SCREEN,
    valid_from=on(3, 1),
    valid_until=date(2027, 3, 1),
    use=Use.STANDING,
    how=GivenHow.SPOKEN,
    at=on(3, 1),
)
WITHDRAWN = DisclosureConsentWithdrawn(consent=CONSENT, peer=DAVIE, at=on(4, 1))
TO_ISLA = Listener(ISLA, (Duty.COORDINATOR,))


def but(**changes: Any) -> DisclosureConsentGiven:
    return msgspec.structs.replace(GIVEN, **changes)


def asking(**changes: Any) -> GiveDisclosureConsent:
    return msgspec.structs.replace(GIVE, **changes)


def used(
    *events: Event,
    item: str = "CONDITION:STROKE",
    stated_at: datetime | None = None,
    listener: Listener = TO_ISLA,
    moment: datetime = NOW,
    purpose: Purpose = Purpose.MATCHING,
    channel: ToldBy = ToldBy.SCREEN,
) -> ConsentId | None:
    opened = Opened(folded(CONSENTS, *events), folded(COVERAGE, *events))
    answer = may_disclose(opened, item, listener, purpose, channel, moment, stated_at=stated_at)
    return answer.consent if answer.opens_again_and_again else None


# --- giving ---


def test_a_peer_supporter_lets_items_be_used_in_all_six_dimensions() -> None:
    given(DAVIE_ASKED).when(GIVE).then(
        DisclosureConsentGiven(
            consent=ConsentId(fresh_id("consent")),
            peer=DAVIE,
            items=("CONDITION:STROKE", "INTERESTS"),
            audience=Audience.STAFF_MEMBER,
            audience_staff=ISLA,
            purpose=Purpose.MATCHING,
            channel=ToldBy.SCREEN,
            valid_from=NOW,
            valid_until=date(2027, 5, 4),
            use=Use.STANDING,
            how=GivenHow.SPOKEN,
            form_version="2",
            explained_by=ISLA,
            on_behalf=ISLA,
            read_back=True,
            conditions="Not to my old workplace.",
            at=NOW,
        )
    )


def test_a_person_has_a_say_of_their_own_too() -> None:
    asked = asking(peer=None, person=MORAG)
    (event,) = decided(given(MORAG_REGISTERED).when(asked).past, asked)

    assert isinstance(event, DisclosureConsentGiven)
    assert (MORAG, None) == (event.person, event.peer)
    given().when(asked).then_refused(UnknownPerson)


@pytest.mark.parametrize(
    ("changes", "kind", "field", "sentence"),
    [
        ({"own_word": False}, NotTheirOwnWord, "own_word", "Ask them, and record what they say."),
        ({"read_back": False}, NotReadBack, "read_back", "Read it back to them first"),
        ({"peer": None}, WhoseConsent, "peer", "one peer supporter or of one person"),
        ({"person": MORAG}, WhoseConsent, "peer", "one peer supporter or of one person"),
        ({"items": ()}, NotAnItemOfTheirs, "items", "Say which items"),
        ({"items": ("EVERYTHING",)}, NotAnItemOfTheirs, "items", "one by one"),
        ({"items": ("CONDITION:*",)}, NotAnItemOfTheirs, "items", "one by one"),
        ({"items": tuple(KINDS)}, BundledConsent, "items", "opens everything at once"),
        ({"audience": Audience.OTHER_PEERS}, BundledConsent, "items", "single items only"),
        ({"condition_of_role": True}, ConditionOfVolunteering, "condition_of_role", "take part"),
        ({"items": ("NAME_FULL",)}, NotAnItemOfTheirs, "items", "one by one"),
        ({"items": ("PHONE",)}, NotAnItemOfTheirs, "items", "one by one"),
        (
            {"items": ("STORY",), "channel": ToldBy.WEB, "warned": True},
            BundledConsent,
            "items",
            "one consent for each item",
        ),
        (
            {"items": ("STORY:A",), "channel": ToldBy.SOCIAL_MEDIA},
            NotWarned,
            "warned",
            "cannot be called back",
        ),
        (
            {
                "items": ("STORY:A",),
                "channel": ToldBy.WEB,
                "warned": True,
                "valid_until": date(2027, 6, 1),
            },
            ConsentWithoutEnd,
            "valid_until",
            "12 months",
        ),
        ({"authority": AuthorityId("a")}, NoAuthority, "authority", "Record the authority first."),
        ({"consent": ConsentId("an-offer")}, OfferNotOpen, "consent", "not open"),
        ({"evidence_at": on(6, 1)}, NotYetHappened, "evidence_at", "not happened yet"),
        (
            {"items": ("STORY:A", "STORY:B"), "audience": Audience.PUBLIC},
            BundledConsent,
            "items",
            "one consent for each item",
        ),
        (
            {"items": ("STORY:A", "STORY:B"), "channel": ToldBy.WEB},
            BundledConsent,
            "items",
            "one consent for each item",
        ),
        ({"valid_until": None}, ConsentWithoutEnd, "valid_until", "Say until when"),
        ({"valid_until": date(9999, 1, 1)}, ConsentWithoutEnd, "valid_until", "36 months"),
        (
            {"purpose": Purpose.STORY_PUBLICITY, "valid_until": date(2027, 6, 1)},
            ConsentWithoutEnd,
            "valid_until",
            "12 months",
        ),
        ({"valid_until": date(2026, 5, 4)}, ConsentOver, "valid_until", "before it begins"),
        ({"valid_from": on(5, 4)}, ConsentBackdated, "valid_from", "later day"),
        ({"audience_staff": None}, AudienceNotNamed, "audience_staff", "which member of staff"),
        ({"audience": Audience.ROLE}, AudienceNotNamed, "audience_role", "which role"),
    ],
)
def test_what_is_no_choice_of_ones_own_is_refused(
    changes: dict[str, Any], kind: type[Refusal], field: str, sentence: str
) -> None:
    if sentence == "which role":
        sentence = "in which role"

    given(DAVIE_ASKED, MORAG_REGISTERED).when(asking(**changes)).then_refused(kind, sentence, field)


def test_nobody_unknown_consents() -> None:
    given().when(GIVE).then_refused(UnknownPeer)


def test_a_consent_may_begin_later_and_be_recorded_late() -> None:
    asked = asking(at=on(4, 1), valid_from=on(6, 1))
    (event,) = decided(given(DAVIE_ASKED).when(asked).past, asked)

    assert isinstance(event, DisclosureConsentGiven)
    assert (on(4, 1), on(6, 1)) == (event.at, event.valid_from)


# --- taking it back ---


def test_taking_back_counts_from_when_it_was_communicated() -> None:
    given(DAVIE_ASKED, GIVEN).when(
        WithdrawDisclosureConsent(consent=CONSENT, on_behalf=ISLA, at=on(4, 1))
    ).then(msgspec.structs.replace(WITHDRAWN, on_behalf=ISLA))


def test_it_is_never_taken_back_before_it_was_given() -> None:
    given(DAVIE_ASKED, GIVEN).when(WithdrawDisclosureConsent(consent=CONSENT, at=on(2, 1))).then(
        msgspec.structs.replace(WITHDRAWN, at=GIVEN.at)
    )


def test_taking_it_back_twice_changes_nothing_unless_it_was_earlier_than_thought() -> None:
    again = WithdrawDisclosureConsent(consent=CONSENT, at=on(4, 20))
    earlier = WithdrawDisclosureConsent(consent=CONSENT, at=on(3, 20))

    given(GIVEN, WITHDRAWN).when(again).then_nothing()
    given(GIVEN, WITHDRAWN).when(earlier).then(msgspec.structs.replace(WITHDRAWN, at=on(3, 20)))


def test_what_was_never_given_cannot_be_taken_back() -> None:
    given().when(WithdrawDisclosureConsent(consent=CONSENT)).then_refused(UnknownConsent)


# --- offering, refusing, narrowing ---

OFFER = OfferDisclosureConsent(peer=DAVIE, explained_by=ISLA, form_version="2")
OFFERED = DisclosureConsentOffered(
    consent=CONSENT, peer=DAVIE, explained_by=ISLA, form_version="2", at=on(2, 20)
)


def test_a_consent_is_offered_with_who_explained_it_and_by_which_form() -> None:
    given(DAVIE_ASKED).when(OFFER).then(
        msgspec.structs.replace(OFFERED, consent=ConsentId(fresh_id("consent")), at=NOW)
    )


def test_an_offer_opens_nothing() -> None:
    assert used(OFFERED) is None


def test_what_was_offered_is_given_under_the_same_name_once() -> None:
    (event,) = decided(
        given(DAVIE_ASKED, OFFERED).when(asking(consent=CONSENT)).past, asking(consent=CONSENT)
    )

    assert CONSENT == event.consent  # type: ignore[attr-defined]
    given(DAVIE_ASKED, OFFERED, GIVEN).when(asking(consent=CONSENT)).then_refused(OfferNotOpen)


def test_an_offer_is_answered_by_whom_it_was_made_to() -> None:
    to_morag = asking(peer=None, person=MORAG, consent=CONSENT)

    given(MORAG_REGISTERED, OFFERED).when(to_morag).then_refused(OfferNotOpen)


def test_a_no_to_an_offer_needs_no_reason_and_has_no_consequence() -> None:
    no = DeclineDisclosureConsent(consent=CONSENT, on_behalf=ISLA)
    declined = DisclosureConsentDeclined(consent=CONSENT, peer=DAVIE, on_behalf=ISLA, at=NOW)

    given(OFFERED).when(no).then(declined)
    given(OFFERED, declined).when(no).then_nothing()
    given(OFFERED, GIVEN).when(no).then_refused(OfferNotOpen)
    given(DAVIE_ASKED, OFFERED, declined).when(GIVE).then(*_given_anew())


def _given_anew() -> list[Event]:
    return list(decided(given(DAVIE_ASKED).when(GIVE).past, GIVE))


def test_nobody_is_offered_a_consent_as_the_price_of_taking_part() -> None:
    priced = msgspec.structs.replace(OFFER, condition_of_role=True)

    given(DAVIE_ASKED).when(priced).then_refused(ConditionOfVolunteering)


def test_who_is_asked_first_is_asked_about_one_occasion() -> None:
    ask = msgspec.structs.replace(
        OFFER, under=CONSENT, items=("condition: stroke",), occasion="The open day."
    )
    (event,) = decided(given(DAVIE_ASKED, but(ask_first=True)).when(ask).past, ask)

    assert isinstance(event, DisclosureConsentOffered)
    assert (CONSENT, Use.ONE_OFF, ("CONDITION:STROKE",)) == (event.under, event.use, event.items)
    given(DAVIE_ASKED).when(ask).then_refused(UnknownConsent)


def test_what_somebody_refuses_is_recorded_as_wide_as_they_say() -> None:
    given(DAVIE_ASKED).when(RefuseDisclosureConsent(peer=DAVIE)).then(
        DisclosureConsentRefused(
            consent=ConsentId(fresh_id("consent")),
            peer=DAVIE,
            every_item=True,
            how=GivenHow.SPOKEN,
            at=NOW,
        )
    )


def test_a_consent_is_made_smaller_from_when_that_was_communicated() -> None:
    smaller = NarrowDisclosureConsent(
        consent=CONSENT, without=("interests",), valid_until=date(2026, 12, 1), at=on(4, 1)
    )

    given(GIVEN).when(smaller).then(
        DisclosureConsentNarrowed(
            consent=CONSENT,
            peer=DAVIE,
            without=("INTERESTS",),
            valid_until=date(2026, 12, 1),
            at=on(4, 1),
        )
    )


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({}, NotNarrower),
        ({"valid_until": date(2027, 3, 1)}, NotNarrower),
        ({"valid_until": date(2028, 3, 1)}, NotNarrower),
        ({"without": ("NAME_FULL",)}, NotAnItemOfTheirs),
    ],
)
def test_what_is_wider_than_before_is_another_consent(
    changes: dict[str, Any], kind: type[Refusal]
) -> None:
    given(GIVEN).when(NarrowDisclosureConsent(consent=CONSENT, **changes)).then_refused(kind)


@pytest.mark.parametrize("before", [(OFFERED,), (GIVEN, WITHDRAWN)])
def test_only_what_is_in_force_can_be_made_smaller(before: tuple[Event, ...]) -> None:
    smaller = NarrowDisclosureConsent(consent=CONSENT, ask_first=True)

    given(*before).when(smaller).then_refused(ConsentNotInForce)


def test_what_was_offered_and_never_given_is_declined_and_not_taken_back() -> None:
    given(OFFERED).when(WithdrawDisclosureConsent(consent=CONSENT)).then_refused(ConsentNotInForce)


def test_what_was_written_down_for_them_without_reading_back_waits_for_it() -> None:
    unread = msgspec.structs.replace(WITHDRAWN, on_behalf=ISLA)
    read_back = DisclosureConsentReadBack(consent=CONSENT, peer=DAVIE, by_staff=ISLA, at=NOW)
    (waits,) = folded(CONSENTS, GIVEN, unread).values()
    (done,) = folded(CONSENTS, GIVEN, unread, read_back).values()

    given(GIVEN, unread).when(RecordConsentReadBack(consent=CONSENT, by_staff=ISLA)).then(read_back)
    assert (WITHDRAWN.at, None) == (waits.to_read_back_since, waits.read_back_at)
    assert NOW == done.read_back_at


# --- somebody who may decide for them ---

AUTHORITY = AuthorityRecorded(
    authority=AuthorityId("a"),
    person=MORAG,
    kind=AuthorityKind.WELFARE_GUARDIAN,
    holder="A made-up sister",
    valid_from=date(2026, 1, 1),
    seen_by=ISLA,
    at=on(2, 1),
)
BY_GUARDIAN = asking(peer=None, person=MORAG, own_word=False, authority=AuthorityId("a"))


def test_a_guardian_consents_on_an_authority_that_was_seen() -> None:
    given(MORAG_REGISTERED).when(
        RecordAuthority(
            person=MORAG,
            kind=AuthorityKind.WELFARE_GUARDIAN,
            holder="A made-up sister",
            valid_from=date(2026, 1, 1),
            seen_by=ISLA,
        )
    ).then(msgspec.structs.replace(AUTHORITY, authority=AuthorityId(fresh_id("consent")), at=NOW))
    (event,) = decided(given(MORAG_REGISTERED, AUTHORITY).when(BY_GUARDIAN).past, BY_GUARDIAN)

    assert AuthorityId("a") == event.authority  # type: ignore[attr-defined]


def test_nobody_decides_on_an_authority_that_has_ended_or_is_for_somebody_else() -> None:
    ended = AuthorityEnded(authority=AuthorityId("a"), person=MORAG, at=on(4, 1))

    given(MORAG_REGISTERED, AUTHORITY, ended).when(BY_GUARDIAN).then_refused(NoAuthority)
    given(DAVIE_ASKED, AUTHORITY).when(asking(authority=AuthorityId("a"))).then_refused(NoAuthority)
    given(MORAG_REGISTERED, AUTHORITY).when(
        EndAuthority(authority=AuthorityId("a"), at=on(4, 1))
    ).then(ended)
    given(MORAG_REGISTERED, AUTHORITY, ended).when(
        EndAuthority(authority=AuthorityId("a"))
    ).then_nothing()
    given().when(EndAuthority(authority=AuthorityId("a"))).then_refused(UnknownAuthority)


# --- whether an item may be used ---


def test_without_a_consent_nothing_may_be_used() -> None:
    assert used() is None


def test_an_item_may_be_used_where_all_six_dimensions_fit() -> None:
    assert used(GIVEN) == CONSENT


@pytest.mark.parametrize(
    "otherwise",
    [
        {"item": "CONDITION:CANCER"},
        {"item": "FAITH:QUAKER"},
        {"listener": Listener(FRASER, (Duty.COORDINATOR,))},
        {"listener": Listener()},
        {"purpose": Purpose.SUPERVISION},
        {"channel": ToldBy.PRINT},
        {"moment": on(2, 28)},
        {"moment": on(3, 2, year=2027)},
    ],
)
def test_where_one_dimension_does_not_fit_it_may_not(otherwise: dict[str, Any]) -> None:
    assert used(GIVEN, **otherwise) is None


def test_it_runs_to_the_end_of_its_last_day_in_scotland() -> None:
    until = date(2026, 7, 1)
    last_moment = datetime.fromisoformat("2026-07-01T23:59:59+01:00")

    assert used(but(valid_until=until), moment=last_moment) == CONSENT
    assert used(but(valid_until=until), moment=last_moment + timedelta(seconds=1)) is None


def test_from_the_moment_at_which_it_was_taken_back_it_opens_nothing() -> None:
    before = WITHDRAWN.at - timedelta(microseconds=1)

    assert used(GIVEN, WITHDRAWN, moment=before) == CONSENT
    assert used(GIVEN, WITHDRAWN, moment=WITHDRAWN.at) is None


def test_a_role_opens_it_to_whoever_has_that_duty() -> None:
    by_role = but(audience=Audience.ROLE, audience_staff=None, audience_role=Duty.COORDINATOR)

    assert used(by_role, listener=Listener(FRASER, (Duty.COORDINATOR,))) == CONSENT
    assert used(by_role, listener=Listener(FRASER, (Duty.MANAGER,))) is None


def test_a_matched_person_hears_it_within_that_match_alone() -> None:
    to_morag = but(
        audience=Audience.MATCHED_PERSON,
        audience_staff=None,
        audience_match=MatchId("m"),
        purpose=Purpose.SUPPORTING_IN_MATCH,
        channel=ToldBy.SPOKEN,
    )
    in_match = {"purpose": Purpose.SUPPORTING_IN_MATCH, "channel": ToldBy.SPOKEN}

    assert used(to_morag, listener=Listener(match=MatchId("m")), **in_match) == CONSENT  # type: ignore[arg-type]
    assert used(to_morag, listener=Listener(match=MatchId("n")), **in_match) is None  # type: ignore[arg-type]


def test_a_kind_covers_what_had_been_stated_when_the_consent_was_given() -> None:
    hillwalking = "INTERESTS:HILLWALKING"

    assert used(GIVEN, item=hillwalking, stated_at=on(3, 1)) == CONSENT
    assert used(GIVEN, item=hillwalking, stated_at=on(3, 2)) is None
    assert used(but(include_future=True), item=hillwalking, stated_at=on(3, 2)) == CONSENT


@pytest.mark.parametrize("changes", [{"ask_first": True}, {"use": Use.ONE_OFF}])
def test_what_asks_to_be_asked_or_is_for_once_opens_nothing_to_an_engine(
    changes: dict[str, Any],
) -> None:
    assert used(but(**changes)) is None


def test_of_several_that_fit_the_first_is_named() -> None:
    later = but(consent=ConsentId("another"), at=on(3, 2), valid_from=on(3, 2))

    assert used(later, GIVEN) == CONSENT
    assert used(later, GIVEN, WITHDRAWN) == ConsentId("another")


def test_without_a_key_its_course_is_known_and_no_item() -> None:
    blind = without_keys(GIVEN)

    assert folded(CONSENTS, blind) == folded(CONSENTS, GIVEN)
    assert used(blind) is None
