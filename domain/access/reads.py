"""What is recorded of reading, in the log of reads: one entry for each answer, before it leaves.

Whom an answer is about, and who was given it, are the subjects of the entry (`read_by`), so that
it is found by either. No value of theirs is in it.
"""

from domain.decider import Event, Position
from domain.people import ServiceId, Subject, subject


class AnswerGiven(Event, frozen=True, kw_only=True):
    """Somebody was given an answer that tells of people.

    ``view`` is what they looked at. ``basis`` are the codes of what let them: their roles, or that
    they operate the machine. ``opening`` is the entry of the log by which they had let themselves
    in, where they had.
    """

    service: ServiceId
    view: str
    basis: tuple[str, ...] = ()
    opening: Position | None = None

    @property
    def subjects(self) -> tuple[Subject, ...]:
        """None of its own: the log of reads is told whom the answer was about."""
        return ()


class AnswerRefused(Event, frozen=True, kw_only=True):
    """Somebody asked for an answer or an act and was refused; ``rule`` is the name of the refusal.

    ``view`` is the view or the command that they asked for.
    """

    service: ServiceId
    view: str
    rule: str

    @property
    def subjects(self) -> tuple[Subject, ...]:
        """None of its own, as with `AnswerGiven`."""
        return ()


def read_by(reader: Subject | str) -> Subject:
    """The subject under which the log of reads files what somebody was given."""
    return subject("reader", reader)


def reader_in(tags: tuple[Subject, ...]) -> str:
    """Who was given an answer, by the subjects of its entry."""
    found = (each.partition(":")[2] for each in tags if each.startswith("reader:"))
    return next(found, "")
