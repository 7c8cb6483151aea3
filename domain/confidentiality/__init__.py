"""A decision about confidentiality: considered, taken, carried out, told, judged, learned from.

States and guards are those of the domain reference, 3.7; what a record holds is in 4.4. People
speak of a confidentiality break; the stored names say nothing of grounds or verdicts.
"""

from domain.confidentiality import following, inviting, protection, receipts, recording, reviewing
from domain.confidentiality.folding import BREAK, BREAKS
from domain.confidentiality.state import Break

DECIDERS = (
    recording.decider,
    reviewing.decider,
    inviting.decider,
    following.decider,
    protection.decider,
    receipts.decider,
)

__all__ = ["BREAK", "BREAKS", "DECIDERS", "Break"]
