"""Studies as they are run: an extract that nobody keeps, an engine, findings, and the report."""


class NotStudied(Exception):
    """A study cannot be run, written or checked; the message says why, and what to do."""
