"""What people say for equality monitoring: of their own accord, once accepted, for counts alone.

Nothing of it is read by a decision, a level, a list or matching; what somebody wants to be used
for matching they state for that (`domain.preferences`). That somebody would rather not say is an
answer of theirs and is not the same as not having been asked. The questions are those of Scotland's
census of 2022, shortened (domain reference, 2.0, 7.3 and 9.2).
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum

import msgspec

from domain.decider import Command, Decider, Event, Malformed, Read, Recorded, Refusal, event_of
from domain.folds import CodedFold
from domain.people import PersonId, StaffId, subject
from domain.periods import NotYetHappened, TooLongAgo, happened
from domain.person import PERSON, Person, UnknownPerson, must_be_known
from domain.personal import PersonsCodes, PersonsWords, Sealed
from domain.preferences import HowSaid
from domain.referral import PERSONS_REFERRALS
from domain.referral.state import Referral

# --- Language ---

NOT_SAID = "PREFER_NOT_TO_SAY"
NOT_ASKED = "NOT_ASKED"
"""How somebody is counted of whom no answer stands, or none can be read any more."""


class Question(StrEnum):
    """What is asked, each by itself and each only where somebody wants to answer it."""

    AGE = "AGE"
    SEX = "SEX"
    TRANS = "TRANS"
    ETHNIC_GROUP = "ETHNIC_GROUP"
    RELIGION = "RELIGION"
    ORIENTATION = "ORIENTATION"
    DISABILITY = "DISABILITY"
    DEPRIVATION = "DEPRIVATION"


ANSWERS: dict[Question, tuple[str, ...]] = {
    Question.AGE: ("16_24", "25_34", "35_49", "50_64", "65_74", "75_UP"),
    Question.SEX: ("FEMALE", "MALE"),
    Question.TRANS: ("NO", "YES"),
    Question.ETHNIC_GROUP: (
        "WHITE_SCOTTISH_OR_BRITISH",
        "WHITE_IRISH",
        "WHITE_GYPSY_TRAVELLER_ROMA_OR_SHOWPERSON",
        "WHITE_POLISH",
        "WHITE_OTHER",
        "MIXED",
        "ASIAN",
        "AFRICAN",
        "CARIBBEAN_OR_BLACK",
        "ARAB",
        "OTHER",
    ),
    Question.RELIGION: (
        "NONE",
        "CHURCH_OF_SCOTLAND",
        "ROMAN_CATHOLIC",
        "OTHER_CHRISTIAN",
        "MUSLIM",
        "HINDU",
        "SIKH",
        "JEWISH",
        "BUDDHIST",
        "PAGAN",
        "OTHER",
    ),
    Question.ORIENTATION: ("STRAIGHT", "GAY_OR_LESBIAN", "BISEXUAL", "OTHER"),
    Question.DISABILITY: ("LIMITED_A_LOT", "LIMITED_A_LITTLE", "NOT_LIMITED"),
    Question.DEPRIVATION: ("1", "2", "3", "4", "5"),
}
"""The answers to each question, beside that somebody would rather not say.

DEPRIVATION is the fifth of Scotland's areas in which somebody lives, 1 being the most deprived: it
says something of a place and not of a person, and comes from `simd_version`.
"""

# --- Events ---


class EqualityQuestionsAnswered(Event, frozen=True, kw_only=True):
    """Somebody answered questions for equality monitoring, as far as they wanted to.

    ``answers`` are codes as ``SEX:FEMALE`` or ``RELIGION:PREFER_NOT_TO_SAY``; a question that is
    not among them was not asked, or was left out. The latest answers stand as a whole.
    ``own_words`` is how they put it themself. ``simd_version`` says by which index of areas.
    """

    person: PersonId
    answers: PersonsCodes = ()
    own_words: PersonsWords = None
    how: HowSaid = HowSaid.SPOKEN
    asked_by: StaffId | None = None
    simd_version: PersonsWords = None


# --- Commands ---


class RecordEqualityAnswers(Command, frozen=True, kw_only=True):
    """Record what somebody answered, of their own accord, as ``QUESTION:ANSWER``."""

    person: PersonId
    answers: tuple[str, ...]
    own_words: str | None = None
    how: HowSaid = HowSaid.SPOKEN
    asked_by: StaffId | None = None
    simd_version: str | None = None
    at: datetime | None = None


# --- State ---

Answers = Mapping[Question, str]
_NO_ANSWERS: Answers = {}


def _latest(_before: Answers, recorded: Recorded) -> Answers:
    match recorded.event:
        case EqualityQuestionsAnswered(answers=answers) if not isinstance(answers, Sealed):
            return dict(found for each in answers if (found := _read(each)) is not None)
        case _:
            return _NO_ANSWERS


EQUALITY = CodedFold(
    hears=frozenset({EqualityQuestionsAnswered}), initial=_NO_ANSWERS, evolve=_latest
)
"""What somebody answered last, over their subject; nothing where it cannot be opened."""


def with_area(answers: Answers, fifth: str | None) -> Answers:
    """The answers, and in place of one about areas the ``fifth`` written down when they came."""
    return {Question.DEPRIVATION: fifth, **answers} if fifth else answers


class EqualityAsked(msgspec.Struct, frozen=True):
    """A person, their referrals, and the moment of asking."""

    person: Person
    referrals: Sequence[Referral]
    now: datetime


# --- Refusals ---


class NotAnAnswer(Malformed):
    """There is no such question, or it has no such answer."""


class NotAcceptedYet(Refusal):
    """Nobody is asked before they are accepted: it would look like a condition."""


# --- Decider ---


def gather(command: RecordEqualityAnswers, read: Read) -> EqualityAsked:
    """Look at the person and their referrals."""
    of = subject("person", command.person)
    return EqualityAsked(
        read(PERSON, of), tuple(read(PERSONS_REFERRALS, of).each.values()), read.now
    )


def decide(command: RecordEqualityAnswers, state: EqualityAsked) -> Sequence[Event]:
    """Decide what follows. Raises the refusals of `decider`."""
    must_be_known(state.person)
    if all(each.accepted_at is None for each in state.referrals):
        raise NotAcceptedYet(
            "These questions are asked once somebody is accepted, so that no answer can look "
            "like a condition. Accept the referral first."
        )
    answers: dict[Question, str] = {}
    for each in command.answers:
        question, answer = _asked(each)
        if question in answers:
            raise NotAnAnswer(f"{question} is answered twice. Keep one.", field="answers")
        answers[question] = answer
    said = tuple(f"{each}:{answers[each]}" for each in Question if each in answers)
    at = happened(command.at, state.now)
    return [event_of(EqualityQuestionsAnswered, command, answers=said, at=at)]


def _asked(text: str) -> tuple[Question, str]:
    """Read an answer. Raises `NotAnAnswer`, naming the rule."""
    name, _, answer = text.strip().upper().partition(":")
    if name not in Question.__members__:
        raise NotAnAnswer(
            f"Write each as QUESTION:ANSWER. Choose from {', '.join(Question)}.", field="answers"
        )
    question = Question(name)
    if answer not in (*ANSWERS[question], NOT_SAID):
        raise NotAnAnswer(
            f"{question} has these answers: {', '.join((*ANSWERS[question], NOT_SAID))}.",
            field="answers",
        )
    return question, answer


def _read(text: str) -> tuple[Question, str] | None:
    """What the log holds; a fold is total, so what cannot be read is passed over."""
    try:
        return _asked(text)
    except NotAnAnswer:
        return None


decider = Decider(
    noun="person",
    commands=(RecordEqualityAnswers,),
    gather=gather,
    decide=decide,
    refusals=(UnknownPerson, NotAcceptedYet, NotAnAnswer, NotYetHappened, TooLongAgo),
)
