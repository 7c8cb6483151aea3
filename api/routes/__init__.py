"""The table of contents of the door: method, path, command."""

from api.door import Row
from api.routes import (
    access,
    breaks,
    consents,
    disclosures,
    entries,
    groups,
    indicators,
    matches,
    matching,
    openings,
    partners,
    peers,
    people,
    referrals,
    rights,
    service,
    sessions,
    studies,
)

ROWS: tuple[Row, ...] = (
    *service.ROWS,
    *access.ROWS,
    *people.ROWS,
    *referrals.ROWS,
    *partners.ROWS,
    *peers.ROWS,
    *matches.ROWS,
    *matching.ROWS,
    *consents.ROWS,
    *disclosures.ROWS,
    *sessions.ROWS,
    *indicators.ROWS,
    *groups.ROWS,
    *breaks.ROWS,
    *rights.ROWS,
    *openings.ROWS,
    *studies.ROWS,
    *entries.ROWS,
)
