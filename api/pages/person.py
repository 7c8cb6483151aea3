"""The page of a person: who, where they stand, what is due, what comes next, what happened."""

from collections.abc import Mapping, Sequence
from typing import Any

from litestar import get
from litestar.response import Redirect, Template

from api.pages import words
from api.pages.about import About
from api.pages.as_of import PARTS, AsOf, address, as_of_in
from api.pages.dates import (
    NotUnderstood,
    day_words,
    full_day_words,
    moment_words,
)
from api.pages.facts import InWords, match_facts, referral_facts, ways_to_reach
from api.pages.flow import step_href
from api.pages.frame import FROM_CASELOAD, Asking, AtDesk, Names, page
from api.pages.links import link_to, path_of
from api.pages.steps import Steps, steps_of_match, steps_of_referral, steps_of_session
from api.pages.timeline import timeline
from api.pages.words import states
from domain.decider import Command, Recorded
from domain.folds import ALWAYS, as_of, fold, of_subject
from domain.match import (
    OPEN_STAGES,
    PERSONS_MATCHES,
    AcceptProposal,
    Match,
    ProposeMatch,
)
from domain.people import MatchId, PersonId, ReferralId, Subject, subject
from domain.periods import local_day
from domain.person import RecordDeath, RecordSafeContact, SafeContactRecorded
from domain.referral import OPEN_STAGES as REFERRAL_OPEN_STAGES
from domain.referral import REFERRAL, ReceiveReferral, Referral
from domain.session import SESSIONS, Session
from domain.session import Stage as SessionStage
from projections.caseload import VIEW as CASELOAD
from projections.caseload import rows_of
from projections.person_history import Entry, person_history
from projections.rectified import shown_history

TITLES_OF_STEPS: dict[type[Command], str] = {
    ProposeMatch: "Find a peer supporter",
    AcceptProposal: "Record what they said",
}
"""What the next step is called where it is more than one form."""


@get("/people/{person:str}", sync_to_thread=True, view="person_history")
def person_page(request: Asking, desk: AtDesk, directory: Names) -> Template | Redirect:
    """The page, today or as of another day."""
    query = dict(request.query_params)
    about = About(desk, directory, request.path_params)
    desk.must_reach("person_history", subject("person", about.ids["person"]))
    path = f"/people/{about.person}"
    try:
        asked, error = as_of_in(query, about.now), None
    except NotUnderstood as wrong:
        asked, error = AsOf(), str(wrong)
    if error is None and any(part in query for part in PARTS):
        return Redirect(address(path, asked.query), status_code=303)
    return PersonPage(about, asked, query, error).shown()


class PersonPage:
    """One person at one moment."""

    def __init__(
        self, about: About, asked: AsOf, query: Mapping[str, str], error: str | None
    ) -> None:
        """Read what stood at that moment."""
        self.about, self.asked, self.query, self.error = about, asked, query, error
        self.desk = about.desk
        self.person = PersonId(about.ids["person"])
        self.subject = subject("person", self.person)
        self.today = local_day(about.now)
        self.moment = asked.moment or about.now
        known = self.desk.ledger.head().position
        if asked.known_at is not None:
            known = self.desk.ledger.position_at(asked.known_at)
        self.events = shown_history(self.desk.ledger, self.subject, known)
        true = asked.true_at or ALWAYS
        self.happened = of_subject(as_of(self.events, true=true), self.subject)
        in_force = self.desk.views.definitions_known_at(known)
        definitions = in_force.of(self.desk.service, self.moment)
        events = self.desk.views.opened(CASELOAD, self.events)
        self.rows, _service, _holds_until = rows_of(
            self.subject, events, definitions, self.moment, true
        )
        self.matches: dict[MatchId, Match] = fold(PERSONS_MATCHES, self.happened)
        self.referrals = self._referrals()
        peers = [subject("peer", each.peer) for each in self.matches.values() if each.peer]
        self.names = about.directory.names_of([self.subject, *peers])

    def shown(self) -> Template:
        """The page."""
        history = person_history(
            self.desk.views,
            self.desk.opener,
            self.person,
            known_at=self.asked.known_at,
            true_at=self.asked.true_at,
        )
        name = self._name(self.subject)
        supported = [*self._open_matches(), *self._open_referrals()]
        return page(
            "person.html",
            status=400 if self.error else 200,
            breadcrumbs=[
                {**FROM_CASELOAD, "href": address("/caseload", self.asked.query)},
            ],
            as_of=self.asked.banner(f"/people/{self.person}"),
            errors=[{"text": self.error, "field": "day"}] if self.error else None,
            position=history.position,
            name=name,
            day=full_day_words(self.asked.day) if self.asked.day else None,
            control=self.asked.control(self.query, self.error),
            here=f"/people/{self.person}",
            saved=self._saved(history.entries),
            known=bool(self.events),
            reach=ways_to_reach(self.happened, self.desk.opener, self.today),
            asked=any(isinstance(each.event, SafeContactRecorded) for each in self.happened),
            supported=supported,
            before=[*self._matches_before(), *self._referrals_before()],
            person_steps=[] if self.asked else self._person_steps(bool(supported)),
            entries=timeline(
                history.entries, self.about.directory, self.today, past=bool(self.asked)
            ),
        )

    # --- Where things stand ---

    def _referrals(self) -> dict[ReferralId, Referral]:
        identifiers = dict.fromkeys(
            referral
            for each in self.happened
            if (referral := getattr(each.event, "referral", None)) is not None
        )
        return {
            each: fold(
                REFERRAL,
                [one for one in self.happened if getattr(one.event, "referral", each) == each],
            )
            for each in identifiers
        }

    def _open_matches(self) -> list[dict[str, Any]]:
        found = []
        for identifier, match in self.matches.items():
            stage = match.stage_at(self.moment)
            row = next((each for each in self.rows if each.match == identifier), None)
            if stage not in OPEN_STAGES or row is None:
                continue
            sessions: dict[Any, Session] = fold(SESSIONS, self._about_match(identifier))
            found.append(
                {
                    "title": f"{self._first(self.subject)} and {self._first_peer(match)}",
                    "href": address(path_of(identifier), self.asked.query),
                    "state": states.state_words(stage),
                    "since": day_words(local_day(row.since), self.today),
                    "facts": match_facts(self._in_words(match), match, sessions, self.moment),
                    "due": [flag["sentence"] for flag in row.flags],
                    "sessions": self._sessions(identifier, sessions),
                    **self._steps(steps_of_match(match, stage), match=identifier),
                }
            )
        return found

    def _open_referrals(self) -> list[dict[str, Any]]:
        found = []
        for identifier, referral in self.referrals.items():
            row = next(
                (each for each in self.rows if not each.match and each.referral == identifier), None
            )
            if row is None:
                continue
            stage = referral.stage_at(self.moment)
            found.append(
                {
                    "title": "Enquiry" if referral.agreed_at is None else "Referral",
                    "state": states.state_words(stage),
                    "since": day_words(local_day(row.since), self.today),
                    "facts": referral_facts(referral, self.about.offers(), self.today),
                    "due": [flag["sentence"] for flag in row.flags],
                    "sessions": [],
                    **self._steps(steps_of_referral(referral, stage), referral=identifier),
                }
            )
        return found

    def _matches_before(self) -> list[str]:
        found = []
        for match in self.matches.values():
            stage = match.stage_at(self.moment)
            if stage in OPEN_STAGES or match.over_at is None or match.proposed_at is None:
                continue
            first = day_words(local_day(match.activated_at or match.proposed_at), self.today)
            last = day_words(local_day(match.over_at), self.today)
            how = states.PAST_STATES[stage].lower()
            if match.ended_how is not None:
                how = self._in_words(match).answer(match.ended_how)
                how = f"ended {how[:1].lower()}{how[1:]}"
            with_whom = self._first_peer(match)
            found.append(f"Match with {with_whom}, from {first} to {last}: {how}.")
        return found

    def _referrals_before(self) -> list[str]:
        found = []
        for referral in self.referrals.values():
            stage = referral.stage_at(self.moment)
            if stage in REFERRAL_OPEN_STAGES or not (referral.arrived_at and referral.ended_at):
                continue
            first = day_words(local_day(referral.arrived_at), self.today)
            last = day_words(local_day(referral.ended_at), self.today)
            found.append(f"Referral of {first}, until {last}: {states.PAST_STATES[stage].lower()}.")
        return found

    def _sessions(self, match: MatchId, sessions: Mapping[Any, Session]) -> list[dict[str, Any]]:
        """The sessions about which something is to be said."""
        found = []
        for identifier, session in sessions.items():
            steps = steps_of_session(session)
            when = session.planned_for
            what = "Planned"
            if session.stage is SessionStage.HELD and session.held is not None:
                when, what = session.held.ended_at, "Held"
            if not steps or when is None:
                continue
            links = self._links(steps, match=match, session=identifier)
            found.append((when, {"text": f"{what}, {moment_words(when, self.today)}",
                                 "links": links}))  # fmt: skip
        return [each for _when, each in sorted(found, key=lambda pair: pair[0])]

    # --- What can be done ---

    def _steps(self, steps: Steps, **ids: str) -> dict[str, Any]:
        steps = [step for step in steps if self.desk.may_ask(step)]
        links = self._links(steps, **ids)
        following = _next(steps[0], **ids) if links else None
        return {"next": following, "others": links[1:]}

    def _links(self, steps: Steps, **ids: str) -> list[dict[str, str]]:
        """Links to forms; none in the past."""
        if self.asked:
            return []
        return [_link(step, **ids) for step in steps if self.desk.may_ask(step)]

    def _person_steps(self, supported: bool) -> list[dict[str, str]]:
        steps = [_link(RecordSafeContact, person=self.person)]
        if not supported:
            href = address(link_to(ReceiveReferral), {"person": self.person})
            steps.append({"text": "Take another referral", "href": href})
        return [*steps, _link(RecordDeath, person=self.person)]

    def _saved(self, entries: Sequence[Entry]) -> dict[str, str] | None:
        """What to say after something was saved, if this page comes from there."""
        saved = self.query.get("saved")
        if saved is None or self.asked:
            return None
        if saved == "before":
            return {
                "title": "Saved before",
                "text": "This was recorded already. Nothing was added.",
            }
        found = [entry.sentence for entry in entries if str(entry.position) == saved]
        return {"title": "Saved", "text": found[0]} if found else None

    # --- Who ---

    def _name(self, about: Subject) -> str:
        return self.names.get(about, "name not recorded")

    def _first(self, about: Subject) -> str:
        return self.about.first_name(about)

    def _first_peer(self, match: Match) -> str:
        return self._first(subject("peer", match.peer or ""))

    def _in_words(self, match: Match) -> InWords:
        return InWords(
            person=self._first(self.subject),
            peer=self._first_peer(match),
            peers_name=self._name(subject("peer", match.peer or "")),
            offers=self.about.offers(),
            today=self.today,
        )

    def _about_match(self, match: MatchId) -> list[Recorded]:
        return [each for each in self.happened if getattr(each.event, "match", None) == match]


def _link(command: type[Command], **ids: str) -> dict[str, str]:
    return {"text": words.FORMS[command].title, "href": link_to(command, **ids)}


def _next(command: type[Command], **ids: str) -> dict[str, str]:
    return {"text": TITLES_OF_STEPS.get(command) or words.FORMS[command].title,
            "href": step_href(command, **ids)}  # fmt: skip
