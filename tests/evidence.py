"""A log with a history of checkpoints, and a bundle of evidence from it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from api.main import KeyringOpener
from domain.confidentiality.commands import RecordEmergencyBreak
from domain.confidentiality.language import Ground
from domain.decider import Position
from domain.people import BreakId, StaffId, Subject
from domain.referral import AgreedHow, ReceiveReferral, Source
from domain.service import Duty, NameStaff, OpenService
from infrastructure.checkpoint_exports import Exports
from infrastructure.evidence_bundle import Made, Sources, Value, evidence_about, write_bundle
from infrastructure.signer import Signer
from projections.breaks.evidence import evidence_pack, outline_of
from tests.deployments import SERVICE, Deployment, deployed

ORIGIN = "machair.example/log"
WORDS = "Somebody to talk to."


@dataclass
class Kept:
    """A deployment whose log is signed now and then."""

    deployment: Deployment
    exports: Exports

    @property
    def sources(self) -> Sources:
        """What bundles are made from."""
        return Sources(self.deployment.recorder, self.exports, self.deployment.keyring)

    def refer(self, because_of: Position | None = None) -> tuple[Position, ...]:
        """Somebody is referred; return where that stands."""
        command = ReceiveReferral(
            service=SERVICE,
            source=Source.GP,
            agreed_how=AgreedHow.SPOKEN,
            name="Morag Testperson",
            own_words=WORDS,
        )
        receipt = self.deployment.do(command, because_of=because_of)
        return tuple(each.position for each in receipt.events)

    def subject_of(self, position: Position) -> Subject:
        """The person whom an entry is about."""
        (row,) = next(iter(self.deployment.recorder.pages(position - 1, position)))
        return next(Subject(tag) for tag in row.tags.split() if tag.startswith("person:"))

    def bundle(self, folder: Path, position: Position, disclose: tuple[Value, ...] = ()) -> Made:
        """The evidence about the person of an entry."""
        about = self.subject_of(position)
        positions = evidence_about(self.deployment.recorder, about)
        return write_bundle(folder, self.sources, about, positions, disclose)


@contextmanager
def kept(database: str, folder: Path) -> Iterator[Kept]:
    """A log in which nothing is recorded yet."""
    with deployed(database, folder) as deployment:
        signer = Signer.at(folder / "signer", ORIGIN)
        keyring = deployment.keyring
        recorder = deployment.recorder
        yield Kept(deployment, Exports(folder / "kept", recorder, lambda: signer, keyring=keyring))


def bundled(folder: Path) -> Made:
    """A bundle of three entries, two of them about one person, under two earlier checkpoints."""
    with kept("sqlite", folder) as log:
        log.refer()
        before = log.refer()
        log.exports.run()
        log.refer()
        entries = log.refer(because_of=before[0])
        log.exports.run()
        log.refer()
        return log.bundle(folder / "bundle", entries[0], ((entries[1], "own_words"),))


def packed(folder: Path) -> Made:
    """A bundle of the evidence pack of one break: an emergency about somebody who was referred."""
    with kept("sqlite", folder) as log:
        deployment = log.deployment
        clock = deployment.clock
        deployment.do(OpenService(service=SERVICE, name="Machair Peer Support"))
        deployment.do(
            NameStaff(
                service=SERVICE, staff=StaffId("isla"), name="Isla", duties=(Duty.COORDINATOR,)
            )
        )
        referred = log.refer()
        person = log.subject_of(referred[0]).partition(":")[2]
        clock.go_on(hours=1)
        decided_at = clock.now
        clock.go_on(minutes=20)
        emergency = RecordEmergencyBreak(
            person=person, decided_at=decided_at, shared_at=decided_at, grounds=(Ground.OTHER,)
        )
        which = BreakId(
            next(
                tag.partition(":")[2]
                for recorded in deployment.do(emergency).events
                for tag in recorded.tags
                if tag.startswith("break:")
            )
        )
        log.exports.run()
        clock.go_on(days=1)
        staff = StaffId("ailsa")
        deployment.do(
            NameStaff(service=SERVICE, staff=staff, name="Ailsa", duties=(Duty.REVIEWER,))
        )
        views, opener = deployment.views(), KeyringOpener(deployment.keyring)
        outline = outline_of(evidence_pack(views, opener, SERVICE, which))
        return write_bundle(
            folder / "bundle", log.sources, f"break:{which}", outline["events"], pack=outline
        )
