"""Whether the signals are any good: the two looks at all of them (domain reference, part 5).

How many reviews together were found useful says whether the thresholds are right; how often each
group of people is signalled says whether they are fair. Both count matches, and name nobody.
"""

from collections import Counter
from collections.abc import Hashable, Iterable
from datetime import datetime

import msgspec

from domain.indicators.language import IndicatorCode, Severity
from domain.indicators.parts import Seeing
from domain.indicators.rules import judged_by
from domain.indicators.seen import Seen
from domain.indicators.voices import IndicatorView
from domain.suppression import Counts
from domain.suppression import share as share_of

FOUND_USEFUL = frozenset({IndicatorView.USEFUL, IndicatorView.ACTED})

USEFUL_AT_LEAST = 0.5
"""Below this share the thresholds are worth tuning (domain reference, part 5)."""


class Precision(msgspec.Struct, frozen=True):
    """Of the reviews together on which somebody said what they make of them, how many helped."""

    judged: int = 0
    useful: int = 0

    @property
    def share(self) -> float | None:
        """The share that was useful; none where nobody has judged any."""
        return self.useful / self.judged if self.judged else None

    @property
    def worth_tuning(self) -> bool:
        """Whether so few helped that the thresholds are worth a look."""
        return self.share is not None and self.share < USEFUL_AT_LEAST


def precision(matches: Iterable[Seen], since: datetime, until: datetime) -> Precision:
    """How many of the indicators that asked for a review were found useful within a time.

    ``since`` is within it and ``until`` is not. Each is judged as it stood, by the definitions of
    that moment, when somebody looked at it; what was said again within one spell counts once, as
    it was said last.
    """
    said = [view for seen in matches for view in _last_views(seen, since, until)]
    return Precision(len(said), sum(view in FOUND_USEFUL for view in said))


def _last_views(seen: Seen, since: datetime, until: datetime) -> list[IndicatorView]:
    """The last view on each spell of each indicator that asked for a review."""
    spells: dict[tuple[IndicatorCode, int], IndicatorView] = {}
    before: dict[IndicatorCode, Seeing] = {}
    number: Counter[IndicatorCode] = Counter()
    for each in seen.heard:
        if each.said is None or judged_by(each.code, seen.then(each.at)).severity < Severity.REVIEW:
            continue
        last = before.get(each.code)
        if last is None or not _lasted(seen, last, each):
            number[each.code] += 1
        before[each.code] = each
        if since <= each.at < until:
            spells[each.code, number[each.code]] = each.said.view
    return list(spells.values())


def _lasted(seen: Seen, first: Seeing, second: Seeing) -> bool:
    """Whether the indicator was raised at the end of every day between two views of it."""
    days = range(seen.then(first.at).today, seen.then(second.at).today)
    return all(judged_by(first.code, seen.at_the_end_of(day)).severity for day in days)


class Rate(msgspec.Struct, frozen=True):
    """How often the matches of one group ask for a review together, as far as it may be shown.

    ``matches`` and ``signalled`` are none where the count is too small to be shown, ``share`` where
    there are too few matches to speak of one.
    """

    group: str
    matches: int | None
    signalled: int | None
    share: float | None


def signal_rates(levels: Iterable[tuple[str | None, int | None]]) -> tuple[Rate, ...]:
    """How often each group is signalled: the equality check, for one trait at a time.

    Each match comes with what its person said of themself (none where they did not say) and its
    level. Matches of which it is too early to say anything are left out; people who did not say
    stand together as a group of their own.
    """
    counts: Counter[str] = Counter()
    signalled: Counter[str] = Counter()
    for said, level in levels:
        if level is not None:
            group = said if said is not None else "NOT_SAID"
            counts[group] += 1
            signalled[group] += level >= Severity.REVIEW
    shown = _shown(counts, signalled)
    return tuple(
        Rate(
            group=group,
            matches=shown["matches", group],
            signalled=shown["signalled", group],
            share=share_of(shown["signalled", group], shown["matches", group]),
        )
        for group in sorted(counts)
    )


def _shown(counts: Counter[str], signalled: Counter[str]) -> dict[Hashable, int | None]:
    """Both counts of each group, as far as they may be shown; all groups together are known."""
    table = Counts().sum("matches", {("matches", group): n for group, n in counts.items()})
    for group in counts:
        table.part(("matches", group), ("signalled", group), signalled[group])
    table.sum("signalled", {("signalled", group): signalled[group] for group in counts})
    return table.shown()
