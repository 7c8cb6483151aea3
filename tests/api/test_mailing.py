"""Mail at its door: what a real server is handed, and what is recorded of it.

Every test looks at what the mail server took. What the rules say is tested beside them.
"""

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from api.mailing import due_now, hand_over_due
from application import mailing
from application.mailing import Due, NotDelivered, hand_over
from domain.confidentiality.commands import RecordEmergencyBreak
from domain.corrections import MarkEnteredInError
from domain.decider import Position
from domain.messages import (
    ChooseMessages,
    MessageBegun,
    MessageKind,
    MessageNotSent,
    MessageSent,
    NotSentReason,
    SettleMessage,
)
from domain.opening import OpeningReason, OpenRecord
from domain.partnership import (
    FeedbackLevel,
    GiveReferrerFeedbackConsent,
    LinkReferrer,
    NameReferrer,
    PartnerKind,
    RecordReferrerLeft,
    ReferrerFeedbackSent,
    RegisterPartner,
    WithdrawReferrerFeedbackConsent,
)
from domain.partnership.language import News
from domain.people import MessageId, PartnerId, PersonId, ReferrerId, StaffId, subject
from domain.person import RecordDeath, RecordSafeContact
from domain.referral import AgreedHow, ReceiveReferral, ReferralAcknowledged, Source
from domain.service import RecordStaffLeft
from infrastructure.mailer import Mailer, NotSent
from infrastructure.post import SmtpPost
from projections.messages_due import message_id
from projections.worklist import worklist
from tests.api.small_service import FRASER, ISLA, SERVICE, SmallService, small_service
from tests.post_office import PostOffice, post_office

DR_EXAMPLE = ReferrerId("dr-example")
CATRIONA = StaffId("catriona")
TO_THE_DOCTOR, TO_MORAG = "dr.example@example.org", "morag.testperson@example.org"
NAMES = ("Morag", "Testperson", "Dr ", "Machair", "Edinburgh", "Isla", "flare", "walk")


class Place:
    """A service with a practice that sent Morag, and a mail server."""

    def __init__(self, service: SmallService, office: PostOffice, url: str) -> None:
        """Open it on a Monday in January at ten in the morning."""
        self.service, self.office = service, office
        self.post = SmtpPost(Mailer(url, "hello@example.org"))
        made = service.do(
            RegisterPartner(
                service=SERVICE, name="Example Practice", kind=PartnerKind.GENERAL_PRACTICE
            )
        )
        self.partner: PartnerId = made.events[0].event.partner  # type: ignore[attr-defined]
        service.do(
            NameReferrer(
                partner=self.partner,
                referrer=DR_EXAMPLE,
                name="Dr Example",
                email=TO_THE_DOCTOR,
            )
        )
        arrived = service.do(
            ReceiveReferral(
                service=SERVICE,
                source=Source.GP,
                agreed_how=AgreedHow.SPOKEN,
                name="Morag Testperson",
                email=TO_MORAG,
                own_words="Somebody who knows what a flare-up is.",
            )
        )
        event: Any = arrived.events[-1].event
        self.morag: PersonId = event.person
        self.referral = event.referral
        service.do(LinkReferrer(referral=self.referral, referrer=DR_EXAMPLE))

    def hand_over(self) -> mailing.Posted:
        """Look once at what is due."""
        return hand_over_due(self.service.desk, self.post)

    @property
    def taken(self) -> list[tuple[str, str]]:
        """To whom, and with which subject, the server took mail."""
        return [(to, str(mail["Subject"])) for each, mail in self.office.taken for to in each]

    def recorded(self, *kinds: type) -> list[Any]:
        """What was recorded of these kinds, in order."""
        return [
            each.event
            for page in self.service.store.ledger.read()
            for each in page
            if isinstance(each.event, kinds)
        ]

    def codes(self) -> set[str]:
        """What stands on the worklist."""
        return {each.code for each in worklist(self.service.desk.views, SERVICE).rows}


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    with small_service(tmp_path) as service, post_office() as (office, url):
        yield Place(service, office, url)


def let(place: Place, level: FeedbackLevel) -> None:
    place.service.do(
        GiveReferrerFeedbackConsent(person=place.morag, referrer=DR_EXAMPLE, level=level)
    )


def may_email(place: Place, *, yes: bool) -> None:
    place.service.do(RecordSafeContact(person=place.morag, may_email=yes))


def test_a_referrer_is_told_once_that_there_is_news_and_nothing_else(place: Place) -> None:
    assert (1, 0) == place.hand_over()
    assert (0, 0) == place.hand_over()

    ((to, mail),) = place.office.taken
    assert (TO_THE_DOCTOR,) == to
    assert "An update" == mail["Subject"]
    assert "There is an update. Sign in to see it." == mail.get_content().strip()


def test_what_was_sent_is_recorded_and_answers_for_the_acknowledgement(place: Place) -> None:
    place.hand_over()

    (told,) = place.recorded(ReferrerFeedbackSent)
    assert (News.RECEIVED, FeedbackLevel.STATUS) == (told.news, told.level)
    assert 1 == len(place.recorded(MessageSent)) == len(place.recorded(ReferralAcknowledged))


def test_no_mail_holds_a_name_a_place_or_a_condition(place: Place) -> None:
    may_email(place, yes=True)
    let(place, FeedbackLevel.OUTCOMES)
    place.service.do(ChooseMessages(service=SERVICE, staff=ISLA, email="isla@example.org"))
    place.hand_over()

    assert {TO_THE_DOCTOR, TO_MORAG, "isla@example.org"} == {to for to, _subject in place.taken}
    for _to, mail in place.office.taken:
        kept = {name: str(value) for name, value in mail.items() if name not in {"To", "From"}}
        said = " ".join([*kept.values(), mail.get_content()])
        assert [] == [each for each in NAMES if each.casefold() in said.casefold()]
        assert {"Cc", "Bcc"}.isdisjoint(kept)


def test_the_words_of_each_message_are_those_of_the_reference(place: Place) -> None:
    may_email(place, yes=True)
    let(place, FeedbackLevel.SUMMARY)
    place.hand_over()

    words = {str(mail["Subject"]): mail.get_content().strip() for _to, mail in place.office.taken}
    assert (
        "We recorded something you told us. Sign in or phone to hear it."
        == (words["A copy for you"])
    )


def test_above_what_the_person_chose_nothing_is_sent(place: Place) -> None:
    let(place, FeedbackLevel.NOTHING)

    assert (0, 0) == place.hand_over()
    assert [] == place.taken


def test_a_level_that_is_lowered_between_due_and_sent_keeps_the_mail_here(place: Place) -> None:
    due = due_now(place.service.desk, place.service.clock.now)
    place.service.do(WithdrawReferrerFeedbackConsent(person=place.morag, referrer=DR_EXAMPLE))

    posted = hand_over(due, place.service.store.ledger, SERVICE, place.post, place.service.clock())

    assert 1 == len(due)
    assert (0, 1) == posted
    assert [] == place.taken
    (kept,) = place.recorded(MessageNotSent)
    assert NotSentReason.TAKEN_BACK is kept.reason
    assert [] == place.recorded(MessageBegun, ReferrerFeedbackSent)


@pytest.mark.parametrize("when", ["before", "between"])
def test_after_a_death_nothing_is_sent_to_anybody(place: Place, when: str) -> None:
    may_email(place, yes=True)
    let(place, FeedbackLevel.SUMMARY)
    due = due_now(place.service.desk, place.service.clock.now)
    place.service.do(RecordDeath(person=place.morag))
    if when == "before":
        due = due_now(place.service.desk, place.service.clock.now)

    hand_over(due, place.service.store.ledger, SERVICE, place.post, place.service.clock())

    assert (2 if when == "between" else 0) == len(due)
    assert [] == place.taken
    assert {NotSentReason.DIED} >= {each.reason for each in place.recorded(MessageNotSent)}
    assert "MESSAGE_NOT_SENT" not in place.codes()


def test_a_death_recorded_by_mistake_lets_messages_leave_again(place: Place) -> None:
    died = place.service.do(RecordDeath(person=place.morag))
    place.hand_over()
    place.service.do(MarkEnteredInError(entry=Position(died.position)))
    place.hand_over()

    assert [(TO_THE_DOCTOR, "An update")] == place.taken


@pytest.mark.parametrize("said", [None, False])
def test_a_person_is_written_to_only_where_they_said_yes(
    place: Place, *, said: bool | None
) -> None:
    let(place, FeedbackLevel.NOTHING)
    if said is not None:
        may_email(place, yes=said)

    assert (0, 0) == place.hand_over()
    assert [] == place.taken


def test_a_yes_that_is_taken_back_meanwhile_becomes_a_phone_call(place: Place) -> None:
    may_email(place, yes=True)
    let(place, FeedbackLevel.NOTHING)
    due = due_now(place.service.desk, place.service.clock.now)
    may_email(place, yes=False)
    hand_over(due, place.service.store.ledger, SERVICE, place.post, place.service.clock())

    assert [MessageKind.COPY_OF_CHOICE] == [each.kind for each in due]
    assert [] == place.taken
    (kept,) = place.recorded(MessageNotSent)
    assert NotSentReason.NOT_AGREED is kept.reason
    assert "MESSAGE_NOT_SENT" in place.codes()
    place.service.do(SettleMessage(message=kept.message))
    assert "MESSAGE_NOT_SENT" not in place.codes()


def test_two_choices_of_one_day_are_one_copy(place: Place) -> None:
    may_email(place, yes=True)
    let(place, FeedbackLevel.SUMMARY)
    let(place, FeedbackLevel.OUTCOMES)
    place.hand_over()
    let(place, FeedbackLevel.STATUS)
    place.hand_over()

    assert 1 == [to for to, _subject in place.taken].count(TO_MORAG)


def test_what_the_server_does_not_take_stands_on_the_worklist(place: Place) -> None:
    place.office.unknown.add(TO_THE_DOCTOR)

    assert (0, 1) == place.hand_over()
    (kept,) = place.recorded(MessageNotSent)
    assert NotSentReason.NOT_TAKEN is kept.reason
    assert "MESSAGE_NOT_SENT" in place.codes()
    assert [] == place.recorded(ReferrerFeedbackSent)
    assert (0, 0) == place.hand_over()


def test_with_no_server_there_nothing_is_begun_and_all_stays_due(place: Place) -> None:
    away = SmtpPost(Mailer("smtp://127.0.0.1:1", "hello@example.org"))

    assert (0, 0) == hand_over_due(place.service.desk, away)
    assert [] == place.recorded(MessageBegun, MessageNotSent)
    assert (1, 0) == place.hand_over()


class Killed(BaseException):
    """The process dies here."""


class Dying(SmtpPost):
    """A way to the mail server on which the process dies, before or after a mail was taken."""

    def __init__(self, post: SmtpPost, *, after: bool) -> None:
        """Die once."""
        super().__init__(post._mailer)
        self._after = after

    def deliver(self, *handed: Any) -> None:
        """Hand it over, or not, and die."""
        if self._after:
            super().deliver(*handed)
        raise Killed


@pytest.mark.parametrize("after", [False, True], ids=["before the server", "after the server"])
def test_a_process_that_dies_in_between_never_sends_twice_and_leaves_a_task(
    place: Place, *, after: bool
) -> None:
    with pytest.raises(Killed):
        hand_over_due(place.service.desk, Dying(place.post, after=after))
    begun = place.service.clock.now
    for _again in range(3):
        place.hand_over()

    assert after is bool(place.taken)
    assert len(place.taken) <= 1
    place.service.clock.now = begun + timedelta(hours=1) - timedelta(microseconds=1)
    assert "MESSAGE_IN_DOUBT" not in place.codes()
    place.service.clock.now = begun + timedelta(hours=1)
    assert "MESSAGE_IN_DOUBT" in place.codes()


def test_of_two_that_hand_over_the_same_one_sends_it(place: Place) -> None:
    desk, ledger = place.service.desk, place.service.store.ledger
    due = due_now(desk, place.service.clock.now)
    both = [hand_over(due, ledger, SERVICE, place.post, place.service.clock()) for _ in range(2)]

    assert [(1, 0), (0, 0)] == both
    assert 1 == len(place.taken)


@pytest.mark.parametrize(
    ("hour", "minute", "leaves"), [(7, 59, False), (8, 0, True), (19, 59, True), (20, 0, False)]
)
@pytest.mark.parametrize("day", [date(2026, 1, 6), date(2026, 7, 7)], ids=["winter", "summer"])
def test_mail_leaves_from_eight_to_eight_by_the_clock_on_the_wall(
    place: Place, day: date, hour: int, minute: int, *, leaves: bool
) -> None:
    from domain.periods import LOCAL

    wall = datetime(day.year, day.month, day.day, hour, minute, tzinfo=LOCAL)
    fresh = message_id(MessageKind.REFERRER_NEWS, "one")
    due = [
        Due(
            fresh,
            MessageKind.REFERRER_NEWS,
            TO_THE_DOCTOR,
            place.morag,
            place.referral,
            DR_EXAMPLE,
            news=News.RECEIVED,
        )
    ]
    place.service.clock.now = wall.astimezone(datetime.now().astimezone().tzinfo)
    hand_over(due, place.service.store.ledger, SERVICE, place.post, place.service.clock())

    assert leaves is bool(place.taken)


def test_whoever_left_the_practice_gets_no_mail(place: Place) -> None:
    due = due_now(place.service.desk, place.service.clock.now)
    place.service.do(RecordReferrerLeft(partner=place.partner, referrer=DR_EXAMPLE))
    hand_over(due, place.service.store.ledger, SERVICE, place.post, place.service.clock())

    assert [] == place.taken
    assert [NotSentReason.LEFT] == [each.reason for each in place.recorded(MessageNotSent)]


def test_news_that_is_old_is_told_by_a_person(place: Place) -> None:
    place.service.on(1, 19, 11)

    assert (0, 0) == place.hand_over()


def test_a_digest_says_how_much_there_is_once_a_working_day(place: Place) -> None:
    let(place, FeedbackLevel.NOTHING)
    choose = ChooseMessages(service=SERVICE, staff=ISLA, email="isla@example.org")
    place.service.do(choose)
    sent = []
    for day, hour in ((5, 9), (5, 15), (6, 9), (10, 9), (11, 9), (12, 9)):
        place.service.on(1, day, hour)
        sent.append(place.hand_over().sent)

    assert [1, 0, 1, 0, 0, 1] == sent  # the 10th and 11th are a weekend
    words = place.office.taken[-1][1].get_content()
    assert re.fullmatch(r"[0-9]+ things are on your list. Sign in to see them.", words.strip())


def test_whoever_takes_their_address_back_or_leaves_gets_no_digest(place: Place) -> None:
    let(place, FeedbackLevel.NOTHING)
    choose = ChooseMessages(service=SERVICE, staff=ISLA, email="isla@example.org")
    place.service.do(choose)
    due = due_now(place.service.desk, place.service.clock.now)
    place.service.do(msgspec.structs.replace(choose, email=None))
    hand_over(due, place.service.store.ledger, SERVICE, place.post, place.service.clock())
    hamish = StaffId("hamish")
    place.service.do(ChooseMessages(service=SERVICE, staff=hamish, email="hamish@example.org"))
    place.service.do(RecordStaffLeft(service=SERVICE, staff=hamish))
    place.hand_over()

    assert [MessageKind.THINGS_TO_LOOK_AT] == [each.kind for each in due]
    assert [] == place.taken


@pytest.mark.parametrize(
    "address",
    [
        "dr@example.org\r\nBcc: all@example.org",
        "dr@example.org\nSubject: Morag",
        "dr@example.org,all@example.org",
        "Morag <dr@example.org>",
        "",
    ],
)
def test_an_address_that_is_more_than_one_mailbox_is_not_handed_over(
    place: Place, address: str
) -> None:
    from application.letters import NEWS

    with pytest.raises(NotDelivered):
        place.post.deliver(address, NEWS, MessageId("m"), place.service.clock.now)

    assert [] == place.office.taken


@pytest.mark.parametrize("to", ["a@example.org\r\nBcc: b@example.org", "a@example.org\nX: y"])
def test_the_mailer_itself_takes_no_address_that_begins_another_header(to: str) -> None:
    with post_office() as (office, url), pytest.raises(NotSent):
        Mailer(url, "hello@example.org").send([to], "An update", "Words.", {})

    assert [] == office.taken


def test_what_the_server_says_about_an_address_is_not_passed_on(place: Place) -> None:
    from application.letters import NEWS

    place.office.unknown.add(TO_MORAG)
    with pytest.raises(NotDelivered) as refused:
        place.post.deliver(TO_MORAG, NEWS, MessageId("m"), place.service.clock.now)

    assert "morag" not in str(refused.value).casefold()


def test_an_erased_persons_address_is_written_to_no_more(place: Place) -> None:
    from domain.erasure import ErasePerson, ErasureGround

    may_email(place, yes=True)
    let(place, FeedbackLevel.NOTHING)
    place.service.do(ErasePerson(person=place.morag, ground=ErasureGround.OBJECTED))
    place.hand_over()

    assert [] == place.taken


def test_messages_are_found_by_the_person_and_hold_no_address(place: Place) -> None:
    place.hand_over()
    about = place.service.store.ledger.history(subject("person", place.morag))
    names = [type(each.event).__name__ for each in about]

    assert {"MessageBegun", "MessageSent"} <= set(names)
    raw = (place.service.store.settings.data_dir / "log.db").read_bytes()
    assert TO_THE_DOCTOR.encode() not in raw
    assert TO_MORAG.encode() not in raw


# --- At once ---

NOW = "Something needs you now. Sign in, or phone the office. If someone is in danger, call 999."


def reached(place: Place, *staff: StaffId) -> None:
    for each in staff:
        email = f"{each}@example.org"
        place.service.do(ChooseMessages(service=SERVICE, staff=each, email=email))


def test_that_a_record_was_opened_is_told_at_once_to_whoever_may_judge_it_and_to_nobody_else(
    place: Place,
) -> None:
    place.hand_over()
    place.office.taken.clear()
    reached(place, FRASER, ISLA, CATRIONA)
    place.service.clock.now += timedelta(hours=13)  # it is eleven at night
    opened = OpenRecord(
        person=place.morag,
        reason=OpeningReason.RISK_TO_SOMEBODY,
        words="A neighbour of hers rang.",
        staff=CATRIONA,
    )
    place.service.do(opened)

    assert (1, 0) == place.hand_over()
    assert (0, 0) == place.hand_over()
    ((to, mail),) = place.office.taken
    assert (f"{FRASER}@example.org",) == to
    assert "Please sign in now" == mail["Subject"]
    assert " ".join(NOW.split()) == " ".join(mail.get_content().split())
    assert not [each for each in NAMES if each.casefold() in mail.as_string().casefold()]


def test_an_emergency_is_told_at_once_and_not_again_to_whoever_looks_after_safety(
    place: Place,
) -> None:
    place.hand_over()
    place.office.taken.clear()
    reached(place, FRASER, ISLA, CATRIONA)
    place.service.do(RecordEmergencyBreak(about="Morag"))

    place.hand_over()
    place.hand_over()
    now = [to for to, subject in place.taken if subject == "Please sign in now"]
    assert sorted((f"{CATRIONA}@example.org", f"{FRASER}@example.org")) == sorted(now)
