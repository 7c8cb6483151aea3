"""The studies of a service: which plan was locked when, what came of it, what was taken out for it.

It tells of nobody: a plan says what is asked, a report that it was issued, an extract how many
people it holds, and that not where they are fewer than five.
"""

from collections.abc import Iterable
from datetime import datetime

import msgspec

from application.looking import Looking
from domain.people import Subject
from domain.personal import Sealed
from domain.study import (
    ExtractForm,
    ExtractPurpose,
    StudyExtractMade,
    StudyLocked,
    StudyReportIssued,
)
from domain.suppression import FEWEST_SHOWN
from projections.opening import Opener


class IssuedReport(msgspec.Struct, frozen=True):
    """A report of a study: when it was issued, what it reflects, the SHA-256 of its files."""

    at: datetime
    reflects: int
    content: str


class TakenOut(msgspec.Struct, frozen=True):
    """An extract that was made for a study; ``people`` is none where they are fewer than five."""

    at: datetime
    form: ExtractForm
    purpose: ExtractPurpose
    people: int | None
    recipient: str | None


class StudyShown(msgspec.Struct, frozen=True):
    """A study as it stands.

    ``declared`` is its plan as it was written; none where it is no longer held, or where no plan
    was locked and something was only taken out for it.
    """

    study: str
    locked_at: datetime | None
    declared: str | None
    reports: list[IssuedReport]
    extracts: list[TakenOut]


def study_shown(look: Looking, opener: Opener, of: Subject) -> StudyShown:
    """One study of the service of a look; nothing stands in it where the service has none."""
    locked: StudyLocked | None = None
    reports: list[IssuedReport] = []
    extracts: list[TakenOut] = []
    for recorded in look.happened(of):
        if recorded.service != look.service:
            continue
        match opener.open(recorded).event:
            case StudyLocked() as said if locked is None:
                locked = said
            case StudyReportIssued() as said:
                reports.append(IssuedReport(said.at, said.reflects, said.content.hex()))
            case StudyExtractMade() as said:
                people = said.people if said.people >= FEWEST_SHOWN else None
                recipient = _readable(said.recipient)
                extracts.append(TakenOut(said.at, said.form, said.purpose, people, recipient))
            case _:
                pass
    return StudyShown(
        of.partition(":")[2],
        locked.at if locked else None,
        _readable(locked.declared) if locked else None,
        reports,
        extracts,
    )


def studies_shown(look: Looking, opener: Opener, of: Iterable[Subject]) -> list[StudyShown]:
    """Every study of the service of which there is something to show, the latest first."""
    found = [study_shown(look, opener, each) for each in of]
    shown = [each for each in found if each.locked_at or each.extracts]
    return sorted(shown, key=_last, reverse=True)


def _last(shown: StudyShown) -> tuple[datetime, str]:
    moments = [each.at for each in shown.reports] + [each.at for each in shown.extracts]
    if shown.locked_at is not None:
        moments.append(shown.locked_at)
    return max(moments), shown.study


def _readable(words: str | Sealed | None) -> str | None:
    return words if isinstance(words, str) else None
