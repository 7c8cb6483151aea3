"""Who may know what about me, and who saw it: a peer supporter's own page over their own choices.

What is shared stops with one press. Everybody who was told under a choice that was taken back is
named, because what was said cannot be unsaid. Stories that somebody asks for are answered here,
yes or no, and no reason has a field.
"""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from litestar import get, post
from litestar.exceptions import NotFoundException
from litestar.params import RawBody
from litestar.response import Redirect, Template

from api.desk import Desk
from api.disclosure_views import Opens, Told, told_of, who_knows
from api.pages.about import About
from api.pages.as_of import address
from api.pages.dates import moment_words
from api.pages.forms import given_in, key_in, new_key
from api.pages.frame import Asking, AtDesk, Names, count_words, page
from api.pages.links import link_to
from api.pages.print_forms import story_of
from api.pages.telling_words import (
    BY_WHICH_WAY,
    OWN,
    WHAT_FOR,
    audience_words,
    item_words,
    until_words,
)
from domain.consent import (
    CONSENTS,
    Consent,
    NarrowDisclosureConsent,
    Purpose,
    Standing,
    ToldBy,
    Use,
    WithdrawDisclosureConsent,
)
from domain.people import (
    LOCAL_OPERATOR,
    ConsentId,
    PeerId,
    StaffId,
    StoryRequestId,
    Subject,
    subject,
)
from domain.periods import local_day
from domain.personal import known
from domain.story import (
    STORY_REQUESTS,
    AcceptStoryRequest,
    DeclineStoryRequest,
    StoryRequest,
    StoryRequested,
)
from projections.access_register import access_register
from projections.breaks.words import VIEWED
from projections.could_see import Between

SHARING, SEEN = "/sharing", "/seen"
LOOKED_BACK = timedelta(days=365)
HELP = (
    "What you have lived through is yours. Nobody sees it here unless you said so, and you can "
    "stop it at any time. Names and telephone numbers are kept so that you can be reached: that is "
    "something else."
)
STOPPED = (
    "Screens no longer show it. Those who know are asked to stop using it. "
    "What was said cannot be unsaid."
)


def own_peer(desk: Desk) -> PeerId:
    """The peer supporter who asks. Raises `NotFoundException` for anybody else."""
    noun, _colon, identifier = (desk.principal.holder or "").partition(":")
    if noun != "peer":
        raise NotFoundException("This page is for a peer supporter, about themself.")
    return PeerId(identifier)


@get(SHARING, sync_to_thread=True, view="who_knows")
def sharing(request: Asking, desk: AtDesk, directory: Names) -> Template:
    """All that the one who asks let be told or refused, and what waits for their answer."""
    peer = own_peer(desk)
    of = subject("peer", peer)
    desk.must_reach("who_knows", of)
    about = About(desk, directory, {})
    known_of = who_knows(desk, of)
    stopped = _stopped(about, of, request.query_params.get("stopped"))
    lines = [line_of(about, each, known_of.disclosures) for each in known_of.consents]
    return page(
        "sharing.html",
        here=SHARING,
        position=known_of.position,
        help=HELP,
        saved=request.query_params.get("saved") is not None and stopped is None,
        stopped=stopped,
        key=new_key(),
        shared=[each for each in lines if each["stands"] == "shared"],
        refused=[each for each in lines if each["stands"] == "refused"],
        before=[each for each in lines if each["stands"] == "over"],
        asked=_asked(about, known_of.asked),
        stories=list(_stories(about, of)),
        share="/choices/new",
    )


def line_of(about: About, opens: Opens, told: Iterable[Told]) -> dict[str, Any]:
    """One choice as its owner reads it."""
    today = local_day(about.now)
    under = [each for each in told if opens.consent in each.row.under]
    way = BY_WHICH_WAY[ToldBy(opens.channel)] if opens.channel else "in any way"
    use = "once" if opens.use == Use.ONE_OFF else None
    parts = [
        audience_words(
            about,
            opens.audience,
            staff=opens.audience_staff,
            role=opens.audience_role,
            match=opens.audience_match,
        ),
        WHAT_FOR[Purpose(opens.purpose)] if opens.purpose else "for anything",
        way,
        use,
        until_words(opens.valid_until),
        "you are asked first" if opens.ask_first else None,
    ]
    return {
        "consent": opens.consent,
        "items": items_of(opens.items, every=opens.is_refusal),
        "words": ", ".join(each for each in parts if each),
        "stands": _stands(opens),
        "standing": STANDINGS[Standing(opens.standing)],
        "since": None if opens.given_at is None else moment_words(opens.given_at, today),
        "told": count_words(len(under), "time") if under else None,
        "smaller": link_to(NarrowDisclosureConsent, consent=opens.consent),
    }


STANDINGS = {
    Standing.OFFERED: "You were asked, and have not answered.",
    Standing.DECLINED: "You said no.",
    Standing.GIVEN: "It begins later.",
    Standing.IN_FORCE: "It stands.",
    Standing.REFUSED: "You said that nobody may.",
    Standing.SPENT: "It was for once, and that is over.",
    Standing.EXPIRED: "It has run out.",
    Standing.WITHDRAWN: "You took it back.",
}


def _stands(opens: Opens) -> str | None:
    match Standing(opens.standing):
        case Standing.IN_FORCE | Standing.GIVEN:
            return "shared"
        case Standing.REFUSED:
            return "refused"
        case Standing.OFFERED:
            return None  # among what waits for an answer
        case _:
            return "over"


def items_of(items: Iterable[str] | None, *, every: bool = False) -> str:
    """Which items, in words."""
    if items is None:
        return "No longer held"
    said = "; ".join(item_words(each) for each in items)
    return said or ("Anything of mine" if every else OWN)


def _asked(about: About, asked: Iterable[Any]) -> list[dict[str, Any]]:
    """What waits for a yes or a no."""
    return [
        {
            "consent": each.consent,
            "items": items_of(each.items, every=True),
            "words": ", ".join(
                [
                    audience_words(
                        about,
                        each.audience,
                        staff=each.audience_staff,
                        role=each.audience_role,
                        match=each.audience_match,
                    ),
                    WHAT_FOR[Purpose(each.purpose)] if each.purpose else "",
                ]
            ).rstrip(", "),
            "answer": f"/choices/{each.consent}",
        }
        for each in asked
    ]


def _stories(about: About, of: Subject) -> Iterable[dict[str, Any]]:
    """Stories that somebody asked for: those not answered yet."""
    look = about.desk.look()
    requests: dict[StoryRequestId, StoryRequest] = look(STORY_REQUESTS, of)
    for recorded in look.happened(of):
        event = recorded.event
        if not isinstance(event, StoryRequested):
            continue
        request = requests[event.story_request]
        if request.accepted_at is not None or request.declined_at is not None:
            continue
        opened = about.desk.opener.open(recorded).event
        assert isinstance(opened, StoryRequested)  # noqa: S101 - the same kind
        yield {
            "request": event.story_request,
            "for_whom": known(opened.for_whom) or "no longer held",
            "what_for": WHAT_FOR[event.purpose],
            "asked": moment_words(event.at, local_day(about.now)),
        }


# --- Stopping, and answering ---


@post(f"{SHARING}/{{consent:str}}/stop", sync_to_thread=True, view="form")
def stop_sharing(request: Asking, desk: AtDesk, body: RawBody) -> Redirect:
    """Stop what a choice of one's own let be told, from now on."""
    own_peer(desk)
    consent = ConsentId(request.path_params["consent"])
    key = key_in(given_in(body))
    desk.perform(WithdrawDisclosureConsent(consent=consent), command_id=key)
    return Redirect(address(SHARING, {"stopped": consent}), status_code=303)


@get("/story-requests/{story_request:str}", sync_to_thread=True, view="choices")
def ask_story(request: Asking, desk: AtDesk, directory: Names) -> Template:
    """The two answers to a request for a story, as they were said or came back on paper."""
    identifier = request.path_params["story_request"]
    asked = story_of(desk, identifier)
    about = About(desk, directory, {})
    answered = asked.accepted_at or asked.declined_at
    return page(
        "story.html",
        breadcrumbs=[{"label": "Choices", "href": "/choices"}],
        name=about.first_name(subject("peer", asked.peer)),
        asked=moment_words(asked.asked_at, local_day(about.now)),
        answered=answered and moment_words(answered, local_day(about.now)),
        request=identifier,
        key=new_key(),
    )


@post("/story-requests/{story_request:str}/answer", sync_to_thread=True, view="form")
def answer_story(request: Asking, desk: AtDesk, body: RawBody) -> Redirect:
    """Say yes or no to telling a story. A no has no reason and no consequence."""
    given = given_in(body)
    story = StoryRequestId(request.path_params["story_request"])
    yes = (given.get("answer") or [""])[0] == "yes"
    noun, _colon, identifier = (desk.principal.holder or "").partition(":")
    behalf = StaffId(identifier) if noun == "staff" else None
    kind: type[AcceptStoryRequest | DeclineStoryRequest]
    kind = AcceptStoryRequest if yes else DeclineStoryRequest
    command = kind(story_request=story, on_behalf=behalf)
    receipt = desk.perform(command, command_id=key_in(given))
    path = SHARING if noun == "peer" else f"/story-requests/{story}"
    return Redirect(address(path, {"saved": str(receipt.position)}), status_code=303)


def _stopped(about: About, of: Subject, consent: str | None) -> dict[str, Any] | None:
    """What was stopped a moment ago, and whoever had been told under it."""
    if consent is None:
        return None
    found: Consent | None = about.desk.look()(CONSENTS, of).get(consent)
    if found is None or found.withdrawn_at is None:
        return None
    today = local_day(about.now)
    return {
        "title": f"Stopped on {moment_words(found.withdrawn_at, today)}",
        "text": STOPPED,
        "told": [told_line(about, each) for each in told_of(about.desk, of, ConsentId(consent))],
    }


# --- Who saw it ---


@get(SEEN, sync_to_thread=True, view="access_register")
def seen(desk: AtDesk, directory: Names) -> Template:
    """Who was told something, under which choice, and who looked at the record."""
    of = subject("peer", own_peer(desk))
    desk.note(of)
    about = About(desk, directory, {})
    now = about.now
    asked = Between(now - LOOKED_BACK, now)
    found = access_register(desk.views, desk.register, desk.service, of, asked)
    told = [told_line(about, each) for each in told_of(desk, of)]
    return page(
        "seen.html",
        here=SHARING,
        position=found.position,
        help=HELP,
        told=told,
        looks=[_look(about, each) for each in found.did_see if each.who != of],
        breadcrumbs=[{"label": "Who may know what", "href": SHARING}],
    )


def told_line(about: About, told: Told) -> list[Any]:
    """One telling: when, to whom, what, and under which choice."""
    row, today = told.row, local_day(about.now)
    to = told.recipient or audience_words(
        about, row.audience, staff=row.to_staff, match=row.to_match
    )
    under = "you had said yes" if row.authorised else "you had not said yes"
    what_for = f", {WHAT_FOR[Purpose(row.purpose)]}" if row.purpose else ""
    return [
        moment_words(row.at, today),
        to,
        f"{items_of(told.items)}{what_for}",
        under + (f"; you were told on {moment_words(row.told_at, today)}" if row.told_at else ""),
    ]


def _look(about: About, did: Any) -> list[str]:
    """One look at the record: when, who, and what of it."""
    noun = did.who.partition(":")[0]
    who = {
        LOCAL_OPERATOR: "whoever runs this computer",
        "peer": "another peer supporter",
        "referrer": "a referrer",
    }.get(noun, "somebody")
    if noun == "staff":
        who = about.name(Subject(did.who))
    what = VIEWED.get(did.view, did.view.replace("_", " "))
    return [
        moment_words(did.at, local_day(about.now)),
        who,
        what if did.given else f"asked for {what}, and was told no",
    ]


def handlers() -> list[Any]:
    """The pages over one's own choices."""
    return [sharing, stop_sharing, ask_story, answer_story, seen]
