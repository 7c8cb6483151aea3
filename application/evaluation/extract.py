"""An extract: the entries of everybody in a study, disguised, in the order in which they happened.

People are dealt into shards by their name in the study, so a shard says nothing about them. A pass
over the log fills as many shards as memory allows; what one person's fold needs stands in one.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Protocol

import msgspec

from application.evaluation.disguise import Disguise, codes_of
from application.evaluation.pseudonyms import Clusters, Pseudonyms
from application.evaluation.rarity import Rarity
from application.evaluation.studied import KINDS, Selection, Tagged, is_peers_own
from application.ledger import Ledger
from domain.decider import EPOCH, MICROSECOND, EnteredInError, Event, Position, Recorded
from domain.folds import ALWAYS, as_of, of_subject
from domain.people import ActorId, PersonId, ServiceId, Subject

ENTRIES_IN_MEMORY = 400_000
"""About how many entries a pass holds at a time."""
ENTRIES_IN_A_SHARD = 100_000
SHARDS_AT_MOST = 256
NOBODY = ActorId("study")

Progress = Callable[[int, int], None]


class Life(msgspec.Struct, frozen=True):
    """One person in an extract: their name there, and their entries in order.

    An entry's position counts from 1 within the person: the log's own positions would join two
    studies.
    """

    person: PersonId
    entries: tuple[Recorded, ...]


class Glance(msgspec.Struct, frozen=True, gc=False):
    """One person in an extract, without what their entries say.

    Names and moments (microseconds since 1970) of the entries, in order.
    """

    person: PersonId
    names: list[str]
    moments: list[int]


class Shard(msgspec.Struct):
    """Some of the people of an extract, and how many of their entries are not told.

    ``of_peers_left_out`` concern a peer supporter who was erased, objects or is restricted;
    ``rare`` are of a kind that too few have. ``values`` were left out of others for that reason.
    """

    number: int
    lives: list[Life] = msgspec.field(default_factory=list)
    of_peers_left_out: int = 0
    rare: int = 0
    values: int = 0


class OpensCodes(Protocol):
    """Opens coded values of an entry, as far as the keyring still can; words stay closed."""

    def read(self, recorded: Recorded, fields: Collection[str]) -> Recorded:
        """The same entry with the codes of some fields readable, and nothing else."""


class Telling(Protocol):
    """What an extract tells of a life: which kinds of entry are read for it, and what they say.

    ``beside`` is how many entries are read from elsewhere than the log.
    """

    @property
    def kinds(self) -> frozenset[type[Event]]:
        """The kinds of entry that are read."""

    @property
    def beside(self) -> int:
        """How many entries there are beside those of the log."""

    def chosen(self, selection: Selection) -> tuple[Subject, ...]:
        """Of whom something is told."""

    def seen(self, chosen: Collection[Subject]) -> Mapping[Subject, Sequence[Recorded]]:
        """What stands elsewhere about some of them."""

    def told(
        self, subject: Subject, happened: Sequence[Recorded], seen: Sequence[Recorded]
    ) -> Iterable[Recorded]:
        """What is told of one of them, in the order in which it was true."""


class Entries:
    """Tells every entry that a fold of evaluation hears, as it was recorded."""

    kinds = KINDS | {EnteredInError}
    beside = 0

    def chosen(self, selection: Selection) -> tuple[Subject, ...]:
        """See `Telling`."""
        return selection.people

    def seen(self, _chosen: Collection[Subject]) -> Mapping[Subject, Sequence[Recorded]]:
        """See `Telling`. Nothing stands elsewhere."""
        return {}

    def told(
        self, _subject: Subject, happened: Sequence[Recorded], _seen: Sequence[Recorded]
    ) -> Iterable[Recorded]:
        """See `Telling`."""
        return [
            each for each in happened if type(each.event) in KINDS and not is_peers_own(each.event)
        ]


ENTRIES = Entries()


class Cut(msgspec.Struct, frozen=True):
    """What of the past counts: known at a position, and happened by a moment."""

    known: Position
    true: datetime = ALWAYS


class Extract:
    """What is told to one study of one service, as of a cut."""

    def __init__(
        self,
        ledger: Ledger,
        codes: OpensCodes,
        names: Pseudonyms,
        selection: Selection,
        *,
        service: ServiceId,
        cut: Cut,
        shifted: bool,
        telling: Telling = ENTRIES,
    ) -> None:
        """Tell of those who were selected."""
        self._telling, self._chosen = telling, telling.chosen(selection)
        self._ledger, self._codes, self._names = ledger, codes, names
        self._selection, self._cut, self._shifted = selection, cut, shifted
        self.service = ServiceId(names.of("service", service))
        self._entries = cut.known + telling.beside
        self.shards = min(max(1, -(-self._entries // ENTRIES_IN_A_SHARD)), SHARDS_AT_MOST)
        self._place = {
            each: int(names.of_subject(each)[-4:], 36) % self.shards for each in self._chosen
        }
        self._clusters = Clusters()
        self._rarity = Rarity()
        self._kept: list[Shard] = []

    @property
    def told_of(self) -> tuple[Subject, ...]:
        """Everybody of whom something may be told."""
        return self._chosen

    def prepare(self, progress: Progress) -> None:
        """See who is connected with whom, and what is rare, before anything is told."""
        if not self._shifted:
            return
        for position in self._ledger.deal(self._clusters, self._cut.known):
            progress(position, self._cut.known)
        for shard in self._disguised(range(self.shards), progress):
            for life in shard.lives:
                for each in life.entries:
                    self._rarity.see(life.person, each.event)
            if self._in_one_pass:
                self._kept.append(shard)
        self._rarity.judge()

    def told(self, shards: Sequence[int], progress: Progress) -> Iterator["Shard"]:
        """What is told of the people of some shards, each sorted by their names."""
        kept = [each for each in self._kept if each.number in shards]
        for shard in kept or self._disguised(shards, progress):
            if self._shifted:
                shard.lives = [self._without_what_is_rare(each, shard) for each in shard.lives]
            yield shard

    def _disguised(self, shards: Sequence[int], progress: Progress) -> Iterator["Shard"]:
        at_a_time = self._at_a_time
        for start in range(0, len(shards), at_a_time):
            found = {each: Shard(each) for each in shards[start : start + at_a_time]}
            dealt = Tagged(("person", "peer"), self._chosen_in(found))
            for position in self._ledger.deal(dealt, self._cut.known, self._telling.kinds):
                done = start * self._cut.known + position * len(found)
                progress(done, len(shards) * self._cut.known)
            seen = self._telling.seen({each for each in self._chosen if self._place[each] in found})
            for subject in sorted(dealt.histories, key=self._names.of_subject):
                shard, history = found[self._place[subject]], dealt.histories.pop(subject)
                shard.lives.append(self._life(subject, history, seen.get(subject, ()), shard))
            yield from found.values()

    @property
    def _at_a_time(self) -> int:
        """How many shards a pass over the log fills."""
        return max(1, self.shards * ENTRIES_IN_MEMORY // max(1, self._entries))

    @property
    def _in_one_pass(self) -> bool:
        return self._at_a_time >= self.shards

    def _chosen_in(self, shards: Collection[int]) -> Callable[[Subject], bool]:
        return lambda subject: self._place.get(subject) in shards

    def _life(
        self, subject: Subject, history: list[Recorded], seen: Sequence[Recorded], shard: "Shard"
    ) -> Life:
        shift = self._names.shift_of(self._clusters.of(subject)) if self._shifted else None
        disguise = Disguise(self._names, shift)
        left_out = self._selection.peers_left_out
        entries: list[Recorded] = []
        happened = of_subject(as_of(history, self._cut.known, self._cut.true), subject)
        for recorded in self._telling.told(subject, happened, seen):
            kind = type(recorded.event)
            if left_out and not left_out.isdisjoint(recorded.tags):
                shard.of_peers_left_out += 1
                continue
            codes = codes_of(kind)
            event = disguise((self._codes.read(recorded, codes) if codes else recorded).event)
            entries.append(self._entry(recorded, event, disguise, len(entries) + 1))
        return Life(PersonId(self._names.of_subject(subject).partition(":")[2]), tuple(entries))

    def _entry(self, recorded: Recorded, event: Event, disguise: Disguise, number: int) -> Recorded:
        micros = recorded.micros
        if self._shifted:
            micros = (disguise.moved(recorded.recorded_at) - EPOCH) // MICROSECOND
        return Recorded(
            by=NOBODY,
            service=self.service,
            command_id="",
            event=event,
            position=Position(number),
            micros=micros,
        )

    def _without_what_is_rare(self, life: Life, shard: "Shard") -> Life:
        kept: list[Recorded] = []
        before = self._rarity.values_left_out
        for each in life.entries:
            event = self._rarity.told(each.event)
            if event is None:
                shard.rare += 1
            else:
                number = Position(len(kept) + 1)
                kept.append(msgspec.structs.replace(each, event=event, position=number))
        shard.values += self._rarity.values_left_out - before
        return Life(life.person, tuple(kept))
