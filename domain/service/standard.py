"""What an offer asks of everybody in it alike: its formality profile, and what it is by default.

Formality raises credibility, and differs from offer to offer; within one it is agreed and applied
consistently (domain reference, 2.4). The defaults are those of 6.1 and 6.3, by model.
"""

from collections.abc import Iterable
from enum import StrEnum

import msgspec

from domain.service.language import Model
from domain.training import NEEDED_TO_SUPPORT, POLICIES_NEEDED, Competency, Policy


class Requirement(StrEnum):
    """From what an exception may be granted. PVG is the law, so it is not among them."""

    COURSE = "COURSE"
    POLICY = "POLICY"
    REFERENCES = "REFERENCES"
    SUPERVISION = "SUPERVISION"


class Standard(msgspec.Struct, frozen=True):
    """What is asked of a peer supporter in an offer.

    Supervision is due so many weeks after the last, and stands in the way of a new match so many
    days after its day. Competencies are what to work towards, and stand in nobody's way. Whatever
    is asked here, nobody starts without the course on boundaries (6.2).
    """

    courses: tuple[str, ...] = NEEDED_TO_SUPPORT
    policies: tuple[Policy, ...] = POLICIES_NEEDED
    references: int = 2
    competencies: tuple[Competency, ...] = ()
    supervision_weeks_while_new: int = 4
    supervision_weeks: int = 6
    supervision_grace_days: int = 14
    supervised: bool = True
    agreement_template: str | None = None

    def without(self, requirement: Requirement, code: str | None) -> "Standard":
        """The same less one thing, from which an exception was granted."""
        replace = msgspec.structs.replace
        match requirement:
            case Requirement.COURSE:
                return replace(self, courses=tuple(each for each in self.courses if each != code))
            case Requirement.POLICY:
                left = tuple(each for each in self.policies if each != code)
                return replace(self, policies=left)
            case Requirement.REFERENCES:
                return replace(self, references=0)
            case Requirement.SUPERVISION:
                return replace(self, supervised=False)


USUAL = Standard()
USUAL_OF: dict[Model, Standard] = {
    Model.BEFRIENDING: USUAL,
    Model.MENTORING: USUAL,
    Model.FACILITATED: Standard(
        supervision_weeks_while_new=6, supervision_weeks=8, supervision_grace_days=21
    ),
    Model.PEER_LED: Standard(
        supervision_weeks_while_new=6, supervision_weeks=12, supervision_grace_days=28
    ),
}
"""What holds in an offer for which nothing else was set (6.1)."""


def together(standards: Iterable[Standard]) -> Standard:
    """What somebody in several offers is asked: everything, and of what differs the stricter."""
    first, *others = standards
    for other in others:
        first = Standard(
            courses=tuple(dict.fromkeys((*first.courses, *other.courses))),
            policies=tuple(dict.fromkeys((*first.policies, *other.policies))),
            references=max(first.references, other.references),
            competencies=tuple(dict.fromkeys((*first.competencies, *other.competencies))),
            supervision_weeks_while_new=min(
                first.supervision_weeks_while_new, other.supervision_weeks_while_new
            ),
            supervision_weeks=min(first.supervision_weeks, other.supervision_weeks),
            supervision_grace_days=min(first.supervision_grace_days, other.supervision_grace_days),
        )
    return first
