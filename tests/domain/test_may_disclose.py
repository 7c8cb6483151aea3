"""May something be disclosed? One function answers, and a second opinion has to agree with it."""

import os
from collections import Counter
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.consent import (
    CONSENTS,
    COVERAGE,
    Audience,
    DisclosureConsentGiven,
    DisclosureConsentNarrowed,
    DisclosureConsentRefused,
    DisclosureConsentWithdrawn,
    GivenHow,
    Listener,
    OneOffConsentUsed,
    Opened,
    Purpose,
    ToldBy,
    Use,
    Verdict,
    Why,
    checking,
    may_disclose,
)
from domain.decider import Event
from domain.people import ConsentId, DisclosureId, ListenerId, MatchId
from domain.periods import local_day
from domain.personal import known
from domain.service import Duty
from tests.domain.cast import DAVIE, FRASER, ISLA, on
from tests.domain.consent_oracle import Question, opinion
from tests.domain.decisions import folded, without_keys

CASES = 60_000 if os.environ.get("ALONGSIDE_CAMPAIGN") else 1_500
BEGINNING = on(3, 1)
STROKE, CANCER, CONDITION, FAITH = "CONDITION:STROKE", "CONDITION:CANCER", "CONDITION", "FAITH:A"
ITEMS = (STROKE, CANCER, CONDITION, FAITH)
PURPOSES = (Purpose.MATCHING, Purpose.SUPPORTING_IN_MATCH)
CHANNELS = (ToldBy.SCREEN, ToldBy.SPOKEN)
TO_ISLA = Listener(ISLA, (Duty.COORDINATOR,))
LISTENERS = (
    TO_ISLA,
    Listener(FRASER, (Duty.MANAGER,)),
    Listener(match=MatchId("m")),
    Listener(audience=Audience.GROUP_MEMBERS, named=ListenerId("g")),
    Listener(audience=Audience.FUNDER),
    Listener(),
)
AUDIENCES: tuple[dict[str, Any], ...] = (
    {"audience": Audience.STAFF_MEMBER, "audience_staff": ISLA},
    {"audience": Audience.STAFF_MEMBER, "audience_staff": FRASER},
    {"audience": Audience.ROLE, "audience_role": Duty.COORDINATOR},
    {"audience": Audience.MATCHED_PERSON, "audience_match": MatchId("m")},
    {"audience": Audience.MATCHED_PERSON},
    {"audience": Audience.GROUP_MEMBERS, "audience_named": ListenerId("g")},
    {"audience": Audience.GROUP_MEMBERS},
    {"audience": Audience.FUNDER},
)
NOBODY: dict[str, Any] = dict.fromkeys(
    ("audience_staff", "audience_role", "audience_match", "audience_named")
)
CONSENT = ConsentId("davies-consent")
GIVEN = DisclosureConsentGiven(
    consent=CONSENT,
    peer=DAVIE,
    items=(STROKE,),
    audience=Audience.STAFF_MEMBER,
    audience_staff=ISLA,
    purpose=Purpose.MATCHING,
    channel=ToldBy.SCREEN,
    valid_from=BEGINNING,
    valid_until=date(2026, 6, 1),
    use=Use.STANDING,
    how=GivenHow.SPOKEN,
    at=BEGINNING,
)
NO_TO_EVERYBODY = DisclosureConsentRefused(
    consent=ConsentId("davies-no"),
    peer=DAVIE,
    every_item=True,
    how=GivenHow.SPOKEN,
    at=BEGINNING,
)
T = on(4, 1)


def answer(
    *events: Event,
    item: str = STROKE,
    to: Listener = TO_ISLA,
    purpose: Purpose = Purpose.MATCHING,
    channel: ToldBy = ToldBy.SCREEN,
    moment: datetime = T,
    stated_at: datetime | None = BEGINNING,
) -> checking.Answer:
    opened = Opened(folded(CONSENTS, *events), folded(COVERAGE, *events))
    return may_disclose(opened, item, to, purpose, channel, moment, stated_at=stated_at)


def but(**changes: Any) -> DisclosureConsentGiven:
    return msgspec.structs.replace(GIVEN, **changes)


def refused(**changes: Any) -> DisclosureConsentRefused:
    return msgspec.structs.replace(NO_TO_EVERYBODY, **changes)


# --- the second opinion ---


@st.composite
def pasts(draw: st.DrawFn) -> list[Event]:
    """What one peer supporter said, in any order of recording."""
    events: list[Event] = []
    for number in range(draw(st.integers(1, 4))):
        consent = ConsentId(f"c{number}")
        day = draw(st.integers(0, 20))
        at = BEGINNING + timedelta(days=day)
        use = draw(st.sampled_from(Use))
        valid_from = at + timedelta(days=draw(st.sampled_from([0, 0, 0, 3])))
        said = msgspec.structs.replace(
            GIVEN,
            consent=consent,
            items=draw(items),
            **(NOBODY | draw(st.sampled_from(AUDIENCES))),
            purpose=draw(st.sampled_from(PURPOSES)),
            channel=draw(st.sampled_from(CHANNELS)),
            valid_from=valid_from,
            valid_until=local_day(valid_from) + timedelta(days=draw(st.integers(0, 30))),
            use=use,
            include_future=draw(st.booleans()),
            ask_first=draw(st.booleans()),
            at=at,
        )
        events.append(said)
        events += [draw(narrowings(said)) for _smaller in range(draw(st.integers(0, 2)))]
        if draw(st.booleans()):
            later = said.at + timedelta(days=draw(st.integers(0, 20)), minutes=40)
            events.append(DisclosureConsentWithdrawn(consent=consent, peer=DAVIE, at=later))
        if use is Use.ONE_OFF and draw(st.booleans()):
            used_at = valid_from + timedelta(days=draw(st.integers(0, 20)))
            events.append(
                OneOffConsentUsed(
                    consent=consent,
                    peer=DAVIE,
                    disclosure=DisclosureId("d"),
                    used_at=used_at,
                    at=used_at + timedelta(days=draw(st.integers(0, 9))),
                )
            )
    for number in range(draw(st.integers(0, 3))):
        at = BEGINNING + timedelta(days=draw(st.integers(0, 20)), minutes=10)
        about = draw(st.just(()) | items)
        no = refused(
            consent=ConsentId(f"n{number}"),
            items=about,
            every_item=not about,
            **draw(st.just({}) | st.sampled_from(AUDIENCES)),
            purpose=draw(st.none() | st.sampled_from(PURPOSES)),
            channel=draw(st.none() | st.sampled_from(CHANNELS)),
            at=at,
        )
        events.append(no)
        if draw(st.booleans()):
            later = at + timedelta(days=draw(st.integers(0, 20)), minutes=40)
            events.append(DisclosureConsentWithdrawn(consent=no.consent, peer=DAVIE, at=later))
    Random(draw(st.integers(0, 99))).shuffle(events)
    return events


items = st.lists(st.sampled_from(ITEMS), min_size=1, max_size=2, unique=True).map(tuple)


@st.composite
def narrowings(draw: st.DrawFn, said: DisclosureConsentGiven) -> DisclosureConsentNarrowed:
    return DisclosureConsentNarrowed(
        consent=said.consent,
        peer=DAVIE,
        without=draw(st.just(()) | items),
        valid_until=draw(
            st.none() | st.integers(0, 20).map(lambda days: local_day(said.at + days * A_DAY))
        ),
        ask_first=draw(st.booleans()),
        not_later_items=draw(st.booleans()),
        at=said.at + timedelta(days=draw(st.integers(0, 20)), minutes=20),
    )


A_DAY = timedelta(days=1)
questions = st.builds(
    Question,
    item=st.sampled_from([*ITEMS, "NAME_FULL"]),
    to=st.sampled_from(LISTENERS),
    purpose=st.sampled_from(PURPOSES),
    channel=st.sampled_from(CHANNELS),
    t=st.integers(0, 50).map(lambda days: BEGINNING + days * A_DAY + timedelta(hours=1)),
    stated_at=st.none() | st.integers(0, 30).map(lambda days: BEGINNING + days * A_DAY),
)


@st.composite
def aimed(draw: st.DrawFn) -> tuple[list[Event], Question]:
    """A question that comes near to something that was said, so that every answer comes up."""
    events, asked = draw(pasts()), draw(questions)
    said: Any = draw(st.sampled_from(events))
    near: dict[str, Any] = {
        field: getattr(said, field)
        for field in ("purpose", "channel")
        if getattr(said, field, None) is not None and draw(st.integers(0, 3))
    }
    if isinstance(said, DisclosureConsentGiven) and draw(st.integers(0, 3)):
        near["item"] = next(iter(known(said.items) or ITEMS))
    hearing = [to for to in LISTENERS if getattr(said, "audience", 0) and _hears(said, to)]
    to_them = draw(st.booleans())
    if hearing and to_them:
        near["to"] = hearing[0]
    return events, asked._replace(**near)


def _hears(said: Any, to: Listener) -> bool:
    named = {said.audience_staff, said.audience_match, said.audience_named} - {None}
    return said.audience_role in to.duties or bool(named & {to.staff, to.match, to.named})


def test_a_second_opinion_agrees_in_every_case() -> None:
    """By brute force over sets of descriptions, and by effective time however late it came in."""
    seen: Counter[str] = Counter()

    @settings(max_examples=CASES, deadline=None)
    @given(aimed())
    def agree(case: tuple[list[Event], Question]) -> None:
        events, asked = case
        found = answer(
            *events,
            item=asked.item,
            to=asked.to,
            purpose=asked.purpose,
            channel=asked.channel,
            moment=asked.t,
            stated_at=asked.stated_at,
        )
        seen[found.why or found.verdict] += 1
        assert opinion(events, asked) == (found.verdict, found.why)

    agree()
    print(dict(seen))  # noqa: T201

    assert {*seen} == {*Why, Verdict.ALLOWED, Verdict.PENDING}


# --- what outranks what ---


def test_an_explicit_no_outranks_what_is_no_narrower() -> None:
    same = refused(
        items=(STROKE,),
        every_item=False,
        audience=Audience.STAFF_MEMBER,
        audience_staff=ISLA,
        purpose=Purpose.MATCHING,
        channel=ToldBy.SCREEN,
    )

    assert (Verdict.DENIED, Why.REFUSED) == _said(answer(GIVEN, same))
    assert same.consent == answer(GIVEN, same).consent


def test_what_is_strictly_narrower_stands_beside_a_no() -> None:
    assert (Verdict.ALLOWED, None) == _said(answer(GIVEN, NO_TO_EVERYBODY))


def test_where_neither_is_narrower_the_no_wins() -> None:
    """The consent is narrower about the item, the refusal about who would hear it."""
    by_role = but(audience=Audience.ROLE, audience_staff=None, audience_role=Duty.COORDINATOR)
    no_to_isla = refused(audience=Audience.STAFF_MEMBER, audience_staff=ISLA)

    assert (Verdict.ALLOWED, None) == _said(answer(by_role))
    assert (Verdict.DENIED, Why.REFUSED) == _said(answer(by_role, no_to_isla))


def test_a_no_that_was_taken_back_is_none() -> None:
    no = refused(audience=Audience.STAFF_MEMBER, audience_staff=ISLA, items=(STROKE,))
    back = DisclosureConsentWithdrawn(consent=no.consent, peer=DAVIE, at=on(3, 20))

    assert Why.REFUSED is answer(but(items=(CONDITION,)), no).why
    assert Verdict.ALLOWED is answer(but(items=(CONDITION,)), no, back).verdict
    assert Why.REFUSED is answer(but(items=(CONDITION,)), no, back, moment=on(3, 19)).why


def test_one_refused_item_closes_its_whole_kind() -> None:
    no = refused(items=(STROKE,), every_item=False, audience=Audience.STAFF_MEMBER)
    no = msgspec.structs.replace(no, audience_staff=ISLA)

    assert Why.REFUSED is answer(but(items=(CONDITION,)), no, item=CONDITION).why
    assert Verdict.ALLOWED is answer(but(items=(CONDITION,)), no, item=CANCER).verdict


# --- asked first, and once ---


def test_who_wants_to_be_asked_first_is_asked() -> None:
    found = answer(but(ask_first=True))

    assert (Verdict.PENDING, CONSENT) == (found.verdict, found.consent)
    assert not found.opens_again_and_again


def test_what_is_for_once_is_spent_by_its_first_use_whenever_that_was_recorded() -> None:
    once = but(use=Use.ONE_OFF)
    used = OneOffConsentUsed(
        consent=CONSENT, peer=DAVIE, disclosure=DisclosureId("d"), used_at=on(3, 9), at=on(4, 20)
    )

    assert Verdict.ALLOWED is answer(once).verdict
    assert not answer(once).opens_again_and_again
    assert Why.SPENT is answer(once, used, moment=on(3, 10)).why
    assert Verdict.ALLOWED is answer(once, used, moment=on(3, 8)).verdict


def test_a_standing_consent_is_named_before_one_that_is_for_once() -> None:
    once = but(use=Use.ONE_OFF)
    standing = but(consent=ConsentId("z"), at=on(3, 5), valid_from=on(3, 5))

    assert "z" == answer(once, standing).consent


# --- narrowing ---


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"without": (STROKE,)}, Why.NOT_ITEM),
        ({"without": (CONDITION,)}, Why.NOT_ITEM),
        ({"valid_until": date(2026, 3, 21)}, Why.EXPIRED),
    ],
)
def test_what_was_made_smaller_is_smaller_from_then_on(changes: dict[str, Any], why: Why) -> None:
    smaller = DisclosureConsentNarrowed(consent=CONSENT, peer=DAVIE, at=on(3, 20), **changes)

    assert Verdict.ALLOWED is answer(GIVEN, smaller, moment=on(3, 19)).verdict
    assert why is answer(GIVEN, smaller).why


def test_what_is_stated_after_a_narrowing_to_earlier_items_is_not_covered() -> None:
    wide = but(items=(CONDITION,), include_future=True)
    smaller = DisclosureConsentNarrowed(
        consent=CONSENT, peer=DAVIE, not_later_items=True, at=on(3, 20)
    )

    assert Verdict.ALLOWED is answer(wide, stated_at=on(3, 25)).verdict
    assert Why.NOT_ITEM is answer(wide, smaller, stated_at=on(3, 25)).why
    assert Verdict.ALLOWED is answer(wide, smaller).verdict


# --- what is no item, and what cannot be read ---


@pytest.mark.parametrize("item", ["NAME_FULL", "FIRST_NAME", "PHONE", "EMERGENCY_CONTACT"])
def test_names_and_contact_are_administration_and_no_items(item: str) -> None:
    assert (Verdict.DENIED, Why.NOT_ITEM) == _said(answer(but(items=(item,)), item=item))


def test_what_cannot_be_read_opens_nothing_and_refuses_everything() -> None:
    no = refused(
        items=(FAITH,), every_item=False, audience=Audience.STAFF_MEMBER, audience_staff=ISLA
    )

    assert Why.NOT_ITEM is answer(without_keys(GIVEN)).why
    assert Verdict.ALLOWED is answer(GIVEN, no).verdict
    assert Why.REFUSED is answer(GIVEN, without_keys(no)).why


def test_a_consent_says_what_it_was_when_it_was_asked_for() -> None:
    found = answer(GIVEN)

    assert found.scope is not None
    assert (Purpose.MATCHING, BEGINNING) == (found.scope.purpose, found.scope.given_at)
    assert ISLA == found.scope.audience_staff


def _said(found: checking.Answer) -> tuple[Verdict, Why | None]:
    return found.verdict, found.why
