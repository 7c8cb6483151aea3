"""A choice, heard by voice or made on a screen: one thing, one audience, one purpose, until a day.

It is read out word for word, answered, and read back. "Everything, everyone, for ever" cannot be
put together here. What was answered becomes a consent, a no that asks for no reason, or an offer
that waits for its day.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import msgspec
from litestar.exceptions import NotFoundException
from litestar.response import Redirect, Template

from api.desk import Desk
from api.pages.about import About
from api.pages.answers import Given
from api.pages.as_of import address
from api.pages.dates import NotUnderstood, read_day, read_time
from api.pages.forms import Problem, key_in, new_key, reason_of
from api.pages.frame import Asking, page
from api.pages.telling_words import BY_WHICH_WAY, KINDS, ROLES, WHAT_FOR, WHO, first_name_in
from application.ledger import Receipt
from domain.consent import (
    Audience,
    DeclineDisclosureConsent,
    GiveDisclosureConsent,
    GivenHow,
    OfferDisclosureConsent,
    Purpose,
    RefuseDisclosureConsent,
    ToldBy,
    Use,
)
from domain.decider import Refusal
from domain.folds import fold
from domain.match import OPEN_STAGES, PEERS_MATCHES
from domain.people import ConsentId, MatchId, PeerId, PersonId, StaffId, Subject, subject
from domain.periods import LOCAL, local_day, start_of
from domain.service import Duty
from projections.directory import Directory

FORM_VERSION = "choice-1"
USUALLY = timedelta(days=365)
YES, ASK_FIRST, NO, LATER, PRINT = "yes", "ask-first", "no", "later", "print"
CHOICES = "/choices"
WIDE = (
    Audience.PROSPECTIVE_PERSON,
    Audience.REFERRER,
    Audience.OTHER_PEERS,
    Audience.PROFESSIONALS,
    Audience.FUNDER,
    Audience.PUBLIC,
)
PLACES = {
    "items": "kind",
    "audience": "who",
    "audience_staff": "who",
    "audience_role": "who",
    "read_back": "read-back",
    "valid_until": "until",
    "at": "when",
    "warned": "warned",
    "peer": "whose",
    "person": "whose",
    "explained_by": "asker",
    "ask_on": "ask-on",
}
"""The question of the form where a field of a command was asked for."""


def choosing(desk: Desk) -> str | None:
    """Which member of staff asks; nobody where it is a peer supporter themself."""
    noun, _colon, identifier = (desk.principal.holder or "").partition(":")
    return identifier if noun == "staff" else None


class ChoiceForm:
    """One choice being put together, for somebody or by them."""

    def __init__(
        self, request: Asking, desk: Desk, directory: Directory, *, refusing: bool = False
    ) -> None:
        """Look up whose it is. Raises `NotPermitted` and `NotFoundException`."""
        desk.must_ask(RefuseDisclosureConsent if refusing else GiveDisclosureConsent)
        self.desk, self.refusing = desk, refusing
        self.about = About(desk, directory, {})
        holder = desk.principal.holder or ""
        self.own = holder.startswith("peer:")
        self.given_whose = holder if self.own else request.query_params.get("whose", "")
        self.today = local_day(self.about.now)
        self.problems: list[Problem] = []

    # --- The page ---

    def asked(self) -> Template:
        """Nothing is chosen yet but what is usual."""
        until = self.today + USUALLY
        return self.shown(
            {
                "whose": [self.given_whose],
                "purpose": [Purpose.MATCHING],
                "channel": [ToldBy.SCREEN],
                "who": [f"staff:{choosing(self.desk)}"],
                "use": [Use.STANDING],
                "how": [GivenHow.PHONE],
                "until-day": [str(until.day)],
                "until-month": [str(until.month)],
                "until-year": [str(until.year)],
            },
            [],
        )

    def shown(self, given: Given, problems: Sequence[Problem], status: int = 200) -> Template:
        """The page, with the answers given."""
        whose = self._whose(given)
        said = {name: values[0] for name, values in given.items() if values}
        return page(
            "choice.html",
            here="/sharing" if self.own else CHOICES,
            status=status,
            breadcrumbs=[
                {"label": "Who may know what", "href": "/sharing"}
                if self.own
                else {"label": "Choices", "href": CHOICES}
            ],
            errors=[msgspec.to_builtins(each) for each in problems] or None,
            wrong={each.field: each.text for each in reversed(problems)},
            given=said,
            until=_parts(said, "until"),
            when=_parts(said, "when"),
            ask_on=_parts(said, "ask-on"),
            own=self.own,
            refusing=self.refusing,
            heading=self._heading(),
            whoses=self._whoses(),
            askers=_options(self.about.staff()) if self._needs_asker else None,
            kinds=_options(KINDS),
            whos=self._whos(whose),
            purposes=_options(WHAT_FOR),
            channels=_options(BY_WHICH_WAY),
            answers=self._answers(),
            key=new_key(),
            back="/sharing" if self.own else CHOICES,
        )

    def _heading(self) -> str:
        if self.refusing:
            return "Say what nobody may know" if self.own else "Record what nobody may know"
        return "Share something" if self.own else "Record a choice"

    def _answers(self) -> list[dict[str, str]]:
        if self.own:
            return _options({YES: "Yes", ASK_FIRST: "Yes, but ask me first each time"})
        return _options(
            {
                YES: "Yes",
                NO: "No",
                LATER: "Not now, ask again later",
                ASK_FIRST: "Yes, but ask me first each time",
            }
        )

    @property
    def _needs_asker(self) -> bool:
        return not self.own and choosing(self.desk) is None

    def _whoses(self) -> list[dict[str, str]] | None:
        """Whose choice it can be; of somebody who chooses for themself nothing is asked."""
        if self.own:
            return None
        found = {f"peer:{each}": name for each, name in self.about.peers().items()}
        given = self.given_whose
        if given.startswith("person:") and self.desk.reaches("form", Subject(given)):
            found = {given: self.about.name(Subject(given))}
        return _options(found)

    def _whos(self, whose: Subject | None) -> list[dict[str, str]]:
        """To whom: members of staff, roles, their own matches, and the classes that there are."""
        found = {f"staff:{each}": name for each, name in self.about.staff().items()}
        found |= {f"role:{each}": words for each, words in ROLES.items()}
        if whose is not None and whose.startswith("peer:"):
            matches = fold(PEERS_MATCHES, self.about.happened(whose))
            for each, match in matches.items():
                if match.stage_at(self.about.now) in OPEN_STAGES:
                    name = first_name_in(self.about, MatchId(each))
                    found[f"match:{each}"] = f"{name}, in {'my' if self.own else 'their'} match"
        return _options(found | {str(each): WHO[each] for each in WIDE})

    # --- What is saved ---

    def saved(self, given: Given) -> Template | Redirect:
        """Record what was answered; or say what is in the way."""
        said = {name: values[0].strip() for name, values in given.items() if values}
        whose = self._whose(given)
        if whose is None:
            self._wrong("whose", "Choose whose choice this is.")
        scope = self._scope(said)
        answer = YES if self.refusing else said.get("answer", "")
        if answer not in {YES, NO, LATER, ASK_FIRST, PRINT}:
            self._wrong("answer", "Choose what the answer was.")
        if self._needs_asker and not said.get("asker"):
            self._wrong("asker", "Choose who asked.")
        if whose is None or self.problems:
            return self.shown(given, self.problems, 400)
        key = key_in(given)
        try:
            receipt = self._performed(answer, whose, scope, said, key)
        except NotUnderstood as wrong:
            return self.shown(given, [Problem(str(wrong), "when")], 400)
        except Refusal as no:
            field = PLACES.get(no.field or "")
            return self.shown(given, [Problem(reason_of(no), field)], no.status)
        return self._on(receipt, answer)

    def _performed(
        self, answer: str, whose: Subject, scope: dict[str, Any], said: Mapping[str, str], key: str
    ) -> Receipt:
        noun, _colon, identifier = whose.partition(":")
        of: dict[str, Any] = {noun: PeerId(identifier) if noun == "peer" else PersonId(identifier)}
        staff = self._staff(said)
        heard: dict[str, Any] = {"at": self._moment(said)}
        behalf: dict[str, Any] = {"on_behalf": staff} if staff else {}
        if staff:
            behalf |= {"read_back": said.get("read-back") == "yes"}
        if self.refusing:
            how = GivenHow(said["how"]) if staff and said.get("how") else GivenHow.SCREEN
            refused = RefuseDisclosureConsent(**of, **scope, **behalf, **heard, how=how)
            return self.desk.perform(refused, command_id=key)
        if answer in {YES, ASK_FIRST}:
            given = GiveDisclosureConsent(
                own_word=True,
                **of,
                **scope,
                **behalf,
                **heard,
                valid_until=self._day(said, "until"),
                use=Use(said.get("use") or Use.STANDING),
                how=GivenHow(said.get("how") or GivenHow.PHONE) if staff else GivenHow.SCREEN,
                form_version=FORM_VERSION,
                explained_by=staff,
                ask_first=answer == ASK_FIRST,
                warned=said.get("warned") == "yes",
            )
            return self.desk.perform(given, command_id=key)
        offered = OfferDisclosureConsent(
            explained_by=staff or StaffId(""),
            form_version=FORM_VERSION,
            ask_on=self._day(said, "ask-on") if answer == LATER else None,
            **of,
            **scope,
            **heard,
        )
        receipt = self.desk.perform(offered, command_id=f"{key}-offer")
        if answer != NO:
            return receipt
        consent = consent_in(receipt)
        no = DeclineDisclosureConsent(consent=consent, on_behalf=staff, **heard)
        return self.desk.perform(no, command_id=key)

    def _on(self, receipt: Receipt, answer: str) -> Redirect:
        consent = consent_in(receipt)
        if answer == PRINT:
            return Redirect(f"{CHOICES}/{consent}/print", status_code=303)
        if self.own:
            return Redirect(address("/sharing", {"saved": str(receipt.position)}), status_code=303)
        saved = {"saved": str(receipt.position)}
        return Redirect(address(f"{CHOICES}/{consent}", saved), status_code=303)

    # --- What was said ---

    def _whose(self, given: Given) -> Subject | None:
        said = self.given_whose if self.own else (given.get("whose") or [""])[0]
        noun, _colon, identifier = said.partition(":")
        if noun not in {"peer", "person"} or not identifier:
            return None
        return subject(noun, identifier)

    def _staff(self, said: Mapping[str, str]) -> StaffId | None:
        if self.own:
            return None
        return StaffId(choosing(self.desk) or said["asker"])

    def _scope(self, said: Mapping[str, str]) -> dict[str, Any]:
        """What may be told, to whom, what for and how, as far as it can be read."""
        kind, label = said.get("kind", ""), said.get("label", "")
        scope: dict[str, Any] = {}
        if kind in KINDS:
            scope["items"] = (f"{kind}:{label}" if label else kind,)
        elif not self.refusing or kind:
            self._wrong("kind", "Choose what it is about.")
        who = said.get("who", "")
        noun, _colon, identifier = who.partition(":")
        if noun == "staff":
            scope |= {"audience": Audience.STAFF_MEMBER, "audience_staff": StaffId(identifier)}
        elif noun == "role" and identifier in set(Duty):
            scope |= {"audience": Audience.ROLE, "audience_role": Duty(identifier)}
        elif noun == "match":
            scope |= {"audience": Audience.MATCHED_PERSON, "audience_match": MatchId(identifier)}
        elif who in set(Audience):
            scope["audience"] = Audience(who)
        elif who or not self.refusing:
            self._wrong("who", "Choose who may know it.")
        for field, codes, text in (
            ("purpose", Purpose, "Choose what for."),
            ("channel", ToldBy, "Choose how it is told."),
        ):
            value = said.get(field, "")
            if value in set(codes):
                scope[field] = codes(value)
            elif value or not self.refusing:
                self._wrong(field, text)
        return scope

    def _day(self, said: Mapping[str, str], field: str) -> date | None:
        parts = [said.get(f"{field}-{part}", "") for part in ("day", "month", "year")]
        return read_day(*parts) if any(parts) else None

    def _moment(self, said: Mapping[str, str]) -> datetime | None:
        """When it was said, where that was not now."""
        day = self._day(said, "when")
        if day is None:
            return None
        clock = said.get("when-time", "")
        if clock:
            return datetime.combine(day, read_time(clock), LOCAL)
        return None if day == self.today else start_of(day)

    def _wrong(self, field: str, text: str) -> None:
        self.problems.append(Problem(text, field))


def consent_in(receipt: Receipt) -> ConsentId:
    """The consent that was recorded. Raises `NotFoundException` where there is none."""
    for recorded in receipt.events:
        consent = getattr(recorded.event, "consent", None)
        if consent is not None:
            return ConsentId(consent)
    raise NotFoundException("This was recorded before. It stands among the choices.")


def _parts(said: Mapping[str, str], field: str) -> dict[str, str]:
    parts = {"day", "month", "year", "time"}
    return {part: said.get(f"{field}-{part}", "") for part in parts}


def _options(pairs: Mapping[Any, str]) -> list[dict[str, str]]:
    return [{"value": str(value), "label": label} for value, label in pairs.items()]
