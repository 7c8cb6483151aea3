"""A small service with one of everything that can be asked about, and somebody in every role."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from domain.access import GrantRole, Role
from domain.confidentiality.commands import RecordEmergencyBreak
from domain.erasure import ErasePerson, ErasureGround
from domain.opening import OpeningReason, OpenRecord
from domain.people import ConcernedPersonId, ReferrerId, StaffId, StudyId, Subject, subject
from domain.referral import CloseEnquiry
from domain.rights import HeardHow, RecordRequest, Right
from domain.safeguarding import RaiseConcern
from domain.safeguarding.language import Answer
from domain.service import Duty, NameStaff
from domain.service_report import IssueServiceReport
from domain.study import LockStudy
from tests.api.small_group import EILIDH, leader_of, lively_cafe
from tests.api.small_service import SERVICE, SmallService, fill, small_service

PLAN = """
study = "waits"
title = "How long do people wait?"
kind = "time_to_event"
[window]
first_day = 2026-01-05
last_day = 2026-03-31
observed_until = 2026-03-31
"""
STAFF: tuple[tuple[str, tuple[Duty, ...]], ...] = (
    ("rhona-staff", (Duty.COORDINATOR,)),
    ("shona", (Duty.SUPERVISOR,)),
    ("nessa", (Duty.REVIEWER,)),
    ("auditor", ()),
    ("evaluator", ()),
    ("funder", ()),
    ("administrator", ()),
    ("no-role", ()),
)
NAMES = (
    "Morag Testperson",
    "Callum Testperson",
    "Euan Testperson",
    "Ann Testperson",
    "Una Testperson",
    "Davie Example",
    "Rhona Example",
)


@dataclass
class World:
    """A service, what the places of an address can name, and by which words everybody is known."""

    service: SmallService
    known: dict[str, list[str]]
    everybody: dict[Subject, tuple[str, ...]]
    holders: list[Subject | None]

    def concerns_in(self, said: str) -> set[Subject]:
        """The safeguarding concerns that words name."""
        return {subject("concern", each) for each in self.known["concern"][:-1] if each in said}


@contextmanager
def world_in(folder: Path) -> Iterator[World]:
    """The world, new, in a folder."""
    with small_service(folder) as service:
        fill(service)
        _people(service)
        _things(service)
        yield World(service, _known(service), _everybody(service), _holders(service))


def _people(service: SmallService) -> None:
    for staff, duties in STAFF:
        name = f"{staff.title()} Staff"
        service.do(NameStaff(service=SERVICE, staff=StaffId(staff), name=name, duties=duties))
    until = service.clock.now + timedelta(days=90)
    for role in (Role.AUDITOR, Role.EVALUATOR, Role.ADMINISTRATOR):
        staff = StaffId(role.value.lower())
        ends = until if role is Role.AUDITOR else None
        service.do(GrantRole(service=SERVICE, role=role, staff=staff, until=ends))
    service.do(GrantRole(service=SERVICE, role=Role.FUNDER_VIEWER, staff=StaffId("funder")))
    for peer in service.peers.values():
        service.do(GrantRole(service=SERVICE, role=Role.PEER_SUPPORTER, peer=peer))
    service.do(GrantRole(service=SERVICE, role=Role.REFERRER, referrer=ReferrerId("practice")))


def _things(service: SmallService) -> None:
    morag, callum = service.people["Morag"], service.people["Callum"]
    service.do(RecordEmergencyBreak(person=morag, ground_words="She said she would not wake up."))
    service.do(
        RaiseConcern(
            in_danger=Answer.NO,
            words="She is afraid of her brother.",
            about_person=ConcernedPersonId(morag),
        )
    )
    service.do(
        RecordRequest(service=SERVICE, right=Right.ACCESS, how=HeardHow.SPOKEN, person=callum)
    )
    service.do(
        OpenRecord(
            person=morag,
            reason=OpeningReason.COLLEAGUE_AWAY,
            words="Isla is away, and she rang.",
            staff=StaffId("rhona-staff"),
        )
    )
    first, last = date(2026, 1, 1), date(2026, 3, 31)
    service.do(IssueServiceReport(service=SERVICE, since=first, until=last))
    leader_of(service, lively_cafe(service))
    plan = LockStudy(study=StudyId("waits"), service=SERVICE, declared=PLAN)
    service.do(plan)
    enquiry = service.referred("Una Testperson", "To know what there is.", agreed=False)
    service.do(CloseEnquiry(referral=enquiry))
    service.do(ErasePerson(person=service.people["Ann"], ground=ErasureGround.OBJECTED))


def _holders(service: SmallService) -> list[Subject | None]:
    named = ["isla", "fraser", "catriona", "hamish", *(staff for staff, _duties in STAFF)]
    return [
        None,
        *(subject("staff", each) for each in named),
        subject("staff", EILIDH),
        *(subject("peer", each) for each in service.peers.values()),
        subject("referrer", "practice"),
        subject("staff", "stranger"),
    ]


def _everybody(service: SmallService) -> dict[Subject, tuple[str, ...]]:
    people = {subject("person", each): name for name, each in service.people.items()}
    peers = {subject("peer", each): name for name, each in service.peers.items()}
    return {
        about: (about.partition(":")[2], f"{name} {family}")
        for family, each in (("Testperson", people), ("Example", peers))
        for about, name in each.items()
    }


def _known(service: SmallService) -> dict[str, list[str]]:
    """For each place in an address, what is there, what was, and what never was."""
    ledger = service.store.ledger
    known = {
        noun: [*(each.partition(":")[2] for each in ledger.subjects(noun)), "nobody"]
        for noun in (
            *("person", "peer", "referral", "match", "break", "consent", "opening"),
            *("story_request", "concern", "group", "disclosure", "rights_request", "complaint"),
            "study",
        )
    }
    sessions = {
        str(each.event.session)
        for match in ledger.subjects("match")
        for each in ledger.history(match)
        if hasattr(each.event, "session")
    }
    owners = [each.replace(":", ".") for each in _everybody(service)]
    entries = [str(each) for each in range(1, ledger.head().position + 1)]
    return {
        **known,
        "of_break": known["break"],
        "report": [
            *(each.partition(":")[2] for each in ledger.subjects("service_report")),
            "nobody",
        ],
        "of_concern": known["concern"],
        "break_id": known["break"],
        "given": ["1"],
        "with_group": known["group"],
        "action": ["nobody"],
        "link": ["nobody"],
        "line": ["SAMARITANS", "nobody"],
        "offer": [*sorted(service.offers()), "nobody"],
        "secret": ["nobody.ics"],
        "staff": [*(each.partition(":")[2] for each in ledger.subjects("staff")), "nobody"],
        "session": sorted(sessions),
        "whose": owners,
        "erasure": owners,
        "entry": entries,
        "side": ["person", "peer"],
        "name": [f"{number}.{owner}" for number in range(1, 60) for owner in owners],
    }
