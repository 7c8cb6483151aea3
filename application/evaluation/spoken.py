"""What an extract in the language of other systems says: where things stand, and not every step.

A referral stands somewhere, a consent holds or does not, a record was looked at. The folds of the
product say so, before anything is disguised; what they come to is renamed, moved and judged for
small groups like any other entry. What a consent covers is no part of it: that is what somebody
has lived through. Nor is any look at what a study may not hear of (breaks, concerns, rights).
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from enum import StrEnum

from application.evaluation.studied import Selection
from application.register import Register
from domain.access import AnswerGiven, AnswerRefused, Role
from domain.consent import CONSENTS, Audience, Consent, Purpose, Standing, ToldBy, Use
from domain.decider import EPOCH, MICROSECOND, EnteredInError, Event, Recorded
from domain.folds import fold
from domain.partnership import news_of
from domain.partnership.language import News
from domain.people import ActorId, ConsentId, ReferralId, ServiceId, Subject
from domain.periods import end_of
from domain.referral import PERSONS_REFERRALS


class RecordLookedAt(StrEnum):
    """A view of one record, a look at which an extract may tell of."""

    PERSON_HISTORY = "person_history"
    MATCH_PAGE = "match_page"
    OUTCOMES = "outcomes"
    SUGGESTIONS = "suggestions"
    WHY_NOT = "why_not"


class ReferralStood(Event, frozen=True, kw_only=True):
    """Where a referral stood. ``at`` is when it was received, ``since`` the last news of it."""

    referral: ReferralId
    news: News
    since: datetime


class ConsentStood(Event, frozen=True, kw_only=True):
    """Where a consent, a refusal or an offer stood.

    ``at`` is when it was given, or else declined or offered; ``begins`` and ``ends`` are the time
    in which it holds, as far as that is settled.
    """

    consent: ConsentId
    standing: Standing
    refuses: bool
    purpose: Purpose | None = None
    audience: Audience | None = None
    channel: ToldBy | None = None
    once: bool = False
    asks_first: bool = False
    begins: datetime | None = None
    ends: datetime | None = None


class RecordSeen(Event, frozen=True, kw_only=True):
    """Somebody looked at a record, or was refused it: in which roles, and who they are untold.

    ``let_themselves_in`` says that they had opened it by a stated reason.
    """

    view: RecordLookedAt
    refused: bool
    roles: tuple[Role, ...] = ()
    let_themselves_in: bool = False


SPOKEN: Mapping[str, type[Event]] = {
    each.__name__: each for each in (ReferralStood, ConsentStood, RecordSeen)
}
"""The kinds of entry that such an extract holds, by their names."""
FOLDED = frozenset({EnteredInError}) | PERSONS_REFERRALS.hears | CONSENTS.hears
"""What is read from the log for them."""
NOBODY = ActorId("study")
"""Who recorded something is told of nothing."""


class Spoken:
    """Tells where the referrals and consents of somebody stood, and who looked at their record."""

    kinds = FOLDED
    nouns = ("person", "peer")

    def __init__(self, register: Register, service: ServiceId, by_then: datetime) -> None:
        """Tell how it stood at a moment, with the looks that were noted until then."""
        self._register, self._service, self._by_then = register, service, by_then

    @property
    def beside(self) -> int:
        """How many entries there are beside those of the log."""
        return self._register.position_at(self._by_then)

    def chosen(self, selection: Selection) -> tuple[Subject, ...]:
        """The people of a study, and the peer supporters who have said something of consents."""
        return (*selection.people, *selection.peers)

    def seen(self, chosen: Collection[Subject]) -> dict[Subject, list[Recorded]]:
        """Who looked at the records of some, in order, as entries about each of them."""
        found: dict[Subject, list[Recorded]] = {}
        for recorded in self._register.between(EPOCH, self._by_then):
            about = [each for each in recorded.tags if each.startswith("person:")]
            if len(about) != 1 or about[0] not in chosen:
                continue
            if (said := _seen(recorded.event, self._service)) is not None:
                found.setdefault(about[0], []).append(self._of(said, recorded.recorded_at))
        return found

    def told(
        self, subject: Subject, happened: Sequence[Recorded], seen: Sequence[Recorded]
    ) -> Iterable[Recorded]:
        """What is told of somebody, in the order in which it was true."""
        found = [*self._consents(happened), *seen]
        if subject.startswith("person:"):
            found += self._referrals(happened)
        return sorted(found, key=lambda each: (each.event.at, type(each.event).__name__))

    def _referrals(self, happened: Sequence[Recorded]) -> Iterator[Recorded]:
        for identifier, referral in fold(PERSONS_REFERRALS, happened).each.items():
            news = [each for each in news_of(referral) if each[1] <= self._by_then]
            if news:
                last, since = news[-1]
                said = ReferralStood(at=news[0][1], referral=identifier, news=last, since=since)
                yield self._of(said, since)

    def _consents(self, happened: Sequence[Recorded]) -> Iterator[Recorded]:
        for identifier, consent in fold(CONSENTS, happened).items():
            said_at = consent.given_at or consent.declined_at or consent.offered_at
            if said_at is not None:
                said = self._consent(identifier, consent, said_at)
                yield self._of(said, consent.recorded_at or said_at)

    def _consent(self, identifier: ConsentId, consent: Consent, said_at: datetime) -> ConsentStood:
        now = self._by_then
        last, begins = consent.last_day_at(now), consent.begins_at()
        ends = consent.withdrawn_at or (end_of(last) if last is not None else None)
        return ConsentStood(
            at=said_at,
            consent=identifier,
            standing=consent.standing_at(now),
            refuses=consent.is_refusal,
            purpose=consent.purpose,
            audience=consent.audience,
            channel=consent.channel,
            once=consent.use is Use.ONE_OFF,
            asks_first=consent.asks_first_at(now),
            begins=begins,
            ends=None if begins and ends and ends < begins else ends,
        )

    def _of(self, said: Event, recorded_at: datetime) -> Recorded:
        micros = (recorded_at - EPOCH) // MICROSECOND
        return Recorded(by=NOBODY, service=self._service, command_id="", event=said, micros=micros)


def _seen(event: Event, service: ServiceId) -> RecordSeen | None:
    """A look as an extract tells of it; none where it is of something else, or elsewhere."""
    if not isinstance(event, AnswerGiven | AnswerRefused) or event.service != service:
        return None
    if event.view not in set(RecordLookedAt):
        return None
    given = event if isinstance(event, AnswerGiven) else None
    return RecordSeen(
        at=event.at,
        view=RecordLookedAt(event.view),
        refused=given is None,
        roles=tuple(sorted(Role(each) for each in given.basis if each in set(Role)))
        if given
        else (),
        let_themselves_in=given is not None and given.opening is not None,
    )
