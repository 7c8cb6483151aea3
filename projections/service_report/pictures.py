"""The pictures of the report, drawn once and shown twice: as SVG on the page, as lines in print.

Each has a title, what it shows in words, and the numbers written beside every bar, so nothing is
told by colour or length alone. What is closed is drawn as nothing and says so.
"""

from collections.abc import Iterable, Mapping
from html import escape

import msgspec

from domain.instruments import DEFINITIONS, Instrument
from projections.service_report.lines import Line
from projections.service_report.words import value_of
from projections.waits import WaitKind

WIDTH, LABELS, NUMBERS = 640, 250, 80
ROW, BAR, TOP = 30, 18, 8
INK, FILL, LINE = "#333333", "#0065bd", "#b34d00"
SIZE = 13


class Rectangle(msgspec.Struct, frozen=True):
    """A filled bar."""

    x: float
    y: float
    width: float
    height: float
    colour: str = FILL


class Stroke(msgspec.Struct, frozen=True):
    """A line from one point to another."""

    x1: float
    y1: float
    x2: float
    y2: float
    colour: str = INK
    width: float = 1


class Words(msgspec.Struct, frozen=True):
    """A text that begins, or ends, at a point."""

    x: float
    y: float
    text: str
    at_end: bool = False


Mark = Rectangle | Stroke | Words


class Picture(msgspec.Struct, frozen=True):
    """Marks on a sheet, with what they show in words."""

    name: str
    title: str
    description: str
    height: float
    marks: tuple[Mark, ...]


UNTIL = {
    WaitKind.FIRST_CONTACT: "To a first contact",
    WaitKind.ACCEPTANCE: "To being accepted",
    WaitKind.FIRST_SESSION: "From there to a session",
}
"""The waits in few words: there is little room beside a bar."""

Bar = tuple[str, float | None, str]


def pictures_of(lines: Iterable[Line]) -> list[Picture]:
    """The way from referral to support, waits, coverage, and change, as far as there is any."""
    held = {(each.section, each.measure, each.part): each for each in lines}
    found = [
        _bars("funnel", "From referral to support", _funnel(held)),
        _bars("waits", "How long half and nine in ten waited at most, in days", _waits(held)),
        _bars("coverage", "Supervision and training of active peer supporters", _shares(held)),
        _change(held),
    ]
    return [each for each in found if each is not None]


Held = Mapping[tuple[str, str, str], Line]


def _funnel(held: Held) -> list[Bar]:
    return _of(
        held,
        (("reach", "referrals_received", ""), "Referrals received"),
        (("reach", "referrals_accepted", ""), "Accepted"),
        (("reach", "support_started", ""), "Support has started"),
    )


def _waits(held: Held) -> list[Bar]:
    return _of(
        held,
        *(
            (("waits", measure, kind.value), f"{UNTIL[kind]}: {words}")
            for kind in WaitKind
            for measure, words in (("median_days", "half"), ("nine_tenths_days", "nine in ten"))
        ),
    )


def _shares(held: Held) -> list[Bar]:
    return _of(
        held,
        (("coverage", "supervision_share", ""), "Supervision not overdue"),
        (("coverage", "training_share", ""), "Training current"),
        most=1.0,
    )


def _of(
    held: Held, *wanted: tuple[tuple[str, str, str], str], most: float | None = None
) -> list[Bar]:
    values = [held[place].value for place, _label in wanted]
    highest = most or max([each for each in values if each is not None], default=0) or 1
    return [
        (label, None if value is None else value / highest, value_of(held[place]))
        for (place, label), value in zip(wanted, values, strict=True)
    ]


def _bars(name: str, title: str, bars: list[Bar]) -> Picture | None:
    if all(share is None for _label, share, _number in bars):
        return None
    room = WIDTH - LABELS - NUMBERS
    marks: list[Mark] = []
    for number, (label, share, value) in enumerate(bars):
        y = TOP + number * ROW
        marks.append(Words(LABELS - 8, y + BAR - 4, label, at_end=True))
        if share:
            marks.append(Rectangle(LABELS, y, round(room * share, 1), BAR))
        marks.append(Words(LABELS + round(room * (share or 0), 1) + 6, y + BAR - 4, value))
    height = TOP + ROW * len(bars)
    marks.append(Stroke(LABELS, TOP - 4, LABELS, height - 4))
    description = "; ".join(f"{label}: {value}" for label, _share, value in bars) + "."
    return Picture(name, title, description, height, tuple(marks))


def _change(held: Held) -> Picture | None:
    """The mean change of each questionnaire with its interval, and where there is none."""
    told = []
    for each in Instrument:
        part = [
            held[place].value
            for measure in ("mean_change", "mean_change_low", "mean_change_high")
            if (place := ("outcomes", measure, each.value)) in held
        ]
        if part and None not in part:
            told.append((DEFINITIONS[each].name, [value or 0.0 for value in part]))
    if not told:
        return None
    reach = max(abs(value) for _name, values in told for value in values) or 1
    middle, half = LABELS + (WIDTH - LABELS - NUMBERS) / 2, (WIDTH - LABELS - NUMBERS) / 2
    marks: list[Mark] = []
    said = []
    for number, (name, values) in enumerate(told):
        y = TOP + number * ROW + BAR / 2
        mean, low, high = (round(middle + half * value / reach, 1) for value in values)
        marks += [
            Words(LABELS - 8, y + 5, name, at_end=True),
            Stroke(low, y, high, y, LINE, 2),
            Rectangle(mean - 4, y - 4, 8, 8, LINE),
            Words(WIDTH - NUMBERS + 6, y + 5, f"{values[0]:+g}"),
        ]
        said.append(f"{name}: {values[0]:+g} (95 %: {values[1]:g} to {values[2]:g})")
    height = TOP + ROW * len(told)
    marks.append(Stroke(middle, TOP - 4, middle, height - 4))
    description = f"{'; '.join(said)}. The upright line is no change."
    return Picture("change", "Mean change from beginning to end", description, height, tuple(marks))


def as_svg(picture: Picture) -> str:
    """The picture for the page; it takes up whatever width there is."""
    name = picture.name
    return "".join(
        [
            '<svg xmlns="http://www.w3.org/2000/svg" role="img" focusable="false"',
            f' viewBox="0 0 {WIDTH} {picture.height:g}" font-family="sans-serif"',
            f' font-size="{SIZE}" aria-labelledby="{name}-title"',
            f' aria-describedby="{name}-description">',
            f'<title id="{name}-title">{escape(picture.title)}</title>',
            f'<desc id="{name}-description">{escape(picture.description)}</desc>',
            *map(_mark, picture.marks),
            "</svg>",
        ]
    )


def _mark(mark: Mark) -> str:
    match mark:
        case Rectangle():
            return (
                f'<rect x="{mark.x:g}" y="{mark.y:g}" width="{mark.width:g}" '
                f'height="{mark.height:g}" fill="{mark.colour}"/>'
            )
        case Stroke():
            return (
                f'<line x1="{mark.x1:g}" y1="{mark.y1:g}" x2="{mark.x2:g}" y2="{mark.y2:g}" '
                f'stroke="{mark.colour}" stroke-width="{mark.width:g}"/>'
            )
        case Words():
            anchor = ' text-anchor="end"' if mark.at_end else ""
            place = f'x="{mark.x:g}" y="{mark.y:g}" fill="{INK}"{anchor}'
            return f"<text {place}>{escape(mark.text)}</text>"
