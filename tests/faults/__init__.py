"""Kills, races, full disks and busy stores, made on purpose; every run tells its counts."""

import os


def times(small: int, *, campaign: int) -> int:
    """How often a harness does what it does: a few times, or as often as the issue names.

    ``make campaign`` sets ALONGSIDE_CAMPAIGN.
    """
    return campaign if os.environ.get("ALONGSIDE_CAMPAIGN") else small
