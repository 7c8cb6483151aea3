"""The report on paper: a PDF with the same numbers and pictures as the page.

Printed by fpdf2, imported where it is used: pure Python, and the same numbers give the same bytes,
because the date in the file is that of the report and nothing else in it comes from a clock.
"""

from datetime import UTC, datetime
from typing import Any

from projections.service_report.asking import ServiceReport
from projections.service_report.pictures import (
    SIZE,
    WIDTH,
    Picture,
    Rectangle,
    Stroke,
    Words,
    pictures_of,
)
from projections.service_report.words import BESIDE, how_many_closed, in_sections

MARGIN, SHEET = 18.0, 210.0
SCALE = (SHEET - 2 * MARGIN) / WIDTH
POINTS_TO_MM = 0.3528
LINE_HEIGHT = 6.0
TITLE, HEADING, BODY, SMALL = 18, 13, 10, 9


def as_pdf(report: ServiceReport, name: str) -> bytes:
    """The report of a service as PDF; ``name`` is what the service is called."""
    from fpdf import FPDF

    pdf = FPDF(format="A4")
    pdf.set_creation_date(report.issued_at or datetime(2000, 1, 1, tzinfo=UTC))
    pdf.set_producer("Alongside")
    pdf.set_lang("en-GB")
    pdf.set_title(_plain(f"{name}: {days_of(report)}"))
    pdf.set_margin(MARGIN)
    pdf.set_auto_page_break(auto=True, margin=MARGIN)
    pdf.add_page()
    _words(pdf, name, TITLE, bold=True)
    _words(pdf, f"Report for {days_of(report)}", HEADING)
    _words(pdf, f"{how_many_closed(report.closed)} Reflects entry {report.position:,}.", BODY)
    for picture in pictures_of(report.lines):
        _picture(pdf, picture)
    for section in in_sections(report.lines):
        if pdf.will_page_break(5 * LINE_HEIGHT):  # no heading stands alone at a foot
            pdf.add_page()
        _words(pdf, section.title, HEADING, bold=True)
        with pdf.table(
            first_row_as_headings=True, col_widths=(3, 1), text_align=("LEFT", "RIGHT")
        ) as table:
            table.row(("What", "Number"))
            for label, value in section.rows:
                table.row((_plain(label), _plain(value)))
        pdf.ln(LINE_HEIGHT / 2)
    if any(each.section == "outcomes" for each in report.lines):
        _words(pdf, BESIDE, SMALL)
    _words(pdf, f"Numbers as CSV: SHA-256 {report.content}", SMALL)
    return bytes(pdf.output())


def days_of(report: ServiceReport) -> str:
    """The days that a report is about."""
    return f"{report.since:%-d %B %Y} to {report.until:%-d %B %Y}"


def _words(pdf: Any, text: str, size: int, *, bold: bool = False) -> None:
    pdf.set_font("Helvetica", "B" if bold else "", size)
    pdf.multi_cell(
        0, size * POINTS_TO_MM * 1.5, _plain(text), align="L", new_x="LMARGIN", new_y="NEXT"
    )
    pdf.set_font("Helvetica", "", BODY)


def _picture(pdf: Any, picture: Picture) -> None:
    """One picture where there is room for all of it, and below it what it shows."""
    if pdf.will_page_break(picture.height * SCALE + 4 * LINE_HEIGHT):
        pdf.add_page()
    _words(pdf, picture.title, HEADING, bold=True)
    top = pdf.get_y() + 1
    for mark in picture.marks:
        match mark:
            case Rectangle():
                pdf.set_fill_color(mark.colour)
                x, y = MARGIN + mark.x * SCALE, top + mark.y * SCALE
                pdf.rect(x, y, mark.width * SCALE, mark.height * SCALE, style="F")
            case Stroke():
                pdf.set_draw_color(mark.colour)
                pdf.set_line_width(mark.width * SCALE)
                pdf.line(
                    MARGIN + mark.x1 * SCALE,
                    top + mark.y1 * SCALE,
                    MARGIN + mark.x2 * SCALE,
                    top + mark.y2 * SCALE,
                )
            case Words():
                pdf.set_font("Helvetica", "", SIZE * SCALE / POINTS_TO_MM)
                text = _plain(mark.text)
                back = pdf.get_string_width(text) if mark.at_end else 0
                pdf.text(MARGIN + mark.x * SCALE - back, top + mark.y * SCALE, text)
    pdf.set_draw_color("#000000")
    pdf.set_fill_color("#ffffff")
    pdf.set_line_width(0.2)
    pdf.set_y(top + picture.height * SCALE + 1)
    _words(pdf, picture.description, SMALL)


def _plain(text: str) -> str:
    """What the built-in fonts can write: letters of Scotland are among it."""
    return text.encode("latin-1", "replace").decode("latin-1")
