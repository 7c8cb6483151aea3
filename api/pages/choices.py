"""Choices about who knows what: put together and recorded, looked at one by one, taken back.

A member of staff sees of somebody's choices to whom, what for and until when. Which thing it is
they see only where a consent in force lets them (`may_be_seen`); whoever told it to them told them.
A code from a printed form leads back to what it asks.
"""

from typing import Any

import msgspec
from litestar import get, post
from litestar.exceptions import NotFoundException
from litestar.params import RawBody
from litestar.response import Redirect, Template

from api.desk import Desk
from api.disclosure_views import Opens, opened_of, told_of
from api.pages.about import NOBODY, About
from api.pages.as_of import address
from api.pages.choice_form import CHOICES, FORM_VERSION, USUALLY, ChoiceForm, choosing
from api.pages.codes import form_with
from api.pages.dates import full_day_words
from api.pages.forms import Problem, given_in, key_in, new_key, reason_of
from api.pages.frame import Asking, AtDesk, Names, page
from api.pages.links import link_to
from api.pages.sharing import line_of, told_line
from api.pages.telling_words import OWN
from application.telling import may_be_seen
from domain.consent import (
    CONSENTS,
    Consent,
    DeclineDisclosureConsent,
    DisclosureConsentOffered,
    GiveDisclosureConsent,
    GivenHow,
    NarrowDisclosureConsent,
    RecordConsentReadBack,
    Standing,
    Use,
    WithdrawDisclosureConsent,
)
from domain.decider import Command, Refusal
from domain.people import ConsentId, StaffId, Subject, subject
from domain.periods import local_day
from domain.personal import known

HELP = (
    "Who may know what about a peer supporter is theirs to choose. You can write down what they "
    "tell you, and read it back to them. What it is about is shown to you only if they let you."
)
NO_SUCH_CODE = "No form has this code. Check the letters and figures."
OPEN = frozenset({Standing.IN_FORCE, Standing.GIVEN, Standing.OFFERED})


@get(CHOICES, sync_to_thread=True, view="choices")
def choices(request: Asking, desk: AtDesk, directory: Names) -> Template | Redirect:
    """The choices of one peer supporter, or a way to them."""
    if choosing(desk) is None and not desk.principal.operates:
        return Redirect("/sharing", status_code=303)
    return _list(request, desk, directory)


@post(CHOICES, sync_to_thread=True, status_code=200, view="choices")
def find_form(
    request: Asking, desk: AtDesk, directory: Names, body: RawBody
) -> Template | Redirect:
    """On to what a printed form asks, by its code."""
    code = (given_in(body).get("code") or [""])[0]
    found = form_with(About(desk, directory, {}), code)
    if found is None:
        return _list(request, desk, directory, [Problem(NO_SUCH_CODE, "code")], code)
    return Redirect(found, status_code=303)


def _list(
    request: Asking,
    desk: Desk,
    directory: Any,
    problems: list[Problem] | None = None,
    code: str = "",
) -> Template:
    about = About(desk, directory, {})
    peers = about.peers()
    peer = request.query_params.get("peer", "")
    lines, name = [], None
    if peer in peers:
        of = subject("peer", peer)
        desk.must_reach("choices", of)
        name = peers[peer]  # type: ignore[index]  # it is one of them
        opened = [each for each in opened_of(desk, of) if Standing(each.standing) in OPEN]
        lines = [_line(about, of, each) for each in opened]
    return page(
        "choices.html",
        here=CHOICES,
        position=desk.ledger.head().position,
        help=HELP,
        status=200 if not problems else 400,
        errors=[{"text": each.text, "field": each.field} for each in problems or ()] or None,
        code=code,
        wrong=problems[0].text if problems else None,
        peers=[{"value": each, "label": called} for each, called in peers.items()],
        chosen=peer,
        name=name,
        lines=lines,
        new=address(f"{CHOICES}/new", {"whose": f"peer:{peer}"} if name else {}),
        refuse=address(f"{CHOICES}/refuse", {"whose": f"peer:{peer}"} if name else {}),
    )


def _line(about: About, of: Subject, opens: Opens) -> dict[str, Any]:
    """One choice as somebody of the service reads it: what it is about only where they may."""
    line = line_of(about, _as_seen(about, of, opens), ())
    return line | {"href": f"{CHOICES}/{opens.consent}", "state": SAID[Standing(opens.standing)]}


SAID = {
    Standing.OFFERED: "Asked, not answered yet",
    Standing.DECLINED: "They said no",
    Standing.GIVEN: "Begins later",
    Standing.IN_FORCE: "Stands",
    Standing.REFUSED: "They said that nobody may",
    Standing.SPENT: "Used once, as agreed",
    Standing.EXPIRED: "Run out",
    Standing.WITHDRAWN: "Taken back",
}


def _as_seen(about: About, of: Subject, opens: Opens) -> Opens:
    """A choice without what the one who looks may not know."""
    desk = about.desk
    if desk.principal.holder == of:
        return opens
    staff = choosing(desk)
    items = may_be_seen(
        desk.look(), of, opens.items or (), StaffId(staff) if staff else None, opens.purpose
    )
    return opens.with_items(items)


# --- One choice ---


def _found(request: Asking, desk: Desk) -> tuple[Subject, ConsentId, Consent]:
    """Whose choice an address names. Raises `NotFoundException` and `NotPermitted`."""
    identifier = ConsentId(request.path_params["consent"])
    consent = desk.look()(CONSENTS, subject("consent", identifier)).get(identifier)
    if consent is None:
        raise NotFoundException(NOBODY)
    noun, whose = ("peer", consent.peer) if consent.peer else ("person", consent.person)
    of = subject(noun, whose or "")
    holder = desk.principal.holder or ""
    if holder.startswith("peer:") and of != holder:  # what others chose is not for them
        desk.refuse("choices", of)
    desk.must_reach("choices" if consent.peer else "who_knows_person", of)
    return of, identifier, consent


@get(f"{CHOICES}/{{consent:str}}", sync_to_thread=True, view="choices")
def one_choice(request: Asking, desk: AtDesk, directory: Names) -> Template:
    """How one choice stands, who was told under it, and what can be done with it."""
    return _one(request, desk, directory)


@post(f"{CHOICES}/{{consent:str}}", sync_to_thread=True, view="form")
def answer_choice(
    request: Asking, desk: AtDesk, directory: Names, body: RawBody
) -> Template | Redirect:
    """Record the answer to what was asked, heard or read from a form that came back."""
    of, identifier, consent = _found(request, desk)
    given = given_in(body)
    said = {name: values[0] for name, values in given.items() if values}
    staff, key = choosing(desk), key_in(given)
    own = desk.principal.holder == of
    behalf: dict[str, Any] = {"on_behalf": StaffId(staff)} if staff else {}
    answer = said.get("answer")
    try:
        if answer == "no":
            declined = DeclineDisclosureConsent(consent=identifier, **behalf)
            receipt = desk.perform(declined, command_id=key)
        elif answer in {"yes", "ask-first"}:
            offer = _offer(desk, of, identifier)
            if behalf:
                behalf["read_back"] = said.get("read-back") == "yes"
            agreed = GiveDisclosureConsent(
                own_word=True,
                consent=identifier,
                peer=consent.peer,
                person=consent.person,
                items=known(offer.items) or (),
                audience=offer.audience,  # type: ignore[arg-type]  # a refusal says what is open
                audience_staff=offer.audience_staff,
                audience_role=offer.audience_role,
                audience_match=offer.audience_match,
                audience_named=offer.audience_named,
                purpose=offer.purpose,  # type: ignore[arg-type]
                channel=offer.channel,  # type: ignore[arg-type]
                valid_until=local_day(desk.views.clock()) + USUALLY,
                use=offer.use,
                how=GivenHow.SCREEN if own else GivenHow(said.get("how") or GivenHow.PHONE),
                form_version=FORM_VERSION,
                explained_by=offer.explained_by,
                ask_first=answer == "ask-first",
                **behalf,
            )
            receipt = desk.perform(agreed, command_id=key)
        else:
            problem = Problem("Choose what the answer was.", "answer")
            return _one(request, desk, directory, [problem], said)
    except Refusal as no:
        field = {"read_back": "read-back"}.get(no.field or "", "answer")
        return _one(request, desk, directory, [Problem(reason_of(no), field)], said)
    saved = {"saved": str(receipt.position)}
    path = "/sharing" if own else f"{CHOICES}/{identifier}"
    return Redirect(address(path, saved), status_code=303)


def _offer(desk: Desk, of: Subject, consent: ConsentId) -> DisclosureConsentOffered:
    """What was offered, opened: an answer is to exactly that."""
    for recorded in desk.look().happened(of):
        event = recorded.event
        if isinstance(event, DisclosureConsentOffered) and event.consent == consent:
            opened = desk.opener.open(recorded).event
            assert isinstance(opened, DisclosureConsentOffered)  # noqa: S101 - the same kind
            return opened
    raise NotFoundException(NOBODY)


def _one(
    request: Asking,
    desk: Desk,
    directory: Any,
    problems: list[Problem] | None = None,
    given: dict[str, str] | None = None,
) -> Template:
    of, identifier, consent = _found(request, desk)
    about = About(desk, directory, {})
    own = desk.principal.holder == of
    opens = next(each for each in opened_of(desk, of) if each.consent == identifier)
    seen = _as_seen(about, of, opens)
    standing = Standing(opens.standing)
    noun, _colon, whose = of.partition(":")
    ways: list[tuple[type[Command], str]] = []
    if standing in {Standing.IN_FORCE, Standing.GIVEN, Standing.REFUSED}:
        ways.append((WithdrawDisclosureConsent, "Record that they take it back"))
    if standing in {Standing.IN_FORCE, Standing.GIVEN}:
        ways.append((NarrowDisclosureConsent, "Make it smaller"))
    if consent.to_read_back_since is not None and not own:
        ways.append((RecordConsentReadBack, "Record that it was read back"))
    return page(
        "one_choice.html",
        here="/sharing" if own else CHOICES,
        status=400 if problems else 200,
        position=desk.ledger.head().position,
        help=HELP,
        errors=[{"text": each.text, "field": each.field} for each in problems or ()] or None,
        wrong={each.field: each.text for each in problems or ()},
        given=given or {},
        breadcrumbs=[
            {"label": "Who may know what", "href": "/sharing"}
            if own
            else {"label": "Choices", "href": address(CHOICES, {noun: whose})}
        ],
        saved=request.query_params.get("saved") is not None and not problems,
        name=about.first_name(of),
        own=own,
        line=line_of(about, seen, ()),
        hidden=seen.items == () and not own,
        something=OWN,
        state=SAID[standing],
        once=opens.use == Use.ONE_OFF,
        open=standing is Standing.OFFERED,
        asked=full_day_words(local_day(consent.offered_at)) if consent.offered_at else None,
        recorded_late=opens.recorded_late,
        told=[
            told_line(about, each if own else msgspec.structs.replace(each, items=()))
            for each in told_of(desk, of, identifier)
        ],
        withdrawn=standing is Standing.WITHDRAWN,
        ways=[
            {"text": text, "href": link_to(command, consent=identifier)} for command, text in ways
        ],
        print=f"{CHOICES}/{identifier}/print" if standing is Standing.OFFERED else None,
        key=new_key(),
    )


# --- A new one ---


@get(f"{CHOICES}/new", sync_to_thread=True, view="form")
def ask_choice(request: Asking, desk: AtDesk, directory: Names) -> Template:
    """A choice to be put together, read out and answered."""
    return ChoiceForm(request, desk, directory).asked()


@post(f"{CHOICES}/new", sync_to_thread=True, view="form")
def save_choice(
    request: Asking, desk: AtDesk, directory: Names, body: RawBody
) -> Template | Redirect:
    """Record the choice as it was answered."""
    return ChoiceForm(request, desk, directory).saved(given_in(body))


@get(f"{CHOICES}/refuse", sync_to_thread=True, view="form")
def ask_refusal(request: Asking, desk: AtDesk, directory: Names) -> Template:
    """What nobody may know, to be put together."""
    return ChoiceForm(request, desk, directory, refusing=True).shown(
        {"whose": [request.query_params.get("whose", "")]}, []
    )


@post(f"{CHOICES}/refuse", sync_to_thread=True, view="form")
def save_refusal(
    request: Asking, desk: AtDesk, directory: Names, body: RawBody
) -> Template | Redirect:
    """Record what nobody may know."""
    return ChoiceForm(request, desk, directory, refusing=True).saved(given_in(body))


def handlers() -> list[Any]:
    """The pages over choices."""
    return [
        choices,
        find_form,
        ask_choice,
        save_choice,
        ask_refusal,
        save_refusal,
        one_choice,
        answer_choice,
    ]
