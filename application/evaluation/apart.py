"""People told apart by one thing: what its groups are called, and how many are in each."""

from collections import Counter
from collections.abc import Mapping, Sequence

import msgspec

from application.evaluation.findings import Told
from application.evaluation.small_counts import closed
from application.evaluation.words import group_in_words


class Apart(msgspec.Struct, frozen=True):
    """Rows by their ``group``: of each its ``sizes``, none where that is closed, in their order.

    ``by`` is what they are told apart by, as a few words in a sentence.
    """

    heading: str
    by: str
    sizes: Mapping[str, int | None]
    words: Mapping[str, str]

    @property
    def told(self) -> list[str]:
        """The groups of which something may be told."""
        return [each for each, number in self.sizes.items() if number]

    @property
    def file(self) -> str:
        """A name for a drawing of it."""
        return self.by.replace(" ", "-")


def by_planned_groups(rows: Sequence[Told]) -> Apart:
    """The groups that a plan compares."""
    sizes = closed(Counter(each["group"] for each in rows))
    words = {each: group_in_words(each) for each in sizes}
    return Apart("Groups", "group", dict(sorted(sizes.items())), words)
