"""Drawings of a report, as SVG: numbers with their intervals, curves, and bars.

Nothing is fetched, and the same is told in words for whoever cannot see it. Colour never stands
alone: lines differ by their dashes, too.
"""

from collections.abc import Sequence
from html import escape
from typing import NamedTuple

from application.evaluation.statistics import Curve

WIDTH = 720
INK, GRID, MARK = "#333333", "#d9d9d9", "#0065bd"
COLOURS = (
    "#0065bd",
    "#b34d00",
    "#2a7d2a",
    "#6b3fa0",
    "#333333",
    "#a8005c",
    "#00757a",
    "#7a6a00",
    "#8a4b00",
    "#4a4aff",
)
DASHES = ("", "8 4", "2 3", "10 3 2 3", "4 2", "12 4", "1 4", "6 6", "14 3 3 3 3 3", "5 1")
"""There are as many of each as there are sources of a referral."""


class Mark(NamedTuple):
    """A number with its interval; ``low`` and ``high`` are none where nothing is said of chance."""

    label: str
    value: float
    low: float | None
    high: float | None


class Line(NamedTuple):
    """A curve and whose it is."""

    label: str
    curve: Curve


class Bar(NamedTuple):
    """A count and what of."""

    label: str
    value: int


def intervals(title: str, words: str, marks: Sequence[Mark], unit: str) -> str:
    """Each number as a point with its interval as a line; a broken line marks no change."""
    left, right, top, row = 380, 30, 30, 34
    height = top + row * len(marks) + 50
    ends = [0.0]
    for each in marks:
        ends += [x for x in (each.value, each.low, each.high) if x is not None]
    low, high = min(ends), max(ends)
    room = (high - low) * 0.08 or 1.0
    low, high = low - room, high + room

    def x(value: float) -> float:
        return left + (value - low) / (high - low) * (WIDTH - left - right)

    bottom = height - 40
    parts = [
        (
            f'<line x1="{x(0):.1f}" x2="{x(0):.1f}" y1="{top - 10}" y2="{bottom}" stroke="{INK}" '
            'stroke-dasharray="4 3"/>'
        )
    ]
    for number, each in enumerate(marks):
        y = top + row * (number + 0.5)
        parts.append(_text(each.label, left - 12, y + 4, "end"))
        if each.low is not None and each.high is not None:
            parts.append(
                f'<line x1="{x(each.low):.1f}" x2="{x(each.high):.1f}" y1="{y:.1f}" y2="{y:.1f}" '
                f'stroke="{MARK}" stroke-width="3"/>'
            )
        parts.append(f'<circle cx="{x(each.value):.1f}" cy="{y:.1f}" r="6" fill="{MARK}"/>')
    parts += [
        f'<line x1="{left}" x2="{WIDTH - right}" y1="{bottom}" y2="{bottom}" stroke="{INK}"/>',
        *[
            _text(f"{value:.2g}", x(value), bottom + 16, "middle")
            for value in (low + room, 0.0, high - room)
            if value == 0 or abs(x(value) - x(0)) > 30  # noqa: PLR2004 - so that none overlaps
        ],
        _text(unit, (left + WIDTH - right) / 2, height - 6, "middle"),
    ]
    return _drawn(height, title, words, parts)


def curves(title: str, words: str, lines: Sequence[Line], unit: str) -> str:
    """The share of those who still wait, by days."""
    left, right, top, bottom = 56, 30, 20, 330
    height = bottom + 50 + 20 * len(lines)
    most = max((each.curve.days[-1] for each in lines if each.curve.days), default=1.0) or 1.0

    def x(day: float) -> float:
        return left + day / most * (WIDTH - left - right)

    def y(share: float) -> float:
        return bottom - share * (bottom - top)

    parts = []
    for quarter in range(5):
        at = y(quarter / 4)
        parts += [
            f'<line x1="{left}" x2="{WIDTH - right}" y1="{at:.1f}" y2="{at:.1f}" stroke="{GRID}"/>',
            _text(f"{quarter * 25} %", left - 6, at + 4, "end"),
            _text(f"{most * quarter / 4:.0f}", x(most * quarter / 4), bottom + 18, "middle"),
        ]
    for number, each in enumerate(lines):
        colour, dashes = COLOURS[number % len(COLOURS)], DASHES[number % len(DASHES)]
        dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
        path = f"M{x(0):.1f} {y(1):.1f}"
        for day, share in zip(each.curve.days, each.curve.waiting, strict=True):
            path += f"H{x(day):.1f}V{y(share):.1f}"
        parts.append(f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="2.5"{dashed}/>')
        at = bottom + 44 + 20 * number
        parts += [
            (
                f'<line x1="{left}" x2="{left + 50}" y1="{at - 4}" y2="{at - 4}" stroke="{colour}" '
                f'stroke-width="2.5"{dashed}/>'
            ),
            _text(each.label, left + 60, at, "start"),
        ]
    parts.append(_text(unit, WIDTH - right, bottom + 36, "end"))
    return _drawn(height, title, words, parts)


def bars(title: str, words: str, found: Sequence[Bar]) -> str:
    """Counts side by side, lying down so that there is room for what they are."""
    left, right, top, row = 330, 60, 20, 40
    height = top + row * len(found) + 20
    most = max((each.value for each in found), default=0) or 1
    parts = []
    for number, each in enumerate(found):
        y = top + row * number
        wide = (WIDTH - left - right) * each.value / most
        parts += [
            _text(each.label, left - 12, y + 20, "end"),
            f'<rect x="{left}" y="{y + 4}" width="{wide:.1f}" height="24" fill="{MARK}"/>',
            _text(f"{each.value:,}", left + wide + 8, y + 20, "start"),
        ]
    return _drawn(height, title, words, parts)


def _text(words: str, x: float, y: float, anchor: str) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{INK}">{escape(words)}</text>'
    )


def _drawn(height: float, title: str, words: str, parts: Sequence[str]) -> str:
    opening = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:.0f}" role="img" '
        'font-family="sans-serif" font-size="13">'
    )
    lines = [
        opening,
        f"<title>{escape(title)}</title>",
        f"<desc>{escape(words)}</desc>",
        f'<rect x="0" y="0" width="{WIDTH}" height="{height:.0f}" fill="#ffffff"/>',
        *parts,
        "</svg>",
    ]
    return "\n".join(lines) + "\n"
