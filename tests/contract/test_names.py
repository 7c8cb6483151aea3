"""Names of events are for ever: neutral, in the past tense, and about identified subjects."""

import re
from datetime import datetime
from typing import get_args, get_type_hints

import msgspec
import pytest

from application.commands import DECIDERS
from domain import people
from domain.catalogue import EVENTS
from domain.decider import EnteredInError, Event, identifying_fields
from tests.events import MOMENT

TELLING = frozenset(
    """abuse abused abuser accident accused addict addiction alcohol alleged allegation anxiety
    arrest assault attempt bad breach breached breakdown broke broken cancer coercion complaint
    conviction crime criminal crisis danger dangerous death dead depend dependence dependency
    dependent depression deteriorated detained difficult disability disclosed disclosure dismissed
    disorder distress drug drunk emergency exploited failed failing failure fault harm harmed
    harmful hurt ill illness incapable incident inappropriate misconduct misuse neglect offence
    overdose overdue police poor problem psychosis rejected relapse rape risk rude sacked safe
    safeguarding self selfharm sick suicidal suicide suspicion symptom trauma unfit unsafe unstable
    unsuitable unwell victim violation violence violent vulnerable warning weapon worse
    wrong""".split()  # noqa: SIM905 - a list to read
)
"""Words that say something about somebody to whoever sees a bare name in a list or a backup."""

ALLOWED = {
    "SafeContactRecorded": {"safe"},  # how somebody may be reached
    "DisclosureConsentGiven": {"disclosure"},  # what somebody lets be told, of whatever kind
    "DisclosureConsentWithdrawn": {"disclosure"},
    "DisclosureConsentOffered": {"disclosure"},
    "DisclosureConsentRefused": {"disclosure"},
    "DisclosureConsentDeclined": {"disclosure"},
    "DisclosureConsentNarrowed": {"disclosure"},
    "DisclosureConsentReadBack": {"disclosure"},
    "DisclosureMade": {"disclosure"},  # that something was told, of whatever kind
    "DisclosureReported": {"disclosure"},
    "DisclosureChecked": {"disclosure"},
    "DisclosureAssessed": {"disclosure"},
    "SubjectToldOfDisclosure": {"disclosure"},
    "ComplaintMade": {"complaint"},  # that somebody spoke to the service, and about nobody
    "ComplaintAcknowledged": {"complaint"},
    "ComplaintAnswered": {"complaint"},
}
PARTICIPLES = frozenset(
    [
        "Begun",
        "Brought",
        "Chosen",
        "Drawn",
        "Given",
        "Held",
        "Known",
        "Left",
        "Lost",
        "Made",
        "Met",
        "Paid",
        "Put",
        "Read",
        "Said",
        "Sent",
        "Set",
        "Taken",
        "Told",
        "Withdrawn",
        "Written",
    ]
)

NOUNS = {
    hint.__name__.removesuffix("Id").lower(): hint
    for hint in vars(people).values()
    if hasattr(hint, "__supertype__") and hint.__name__.endswith("Id")
}
PLACES_IN_THE_LOG = {("AnswerGiven", "opening")}
"""What names the entry of something and not the thing: the log of reads points into the log."""
TOLD_IN_WORDS = {("ConfidentialityRecordAddedTo", "complaint")}
"""What somebody wrote about something, sealed; it may be on record nowhere."""


def words_of(name: str) -> list[str]:
    return re.findall(r"[A-Z][a-z]*", name)


def in_the_past(name: str) -> bool:
    return any(word.endswith("ed") or word in PARTICIPLES for word in words_of(name))


def telling(name: str) -> set[str]:
    return {word.lower() for word in words_of(name)} & TELLING - ALLOWED.get(name, set())


@pytest.mark.parametrize("name", sorted(EVENTS))
def test_a_name_says_nothing_against_anybody(name: str) -> None:
    assert telling(name) == set()


@pytest.mark.parametrize("name", sorted(EVENTS))
def test_a_name_is_a_sentence_in_the_past(name: str) -> None:
    assert "".join(words_of(name)) == name
    assert in_the_past(name)


@pytest.mark.parametrize(
    "name", ["SuicideRiskDisclosed", "PeerDismissed", "ConfidentialityBreached", "ChecksFailed"]
)
def test_a_telling_name_would_be_noticed(name: str) -> None:
    assert telling(name)


@pytest.mark.parametrize("name", ["ProposeMatch", "MatchProposal", "NewSession"])
def test_a_name_that_is_no_sentence_in_the_past_would_be_noticed(name: str) -> None:
    assert not in_the_past(name)


def test_a_request_is_an_imperative() -> None:
    commands = {command.__name__ for decider in DECIDERS for command in decider.commands}

    assert not commands & EVENTS.keys()
    assert {name for name in commands if words_of(name)[0].endswith("ed")} == set()


@pytest.mark.parametrize("name", sorted(EVENTS))
def test_an_event_has_one_moment_and_it_is_called_at(name: str) -> None:
    first, *others = msgspec.structs.fields(EVENTS[name])

    assert first.name == "at"
    assert first.required
    assert first.type is datetime
    assert "recorded_at" not in {field.name for field in others}
    assert "at" not in vars(EVENTS[name]).get("__annotations__", {})  # it is the one of `Event`


@pytest.mark.parametrize("name", sorted(EVENTS))
def test_whoever_an_event_speaks_of_is_identified_by_a_type_of_their_own(name: str) -> None:
    """A bare text could hold anything; a `PersonId` makes the entry findable by its person."""
    for field, hint in get_type_hints(EVENTS[name]).items():
        if field in NOUNS and (name, field) not in PLACES_IN_THE_LOG | TOLD_IN_WORDS:
            assert NOUNS[field] in {hint, *get_args(hint)}, field


@pytest.mark.parametrize("name", sorted(set(EVENTS) - {"EnteredInError"}))
def test_every_event_is_found_again_by_a_subject_that_it_always_has(name: str) -> None:
    kind: type[Event] = EVENTS[name]
    hints = get_type_hints(kind)

    assert any(hasattr(hints[field], "__supertype__") for field, _noun in identifying_fields(kind))


def test_an_error_mark_is_found_by_the_subjects_of_the_entry_that_it_takes_out() -> None:
    marked = EnteredInError(at=MOMENT, entry_subjects=("person:morag", "match:m"))  # type: ignore[arg-type]

    assert marked.subjects == ("person:morag", "match:m")


def test_no_event_is_named_after_where_it_is_defined() -> None:
    """No path of a module is ever stored: the name of the class is the whole of it."""
    for name, kind in EVENTS.items():
        assert kind.__name__ == kind.__qualname__ == name
