"""The table of contents of the door: method, path, command."""

from api.door import Row
from api.routes import entries, matches, matching, peers, people, referrals, service

ROWS: tuple[Row, ...] = (
    *service.ROWS,
    *people.ROWS,
    *referrals.ROWS,
    *peers.ROWS,
    *matches.ROWS,
    *matching.ROWS,
    *entries.ROWS,
)
