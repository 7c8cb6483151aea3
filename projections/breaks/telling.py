"""A pack of evidence in words: names, sentences for codes, and the clocks of the United Kingdom.

Words are joined for whoever reads, once what they may be shown is known; they are no part of what
the digest covers, and nothing is worked out here.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, datetime

import msgspec

from domain.confidentiality.language import ReviewAnswer, Stage
from domain.people import LOCAL_OPERATOR, Subject, subject
from domain.periods import LOCAL
from projections.breaks.answers import ANOTHER_RECORD, Line, Part, Told
from projections.breaks.evidence import EvidencePack, PackTold
from projections.breaks.looks import Look, Seen
from projections.breaks.questions import Answer, Step
from projections.breaks.surroundings import Then
from projections.breaks.words import (
    ACTORS,
    CODED,
    CODES,
    FIVE_QUESTIONS,
    LABELS,
    MOMENTS,
    STEPS,
    VIEWED,
)
from projections.phrases import NO_LONGER_HELD, spoken

NAMED_AS = ("staff", "peer", "person")
NOT_NAMED = "somebody whose name is not shown"
Names = Mapping[Subject, str]

__all__ = ["actors_in", "in_words", "moment_in_words"]


def in_words(pack: EvidencePack, names: Names) -> EvidencePack:
    """The same pack with every line told in words, for somebody who may be shown these names."""
    telling = _Telling(pack, names)
    return msgspec.structs.replace(
        pack,
        answers=[telling.answer(each) for each in pack.answers],
        then=telling.stretch(pack.then),
        later=telling.stretch(pack.later),
        entries=[telling.line(each) for each in pack.entries],
        told=telling.head(),
    )


def actors_in(pack: EvidencePack) -> frozenset[Subject]:
    """Everybody who did something in a pack, by each kind of person that they could be."""
    found: set[str] = set()
    for line in _lines(pack):
        found.add(line.by)
        for field in ACTORS & line.says.keys():
            said = line.says[field]
            found.update(said if isinstance(said, list) else [said])
    for seen in (pack.then.seen, pack.later.seen):
        if seen is not None:
            found.update(each.by.rpartition(":")[2] for each in seen.looks)
    return frozenset(
        subject(noun, each) for noun in ("staff", "peer") for each in found if _is_one(each)
    )


def moment_in_words(moment: datetime) -> str:
    """A moment by the clocks of the United Kingdom, with its zone: "2 May 2026, 2:10am BST"."""
    here = moment.astimezone(LOCAL)
    minutes = f":{here.minute:02}" if here.minute else ""
    clock = f"{here.hour % 12 or 12}{minutes}{'am' if here.hour < 12 else 'pm'}"  # noqa: PLR2004 - noon
    return f"{here.day} {here:%B %Y}, {clock} {here.tzname()}"


def _is_one(said: object) -> bool:
    return isinstance(said, str) and bool(said) and not any(each.isspace() for each in said)


def _lines(pack: EvidencePack) -> Iterator[Line]:
    yield from pack.entries
    for answer in pack.answers:
        yield from (*answer.then, *answer.later)
    for stretch in (pack.then, pack.later):
        yield from (*stretch.consents, *stretch.notes, *stretch.roles)


class _Telling:
    """What a pack says, for one reader."""

    def __init__(self, pack: EvidencePack, names: Names) -> None:
        self._pack, self._names = pack, names

    def head(self) -> PackTold:
        pack = self._pack
        about = [subject("person", pack.person)] if pack.person else []
        about += [subject("peer", pack.peer)] if pack.peer else []
        who = [self._names[each] for each in about if each in self._names]
        unnamed = "the person" if pack.person else "the peer supporter" if pack.peer else "somebody"
        day = None if pack.decided_at is None else pack.decided_at.astimezone(LOCAL).date()
        what = "Decision" if pack.state in {Stage.NOT_BROKEN, Stage.CONSIDERED} else "Break"
        return PackTold(
            title=f"{what} of {_day(day)}" if day else f"{what}, not decided yet",
            state=CODES[Stage][Stage(pack.state)],
            about=" and ".join(who) or unnamed,
            cut=moment_in_words(pack.cut),
        )

    def answer(self, answer: Answer) -> Answer:
        return msgspec.structs.replace(
            answer,
            then=[self.line(each) for each in answer.then],
            later=[self.line(each) for each in answer.later],
            steps=None if answer.steps is None else [_step(each) for each in answer.steps],
        )

    def stretch(self, then: Then) -> Then:
        return msgspec.structs.replace(
            then,
            consents=[self.line(each) for each in then.consents],
            notes=[self.line(each) for each in then.notes],
            roles=[self.line(each) for each in then.roles],
            seen=None if then.seen is None else self.seen(then.seen),
        )

    def seen(self, seen: Seen) -> Seen:
        looks = [msgspec.structs.replace(each, told=self.look(each)) for each in seen.looks]
        return msgspec.structs.replace(seen, looks=looks)

    def line(self, line: Line) -> Line:
        told = Told(
            when=moment_in_words(line.at),
            recorded=moment_in_words(line.recorded_at),
            who=self.who(line.by),
            sentence=line.sentence,
            parts=list(self.parts(line)),
        )
        return msgspec.structs.replace(line, told=told)

    def look(self, look: Look) -> Told:
        what = VIEWED.get(look.view, spoken(look.view))
        did = "Asked for and was refused" if look.refused else "Looked at"
        often = "once" if look.times == 1 else f"{look.times:,} times"
        first = "" if look.times == 1 else f", first {moment_in_words(look.first_at)}"
        return Told(
            when=moment_in_words(look.at),
            recorded=moment_in_words(look.recorded_at),
            who=self.who(look.by.rpartition(":")[2]),
            sentence=f"{did} {what}, {often}{first}.",
        )

    def parts(self, line: Line) -> Iterator[Part]:
        for field, value in line.says.items():
            if field == "at":
                yield Part(MOMENTS.get(line.name, "When"), moment_in_words(line.at))
            elif field == "answers" and isinstance(value, list):
                yield from _five(value)
            elif field in LABELS:
                yield Part(LABELS[field], self.words(field, value))

    def words(self, field: str, value: object) -> str:
        match value:
            case bool():
                return "Yes" if value else "No"
            case datetime():
                return moment_in_words(value)
            case date():
                return _day(value)
            case int():
                return f"entry {value:,}"
            case list():
                return _joined(self.words(field, each) for each in value)
            case str() if value == NO_LONGER_HELD:
                return value
            case str() if field in CODED:
                return CODES[CODED[field]].get(value, spoken(value))
            case str() if field in ACTORS:
                return self.named(value) or (NOT_NAMED if _is_one(value) else f"“{value}”")
            case str() if value == ANOTHER_RECORD:
                return "another record, which is kept apart"
            case str() if field == "action":
                return value
            case _:
                return f"“{value}”"

    def named(self, who: str) -> str | None:
        if who == LOCAL_OPERATOR:
            return "whoever used this computer"
        found = (self._names.get(subject(noun, who)) for noun in NAMED_AS)
        return next((each for each in found if each is not None), None)

    def who(self, who: str) -> str:
        return self.named(who) or NOT_NAMED


def _five(answers: Collection[object]) -> Iterator[Part]:
    said = CODES[ReviewAnswer]
    for (_name, question), answer in zip(FIVE_QUESTIONS, answers, strict=False):
        yield Part(question, said.get(str(answer), str(answer)))


def _step(step: Step) -> Step:
    unit = step.unit if step.standard != 1 else step.unit.removesuffix("s")
    standard = f"{step.standard:g} {unit}"
    if step.took is None:
        when = moment_in_words(step.due_at)
        told = f"not yet; due {when}" if step.kept else f"not yet; was due {when}, late"
    else:
        told = f"after {_took(step)}, within {standard}"
        told += "" if step.kept else ": late"
    return msgspec.structs.replace(step, told=f"{STEPS[step.step]}: {told}.")


def _took(step: Step) -> str:
    took = step.took or 0.0
    if step.unit != "hours":
        return f"{took:g} working day{'' if took == 1 else 's'}"
    if took < 1:
        minutes = round(took * 60)
        return f"{minutes} minute{'' if minutes == 1 else 's'}"
    return f"{took:g} hour{'' if took == 1 else 's'}"


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _joined(several: Iterable[str]) -> str:
    return ", ".join(several)
