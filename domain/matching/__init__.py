"""Who could be a peer to whom: features, what speaks for and against a pair, and the sentences.

Matching is an art (domain reference, 2.3): the engine suggests with reasons and a human decides.
It is a pure function of what each side stated for this purpose, of the consents that open a peer
supporter's items to it (4.1), and of definitions. What no consent opens is not there for it: it
changes no order, no reason, no exclusion, and leaves no trace.
"""

from domain.matching.features import Features, Past, of_peer, of_person
from domain.matching.saying import sentence
from domain.matching.weighing import (
    AGAINST,
    FOR,
    RULED_OUT,
    Fit,
    Kind,
    Part,
    Weighed,
    advised_for,
    part_of,
    under,
    weigh,
)

__all__ = [
    "AGAINST",
    "FOR",
    "RULED_OUT",
    "Features",
    "Fit",
    "Kind",
    "Part",
    "Past",
    "Weighed",
    "advised_for",
    "of_peer",
    "of_person",
    "part_of",
    "sentence",
    "under",
    "weigh",
]
