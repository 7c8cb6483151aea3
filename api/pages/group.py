"""The page of a group: when it met and meets, who belongs, its rules, and what is due."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from litestar import get
from litestar.response import Redirect, Template

from api.group_views import group_for
from api.pages.about import About
from api.pages.as_of import PARTS, AsOf, address, as_of_in
from api.pages.attendance import attendance_path
from api.pages.dates import NotUnderstood, day_words, full_day_words, moment_words
from api.pages.frame import GROUPS, WORRIED, Asking, AtDesk, Names, count_words, page
from api.pages.links import link_to
from api.pages.words import ANSWERS, FORMS
from api.pages.words.lists import GROUP_STATES
from domain.decider import Command
from domain.gatherings import Attendance, LeadsAs
from domain.group import (
    AssignGroupCoordinator,
    CloseGroup,
    NameGroupLeader,
    OpenGroup,
    PauseGroup,
    RecordGroupGroundRules,
    RecordGroupLeaderStopped,
    RecordGroupVenue,
    ResumeGroup,
    Stage,
)
from domain.group_meetings import Membership, RecordGroupLeft, RecordGroupMeeting
from domain.group_refreshing import EndGroupLink, LinkGroups, ReviewGroupRefresh
from domain.people import GroupId, PersonId, subject
from domain.periods import local_day
from projections.group_page import GroupPage, LeaderShown, LinkShown, MeetingShown, MemberShown

HELP = (
    "Everybody who belongs and may be named, every meeting, and the rules. Whoever wished to stay "
    "anonymous is counted and never named here."
)
LAST = 12
"""So many of the latest meetings stand in the table."""
STANDS = {
    Membership.INVITED: "Invited",
    Membership.JOINED: "Joined, not here yet",
    Membership.ATTENDING: "Comes",
}
WAYS: dict[Stage, tuple[type[Command], ...]] = {
    Stage.PLANNED: (OpenGroup,),
    Stage.OPEN: (PauseGroup,),
    Stage.PAUSED: (ResumeGroup,),
    Stage.CLOSED: (),
}
AT_ANY_TIME: tuple[type[Command], ...] = (
    RecordGroupGroundRules,
    RecordGroupVenue,
    NameGroupLeader,
    RecordGroupLeaderStopped,
    AssignGroupCoordinator,
    CloseGroup,
)


@get(GROUPS + "/{group:str}", sync_to_thread=True, view="group")
def group_as_page(request: Asking, desk: AtDesk, directory: Names) -> Template | Redirect:
    """The page, today or as of another day."""
    query = dict(request.query_params)
    about = About(desk, directory, {})
    group = GroupId(str(request.path_params["group"]))
    path = group_path(group)
    try:
        asked, error = as_of_in(query, about.now), None
    except NotUnderstood as wrong:
        asked, error = AsOf(), str(wrong)
    if error is None and any(part in query for part in PARTS):
        return Redirect(address(path, asked.query), status_code=303)
    found = group_for(desk, group, **asked.query)
    return Shown(about, found, asked).page(query, error)


def group_path(group: GroupId | str) -> str:
    """The address of the page of a group."""
    return f"{GROUPS}/{group}"


class Shown:
    """One group at one moment, in words."""

    def __init__(self, about: About, found: GroupPage, asked: AsOf) -> None:
        """Join the names to what was found."""
        self.about, self.found, self.asked = about, found, asked
        self.today: date = local_day(about.now)
        self.names = about.directory.names_of(
            subject("person", each.person) for each in found.members
        )

    def page(self, query: Mapping[str, str], error: str | None) -> Template:
        """The whole page."""
        found, asked, path = self.found, self.asked, group_path(self.found.group)
        desk, state = self.about.desk, Stage(self.found.state)
        begun = state is not Stage.PLANNED
        records = not asked and begun and desk.may_ask(RecordGroupMeeting)
        return page(
            "group.html",
            status=400 if error else 200,
            breadcrumbs=[{"label": "Groups", "href": address(GROUPS, asked.query)}],
            as_of=asked.banner(path),
            errors=[{"text": error, "field": "day"}] if error else None,
            position=found.position,
            day=full_day_words(asked.day) if asked.day else None,
            control=asked.control(query, error),
            here=GROUPS,
            path=path,
            help=HELP,
            saved=None if asked else _saved(query),
            name=found.name if isinstance(found.name, str) else "A group",
            state=GROUP_STATES[state],
            when=found.times if isinstance(found.times, str) else None,
            where=found.place if isinstance(found.place, str) else None,
            record=attendance_path(found.group) if records else None,
            due=[flag["sentence"] for flag in found.flags],
            meetings=[self._meeting(each) for each in found.meetings[:LAST]],
            more_meetings=max(len(found.meetings) - LAST, 0),
            suggestions=[each.sentence for each in found.suggestions],
            talk=self._talk(),
            links=[self._link(each) for each in found.links],
            counts_only=found.attendance is Attendance.HEADCOUNT,
            members=[self._member(each) for each in found.members],
            others=[*self._others()],
            rules=found.rules.words if found.rules and isinstance(found.rules.words, str) else None,
            rules_since=self._day(found.rules.agreed_at) if found.rules else None,
            facts=self._facts(),
            ways=[] if asked else self._ways(state),
        )

    def _meeting(self, each: MeetingShown) -> list[Any]:
        came = "not recorded" if each.headcount is None else str(each.headcount)
        new = ", ".join(self._first_name(person) for person in each.first_time)
        worry = {True: "yes", False: "no", None: "not said yet"}[each.worried]
        return [
            moment_words(each.ended_at, self.today),
            came,
            new or "nobody who is named",
            count_words(each.minutes, "minute") if each.minutes else "",
            worry,
        ]

    def _member(self, each: MemberShown) -> list[Any]:
        came = self._day(each.last_came_at) if each.last_came_at else "not yet"
        return [
            self._person(each.person),
            STANDS[each.stands],
            self._day(each.first_came_at) if each.first_came_at else "not yet",
            {"text": came, "note": count_words(each.times, "time") if each.times else None},
            self._leaving(each),
        ]

    def _person(self, person: PersonId) -> dict[str, Any]:
        """Their name; the way to their page for those alone who may see it."""
        about = subject("person", person)
        name = self.names.get(about, "name not recorded")
        known = self.about.desk.reaches("person_history", about)
        return {"text": name, "href": f"/people/{person}" if known else None}

    def _leaving(self, each: MemberShown) -> dict[str, Any] | str:
        if self.asked or each.stands is Membership.INVITED:
            return "none"
        if not self.about.desk.may_ask(RecordGroupLeft):
            return "none"
        href = link_to(RecordGroupLeft, group=self.found.group, person=each.person)
        return {"text": "Comes no more", "href": href, "hidden": self._first_name(each.person)}

    def _first_name(self, person: PersonId) -> str:
        return self.about.first_name(subject("person", person))

    def _others(self) -> Iterable[str]:
        """Those who are counted and not named."""
        found = self.found
        if found.unnamed:
            yield f"{count_words(found.unnamed, 'person', 'people')} more, whom this page counts."
        if found.invited:
            yield f"{count_words(found.invited, 'person was', 'people were')} invited."
        if found.left:
            yield f"{count_words(found.left, 'person came', 'people came')} before, and no more."

    def _facts(self) -> list[dict[str, Any]]:
        found, staff = self.found, self.about.staff()
        venue = {True: "everybody can get in", False: "not everybody can get in", None: "not yet"}
        checked: Any = venue[found.venue_accessible]
        if isinstance(found.venue_note, str) and found.venue_note:
            checked = {"text": checked, "note": found.venue_note}
        return [
            {
                "key": "Who leads",
                "value": {"sentences": [self._leader(each) for each in found.leaders]}
                if found.leaders
                else "nobody yet",
            },
            {
                "key": "Coordinator",
                "value": staff.get(found.coordinator, "nobody") if found.coordinator else "nobody",
            },
            {
                "key": "Deputy",
                "value": staff.get(found.deputy, "nobody") if found.deputy else "nobody",
            },
            {"key": "Venue checked", "value": checked},
            {
                "key": "Who may come",
                "value": "whoever likes to" if found.drop_in else "those who have joined",
            },
        ]

    def _talk(self) -> list[dict[str, str]]:
        """What may be done about a group that stands still."""
        kinds: tuple[type[Command], ...] = (ReviewGroupRefresh, LinkGroups)
        return [
            {"text": FORMS[kind].title, "href": link_to(kind, group=self.found.group)}
            for kind in kinds
            if not self.asked and self.about.desk.may_ask(kind)
        ]

    def _link(self, each: LinkShown) -> dict[str, Any]:
        """Another group by its name, the way to it, and the way to end the link."""
        desk = self.about.desk
        ends = not self.asked and desk.may_ask(EndGroupLink)
        return {
            "name": each.name if isinstance(each.name, str) else "A group",
            "href": group_path(each.group)
            if desk.reaches("group", subject("group", each.group))
            else None,
            "end": link_to(EndGroupLink, group=self.found.group, with_group=each.group)
            if ends
            else None,
        }

    def _leader(self, each: LeaderShown) -> str:
        who = subject("peer", each.peer) if each.peer else subject("staff", each.staff or "")
        return f"{self.about.name(who)}: {ANSWERS[LeadsAs][each.leads_as].lower()}"

    def _ways(self, state: Stage) -> list[dict[str, str]]:
        kinds = (*WAYS[state], *(AT_ANY_TIME if state is not Stage.CLOSED else ()))
        return [
            {"text": FORMS[kind].title, "href": link_to(kind, group=self.found.group)}
            for kind in kinds
            if self.about.desk.may_ask(kind)
        ]

    def _day(self, moment: datetime) -> str:
        return day_words(local_day(moment), self.today)


def _saved(query: Mapping[str, str]) -> dict[str, Any] | None:
    """What to say after something was saved."""
    if "saved" not in query:
        return None
    worry = query.get("worry")
    said: dict[str, Any] = {"danger": worry == "yes", "text": None, "worried": None}
    if worry == "yes":
        said["worried"] = WORRIED
    if worry == "unsure":
        said["text"] = "The coordinator of the group asks you about it."
    return said
