"""The one `combine`: from indicators to a level, with no hidden weights (domain reference, part 5).

The caseload, the match, the API, the export and the alert all show what this gives.
"""

from collections.abc import Mapping

from domain.indicators.language import (
    DOMAINS,
    PEERS_OWN,
    SEVERITIES,
    Domain,
    Found,
    IndicatorCode,
    Severity,
    Standing,
)

SEVERAL = 3
"""Notices, or reviews, in so many domains raise the level."""

WEIGHTY = frozenset({Domain.BOUNDARY, Domain.ROLE})
"""Reviews in several domains ask to act today only where one of these is among them."""

NEVER_MORE_ALONE = frozenset({Domain.PROCESS, Domain.NETWORK})
"""That nobody looked, or that there is nobody else, is alone never more than a notice."""

COUNTED_FROM_THE_START = frozenset({IndicatorCode.BOUNDARY_MINOR, IndicatorCode.BOUNDARY_SERIOUS})
"""What is reported counts at once; that nothing was reported does not yet say anything."""


def combine(found: Mapping[IndicatorCode, Found]) -> int | None:
    """The level of a match, 0 to 3; none where nothing could be judged yet.

    What is the peer supporter's own is left out, whatever is handed over.
    """
    counted = {code: each for code, each in found.items() if code not in PEERS_OWN}
    by_domain = severities(counted)
    if not by_domain:
        judged = (code for code, each in counted.items() if each.standing is Standing.NOTHING)
        return Severity.NONE if set(judged) - COUNTED_FROM_THE_START else None
    if Severity.ACT in by_domain.values():
        return Severity.ACT
    reviews = {domain for domain, each in by_domain.items() if each is Severity.REVIEW}
    if len(reviews) >= SEVERAL and reviews & WEIGHTY:
        return Severity.ACT
    if len(by_domain) == 1 and by_domain.keys() & NEVER_MORE_ALONE:
        return Severity.NOTICE
    if reviews or len(by_domain) >= SEVERAL:
        return Severity.REVIEW
    return Severity.NOTICE


def severities(found: Mapping[IndicatorCode, Found]) -> dict[Domain, Severity]:
    """The highest severity in each domain in which anything is raised."""
    highest: dict[Domain, Severity] = {}
    for code, each in found.items():
        severity = SEVERITIES.get(each.standing)
        if severity is not None:  # most say nothing
            domain = DOMAINS[code]
            highest[domain] = max(highest.get(domain, Severity.NONE), severity)
    return highest
