"""What is not done with a record while somebody's restriction or objection stands.

The record is kept, and what happens goes on being recorded; support that runs goes on, because the
two agree on each session themselves (UK GDPR, article 18(2)). Nothing new is begun: nobody is
suggested or proposed, nothing is passed on, and nobody is counted. Breaks of confidentiality have
grounds of their own and are never held up (article 18(2): another's rights).
"""

from datetime import datetime

from domain.decider import Refusal
from domain.rights.state import Standing


class PersonsRecordRestricted(Refusal):
    """A person asked that their record is kept and used for nothing new for now."""


class PeersRecordRestricted(Refusal):
    """A peer supporter asked that their record is kept and used for nothing new for now."""


def must_be_free_to_use(person: Standing, peer: Standing, moment: datetime) -> None:
    """Raise where the record of either side may only be kept at a moment."""
    if person.restricted_at(moment):
        raise PersonsRecordRestricted(
            "This person asked that their record is used for nothing new for now. "
            "Answer that first (their requests say which)."
        )
    if peer.restricted_at(moment):
        raise PeersRecordRestricted(
            "This peer supporter asked that their record is used for nothing new for now. "
            "Answer that first (their requests say which).",
            field="peer",
        )
