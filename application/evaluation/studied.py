"""What a study may see: which kinds of entry, and whose.

An entry is in an extract if a fold that evaluates hears it. A person is in it if a basis is
recorded (they agreed to be referred, or support was brought in), no objection or restriction
stands, and they were not erased; whoever is not is counted under exactly one reason.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime
from enum import StrEnum

import msgspec

from application.ledger import Ledger
from domain.consent import CONSENTS
from domain.decider import EnteredInError, Event, Position, Recorded
from domain.folds import as_of, fold, of_subject
from domain.indicators import FACTS
from domain.indicators.language import PEERS_OWN
from domain.match import PERSONS_MATCHES
from domain.outcomes import OutcomeCompleted, OutcomeDeclined, OutcomeInvited, OutcomeStarted
from domain.people import ServiceId, Subject
from domain.person import PersonDied, PersonRegistered
from domain.referral import PERSONS_REFERRALS
from domain.rights import RIGHTS
from domain.session import SESSIONS

_BESIDE: frozenset[type[Event]] = frozenset(
    {
        PersonRegistered,
        PersonDied,
        OutcomeInvited,
        OutcomeStarted,
        OutcomeDeclined,
        OutcomeCompleted,
    }
)
KINDS: frozenset[type[Event]] = _BESIDE.union(
    *(each.hears for each in (FACTS, PERSONS_MATCHES, PERSONS_REFERRALS, SESSIONS))
)
"""Nothing about confidentiality, consents, safeguarding, rights or matching preferences, nor what
somebody did about an answer."""


class LeftOut(StrEnum):
    """Why somebody is not in a study. The first that fits counts."""

    ERASED = "ERASED"
    OBJECTS = "OBJECTS"
    RESTRICTED = "RESTRICTED"
    NO_BASIS = "NO_BASIS"


class Selection(msgspec.Struct, frozen=True):
    """Who is in a study, who is not and why, and of which peer supporters nothing may be told.

    ``peers`` are the others who have let something of theirs be told, or not.
    """

    people: tuple[Subject, ...]
    left_out: dict[Subject, LeftOut]
    peers_left_out: frozenset[Subject]
    peers: tuple[Subject, ...] = ()

    @property
    def flow(self) -> dict[str, int]:
        """How many were considered, how many are in, and how many are not, by reason."""
        reasons = {each.value: 0 for each in LeftOut}
        for reason in self.left_out.values():
            reasons[reason.value] += 1
        considered = len(self.people) + len(self.left_out)
        return {"considered": considered, "included": len(self.people), **reasons}


class Tagged(dict[str, list[list[Recorded]]]):
    """The lists in which an entry has a place, by what it is filed under: for `Ledger.deal`.

    Subjects of some nouns that ``chosen`` says yes to have a list each.
    """

    def __init__(self, nouns: Collection[str], chosen: Callable[[Subject], bool]) -> None:
        """Begin with nobody."""
        super().__init__()
        self.histories: dict[Subject, list[Recorded]] = {}
        self._prefixes = tuple(f"{noun}:" for noun in nouns)
        self._chosen = chosen

    def __missing__(self, tagged: str) -> list[list[Recorded]]:
        found = self[tagged] = [
            self.histories.setdefault(Subject(tag), [])
            for tag in tagged.split(" ")
            if tag.startswith(self._prefixes) and self._chosen(Subject(tag))
        ]
        return found


def select(
    ledger: Ledger,
    service: ServiceId,
    known: Position,
    now: datetime,
    erased: Iterable[Subject],
) -> Selection:
    """Whoever the log knew at a position, judged by what stands today.

    The past changes what is computed; what may be told is always decided by today's objections
    and erasures (design, section 4).
    """
    gone = set(erased)
    beside: frozenset[type[Event]] = frozenset({PersonRegistered, EnteredInError})
    kinds = beside | RIGHTS.hears | PERSONS_REFERRALS.hears | CONSENTS.hears
    heard = Tagged(("person", "peer"), lambda _subject: True)
    for _position in ledger.deal(heard, ledger.head().position, kinds):
        pass
    people: list[Subject] = []
    left_out: dict[Subject, LeftOut] = {}
    without: set[Subject] = {each for each in gone if each.startswith("peer:")}
    peers: list[Subject] = []
    for subject in sorted(heard.histories):
        history = heard.histories[subject]
        if not history or history[0].position > known or history[0].service != service:
            continue
        reason = _why_not(subject, history, now, gone)
        if subject.startswith("peer:"):
            if reason not in {None, LeftOut.NO_BASIS}:
                without.add(subject)
            elif any(type(each.event) in CONSENTS.hears for each in history):
                peers.append(subject)
        elif reason is None:
            people.append(subject)
        else:
            left_out[subject] = reason
    return Selection(tuple(people), left_out, frozenset(without), tuple(peers))


def _why_not(
    subject: Subject, history: Sequence[Recorded], now: datetime, gone: Collection[Subject]
) -> LeftOut | None:
    happened = of_subject(as_of(history), subject)
    rights = fold(RIGHTS, happened)
    if subject in gone:
        return LeftOut.ERASED
    if rights.objects_at(now):
        return LeftOut.OBJECTS
    if rights.restricted_at(now):
        return LeftOut.RESTRICTED
    referrals = fold(PERSONS_REFERRALS, happened).each.values()
    if not any(each.agreed_at or each.brought_in_at for each in referrals):
        return LeftOut.NO_BASIS
    return None


def is_peers_own(event: Event) -> bool:
    """Whether an entry speaks of a peer supporter's own load or well-being, told to no study."""
    return getattr(event, "indicator", None) in PEERS_OWN


__all__ = ["KINDS", "LeftOut", "Selection", "Tagged", "is_peers_own", "select"]
