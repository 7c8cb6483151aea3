"""What is so about a referral or a match, and how a person may be reached: facts in words."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Any, NamedTuple

from api.pages import words
from api.pages.dates import day_words, moment_words, time_words
from domain.decider import Recorded
from domain.match import Agreement, Match
from domain.people import OfferId
from domain.periods import local_day
from domain.person import PersonRegistered, SafeContactRecorded
from domain.personal import Sealed, Text
from domain.referral import Readiness, Referral
from domain.session import Session
from projections.directory import NO_LONGER_HELD
from projections.opening import Opener

Facts = list[dict[str, Any]]


class InWords(NamedTuple):
    """What words about a match need: the first names, the names of offers, and today."""

    person: str
    peer: str
    peers_name: str
    offers: Mapping[OfferId, str]
    today: date

    def answer(self, value: StrEnum) -> str:
        """An answer in words, with the first names in it."""
        said = words.ANSWERS[type(value)][value]
        return said.replace("{person}", self.person).replace("{peer}", self.peer)


def match_facts(
    spoken: InWords, match: Match, sessions: Mapping[Any, Session], moment: datetime
) -> Facts:
    """What is so about a match at a moment."""
    today = spoken.today
    held = [each.held.ended_at for each in sessions.values() if each.held is not None]
    last = f", the last on {day_words(local_day(max(held)), today)}" if held else ""
    agreed = match.agreement_at(moment)
    facts = [
        {"key": "Peer supporter", "value": spoken.peers_name},
        {"key": "Support", "value": _offer(match.offer, spoken.offers)},
        {"key": "Agreed", "value": terms_words(agreed, spoken) if agreed else "nothing yet"},
    ]
    if agreed is not None:
        by_chance = spoken.answer(agreed.chance_encounter)
        facts.append({"key": "If they meet by chance", "value": by_chance})
        facts.append({"key": "First review", "value": day_words(agreed.review_on, today)})
    if match.planned_last is not None:
        facts.append({"key": "Last day", "value": day_words(match.planned_last, today)})
    facts.append({"key": "Sessions held", "value": f"{len(held)}{last}"})
    return facts


def referral_facts(referral: Referral, offers: Mapping[OfferId, str], today: date) -> Facts:
    """What is so about a referral."""
    facts = []
    if referral.source is not None:
        facts.append({"key": "Asked for by", "value": _answer(referral.source)})
    if referral.arrived_at is not None:
        facts.append({"key": "Arrived", "value": moment_words(referral.arrived_at, today)})
    if referral.triage is not None:
        facts.append({"key": "First look", "value": _answer(referral.triage)})
    if referral.got_to_know:
        met = max(at for _staff, at in referral.got_to_know)
        facts.append({"key": "Got to know", "value": moment_words(met, today)})
    if referral.readiness is not None:
        view = _answer(referral.readiness)
        if referral.readiness is Readiness.NOT_YET and referral.revisit_on is not None:
            view += f", ask again on {day_words(referral.revisit_on, today)}"
        facts.append({"key": "Is now the time?", "value": view})
    if referral.offer is not None:
        facts.append({"key": "Accepted for", "value": _offer(referral.offer, offers)})
    return facts


def ways_to_reach(happened: Sequence[Recorded], opener: Opener, today: date) -> Facts:
    """How a person may be reached, in their words, and what came with the referral."""
    sent = [each for each in happened if isinstance(each.event, PersonRegistered)]
    safe = [each for each in happened if isinstance(each.event, SafeContactRecorded)]
    return [*_as_asked(safe, opener, today), *_as_sent(sent, opener)]


def _as_asked(safe: Sequence[Recorded], opener: Opener, today: date) -> Iterable[dict[str, Any]]:
    """What the person said when somebody asked; an answer stands until there is another."""
    contacts = [opener.open(each).event for each in safe]
    if not contacts:
        return []

    def said(field: str) -> Any:
        answers = [getattr(contact, field) for contact in contacts]
        return next((each for each in reversed(answers) if each is not None), None)

    return [
        {"key": "Phone", "value": _held(said("phone"))},
        {"key": "Name to give", "value": _held(said("caller_name"))},
        {"key": "May we leave a message?", "value": _yes_no(said("may_leave_message"))},
        {"key": "May we text?", "value": _yes_no(said("may_text"))},
        {"key": "May we write?", "value": _yes_no(said("may_write"))},
        {"key": "May we e-mail?", "value": _yes_no(said("may_email"))},
        {"key": "Times", "value": _held(said("times"))},
        {"key": "Who may answer", "value": _held(said("who_may_answer"))},
        {"key": "Be careful about", "value": _held(said("household_risks"))},
        {"key": "They said so", "value": moment_words(contacts[-1].at, today)},
    ]


def _as_sent(sent: Sequence[Recorded], opener: Opener) -> Iterable[dict[str, Any]]:
    """What came with the referral; nobody has asked whether it is safe."""
    if not sent:
        return []
    given = opener.open(sent[-1]).event
    ways = (("phone", "Phone"), ("email", "E-mail"), ("address", "Address"))
    return [
        {"key": f"{label}, as sent", "value": _held(value)}
        for field, label in ways
        if (value := getattr(given, field)) is not None
    ]


def terms_words(agreed: Agreement, spoken: InWords) -> str:
    """What the two agreed, in a sentence or two."""
    how = ", ".join(spoken.answer(each).lower() for each in agreed.channels)
    sentence = (
        f"{agreed.sessions_a_month:g} sessions in four weeks, {agreed.minutes} minutes each, {how}"
    )
    if agreed.hours_from and agreed.hours_to:
        sentence += f", {time_words(agreed.hours_from)} to {time_words(agreed.hours_to)}"
    if agreed.planned_end is not None:
        sentence += f". Planned to {day_words(agreed.planned_end, spoken.today)}"
    return f"{sentence}."


def _offer(offer: OfferId | None, offers: Mapping[OfferId, str]) -> str:
    return offers.get(offer, "") if offer is not None else ""


def _answer(value: StrEnum) -> str:
    return words.ANSWERS[type(value)][value]


def _held(said: Text | None) -> str:
    if isinstance(said, Sealed):
        return NO_LONGER_HELD
    return said or ""


def _yes_no(answer: bool | None) -> str:
    return "" if answer is None else words.YES if answer else words.NO
