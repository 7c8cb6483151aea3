"""Extracts as files: columnar shards, tables with their dictionary, and logs of process mining.

Shards are written first, one after the other, each complete or not there; every other form is made
from them. So a broken run goes on where it stopped, and the same extract is the same bytes.
"""


class NotExtracted(Exception):
    """An extract cannot be made or given; the message says why, and what to do."""
