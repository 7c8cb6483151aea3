"""The register of one meeting of a group: who came, how many more, how long, any worry.

Those who may be named stand there to be ticked, whoever joined and has not come yet among them;
everybody else is counted. What is not known stays open and becomes a task; only a worry is asked
for, because nobody else can say.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from litestar import get, post
from litestar.params import RawBody
from litestar.response import Redirect, Template

from api.desk import Desk
from api.group_views import group_for
from api.pages.about import About
from api.pages.answers import Given
from api.pages.as_of import address
from api.pages.day_answered import day_answered
from api.pages.forms import Problem, given_in, key_in, new_key, reason_of
from api.pages.frame import GROUPS, Asking, AtDesk, Names, page
from api.pages.watching import unwatched
from domain.decider import Refusal
from domain.gatherings import Attendance
from domain.group import Stage
from domain.group_meetings import BELONG, RecordGroupMeeting
from domain.people import GroupId, PersonId, subject
from domain.periods import end_of, local_day
from projections.directory import Directory

PATH = GROUPS + "/{group:str}/attendance"
LENGTHS = (60, 90, 120)
LONGEST_NUMBER = 4
OTHER = "other"
WORRIES = {
    "no": "No",
    "yes": "Yes, I want to tell someone",
    "unsure": "Not sure, ask me",
}
MEANT = {"no": False, "yes": True}


def attendance_path(group: GroupId | str) -> str:
    """Where a meeting of a group is recorded."""
    return PATH.replace("{group:str}", group)


@get(PATH, sync_to_thread=True, view="group")
def ask_attendance(request: Asking, desk: AtDesk, directory: Names) -> Template:
    """The register, nobody ticked."""
    return AttendanceForm(request, desk, directory).shown({"when": ["today"]}, [])


@post(PATH, sync_to_thread=True, view="group")
def save_attendance(
    request: Asking, desk: AtDesk, directory: Names, body: RawBody
) -> Template | Redirect:
    """Record what was answered; or say what is in the way."""
    return AttendanceForm(request, desk, directory).saved(given_in(body))


class AttendanceForm:
    """The form of one group."""

    def __init__(self, request: Asking, desk: Desk, directory: Directory) -> None:
        """Look up the group. Raises `UnknownGroup` and `NotPermitted`."""
        desk.must_ask(RecordGroupMeeting)
        self.desk, self.about = desk, About(desk, directory, {})
        self.group = GroupId(str(request.path_params["group"]))
        self.found = group_for(desk, self.group)
        self.today = local_day(self.about.now)
        self.problems: list[Problem] = []

    def shown(self, given: Given, problems: list[Problem], status: int = 200) -> Template:
        """The page, with the answers given."""
        found, back = self.found, f"{GROUPS}/{self.group}"
        name = found.name if isinstance(found.name, str) else "The group"
        belong = [each.person for each in found.members if each.stands in BELONG]
        names = self.about.directory.names_of(subject("person", each) for each in belong)
        people = {each: names.get(subject("person", each), "name not recorded") for each in belong}
        people = dict(sorted(people.items(), key=lambda item: item[1].casefold()))
        counts_only = found.attendance is Attendance.HEADCOUNT
        return page(
            "attendance.html",
            here=GROUPS,
            status=status,
            breadcrumbs=[{"label": "Groups", "href": GROUPS}, {"label": name, "href": back}],
            errors=[{"text": each.text, "field": each.field} for each in problems] or None,
            wrong={each.field: each.text for each in reversed(problems)},
            given={field: values[0] for field, values in given.items() if values},
            present=list(given.get("present", ())),
            open=found.state is Stage.OPEN,
            whens=_options({"today": "Today", "yesterday": "Yesterday", OTHER: "Another day"}),
            people=[] if counts_only else _options(people),
            lengths=_options(
                {**{str(each): str(each) for each in LENGTHS}, OTHER: "Other", "": "Not known"}
            ),
            worries=_options(WORRIES),
            unwatched=unwatched(self.desk),
            key=new_key(),
            back=back,
        )

    def saved(self, given: Given) -> Template | Redirect:
        """Perform what was answered, and go back to the group."""
        said = {field: values[0].strip() for field, values in given.items() if values}
        day, minutes = self._day(said), self._minutes(said)
        present = tuple(PersonId(each) for each in dict.fromkeys(given.get("present", ())))
        others = self._number(said, "others")
        worry = said.get("worried", "")
        if worry not in WORRIES:
            self._wrong("worried", "Choose an answer: Did anything worry you?")
        if any(each not in self._may_be_named for each in present):
            self._wrong("present", "Choose from those who are named here. Count the others.")
        if day is None or self.problems:
            return self.shown(given, self.problems, 400)
        command = RecordGroupMeeting(
            group=self.group,
            at=self._ended_at(day),
            minutes=minutes,
            headcount=None if others is None else len(present) + others,
            present=present,
            worried=MEANT.get(worry),
            note=said.get("note") or None,
        )
        try:
            receipt = self.desk.perform(command, command_id=key_in(given))
        except Refusal as no:
            return self.shown(
                given, [Problem(reason_of(no), PLACES.get(no.field or ""))], no.status
            )
        query = {"saved": str(receipt.position), "worry": worry}
        return Redirect(address(f"{GROUPS}/{self.group}", query), status_code=303)

    # --- What is meant ---

    @property
    def _may_be_named(self) -> set[PersonId]:
        return {each.person for each in self.found.members if each.stands in BELONG}

    def _day(self, said: Mapping[str, str]) -> date | None:
        found = day_answered(said, self.today)
        if isinstance(found, Problem):
            self.problems.append(found)
            return None
        return found

    def _ended_at(self, day: date) -> datetime | None:
        return None if day == self.today else end_of(day)

    def _minutes(self, said: Mapping[str, str]) -> int | None:
        if said.get("minutes", "") == OTHER:
            return self._number(said, "minutes-other")
        return self._number(said, "minutes")

    def _number(self, said: Mapping[str, str], field: str) -> int | None:
        """A number in figures; nothing where none was given."""
        text = said.get(field, "")
        if not text:
            return None
        if not (text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER):
            self._wrong(field, "Give the number in figures, or leave it open.")
            return None
        return int(text)

    def _wrong(self, field: str, text: str) -> None:
        self.problems.append(Problem(text, field))


PLACES = {"at": "when", "minutes": "minutes", "headcount": "others", "present": "present"}
"""The question where a field of the command was asked for."""


def _options(labels: Mapping[Any, str]) -> list[dict[str, str]]:
    return [{"value": str(value), "label": label} for value, label in labels.items()]
