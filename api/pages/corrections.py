"""The page on which an entry is corrected, or marked as entered in error, or that taken back."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import msgspec
from litestar import get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import RawBody
from litestar.response import Redirect, Template

from api.desk import Desk
from api.pages import words
from api.pages.about import About
from api.pages.answers import CLOSING, Given, answer_of, missing, value_of
from api.pages.dates import NotUnderstood, moment_words
from api.pages.fields import Field, fields_of
from api.pages.forms import (
    Problem,
    crumbs_of,
    given_in,
    key_in,
    new_key,
    reason_of,
    shown_fields,
    to_the_person,
)
from api.pages.frame import Asking, AtDesk, Names, page
from api.pages.links import PATHS, link_to
from domain.corrections import CorrectEntry, MarkEnteredInError
from domain.decider import Command, EnteredInError, Recorded, Refusal, identifying_fields
from domain.people import subject
from domain.periods import end_of, local_day, start_of
from domain.personal import Sealed
from domain.rectification import RecordRectification
from projections.directory import Directory
from projections.wording import wording

TAKE_BACK = "it-happened"


def handlers() -> list[HTTPRouteHandler]:
    """The page of an entry, and what can be sent from it."""

    def path_of(command: type[Command]) -> str:
        return PATHS[command].replace("}", ":str}")

    return [
        get(path_of(CorrectEntry), sync_to_thread=True, view="entry")(ask_correction),
        post(path_of(CorrectEntry), sync_to_thread=True, view="entry")(save_correction),
        post(path_of(MarkEnteredInError), sync_to_thread=True, view="entry")(mark_in_error),
    ]


def ask_correction(request: Asking, desk: AtDesk, directory: Names) -> Template:
    """The entry as it stands, to be changed."""
    return Correcting(request.path_params["entry"], desk, directory).shown(None, [], 200)


def save_correction(
    request: Asking, desk: AtDesk, directory: Names, body: RawBody
) -> Template | Redirect:
    """Save what was changed; or say what is in the way."""
    return Correcting(request.path_params["entry"], desk, directory).saved(given_in(body))


def mark_in_error(
    request: Asking, desk: AtDesk, directory: Names, body: RawBody
) -> Template | Redirect:
    """Say that what the entry tells never happened."""
    correcting = Correcting(request.path_params["entry"], desk, directory)
    command = MarkEnteredInError(entry=correcting.first.position)
    return correcting.performed(command, given_in(body))


class Correcting:
    """One entry with all its versions, being corrected."""

    def __init__(self, entry: str, desk: Desk, directory: Directory) -> None:
        """Look up the entry. Raises `NotFoundException`."""
        self.about = About(desk, directory, {"entry": entry})
        desk.must_reach("entry", subject("person", self.about.person or ""))
        self.desk = desk
        meant: Recorded = self.about.entry  # type: ignore[assignment]  # else nobody was found
        position = meant.corrects or meant.position
        history = desk.ledger.history(meant.tags[0])
        family = [each for each in history if position in {each.position, each.corrects}]
        self.first = family[0]
        self.in_error = isinstance(family[-1].event, EnteredInError)
        self.corrected = len(family) > 1
        said = [each for each in family if not isinstance(each.event, EnteredInError)]
        self.said = desk.opener.open(said[-1])
        event = self.said.event
        left_out = frozenset(field for field, _noun in identifying_fields(type(event)))
        self.fields = fields_of(type(event), left_out, self.about.offered, self.about.named)
        self.before: dict[str, list[str]] = {}
        for field in self.fields:
            self.before |= answer_of(field, getattr(event, field.name))

    def saved(self, given: Given) -> Template | Redirect:
        """Perform the correction that the form says."""
        if TAKE_BACK in given:
            return self.performed(CorrectEntry(entry=self.first.position, changes={}), given)
        changes, problems = self._changes(given)
        if problems:
            return self.shown(given, problems, 400)
        return self.performed(CorrectEntry(entry=self.first.position, changes=changes), given)

    def performed(self, command: Command, given: Given) -> Template | Redirect:
        """Perform a command about the entry; what is in the way comes back with the answers."""
        try:
            receipt = self.desk.perform(command, command_id=key_in(given))
        except Refusal as no:
            names = {field.name for field in self.fields}
            place = no.field if no.field in names else None
            return self.shown(given, [Problem(reason_of(no), place)], no.status)
        return to_the_person(receipt, self.about.person)

    def _changes(self, given: Given) -> tuple[dict[str, Any], list[Problem]]:
        """What was changed, and what cannot be understood."""
        changes: dict[str, Any] = {}
        problems = []
        for field in self.fields:
            if _said(field, given) == _said(field, self.before):
                continue
            try:
                value = value_of(field, given, self.about.now)
            except NotUnderstood as wrong:
                problems.append(Problem(f"{field.label}: {wrong}", field.name))
                continue
            if value is None and field.needed:
                problems.append(Problem(missing(field), field.name))
                continue
            changes |= self._change(field, value, given)
        return msgspec.to_builtins(changes), problems

    def _change(self, field: Field, value: Any, given: Given) -> dict[str, Any]:
        """The change of one answer; where days without a time are kept as such, also of that."""
        if field.kind != "moment":
            return {field.name: value}
        if field.day_alone:
            if isinstance(value, datetime):
                return {field.name: value, "on": local_day(value)}
            return {field.name: self._of_day(field, value), "on": value}
        if "day_only" in type(self.said.event).__struct_fields__:
            return {field.name: value, "day_only": not _said(field, given)[-1]}
        return {field.name: value}

    def _of_day(self, field: Field, day: date) -> datetime:
        ended = field.form in CLOSING and day != local_day(self.about.now)
        return end_of(day) if ended else start_of(day)

    def shown(self, given: Given | None, problems: list[Problem], status: int) -> Template:
        """The page."""
        today = local_day(self.about.now)
        event = self.said.event
        return page(
            "entry.html",
            status=status,
            breadcrumbs=crumbs_of(self.about),
            errors=[msgspec.to_builtins(problem) for problem in problems] or None,
            title=words.FORMS[CorrectEntry].title,
            button=words.FORMS[CorrectEntry].button,
            sentence=wording(event),
            when=moment_words(event.at, today),
            in_error=self.in_error,
            gone=any(
                isinstance(getattr(event, field), Sealed) for field in event.__struct_fields__
            ),
            fields=shown_fields(self.fields, _before(given, self.before), problems),
            key=new_key(),
            error_key=new_key(),
            take_back=TAKE_BACK,
            put_right=link_to(RecordRectification, entry=self.first.position)
            if self.corrected and self.desk.may_ask(RecordRectification)
            else None,
            error_href=link_to(MarkEnteredInError, entry=self.first.position),
            correct_href=link_to(CorrectEntry, entry=self.first.position),
            back=f"/people/{self.about.person}",
        )


def _before(given: Given | None, before: Mapping[str, list[str]]) -> Given:
    """The answers to show: those given, or those that stand while nothing was given."""
    sent = given is not None and any(name != "key" for name in given)
    return given if sent and given is not None else before


def _said(field: Field, given: Given) -> tuple[tuple[str, ...], ...]:
    """An answer as sent, without what makes no difference."""
    return tuple(
        tuple(text.replace("\r\n", "\n").strip() for text in given.get(name, ()) if text.strip())
        for name in field.names
    )
