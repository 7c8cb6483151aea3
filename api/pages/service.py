"""The service itself: what is settled, what is next, and everything as it stands."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from litestar import get
from litestar.response import Template

from api.pages.about import About
from api.pages.dates import full_day_words, moment_words, time_words
from api.pages.frame import SERVICE, Asking, AtDesk, Names, page
from api.pages.links import link_to
from api.pages.words import ANSWERS, CODES, FORMS
from domain.decider import Command
from domain.people import StaffId, subject
from domain.periods import local_day
from domain.service import (
    AdoptPolicy,
    AssessRegulatedRole,
    AssignStaffSupervisor,
    CloseOffer,
    DefineOffer,
    Model,
    NameCover,
    NameStaff,
    OpenOffer,
    RecordStaffLeft,
    RemoveHelpNumber,
    SetHelpNumber,
)
from domain.staffing import ArrangeOnCallCover, SetStaffedHours
from domain.training import Policy
from projections.service_opening import (
    NumberHeld,
    OfferHeld,
    PolicyHeld,
    ServiceOpening,
    Settled,
    Step,
    Week,
    Worker,
    service_opening,
)

HELP = (
    "What a service settles before people come to it. What is missing is said here, with what is "
    "refused until it is there."
)
TITLES = {
    Settled.SAFEGUARDING: "Safeguarding lead and deputy",
    Settled.COORDINATOR: "A coordinator",
    Settled.OFFERS: "What is offered",
    Settled.ROLES: "Role of every offer assessed",
    Settled.OPEN_OFFER: "An offer that takes people",
    Settled.POLICIES: "Policies in force",
    Settled.NUMBERS: "Numbers to call, checked this year",
    Settled.HOURS: "When somebody is there",
    Settled.REVIEWER: "Reviewer of confidentiality, and chair",
}
HINTS = {
    Settled.SAFEGUARDING: "Referrals need them.",
    Settled.COORDINATOR: "Matches need one.",
    Settled.OFFERS: "Referrals need one.",
    Settled.ROLES: "No offer takes people before.",
    Settled.OPEN_OFFER: "Referrals need one.",
    Settled.POLICIES: "Peer supporters go through them before they begin.",
    Settled.NUMBERS: "Also the number of the council's social work department.",
    Settled.HOURS: "Until then every worry says that nobody is watching.",
    Settled.REVIEWER: "Somebody who is not part of the day's work. Can wait.",
}
REGULATED = {
    None: "Its role is not assessed.",
    True: "Regulated work.",
    False: "Not regulated.",
}
COMMANDS: Mapping[Settled, type[Command]] = {
    Settled.SAFEGUARDING: NameStaff,
    Settled.COORDINATOR: NameStaff,
    Settled.OFFERS: DefineOffer,
    Settled.ROLES: AssessRegulatedRole,
    Settled.OPEN_OFFER: OpenOffer,
    Settled.POLICIES: AdoptPolicy,
    Settled.NUMBERS: SetHelpNumber,
    Settled.HOURS: SetStaffedHours,
    Settled.REVIEWER: NameStaff,
}
"""What settles it."""


@get(SERVICE, sync_to_thread=True, view="service_opening")
def service_page(request: Asking, desk: AtDesk, directory: Names) -> Template:
    """What is settled and what is not, today."""
    about = About(desk, directory, {})
    found = service_opening(desk.look())
    today = local_day(about.now)
    done = sum(each.done for each in found.steps)
    first = next((each for each in found.steps if not each.done), None)
    following = first and _way_of(about, found, first)
    return page(
        "service.html",
        here=SERVICE,
        position=found.position,
        help=HELP,
        saved=request.query_params.get("saved") is not None,
        name=found.name,
        area=found.area,
        count=f"{done} of {len(found.steps)} done.",
        not_yet=found.not_yet,
        tasks=[_task(about, found, each) for each in found.steps],
        following=following and {"text": f"Next: {TITLES[first.what].lower()}", "href": following}
        if first
        else None,
        staff=[_worker(about, each) for each in found.staff],
        offers=[_offer(about, each, today) for each in found.offers],
        policies=[_policy(about, each) for each in found.policies],
        numbers=[_number(about, each) for each in found.numbers],
        hours=_hours(found.hours),
        on_call=[
            f"{_name(about, each.staff)}, {each.number}, from "
            f"{moment_words(each.starts_at, today)} to {moment_words(each.ends_at, today)}"
            for each in found.on_call
        ],
        ways_of_staff=_ways(about, {NameStaff: {}}),
        ways_of_offers=_ways(about, {DefineOffer: {}}),
        ways_of_numbers=_ways(about, {SetHelpNumber: {}}),
        ways_of_hours=_ways(about, {SetStaffedHours: {}, ArrangeOnCallCover: {}}),
    )


def _task(about: About, found: ServiceOpening, step: Step) -> dict[str, Any]:
    return {
        "title": TITLES[step.what],
        "hint": None if step.done else HINTS[step.what],
        "status": "Done" if step.done else "Not done",
        "done": step.done,
        "href": None if step.done else _way_of(about, found, step),
    }


def _way_of(about: About, found: ServiceOpening, step: Step) -> str | None:
    """The form that settles a step; none where something has to come before it."""
    command = COMMANDS[step.what]
    if not about.desk.may_ask(command):
        return None
    if command is AssessRegulatedRole:
        offer = next((each.offer for each in found.offers if each.regulated is None), None)
        return None if offer is None else link_to(command, offer=offer)
    if command is OpenOffer:
        offer = next((each.offer for each in found.offers if each.regulated is not None), None)
        return None if offer is None else link_to(command, offer=offer)
    if command is AdoptPolicy:
        missing = next((each.policy for each in found.policies if each.version is None), None)
        return link_to(command) + (f"?policy={missing}" if missing else "")
    if command is SetHelpNumber:
        due = next((each.line for each in found.numbers if each.due), None)
        return link_to(command) + (f"?line={due}" if due else "")
    return link_to(command)


def _worker(about: About, worker: Worker) -> dict[str, Any]:
    duties = [CODES["NameStaff.duties"][each].lower() for each in worker.duties]
    held = worker.supervisor and _name(about, worker.supervisor)
    cover = worker.cover and _name(about, worker.cover)
    of = {"staff": worker.staff}
    return {
        "name": _name(about, worker.staff),
        "said": [
            f"{', '.join(duties).capitalize()}." if duties else "No duty.",
            f"Supervision: {held}." if held else "Nobody holds their supervision.",
            f"{cover} stands in for them." if cover else "Nobody is named to stand in for them.",
        ],
        "ways": [
            *_change(about, NameStaff, "Change their duties", f"?staff={worker.staff}"),
            *_ways(about, {NameCover: of, AssignStaffSupervisor: of, RecordStaffLeft: of}),
        ],
    }


def _offer(about: About, offer: OfferHeld, today: date) -> dict[str, Any]:
    of = {"offer": offer.offer}
    said = [ANSWERS[Model][offer.model] + ".", REGULATED[offer.regulated]]
    if offer.review_on is not None:
        late = " That day is over." if offer.review_on < today else ""
        said.append(f"Assessed again by {full_day_words(offer.review_on)}.{late}")
    said.append("Takes people." if offer.open else "Takes nobody.")
    steps: dict[type[Command], dict[str, Any]] = {AssessRegulatedRole: of}
    steps[CloseOffer if offer.open else OpenOffer] = of
    return {
        "name": offer.name,
        "said": said,
        "ways": [
            *_change(about, DefineOffer, "Describe it anew", f"?offer={offer.offer}"),
            *_ways(about, steps),
        ],
    }


def _policy(about: About, policy: PolicyHeld) -> list[Any]:
    name = ANSWERS[Policy][policy.policy]
    version = policy.version or "none"
    since = full_day_words(policy.valid_from) if policy.valid_from else ""
    text = "New version" if policy.version else "Put into force"
    ways = _change(about, AdoptPolicy, text, f"?policy={policy.policy}")
    return [name, version, since or "not in force", {**ways[0], "hidden": name} if ways else ""]


def _number(about: About, number: NumberHeld) -> dict[str, Any]:
    checked = (
        "Never checked."
        if number.checked_on is None
        else (f"Checked on {full_day_words(number.checked_on)}.")
    )
    return {
        "number": number.number,
        "who": number.who,
        "checked": checked + (" Check it again." if number.due else ""),
        "ways": [
            *_change(about, SetHelpNumber, "It was checked, or is another", f"?line={number.line}"),
            *_ways(about, {RemoveHelpNumber: {"line": number.line}}),
        ],
    }


def _hours(hours: Week | None) -> str | None:
    if hours is None:
        return None
    names = [CODES["SetStaffedHours.days"][str(each)] for each in hours.days]
    return f"{', '.join(names)}: {time_words(hours.opens)} to {time_words(hours.closes)}"


def _name(about: About, staff: StaffId) -> str:
    return about.name(subject("staff", staff))


def _ways(about: About, steps: Mapping[type[Command], Mapping[str, Any]]) -> list[dict[str, str]]:
    """The forms of these, as far as the one who asks may fill them in."""
    return [
        {"text": FORMS[each].title, "href": link_to(each, **of)}
        for each, of in steps.items()
        if about.desk.may_ask(each)
    ]


def _change(about: About, command: type[Command], text: str, which: str) -> list[dict[str, str]]:
    """The form of something that stands already, with what stands in it."""
    if not about.desk.may_ask(command):
        return []
    return [{"text": text, "href": link_to(command) + which}]
