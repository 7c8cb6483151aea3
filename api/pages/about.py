"""What a page is about: the person, and the referral, match or entry that an address names.

Names are joined here, at the door, and stand in no address.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cached_property

from litestar.exceptions import NotFoundException

from api.desk import Desk
from api.pages.dates import moment_words
from api.pages.fields import Option
from domain.decider import Position, Recorded
from domain.folds import as_of, fold, of_subject
from domain.group import Stage as GroupStage
from domain.match import MATCH, Match
from domain.peer import PEER, Peer, PeerInterestExpressed
from domain.peer import Stage as PeerStage
from domain.people import (
    LOCAL_OPERATOR,
    ActorId,
    GroupId,
    OfferId,
    PeerId,
    PersonId,
    SessionId,
    StaffId,
    Subject,
    subject,
)
from domain.periods import local_day
from domain.person import PERSON, Person
from domain.safeguarding.seeing import SECONDS
from domain.service import SERVICE, Duty, OfferDefined, Service, ServiceOpened
from domain.session import SESSIONS, Session
from projections.directory import Directory
from projections.listing import USUALLY
from projections.lists import LISTS, At

NOBODY = "We found nothing at this address. It may have been mistyped. Go to the caseload."
TITLES = frozenset({"mr", "mrs", "ms", "miss", "mx", "dr", "prof", "rev", "sir", "lady", "lord"})
NAMED_FOR = ("form", "break_register")
"""The views by whose reach the peer supporters are known whom somebody may choose from."""
DUTY_FOR = {"coordinator": Duty.COORDINATOR, "signed_off_by": Duty.MANAGER}


class About:
    """A desk, its directory of names, and what an address names. Raises `NotFoundException`."""

    def __init__(self, desk: Desk, directory: Directory, ids: Mapping[str, str]) -> None:
        """Look up whom the identifiers of an address lead to."""
        self.desk, self.directory, self.ids = desk, directory, dict(ids)
        if self.entry is not None:
            self.ids |= ids_in(self.entry.tags)
        self.person = self._person()
        if self.person is not None:
            known: Person = fold(PERSON, self.happened(subject("person", self.person)))
            if known.service != desk.service:
                raise NotFoundException(NOBODY)

    @property
    def now(self) -> datetime:
        """The moment of asking."""
        return self.desk.views.clock()

    @cached_property
    def match(self) -> Match:
        """The match, if the address names one."""
        identifier = self.ids.get("match")
        if identifier is None:
            return Match()
        found: Match = fold(MATCH, self.happened(subject("match", identifier)))
        return found

    @cached_property
    def sessions(self) -> dict[SessionId, Session]:
        """The sessions of the match."""
        found: dict[SessionId, Session]
        found = fold(SESSIONS, self.happened(subject("match", self.ids["match"])))
        return found

    @cached_property
    def entry(self) -> Recorded | None:
        """The entry, if the address names one."""
        position = self.ids.get("entry")
        if position is None:
            return None
        if not (position.isascii() and position.isdigit()) or len(position) > 15:  # noqa: PLR2004
            raise NotFoundException(NOBODY)
        return self.desk.ledger.entry(Position(int(position)))

    def happened(self, about: Subject) -> tuple[Recorded, ...]:
        """What stands of a subject's history, as known now."""
        return of_subject(as_of(self.desk.ledger.history(about)), about)

    def _person(self) -> PersonId | None:
        """The person behind the identifiers. An address about nothing is an address of nobody."""
        if "person" in self.ids:
            return PersonId(self.ids["person"])
        if "match" in self.ids:
            person = self.match.person
            if "session" in self.ids and self.ids["session"] not in self.sessions:
                person = None
        elif "referral" in self.ids:
            history = self.desk.ledger.history(subject("referral", self.ids["referral"]))
            person = next((getattr(each.event, "person", None) for each in history), None)
        elif "entry" not in self.ids:
            return None
        else:
            person = None
        if person is None:
            raise NotFoundException(NOBODY)
        return PersonId(person)

    # --- Names ---

    def name(self, about: Subject) -> str:
        """The name of one person, peer supporter or member of staff."""
        return self.directory.names_of([about]).get(about, "somebody")

    def first_name(self, about: Subject) -> str:
        """The name that pages use in a sentence."""
        return first_of(self.name(about))

    @cached_property
    def two(self) -> dict[str, str]:
        """The first names that words of a form may hold."""
        person = subject("person", self.person) if self.person else None
        peer = subject("peer", self.match.peer) if self.match.peer else None
        return {
            "{person}": self.first_name(person) if person else "the person",
            "{peer}": self.first_name(peer) if peer else "the peer supporter",
        }

    def named(self, words: str) -> str:
        """Words with the first names put in."""
        for place, name in self.two.items():
            words = words.replace(place, name)
        return words

    # --- What can be chosen ---

    @cached_property
    def service(self) -> Service:
        """The service as it stands."""
        about = subject("service", self.desk.service)
        found: Service = fold(SERVICE, self.happened(about))
        return found

    @property
    def service_name(self) -> str:
        """What the service calls itself."""
        happened = self.happened(subject("service", self.desk.service))
        return next(
            (each.event.name for each in happened if isinstance(each.event, ServiceOpened)), ""
        )

    def offers(self) -> dict[OfferId, str]:
        """The names of what the service offers."""
        happened = self.happened(subject("service", self.desk.service))
        return {
            each.event.offer: each.event.name
            for each in happened
            if isinstance(each.event, OfferDefined)
        }

    def staff(self, duty: Duty | None = None) -> dict[StaffId, str]:
        """The names of those who work for the service, by name; or of those with a duty."""
        some = [
            each for each, duties in self.service.staff.items() if duty is None or duty in duties
        ]
        names = self.directory.names_of(subject("staff", each) for each in some)
        found = {each: names.get(subject("staff", each), "name not recorded") for each in some}
        return dict(sorted(found.items(), key=lambda item: item[1].casefold()))

    def peers(self) -> dict[PeerId, str]:
        """The names of the active peer supporters whom the one who asks may see, by name.

        Whoever sees the whole register of breaks may name any of them in a record.
        """
        found = {}
        for about, event in self.directory.everybody("peer").items():
            if not isinstance(event, PeerInterestExpressed) or event.service != self.desk.service:
                continue
            if not any(self.desk.reaches(view, about) for view in NAMED_FOR):
                continue
            peer: Peer = fold(PEER, self.happened(about))
            if peer.stage is PeerStage.ACTIVE:
                found[event.peer] = self.name(about)
        return dict(sorted(found.items(), key=lambda item: item[1].casefold()))

    def offered(self, kind: object, field: str) -> tuple[Option, ...]:
        """What can be chosen for an identifier."""
        if kind is OfferId:
            names = self.offers()
            return _options(
                (each, names.get(each, each))
                for each, offer in self.service.offers.items()
                if offer.open
            )
        if kind is StaffId:
            return _options(self.staff(DUTY_FOR.get(field)).items())
        if kind is PeerId:
            return _options(self.peers().items())
        if kind is GroupId:
            return _options(self._other_groups().items())
        if kind is ActorId:
            if field == "second":
                return _options(
                    (each, name)
                    for each, name in self.staff().items()
                    if self.service.is_named(each, *SECONDS)
                    and str(each) != str(self.desk.principal.actor)
                )
            return _options((*self.staff().items(), *self.peers().items()))
        return self._sessions_to_choose()

    def _other_groups(self) -> dict[str, str]:
        """The groups that have not come to their end, by name; the one of the address apart."""
        at = At(self.desk.views, self.desk.opener, self.desk.service, self.desk.scope("groups"))
        return {
            each.id: each.name
            for each in LISTS["groups"].read(at, USUALLY).rows
            if each.state != GroupStage.CLOSED and each.id != self.ids.get("group")
        }

    def _sessions_to_choose(self) -> tuple[Option, ...]:
        today = local_day(self.now)
        planned = [
            (session.planned_for, identifier)
            for identifier, session in self.sessions.items()
            if session.planned_for is not None and session.held is None
        ]
        found = [
            (each, f"The one planned for {moment_words(when, today)}")
            for when, each in sorted(planned)
        ]
        return (Option("", "Nobody had planned it"), *_options(found))


def ids_in(tags: Iterable[Subject]) -> dict[str, str]:
    """What an entry concerns, by noun."""
    parted = (tag.partition(":") for tag in tags)
    return {noun: identifier for noun, _colon, identifier in parted}


def person_in(tags: Iterable[Subject]) -> PersonId | None:
    """The person whom an entry concerns."""
    person = ids_in(tags).get("person")
    return None if person is None else PersonId(person)


def recorder_words(by: ActorId, names: Mapping[Subject, str]) -> str:
    """Who recorded something."""
    if by == LOCAL_OPERATOR:
        return "whoever used this computer"
    return names.get(subject("staff", by), "somebody")


def first_of(name: str) -> str:
    """What people call somebody, of a full name; words that stand for a name stay whole."""
    first = name.partition(" ")[0]
    titled = first.rstrip(".").lower() in TITLES
    return first if name[:1].isupper() and not titled else name


def _options(pairs: Iterable[tuple[str, str]]) -> tuple[Option, ...]:
    return tuple(Option(str(value), label) for value, label in pairs)
