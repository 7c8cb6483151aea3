"""What follows a decision about confidentiality, on the page of its record: what is due, and forms.

Telling the one whom it is about, the review and whoever is asked from outside, lessons, what was
agreed, what it meant for their data, and closing. It says what is done and by when the rest is due;
of what the record says it shows nothing but what was agreed to be done.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

from api.desk import Desk
from api.pages.dates import day_words, moment_words
from api.pages.frame import count_words
from api.pages.links import link_to
from domain.confidentiality import Break
from domain.confidentiality.commands import DecideNotToBreak, DecideToBreak, RecordBreakDisclosure
from domain.confidentiality.commands_after import (
    AgreeBreakAction,
    AssessDataProtection,
    CloseBreak,
    IssueReviewLink,
    PutOffTelling,
    RecordBreakActionDone,
    RecordBreakLessons,
    RecordRegulatorTold,
    RecordToldOfAssessment,
    RecordToldOfSharing,
    RuleOutTelling,
    WithdrawReviewLink,
)
from domain.confidentiality.events_after import ActionAgreed
from domain.confidentiality.independence import eligible, look_around
from domain.confidentiality.language import AFTER_REVIEW, Stage
from domain.confidentiality.protection import not_assessed, not_carried_through
from domain.confidentiality.receipts import (
    DecisionReceiptGiven,
    GiveDecisionReceipt,
    decision_of,
)
from domain.confidentiality.state import Link
from domain.decider import Command
from domain.definitions import Definitions
from domain.people import ActionId, BreakId, subject
from domain.periods import local_day, working_days_after
from domain.personal import Sealed
from projections.directory import Directory
from projections.safeguarding.register import readable
from projections.safeguarding.shown import belonging_to

DONE, OPEN = "Done", "Not done"


class Follows:
    """What follows one record, for the one who asks."""

    def __init__(self, desk: Desk, directory: Directory, record: Break, of_break: str) -> None:
        """Look at a record at this moment."""
        self.desk, self.directory, self.record, self.of_break = desk, directory, record, of_break
        self.now = desk.views.clock()
        self.today = local_day(self.now)
        self.stage = record.stage_at(self.now)

    def sections(self) -> list[dict[str, Any]]:
        """The parts of the page, in the order in which they come."""
        every = (
            self._carrying_out(),
            self._telling(),
            self._review(),
            self._afterwards(),
            self._beside(),
        )
        return [each for each in every if each is not None]

    def _form(self, text: str, command: type[Command], **ids: object) -> Iterator[dict[str, str]]:
        """The way to a form, for those whose role has to do with it."""
        if self.desk.may_ask(command):
            yield {"text": text, "href": link_to(command, break_id=self.of_break, **ids)}

    def _carrying_out(self) -> dict[str, Any] | None:
        """What is decided, as long as nothing is, and what was shared once it was decided."""
        if self.record.was_shared:
            return None
        if self.stage is Stage.CONSIDERED:
            ways = [
                {"text": text, "href": f"{link_to(command)}?break_id={self.of_break}"}
                for text, command in (
                    ("Decide to share", DecideToBreak),
                    ("Decide not to share", DecideNotToBreak),
                )
                if self.desk.may_ask(command)
            ]
            return _section("deciding", "What is decided?", "Nothing is decided yet.", ways)
        if self.stage is Stage.DECIDED:
            ways = list(self._form("Record what was shared", RecordBreakDisclosure))
            return _section("sharing", "What was shared?", "Nothing is recorded as shared.", ways)
        return None

    def _telling(self) -> dict[str, Any] | None:
        """Whether the one whom it is about was told, and the way to say so."""
        record = self.record
        if not record.was_shared and record.told is None:
            return None
        title = "Has the person been told?"
        if record.told is not None:
            text = f"Told on {day_words(local_day(record.told.at), self.today)}."
            given = record.person or record.peer
            way = self._form("Give them the proof of the decision", GiveDecisionReceipt)
            ways = list(way) if given and decision_of(record) else []
            return _section("telling", title, text, ways, tasks=self._receipts())
        if record.ruled_out is not None:
            return _section("telling", title, "A manager decided that they are not told.", [])
        if self.stage is Stage.CLOSED:
            return _section("telling", title, "They were not told.", [])
        text, ways = self._not_told(), list(self._form("Record telling", RecordToldOfSharing))
        ways += self._form("Put it off", PutOffTelling)
        if record.put_off:
            ways += self._form("Decide that they are not told at all", RuleOutTelling)
        return _section("telling", title, text, ways)

    def _receipts(self) -> Iterator[dict[str, Any]]:
        """The proofs that were given, each with its file for those who may give one."""
        for recorded in self.desk.ledger.history(subject("break", self.of_break)):
            if isinstance(recorded.event, DecisionReceiptGiven):
                path = f"/breaks/{self.of_break}/receipts/{recorded.position}"
                yield {
                    "title": f"Proof of the decision, given on {self._day(recorded.event.at)}",
                    "href": path if self.desk.may_ask(GiveDecisionReceipt) else None,
                    "hint": "It is a file that says nothing of them.",
                    "status": "Given",
                    "done": True,
                }

    def _not_told(self) -> str:
        record = self.record
        if record.put_off:
            day = record.put_off[-1].look_again_on
            return f"Not told yet; looked at again on {self._by(day)}"
        days = self._definitions.break_told_within_working_days
        due = local_day(working_days_after(record.shared_at or self.now, days))
        return f"Not told yet; due {self._by(due)}"

    def _review(self) -> dict[str, Any] | None:
        record = self.record
        base = record.shared_at or (None if record.share else record.decided_at)
        if base is None:
            return None
        review = record.review_at(self.now)
        if review is not None:
            whence = "somebody outside" if review.outside else "an independent reviewer"
            text = f"Reviewed on {self._day(review.at)} by {whence}."
            return _section("review", "Review", text, [])
        days = self._definitions.break_reviewed_within_working_days
        due = local_day(working_days_after(base, days))
        text = f"Not reviewed yet; due {self._by(due)}"
        anybody = eligible(record, look_around(record, self.desk.look()))
        if not anybody:
            text += " Nobody here can review it independently: the chair asks somebody outside."
        elif due < self.today:
            text += " It is with the chair now."
        ways = list(self._form("Ask somebody outside to review", IssueReviewLink))
        links = [self._link(which, link) for which, link in record.links.items()]
        return _section("review", "Review", text, ways, tasks=links)

    def _link(self, which: str, link: Link) -> dict[str, Any]:
        """A link that was given out: until when, and how often it was opened."""
        opened = "Not opened yet."
        if link.used:
            times = "once" if len(link.used) == 1 else f"{len(link.used)} times"
            opened = f"Opened {times}, last {self._moment(link.used[-1])}."
        open_now = link.opens_at(self.now) and link.outsider not in self.record.conflicts
        way = list(self._form("Take the link back", WithdrawReviewLink, link=which))
        if link.withdrawn_at is not None:
            ends = f"taken back {self._moment(link.withdrawn_at)}"
        elif link.outsider in self.record.conflicts:
            ends = "passed on: something links them to it"
        else:
            ends = f"{'runs' if open_now else 'ran'} out {self._moment(link.expires_at)}"
        return {
            "title": f"Link of {self._day(link.issued_at)}, {ends}",
            "href": way[0]["href"] if open_now and way else None,
            "hint": f"{opened} Follow this to take it back." if open_now and way else opened,
            "status": "Open" if open_now else "Closed",
            "done": not open_now,
        }

    def _afterwards(self) -> dict[str, Any] | None:
        """Lessons, what was agreed, what it meant for their data, and closing."""
        if self.stage not in AFTER_REVIEW:
            return None
        if self.stage is Stage.CLOSED:
            text = "All that followed was seen to. The record is closed."
            return _section("following", "What follows", text, [], tasks=self._actions())
        tasks = [*self._lessons(), *self._assessment(), *self._actions()]
        ways = list(self._form("Agree what is to be done", AgreeBreakAction))
        if self._may_close():
            ways += self._form("Close the record", CloseBreak)
        text = "Each stands on the worklist of whoever sees to it."
        return _section("following", "What follows", text, ways, tasks=tasks)

    def _beside(self) -> dict[str, Any] | None:
        """That another record belongs with it; which, for those alone who may see that one.

        What was linked from the other record alone is shown to nobody else.
        """
        which, holder = BreakId(self.of_break), self.desk.principal.holder or ""
        noun, _colon, staff = holder.partition(":")
        theirs = self.record.concerns if self.desk.principal.operates else frozenset()
        if noun == "staff":
            among = readable(self.desk.views, self.desk.service, staff)
            theirs = belonging_to(self.desk.look(), which, among)
        if not theirs and not self.record.belongs_with_another:
            return None
        text = "Another record belongs with this one. It is kept apart, for those who see to it."
        ways = [{"text": "See that record", "href": f"/concerns/{each}"} for each in sorted(theirs)]
        return _section("beside", "What belongs with it", text, ways)

    def _may_close(self) -> bool:
        record = self.record
        told = not record.was_shared or record.told or record.ruled_out
        open_still = not_assessed(record, self.now) or not_carried_through(record)
        return self.stage is Stage.LESSONS and bool(told) and not open_still

    def _lessons(self) -> Iterator[dict[str, Any]]:
        base = self.record.shared_at or self.record.decided_at or self.now
        days = self._definitions.break_lessons_within_working_days
        due = local_day(working_days_after(base, days))
        done = self.stage is Stage.LESSONS
        yield self._task("What was learned", RecordBreakLessons, done=done, due=due)

    def _assessment(self) -> Iterator[dict[str, Any]]:
        """What was not upheld is assessed, and whoever has to know of it is told."""
        record, review = self.record, self.record.review_at(self.now)
        if review is None or not (review.assess or record.assessed):
            return
        within = timedelta(hours=self._definitions.break_data_assessed_within_hours)
        by = f"Due {self._moment(review.at + within)}."
        if self.now > review.at + within:
            by = f"Was due {self._moment(review.at + within)}. Do it now, and say why it is late."
        done = not not_assessed(record, self.now)
        yield self._task("What it meant for their data", AssessDataProtection, done=done, hint=by)
        if record.assessed is None:
            return
        for found, told, title, command in (
            (record.to_report, record.regulator_told, "The regulator told", RecordRegulatorTold),
            (record.to_tell, record.assessment_told, "Told them of it", RecordToldOfAssessment),
        ):
            if found:
                yield self._task(title, command, done=told is not None, hint=by)

    def _actions(self) -> list[dict[str, Any]]:
        if not self.record.actions:
            return []
        words = self._words_of_actions()
        owners = {subject("staff", each.owner) for each in self.record.actions.values()}
        names = self.directory.names_of(owners)
        found = []
        for which, action in self.record.actions.items():
            who = names.get(subject("staff", action.owner), "somebody")
            by = self._by(action.due_on, settled=action.done_at is not None)
            hint = f"{who}, by {by}"
            task = self._task(
                words.get(which, "Something that was agreed"),
                RecordBreakActionDone,
                done=action.done_at is not None,
                hint=hint,
                action=which,
            )
            found.append(task)
        return found

    def _words_of_actions(self) -> dict[ActionId, str]:
        history = self.desk.ledger.history(subject("break", self.of_break))
        agreed = [self.desk.opener.open(each).event for each in history
                  if isinstance(each.event, ActionAgreed)]  # fmt: skip
        return {
            each.action: each.words
            for each in agreed
            if isinstance(each, ActionAgreed) and each.words and not isinstance(each.words, Sealed)
        }

    def _task(
        self,
        title: str,
        command: type[Command],
        *,
        done: bool,
        due: date | None = None,
        hint: str | None = None,
        **ids: object,
    ) -> dict[str, Any]:
        way: Iterable[dict[str, str]] = self._form(title, command, **ids)
        href = next((each["href"] for each in way), None)
        if due is not None and not done:
            hint = f"Due {self._by(due)}"
        return {
            "title": title,
            "href": None if done or self.stage is Stage.CLOSED else href,
            "hint": hint,
            "status": DONE if done else OPEN,
            "done": done,
        }

    @property
    def _definitions(self) -> Definitions:
        position = self.desk.ledger.head().position
        return self.desk.views.definitions_known_at(position).of(self.desk.service, self.now)

    def _by(self, day: date, *, settled: bool = False) -> str:
        """A day, and how late it is by now."""
        late = (self.today - day).days
        words = f"{day_words(day, self.today)}."
        return words if settled or late <= 0 else f"{words} Late by {count_words(late, 'day')}."

    def _day(self, moment: datetime) -> str:
        return day_words(local_day(moment), self.today)

    def _moment(self, moment: datetime) -> str:
        return moment_words(moment, self.today)


def _section(
    name: str, title: str, text: str, ways: list[dict[str, str]], *, tasks: Any = ()
) -> dict[str, Any]:
    return {"id": name, "title": title, "text": text, "links": ways, "tasks": list(tasks)}
