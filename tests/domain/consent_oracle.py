"""A second opinion on what may be disclosed, written from the domain reference (3.6 and 4.1) alone.

It shares nothing with `may_disclose` but its questions. A disclosure is described in every way in
which somebody could have spoken of it, from this very item to everything, from this very listener
to anybody; what somebody said is the set of all the descriptions that lie within it. Whether one
saying is narrower than another is then a question about two sets.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import product
from typing import Any, NamedTuple

from domain.consent import Audience, Listener, Purpose, ToldBy
from domain.consent import events as told
from domain.decider import Event
from domain.periods import LOCAL

Description = tuple[str, str, str, str]


class Question(NamedTuple):
    """One disclosure that somebody asks about."""

    item: str
    to: Listener
    purpose: Purpose
    channel: ToldBy
    t: datetime
    stated_at: datetime | None


def opinion(events: Sequence[Event], asked: Question) -> tuple[str, str | None]:
    """The verdict and, where it is no, the reason; the order of the events does not matter."""
    if asked.item.split(":")[0] in {"NAME_FULL", "FIRST_NAME", "PHONE", "EMERGENCY_CONTACT"}:
        return "DENIED", "NOT_ITEM"
    known = [each for each in events if each.at <= asked.t]
    grants = [each for each in known if isinstance(each, told.DisclosureConsentGiven)]
    noes = [each for each in known if isinstance(each, told.DisclosureConsentRefused)]
    live_noes = [no for no in noes if not ended(no, known) and touches(no, asked)]
    matching = [yes for yes in grants if all(dimensions(yes, known, asked).values())]
    live = [yes for yes in matching if state(yes, events, asked.t) == "IN_FORCE"]
    winners = [
        yes
        for yes in live
        if all(within(yes, asked) < within(no, asked, no=True) for no in live_noes)
    ]
    if any(not asks_first(yes, known) for yes in winners):
        return "ALLOWED", None
    if winners:
        return "PENDING", None
    if live_noes:
        return "DENIED", "REFUSED"
    for reason in ("SPENT", "WITHDRAWN", "EXPIRED"):
        if any(reason in ends(yes, events, asked.t) for yes in matching):
            return "DENIED", reason
    for reason in ("WRONG_CHANNEL", "WRONG_PURPOSE", "WRONG_AUDIENCE", "NOT_ITEM"):
        for yes in grants:
            if state(yes, events, asked.t) != "IN_FORCE":
                continue
            wrong = {name for name, right in dimensions(yes, known, asked).items() if not right}
            if wrong == {reason}:
                return "DENIED", reason
    return "DENIED", "NO_CONSENT"


# --- what of a saying counts at a moment ---


def about(events: Iterable[Event], consent: str, kind: type) -> list[Any]:
    of_kind: list[Any] = [each for each in events if isinstance(each, kind)]
    return [each for each in of_kind if each.consent == consent]


def ended(saying: Any, known: Sequence[Event]) -> bool:
    return bool(about(known, saying.consent, told.DisclosureConsentWithdrawn))


def ends(yes: Any, events: Sequence[Event], t: datetime) -> set[str]:
    """Everything that has ended a consent by a moment; nothing before it has begun."""
    if t < yes.valid_from:
        return set()
    known = [each for each in events if each.at <= t]
    days = {yes.valid_until} | {
        each.valid_until for each in about(known, yes.consent, told.DisclosureConsentNarrowed)
    }
    uses = about(events, yes.consent, told.OneOffConsentUsed)
    found = set()
    if any(day is not None and t.astimezone(LOCAL).date() > day for day in days):
        found.add("EXPIRED")
    if ended(yes, known):
        found.add("WITHDRAWN")
    if yes.use == "ONE_OFF" and any(each.used_at <= t for each in uses):
        found.add("SPENT")
    return found


def state(yes: Any, events: Sequence[Event], t: datetime) -> str:
    if t < yes.valid_from:
        return "NOT_BEGUN"
    return "OVER" if ends(yes, events, t) else "IN_FORCE"


def asks_first(yes: Any, known: Sequence[Event]) -> bool:
    smaller = about(known, yes.consent, told.DisclosureConsentNarrowed)
    return any([yes.ask_first, *(each.ask_first for each in smaller)])


# --- the four dimensions of what is said to whom ---


def dimensions(yes: Any, known: Sequence[Event], asked: Question) -> dict[str, bool]:
    return {
        "WRONG_CHANNEL": yes.channel == asked.channel,
        "WRONG_PURPOSE": yes.purpose == asked.purpose,
        "WRONG_AUDIENCE": hears(yes, asked.to),
        "NOT_ITEM": asked.item in covered(yes, known, asked),
    }


def covered(yes: Any, known: Sequence[Event], asked: Question) -> set[str]:
    """Every item that a consent covers, out of the one that is asked about."""
    kind = asked.item.split(":")[0]
    smaller = about(known, yes.consent, told.DisclosureConsentNarrowed)
    later = yes.include_future and not any(each.not_later_items for each in smaller)
    found = {each for each in yes.items if each == asked.item}
    if kind in yes.items:
        existed = asked.stated_at is not None and asked.stated_at <= yes.at
        if later or existed or asked.item == kind:
            found.add(asked.item)
    for each in smaller:
        for gone in each.without:
            if gone in {asked.item, kind} or (asked.item == kind and gone.split(":")[0] == kind):
                found.discard(asked.item)
    return found


def hears(saying: Any, to: Listener) -> bool:
    names = {
        None: True,
        Audience.STAFF_MEMBER: to.staff is not None and to.staff == saying.audience_staff,
        Audience.ROLE: to.staff is not None and saying.audience_role in to.duties,
        Audience.MATCHED_PERSON: to.match is not None
        and (saying.audience_match is None or saying.audience_match == to.match),
    }
    if saying.audience in names:
        return names[saying.audience]
    same = saying.audience_named is None or saying.audience_named == to.named
    return to.audience == saying.audience and same


def touches(no: Any, asked: Question) -> bool:
    kind = asked.item.split(":")[0]
    one_of_the_kind = asked.item == kind and any(each.split(":")[0] == kind for each in no.items)
    speaks = no.every_item or kind in no.items or asked.item in no.items or one_of_the_kind
    purpose = no.purpose is None or no.purpose == asked.purpose
    channel = no.channel is None or no.channel == asked.channel
    return speaks and purpose and channel and hears(no, asked.to)


# --- how narrow: the descriptions that lie within a saying ---

ITEM = ("this item", "its kind", "everything")
AUDIENCE = ("this one", "their role", "their class", "anybody")
EITHER = ("this", "any")


def within(saying: Any, asked: Question, *, no: bool = False) -> frozenset[Description]:
    kind = asked.item.split(":")[0]
    single = asked.item != kind and asked.item in saying.items
    part = asked.item == kind and any(each.startswith(f"{kind}:") for each in saying.items)
    item = 0 if single or part else 1 if kind in saying.items else 2
    audience = {None: 3, Audience.STAFF_MEMBER: 0, Audience.ROLE: 1}.get(saying.audience)
    if audience is None:
        audience = 0 if (saying.audience_match or saying.audience_named) else 2
    purpose = 1 if no and saying.purpose is None else 0
    channel = 1 if no and saying.channel is None else 0
    return frozenset(
        product(
            ITEM[: item + 1],
            AUDIENCE[: audience + 1],
            EITHER[: purpose + 1],
            EITHER[: channel + 1],
        )
    )
