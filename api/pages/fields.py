"""From the fields of a command or an entry to the questions of a form.

A field's type says what is asked for, the table of words says how. Nothing is written twice: a
new field of a command is a new question as soon as it has words.
"""

from collections.abc import Callable
from datetime import date, datetime, time
from enum import StrEnum
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import msgspec

from api.pages import words
from domain.outcomes import (
    OutcomeCompleted,
    OutcomeDeclined,
    OutcomeInvited,
    OutcomeLookedAt,
    OutcomeStarted,
)
from domain.people import ActorId, GroupId, OfferId, PeerId, SessionId, StaffId
from domain.personal import Sealed

Kind = Literal[
    "text",
    "words",
    "lines",
    "one",
    "pick",
    "many",
    "yes_no",
    "number",
    "day",
    "moment",
    "time",
    "carried",
]
MOST_RADIOS = 10
IDENTIFIERS: tuple[object, ...] = (OfferId, StaffId, PeerId, SessionId)
WHO = frozenset(
    {
        "ProposeNoFurtherAction.second",
        *("AddToBreakRecord.decided_by", "DecideNotToBreak.decided_by"),
        *("PutOffTelling.decided_by", "RecordToldOfSharing.told_by"),
    }
)
"""Where whoever acted is chosen: anybody of the service, or a peer supporter."""

DESCRIBED_ANEW = frozenset({"NameStaff.staff", "DefineOffer.offer"})
"""Whom or what a form describes, or describes anew: nobody chooses an identifier for it."""

LONG_ANSWERS = frozenset(
    {
        "AnswerComplaint.found", "AnswerRequest.reasons",
        "boundaries", "conditions_own_words", "feedback", "goals", "hopes", "moving_on", "note",
        "explained", "household_risks", "own_words", "person_view", "risk_notes", "said", "what",
        "what_helps", "ProposeMatch.reasons", "MatchProposed.reasons", "understood",
        "against_ranking", "wishes", "worker_view", "worries", "worry_words",
        "DeclineProposal.reason",
        "MatchProposalDeclined.reason", "RecordNotForUs.reason", "EndMatch.reason",
        "MatchDeclinedAfterIntroduction.reason", "MatchEnded.reason", "address", "words", "done",
        "detail", "outcome", "RaiseConcern.about",
        "ChanceEncounterReported.how", "ReportChanceEncounter.how", "persons_view",
        "peers_view", "ExtendMatch.reason", "PostponeEnding.reason", "AcknowledgeIndicator.reason",
    }
)  # fmt: skip

SCORED_AS_IT_WAS = frozenset(
    f"{kind.__name__}.{field}"
    for kind in (OutcomeInvited, OutcomeStarted, OutcomeDeclined, OutcomeCompleted, OutcomeLookedAt)
    for field in kind.__struct_fields__
    if field not in {"at", "reason", "note", "mode"}
)
"""What was invited, answered and scored is not shown where an entry is corrected."""

NOT_ASKED = frozenset(
    {
        "fingerprints", "request_fingerprints", "gaps", "started_at", "unplanned", "day_only",
        "RegulatedRoleAssessed.regulated", "MatchProposed.regulated", "MatchBroughtIn.regulated",
        "knows_person_at", "knows_peer_at", "by_way_of", "service", "mood",
        "peer_wellbeing", "entry_subjects", "SessionHeld.session", "SessionPlanned.session",
        "SessionConfirmed.session", "SessionRescheduled.session", "SessionWorryAnswered.session",
        "SessionCancelled.session", "SessionNotAttended.session", "MatchProposed.offer",
        "same_as", "ReferralReceived.offer", "EnquiryReceived.offer", "referrals", "matches",
        "MatchAgreementWritten.version", "MatchAgreementAccepted.version",
        "goal", "report", "signpost", "answered", "RecordSession.goals", "SessionHeld.goals",
        "SessionStarted.session", "SessionReadBack.session", "SessionFollowedUp.session",
        "SessionCheckedOut.session", "LoneWorkingEscalated.session",
        "BoundaryEventReported.session", "SignpostGiven.session", "LowMoodSupportNeeded.session",
        "action_entry",
        "definitions_version", "log_position", "considered", "in_the_way", "advised", "weighed",
        "audience_match", "EqualityQuestionsAnswered.answers",
        "EqualityQuestionsAnswered.own_words", "HealthNumberRecorded.kind",
        "HealthNumberRecorded.number", "HomeAreaRecorded.partnership",
        "HomeAreaRecorded.simd_quintile", "HomeAreaRecorded.simd_version",
        "HomeAreaRecorded.urban_rural", *SCORED_AS_IT_WAS, "RoleGranted.role", "RoleGranted.staff",
        "RoleGranted.referrer", "RoleGranted.until", "RoleWithdrawn.role", "RoleWithdrawn.staff",
        "RoleWithdrawn.referrer",
        "NoteBreakFact.entries", "AddToBreakRecord.limits_entry", "AddToBreakRecord.concern",
        "AddToBreakRecord.consulted", "AddToBreakRecord.added_by",
        "CompleteBreakRecord.completed_by", "IssueReviewLink.code_digest",
        "PassConcernOn.linked_break", "NoteConcern.linked_break", "RaiseConcern.session",
    }
)  # fmt: skip
"""What other parts of the product say of an entry, what its identity is, the peer supporter's own
ratings, which are for them and their supervisor, and answers that are for counts alone."""


class Option(msgspec.Struct, frozen=True):
    """One answer to choose."""

    value: str
    label: str


class Field(msgspec.Struct, frozen=True):
    """One question.

    ``form`` is the command or event that it belongs to; ``day_alone`` says that it keeps a day
    without a time in a field of its own, ``on``; ``may_be_open`` that no answer is an answer too,
    because no other is assumed.
    """

    form: str
    name: str
    kind: Kind
    label: str
    hint: str | None
    needed: bool
    options: tuple[Option, ...] = ()
    inner: Any = None
    default: Any = None
    day_alone: bool = False
    may_be_open: bool = True

    @property
    def names(self) -> tuple[str, ...]:
        """The names under which a form sends the answer."""
        if self.kind in {"day", "moment"}:
            parts = ("day", "month", "year", "time")[: 4 if self.kind == "moment" else 3]
            return tuple(f"{self.name}-{part}" for part in parts)
        return (self.name,)


Offered = Callable[[object, str], tuple[Option, ...]]
"""The options for an identifier: of which kind, and in which field."""


def fields_of(
    kind: type[msgspec.Struct],
    left_out: frozenset[str],
    offered: Offered,
    named: Callable[[str], str],
) -> tuple[Field, ...]:
    """The questions of a form. ``named`` puts first names into words."""
    form, all_fields = kind.__name__, msgspec.structs.fields(kind)
    dated = {field.name for field in all_fields} >= {"at", "on"}
    found = []
    for field in all_fields:
        if field.name in left_out or {field.name, f"{form}.{field.name}"} & NOT_ASKED:
            continue
        if dated and field.name == "on":
            continue  # the day of `at` without a time
        inner, optional = _bare(field.type)
        answers, options = _kind_of(form, field.name, inner), _options(form, field.name, inner)
        if _is_chosen(form, field.name, inner):
            options = offered(inner, field.name)
        elif answers == "one" and len(options) > MOST_RADIOS:
            answers = "pick"
        default = field.default
        if default is msgspec.NODEFAULT and field.default_factory is not msgspec.NODEFAULT:
            default = field.default_factory()
        has_default = default is not msgspec.NODEFAULT
        needed = not has_default and not optional and answers not in {"many", "lines"}
        found.append(
            Field(
                form=form,
                name=field.name,
                kind=answers,
                label="" if answers == "carried" else named(words.question(form, field.name)),
                hint=words.hint(form, field.name, needed=needed),
                needed=needed,
                may_be_open=optional or answers not in {"one", "yes_no"},
                options=tuple(Option(each.value, named(each.label)) for each in options),
                inner=inner,
                default=default if has_default else None,
                day_alone=dated and field.name == "at",
            )
        )
    return tuple(found)


def _bare(hint: Any) -> tuple[Any, bool]:
    """A type without what only the log or the absence of an answer adds to it."""
    if get_origin(hint) is Annotated:
        return _bare(get_args(hint)[0])
    if get_origin(hint) in {Union, UnionType}:
        parts = [part for part in get_args(hint) if part is not Sealed]
        inner = [part for part in parts if part is not type(None)]
        return inner[0], len(inner) < len(parts)
    return hint, False


def _is_chosen(form: str, name: str, inner: Any) -> bool:
    if f"{form}.{name}" in DESCRIBED_ANEW:
        return False
    if inner is GroupId:
        return name == "with_group"
    return inner in IDENTIFIERS or (inner is ActorId and f"{form}.{name}" in WHO)


def _kind_of(form: str, name: str, inner: Any) -> Kind:
    coded = words.codes(form, name) is not None
    if _is_chosen(form, name, inner):
        return "pick"
    if hasattr(inner, "__supertype__"):
        return "carried"  # an identifier that nobody chooses
    if get_origin(inner) is tuple:
        closed = coded or _is_enum(get_args(inner)[0])
        return "many" if closed else "lines"
    if coded or _is_enum(inner):
        return "one"
    simple: dict[Any, Kind] = {
        datetime: "moment", date: "day", time: "time", bool: "yes_no", int: "number",
        float: "number",
    }  # fmt: skip
    long = {name, f"{form}.{name}"} & LONG_ANSWERS
    return simple.get(inner, "words" if long else "text")


def _options(form: str, name: str, inner: Any) -> tuple[Option, ...]:
    item = get_args(inner)[0] if get_origin(inner) is tuple else inner
    if item is bool:
        return (Option("yes", words.YES), Option("no", words.NO))
    answers = words.codes(form, name)
    if answers is None and _is_enum(item):
        answers = words.ANSWERS[item]
    return tuple(Option(str(value), label) for value, label in (answers or {}).items())


def _is_enum(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, StrEnum)
