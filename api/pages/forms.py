"""The form of a command: a row of the route table becomes a page, and the page the same command.

The address is that of the interface without its prefix. A form posts to its own address; what it
says becomes the command, `Desk.perform` does the rest, and a refusal comes back beside its field.
"""

import secrets
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from urllib.parse import parse_qs, urlencode

import msgspec
from litestar import get, post
from litestar.exceptions import ClientException
from litestar.handlers import HTTPRouteHandler
from litestar.params import RawBody
from litestar.response import Redirect, Template

from api.desk import Desk
from api.door import Row
from api.entrance import to_prove
from api.group_views import group_for
from api.pages import words
from api.pages.about import About, ids_in, person_in
from api.pages.answers import Given, answer_of, missing, value_of
from api.pages.as_of import address
from api.pages.dates import NotUnderstood
from api.pages.described import DESCRIBED, as_it_stands, subject_of_the_service
from api.pages.fields import Field, fields_of
from api.pages.flow import ON, THEN, onward
from api.pages.frame import (
    BREAKS,
    FROM_CASELOAD,
    GROUPS,
    PEERS,
    SERVICE,
    Asking,
    AtDesk,
    Names,
    home_of,
    page,
)
from api.pages.links import link_to, page_path
from api.pages.watching import unwatched
from api.pages.words.breaks import FIELDS_OF
from api.pages.words.breaks import FORMS as OF_A_BREAK
from api.pages.words.reviews import FORMS as OF_WHAT_FOLLOWS
from api.pages.words.service import FORMS as OF_THE_SERVICE
from application.ledger import CommandIdReused, Receipt
from application.permissions import NotProved
from domain.confidentiality.commands import AddToBreakRecord, RecordEmergencyBreak
from domain.confidentiality.commands_after import IssueReviewLink
from domain.corrections import CorrectEntry
from domain.decider import Refusal, Unknown
from domain.erasure import ErasePeer, ErasePerson
from domain.opening import OpenRecord
from domain.outcomes import RecordOutcome
from domain.peer import RecordExitConversation, RecordPeerLeft
from domain.people import GroupId, PersonId, subject
from domain.safeguarding import RaiseConcern
from domain.session import RecordSession
from projections.directory import Directory

KEY = "key"
LONGEST_KEY = 200
MOST_ANSWERS = 500
NEW_PERSON = frozenset({"name", "birth_date", "phone", "email", "address"})
SAVED_ALREADY = (
    "This form was saved already, with other answers. "
    "To save these as well, press the button again."
)
ANSWERED_APART = frozenset({CorrectEntry, IssueReviewLink})
"""Forms that have a page of their own (`corrections`, `asking_outside`)."""

NEVER_SENT_BACK = frozenset({RecordEmergencyBreak, RaiseConcern})
"""Forms that are saved with what could be understood: the rest becomes a task."""

WORRYING = frozenset({RaiseConcern, RecordEmergencyBreak, RecordOutcome, RecordSession})
"""Forms that somebody may fill in because of a worry, or whose answers may tell of danger: outside
staffed hours they say that nobody is watching, and whom to call."""

NOT_YET_THEIRS = frozenset({OpenRecord})
"""Forms about somebody whom the one who fills them in may not see yet: they show no name."""

ONES_OWN = {"by": "PEER", "told_by": "PEER", "reported_by": "PEER", "asked_by": "SELF"}
"""What a peer supporter who fills in a form about themself need not be asked."""

CERTIFIED = frozenset({ErasePerson, ErasePeer})
"""Forms that end in a certificate: of whom they are about there is no page any more."""

NOT_FOR_ONESELF = frozenset({"on_behalf", "read_back", "by_staff"})
"""What is asked of whoever writes something down for somebody else, and of nobody for themself."""

WHOEVER_ACTS = frozenset(
    {"approved_by", "assessed_by", "assessor", "checked_by", "closed_by", "issued_by", "told_by"}
)
"""Who did something, where it is usually whoever writes it down: chosen beforehand."""

STANDS_FOR = {"on": "at", "started_at": "at"}
"""Fields of commands that a form asks for under another name."""


def handlers_of(rows: Sequence[Row]) -> list[HTTPRouteHandler]:
    """A page to fill in, and the place where it is sent, for every row that has words."""
    with_words = (row for row in rows if row.command in words.FORMS)
    plain = (row for row in with_words if row.command not in ANSWERED_APART)
    return [handler for row in plain for handler in _handlers(row)]


def _handlers(row: Row) -> tuple[HTTPRouteHandler, HTTPRouteHandler]:
    path, name = page_path(row.path).replace("}", ":str}"), row.command.__name__

    def ask(request: Asking, desk: AtDesk, directory: Names) -> Template:
        return Filling(row, request, desk, directory).asked()

    def save(request: Asking, desk: AtDesk, directory: Names, body: RawBody) -> Template | Redirect:
        return Filling(row, request, desk, directory).saved(given_in(body))

    ask.__name__, save.__name__ = f"ask_{name}", f"save_{name}"
    return (
        get(path, sync_to_thread=True, view="form")(ask),
        post(path, sync_to_thread=True, view="form")(save),
    )


def given_in(body: bytes) -> Given:
    """What a form sent. Raises `ClientException` where it is no form."""
    try:
        text = body.decode()
        return parse_qs(text, keep_blank_values=True, max_num_fields=MOST_ANSWERS, errors="strict")
    except ValueError as wrong:
        raise ClientException("This could not be read. Go back and send the form again.") from wrong


class Problem(msgspec.Struct, frozen=True):
    """What is in the way, and the field where that can be changed."""

    text: str
    field: str | None = None


class Filling:
    """One form being filled in."""

    def __init__(self, row: Row, request: Asking, desk: Desk, directory: Directory) -> None:
        """Look up what the address names. Raises `NotFoundException`."""
        self.row, self.desk = row, desk
        self.ids = {name: str(value) for name, value in request.path_params.items()}
        self.asked_for = dict(request.query_params)
        self.words = words.FORMS[row.command]
        ids = dict(self.ids)
        if row.command in NOT_YET_THEIRS:
            desk.note(subject("person", ids.pop("person")))
        if self.asked_for.get("person"):
            ids.setdefault("person", self.asked_for["person"])
        desk.must_ask(row.command)
        self.about = About(desk, directory, ids)
        in_the_group = self._in_the_group()
        if self.about.person is not None and not in_the_group:
            desk.must_reach("form", subject("person", self.about.person))
        if "peer" in ids:  # a person may be asked about beside whoever the address names
            desk.must_reach("form", subject("peer", ids["peer"]))
        left_out = frozenset(self.ids) | (NOT_FOR_ONESELF if self.own else frozenset())
        if self.about.person is not None:
            left_out |= NEW_PERSON
        self.fields = fields_of(row.command, left_out, self.about.offered, self.about.named)
        part = FIELDS_OF.get(self.asked_for.get("part", "")) or None
        if part is not None and row.command is AddToBreakRecord:
            self.fields = tuple(each for each in self.fields if each.name in part)

    def _in_the_group(self) -> bool:
        """Whether the form is about a group's own: the group, or somebody named on its page.

        Raises `NotPermitted`.
        """
        if "group" not in self.ids:
            return False
        found = group_for(self.desk, GroupId(self.ids["group"]))
        return self.about.person in {each.person for each in found.members}

    def asked(self) -> Template:
        """The empty form, with what is known beforehand. Raises `NotProved`."""
        self.desk.must_have_proved(self.row.command)
        given: dict[str, Sequence[str]] = {}
        stands = as_it_stands(self.about, self.row.command, self.asked_for)
        mine = (self.desk.principal.holder or "").partition(":")[2]
        for field in self.fields:
            if field.kind != "many":  # nobody's yes is ticked beforehand
                given |= answer_of(field, field.default)
            if field.name in stands:
                given |= answer_of(field, stands[field.name])
            if field.kind == "pick" and field.needed and len(field.options) == 1:
                given[field.name] = [field.options[0].value]
            if field.name in self.asked_for and field.kind in {"pick", "carried", "one"}:
                given[field.name] = [self.asked_for[field.name]]
            elif field.name in WHOEVER_ACTS and mine in {each.value for each in field.options}:
                given[field.name] = [mine]
            if field.kind == "carried" and self.row.command in DESCRIBED:
                given.setdefault(field.name, [secrets.token_hex(10)])
            if self.own and field.name in ONES_OWN:
                given[field.name] = [ONES_OWN[field.name]]
        return self._shown(given, [], 200)

    def saved(self, given: Given) -> Template | Redirect:
        """Perform what the form says and go to the person; or say what is in the way."""
        said, problems = self._said(given)
        if problems and self.row.command not in NEVER_SENT_BACK:
            return self._shown(given, problems, 400)
        try:
            command = msgspec.convert(said, self.row.command)
        except msgspec.ValidationError as wrong:
            return self._shown(given, [self._misfit(wrong)], 400)
        try:
            receipt = self.desk.perform(command, command_id=key_in(given))
        except Refusal as no:
            if isinstance(no, Unknown) and no.field is None:
                raise
            proving = isinstance(no, NotProved)
            return self._shown(given, [self._problem(no)], no.status, proving=proving)
        if "concern" in self.ids and self.desk.sees("concern_register"):
            saved = {"saved": str(receipt.position)}
            return Redirect(address(f"/concerns/{self.ids['concern']}", saved), status_code=303)
        return self._on(receipt)

    def _on(self, receipt: Receipt) -> Template | Redirect:
        """Straight on to the next step, if one came by the way; else back to where it belongs."""
        if self.row.command in OF_A_BREAK | OF_WHAT_FOLLOWS and self.desk.sees("break_record"):
            return to_the_break(receipt)
        saved = {"saved": str(receipt.position) if receipt.events else "before"}
        if self.asked_for.get(THEN) == ON:
            found = dict(self.ids)
            for recorded in receipt.events:
                found = ids_in(recorded.tags) | found
            onwards = onward(self.desk, referral=found.get("referral"), match=found.get("match"))
            if onwards is not None:
                return Redirect(further(onwards, saved), status_code=303)
        if self.row.command in OF_THE_SERVICE:
            return Redirect(address(SERVICE, saved), status_code=303)
        if self.ids.keys() & {"consent", "disclosure", "rights_request", "complaint", "group"}:
            return Redirect(address(self._back(), saved), status_code=303)
        if self.row.command in CERTIFIED:
            noun = "person" if "person" in self.ids else "peer"
            return Redirect(f"/rights/certificates/{noun}.{self.ids[noun]}", status_code=303)
        if self.row.command is RecordPeerLeft:
            talk = link_to(RecordExitConversation, peer=self.ids["peer"])
            return Redirect(address(talk, saved), status_code=303)
        if self.row.command is RecordExitConversation:
            return Redirect(address(PEERS, saved), status_code=303)
        if self.about.person is None and "peer" in self.ids and not self.own:
            return Redirect(address(f"/peers/{self.ids['peer']}", saved), status_code=303)
        if not self.desk.sees("person_history"):
            return Redirect(address(home_of(self.desk), saved), status_code=303)
        return to_the_person(receipt, self.about.person)

    @property
    def own(self) -> bool:
        """Whether it is filled in by the peer supporter whom it concerns."""
        return (self.desk.principal.holder or "").startswith("peer:")

    def _said(self, given: Given) -> tuple[dict[str, Any], list[Problem]]:
        """The fields of the command, and what cannot be understood."""
        said: dict[str, Any] = dict(self.ids)
        problems = []
        if "service" in self.row.command.__struct_fields__:
            said["service"] = self.desk.service
        for field in self.fields:
            try:
                value = value_of(field, given, self.about.now)
            except NotUnderstood as wrong:
                problems.append(Problem(f"{field.label}: {wrong}", field.name))
                continue
            if value is None:
                if field.needed:
                    problems.append(Problem(missing(field), field.name))
                continue
            by_day = field.day_alone and isinstance(value, date) and not isinstance(value, datetime)
            said["on" if by_day else field.name] = value
        return said, problems

    def _misfit(self, wrong: msgspec.ValidationError) -> Problem:
        name = str(wrong).rpartition("$.")[2].rstrip("`").partition("[")[0]
        return Problem("This answer does not fit. Choose or write another.", self._place(name))

    def _problem(self, no: Refusal) -> Problem:
        return Problem(reason_of(no), self._place(no.field))

    def _place(self, name: str | None) -> str | None:
        shown = STANDS_FOR.get(name or "", name)
        return shown if shown in {field.name for field in self.fields} else None

    def _shown(
        self, given: Given, problems: Sequence[Problem], status: int, *, proving: bool = False
    ) -> Template:
        person = self.about.person
        fields = {field["name"]: field for field in shown_fields(self.fields, given, problems)}
        first = words.FIRST.get(self.row.command, tuple(fields))
        more = [field for name, field in fields.items() if name not in first]
        return page(
            "form.html",
            status=status,
            saved=self.asked_for.get("saved") is not None and not problems,
            flowing=self.asked_for.get(THEN) == ON,
            breadcrumbs=[{"label": "The service", "href": SERVICE}]
            if self.row.command in OF_THE_SERVICE
            else crumbs_of(self.about),
            errors=[msgspec.to_builtins(problem) for problem in problems] or None,
            title=self.words.title,
            about=subject_of_the_service(self.about)
            if self.row.command in OF_THE_SERVICE
            else _about_words(self.about),
            lead=self.about.named(self.words.lead) if self.words.lead else None,
            unwatched=unwatched(self.desk) if self.row.command in WORRYING else None,
            danger=person is None and "peer" not in self.ids,
            button=self.words.button,
            fields=[fields[name] for name in first if name in fields],
            more=more,
            more_open=any(field["error"] for field in more),
            key=new_key(),
            prove=to_prove("/me") if proving else None,
            back=self._back(),
        )

    def _back(self) -> str:
        """Where somebody goes who saves nothing."""
        if self.row.command in OF_THE_SERVICE:
            return SERVICE
        if self.row.command is RecordExitConversation:
            return PEERS
        if "concern" in self.ids and self.desk.sees("concern_register"):
            return f"/concerns/{self.ids['concern']}"
        if "break_id" in self.ids:
            return f"/breaks/{self.ids['break_id']}"
        if "group" in self.ids:
            return f"{GROUPS}/{self.ids['group']}"
        consent = self.ids.get("consent") or self.asked_for.get("consent")
        if consent:
            return "/sharing" if self.own else f"/choices/{consent}"
        if "rights_request" in self.ids:
            return f"/rights/{self.ids['rights_request']}"
        if "complaint" in self.ids:
            return "/complaints"
        if not self.desk.sees("person_history"):
            return home_of(self.desk)
        if self.about.person is not None:
            return f"/people/{self.about.person}"
        return f"/peers/{self.ids['peer']}" if "peer" in self.ids else home_of(self.desk)


def further(path: str, query: Mapping[str, str]) -> str:
    """An address with more said in it."""
    return f"{path}&{urlencode(query)}" if "?" in path else f"{path}?{urlencode(query)}"


def new_key() -> str:
    """A key under which a form is saved once, however often it is sent."""
    return secrets.token_urlsafe(16)


def key_in(given: Given) -> str:
    """The key of a form; one of our own where it brings none."""
    key = next(iter(given.get(KEY, ())), "")[:LONGEST_KEY]
    return key or new_key()


def reason_of(no: Refusal) -> str:
    """Why a form was refused, as the page says it."""
    return SAVED_ALREADY if isinstance(no, CommandIdReused) else str(no)


def to_the_person(receipt: Receipt, person: PersonId | None) -> Redirect:
    """On to the person's page, which says what was saved."""
    for recorded in receipt.events:
        person = person or person_in(recorded.tags)
    saved = str(receipt.position) if receipt.events else "before"
    path = f"/people/{person}" if person is not None else "/caseload"
    return Redirect(address(path, {"saved": saved}), status_code=303)


def to_the_break(receipt: Receipt) -> Redirect:
    """On to the record that was written in, and what it still needs."""
    tags = (tag for recorded in receipt.events for tag in recorded.tags)
    which = next((tag.partition(":")[2] for tag in tags if tag.startswith("break:")), "")
    path = f"/breaks/{which}" if which else BREAKS
    return Redirect(address(path, {"saved": str(receipt.position)}), status_code=303)


def crumbs_of(about: About) -> list[dict[str, str]]:
    """The way to a form: the caseload, and the person if there is one."""
    if "group" in about.ids and about.desk.sees("group"):
        back = f"{GROUPS}/{about.ids['group']}"
        return [{"label": "Groups", "href": GROUPS}, {"label": "The group", "href": back}]
    if not about.desk.sees("person_history"):
        return [{"label": "Back", "href": home_of(about.desk)}]
    if about.person is None:
        return [FROM_CASELOAD]
    name = about.name(subject("person", about.person))
    return [FROM_CASELOAD, {"label": name, "href": f"/people/{about.person}"}]


def shown_fields(
    fields: Sequence[Field], given: Given, problems: Sequence[Problem]
) -> list[dict[str, Any]]:
    """The fields as the page shows them: with the answers given and what is in their way."""
    errors = {problem.field: problem.text for problem in reversed(problems)}
    return [
        {
            "name": field.name,
            "kind": field.kind,
            "label": field.label,
            "hint": field.hint if field.options or field.kind != "pick" else words.NOBODY_TO_CHOOSE,
            "error": errors.get(field.name),
            "options": _options(field),
            **_answers(field, given),
        }
        for field in fields
    ]


def _options(field: Field) -> list[dict[str, str]]:
    """The answers to choose from, with a way to leave the question open where it may be."""
    options: list[dict[str, str]] = [msgspec.to_builtins(option) for option in field.options]
    if field.kind == "many" or any(option["value"] == "" for option in options):
        return options
    if field.kind == "pick":
        return [{"value": "", "label": "Choose" if field.needed else words.NOT_RECORDED}, *options]
    if field.needed or not field.may_be_open or not options:
        return options
    usual = words.NOT_KNOWN if field.kind == "yes_no" else words.NOT_RECORDED
    left_open = words.LEFT_OPEN.get(field.name, usual)
    return [*options, {"value": "", "label": left_open}]


def _answers(field: Field, given: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    if field.kind in {"day", "moment"}:
        parts = {name.rpartition("-")[2]: name for name in field.names}
        return {"value": {part: (given.get(name) or [""])[0] for part, name in parts.items()}}
    if field.kind == "many":
        return {"values": list(given.get(field.name, ()))}
    answer = given.get(field.name)
    return {"value": answer[0] if answer else None}


def _about_words(about: About) -> str | None:
    if about.person is None:
        return None
    if not about.desk.sees("person_history"):
        return about.first_name(subject("person", about.person))
    person = about.name(subject("person", about.person))
    if about.match.peer is None:
        return person
    return f"{person} and {about.name(subject('peer', about.match.peer))}"
