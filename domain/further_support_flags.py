"""What has to be arranged for a peer supporter (domain reference, 2.5)."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from domain.flags import Flag, kept
from domain.further_support import FurtherSupport


def flags_of_further_support(support: FurtherSupport) -> tuple[Flag, ...]:
    """What has to be arranged for the peer supporter of one match."""
    return kept(_flags(support.needed_at, support.arranged_at)) if support.needed_at else ()


def _flags(needed_at: Sequence[datetime], arranged_at: Iterable[datetime]) -> Iterator[Flag]:
    settled: datetime | None = None
    arranged = sorted(arranged_at)
    for since in needed_at:
        if settled is not None and since <= settled:
            continue
        settled = next((at for at in arranged if at >= since), None)
        yield Flag(
            "LOW_MOOD_SUPPORT_NEEDED",
            "The peer supporter needs training or backup to go on with this match. Arrange it "
            "with them.",
            since,
            settled,
        )
        if settled is None:
            return
