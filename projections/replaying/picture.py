"""The picture of a sweep: bars for how many flags, a line for how many of them last.

Drawn here as SVG, with the same told in words for whoever cannot see it. Nothing is fetched.
"""

from collections.abc import Sequence
from html import escape
from itertools import pairwise

from projections.replaying.sweep import Sweep, Swept

WIDTH, HEIGHT = 720, 360
LEFT, RIGHT, TOP, BOTTOM = 56, 56, 40, 56
INK, BARS, LINE, GRID = "#333333", "#0065bd", "#b34d00", "#d9d9d9"
MOST_LABELS = 12
OPENING = (
    f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
    'aria-labelledby="title words" font-family="sans-serif" font-size="12">'
)


def in_words(found: Sweep) -> str:
    """What the picture shows, in sentences."""
    whose = ", ".join(found.codes) or "no indicator that changes with it"
    lines = [
        f"{found.number}, over {found.weeks} weeks to {found.until:%-d %B %Y}, for {whose}.",
        *[
            f"At {each.value:g}: {_flags(each.flags)} in {_matches(each.matches)} now, "
            f"{each.ever:,} at any week; {_lasting(each)}."
            for each in found.values
        ],
    ]
    return "\n".join(lines)


def drawn(found: Sweep) -> str:
    """The picture, as SVG."""
    values = found.values
    most = max((each.flags for each in values), default=0) or 1
    across = (WIDTH - LEFT - RIGHT) / max(1, len(values))
    middles = [LEFT + across * (number + 0.5) for number in range(len(values))]
    parts = [
        OPENING,
        f'<title id="title">Flags for each value of {escape(found.number)}</title>',
        f'<desc id="words">{escape(in_words(found))}</desc>',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
        *_axes(most, found.number),
        *[_bar(each, middle, across, most) for each, middle in zip(values, middles, strict=True)],
        *_line(values, middles),
        *_labels(values, middles),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _axes(most: int, name: str) -> list[str]:
    parts = []
    for part in range(5):
        y = _y(part / 4)
        parts += [
            f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}" stroke="{GRID}"/>',
            _text(f"{most * part / 4:g}", LEFT - 6, y + 4, BARS, "end"),
            _text(f"{part * 25} %", WIDTH - RIGHT + 6, y + 4, LINE, "start"),
        ]
    return [
        *parts,
        _text("Bars: flags that stand now", LEFT, 22, BARS, "start"),
        _text("Line: share that lasts from week to week", WIDTH - RIGHT, 22, LINE, "end"),
        _text(name, WIDTH / 2, HEIGHT - 10, INK, "middle"),
    ]


def _bar(each: Swept, middle: float, across: float, most: int) -> str:
    top, bottom = _y(each.flags / most), _y(0)
    wide = across * 0.7
    return (
        f'<rect x="{middle - wide / 2:.1f}" y="{top:.1f}" width="{wide:.1f}" '
        f'height="{bottom - top:.1f}" fill="{BARS}"/>'
    )


def _line(values: Sequence[Swept], middles: Sequence[float]) -> list[str]:
    """Points joined where both neighbours have one; a value without flags has none."""
    points = [
        None if each.lasting is None else (middle, _y(each.lasting))
        for each, middle in zip(values, middles, strict=True)
    ]
    parts = [
        f'<line x1="{one[0]:.1f}" y1="{one[1]:.1f}" x2="{two[0]:.1f}" y2="{two[1]:.1f}" '
        f'stroke="{LINE}" stroke-width="2"/>'
        for one, two in pairwise(points)
        if one and two
    ]
    dots = [
        f'<circle cx="{one[0]:.1f}" cy="{one[1]:.1f}" r="3.5" fill="{LINE}" stroke="#ffffff"/>'
        for one in points
        if one
    ]
    return [*parts, *dots]


def _labels(values: Sequence[Swept], middles: Sequence[float]) -> list[str]:
    every = -(-len(values) // MOST_LABELS) or 1
    return [
        _text(f"{each.value:g}", middle, HEIGHT - BOTTOM + 18, INK, "middle")
        for number, (each, middle) in enumerate(zip(values, middles, strict=True))
        if number % every == 0
    ]


def _text(words: str, x: float, y: float, colour: str, anchor: str) -> str:
    place = f'x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}"'
    return f"<text {place}>{escape(words)}</text>"


def _y(share: float) -> float:
    return HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM)


def _flags(number: int) -> str:
    return "1 flag" if number == 1 else f"{number:,} flags"


def _matches(number: int) -> str:
    return "1 match" if number == 1 else f"{number:,} matches"


def _lasting(each: Swept) -> str:
    if each.lasting is None:
        return "none to last"
    return f"{each.lasting:.0%} last from one week to the next"
