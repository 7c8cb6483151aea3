"""A report as files: a page, the same for paper, figures, drawings, and all that runs it again.

Nothing in a report says when it was made or where: the same run gives the same bytes.
"""

import csv
import hashlib
import io
import os
import re
import shutil
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from typing import Any

import msgspec

from application.evaluation.findings import Findings, Section, Table
from infrastructure.studies import NotStudied
from infrastructure.studies.running import Header, Locked, Result

RESULT, PLAN, PAGE, PAPER = "result.json", "plan.toml", "report.html", "report.pdf"
STYLE = (
    "body{font:1rem/1.5 sans-serif;max-width:48rem;margin:2rem auto;padding:0 1rem;color:#222}"
    "table{border-collapse:collapse;margin:1rem 0}"
    "th,td{border-bottom:1px solid #999;padding:.3rem .8rem .3rem 0;text-align:left;"
    "vertical-align:top}svg{max-width:100%;height:auto}"
    ".beside{border-left:.4rem solid #0065bd;padding:.2rem 1rem;background:#f0f4f8}"
    "figure{margin:1rem 0}code{overflow-wrap:anywhere}"
)
NAMES_OF_IT = re.compile(r"<(title|desc)>.*?</\1>", re.DOTALL)
BESIDE = "Read with every number"
AGAIN = "To run it again"


class Reported(msgspec.Struct, frozen=True):
    """What stands in ``result.json``: the header, and what was found, as numbers."""

    header: Header
    people: int
    considered: int
    summary: list[str]
    caveats: list[str]
    numbers: dict[str, Any]


def reported(result: Result) -> Reported:
    """A result as a program reads it: nobody's row is in it."""
    found = result.findings
    return Reported(
        result.header,
        result.people,
        found.flow.considered,
        found.summary,
        found.caveats,
        msgspec.json.decode(msgspec.json.encode(found.numbers)),  # as it will be read back
    )


def files_of(result: Result, locked: Locked) -> dict[str, bytes]:
    """Every file of a report by its name."""
    as_json = msgspec.json.encode(reported(result), order="sorted")
    files = {
        RESULT: msgspec.json.format(as_json, indent=2) + b"\n",
        PLAN: locked.text.encode(),
        PAGE: page_of(result).encode(),
        PAPER: paper_of(result),
    }
    for section in result.findings.sections:
        for number, table in enumerate(section.tables):
            files[f"{_slug(section.heading)}{f'-{number + 1}' if number else ''}.csv"] = _csv(table)
        for picture in section.pictures:
            files[f"{picture.name}.svg"] = picture.svg.encode()
    return files


def content_of(files: dict[str, bytes]) -> bytes:
    """SHA-256 over the files of a report and their names."""
    total = hashlib.sha256()
    for name in sorted(files):
        total.update(f"{name}\0{len(files[name])}\0".encode())
        total.update(files[name])
    return total.digest()


def must_be_free(out: Path) -> None:
    """Raise `NotStudied` where something stands that is no report."""
    if out.exists() and not (out / RESULT).is_file():
        raise NotStudied(f"{out} is there already (choose a folder that is not there)")
    if not out.parent.is_dir():
        raise NotStudied(f"there is no folder {out.parent} (make it first)")


def write(files: dict[str, bytes], out: Path) -> None:
    """Put a report into a folder, whole or not at all. Raises `NotStudied`."""
    must_be_free(out)
    if out.exists():
        if {each.name: each.read_bytes() for each in out.iterdir()} == files:
            return
        raise NotStudied(f"{out} holds another report (choose a folder that is not there)")
    unfinished = out.with_name(f"{out.name}.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(mode=0o700)
    for name, content in files.items():
        with (unfinished / name).open("wb") as writing:
            writing.write(content)
            os.fsync(writing.fileno())
    unfinished.rename(out)


def page_of(result: Result) -> str:
    """The report as one page of HTML that needs nothing else."""
    found, title = result.findings, escape(result.header.title)
    parts = [
        '<!doctype html>\n<html lang="en-GB"><head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{title}</title><style>{STYLE}</style></head><body><main>",
        f"<h1>{title}</h1>",
        *[f"<p><strong>{escape(each)}</strong></p>" for each in found.summary],
        f'<div class="beside"><h2>{BESIDE}</h2><ul>',
        *[f"<li>{escape(each)}</li>" for each in found.caveats],
        "</ul></div>",
    ]
    for section in found.sections:
        parts += _section(section)
    parts += [
        f"<h2>{AGAIN}</h2><table><tbody>",
        *[
            f'<tr><th scope="row">{escape(name)}</th><td><code>{escape(value)}</code></td></tr>'
            for name, value in header_lines(result.header)
        ],
        "</tbody></table></main></body></html>\n",
    ]
    return "\n".join(parts)


def header_lines(header: Header) -> list[tuple[str, str]]:
    """All that is needed to run a study again, a line for each."""
    return [
        ("Study", header.study),
        ("Plan (SHA-256)", header.plan),
        ("Plan locked", f"{header.locked_at:%Y-%m-%dT%H:%M:%SZ}"),
        ("Known at", header.known_at or f"entry {header.position}"),
        ("Happened by", f"{header.true_at:%Y-%m-%dT%H:%M:%SZ}"),
        ("Position of the log", str(header.position)),
        ("Root of the log", header.root),
        ("Definitions (SHA-256)", header.definitions["digest"]),
        ("Code", f"{header.code['version']}, {header.code['domain']}"),
        ("Environment (SHA-256)", header.environment),
        ("Seed", "none: nothing is drawn by chance"),
        ("Rows", f"{header.rows}, {header.digest}"),
        *[(f"Shard {name}", digest) for name, digest in header.shards.items()],
        ("Again", "alongside evaluate --check DIR"),
    ]


def _section(section: Section) -> list[str]:
    parts = [f"<h2>{escape(section.heading)}</h2>"]
    parts += [f"<p>{escape(each)}</p>" for each in section.sentences]
    for picture in section.pictures:
        parts.append(
            f"<figure>{picture.svg}<figcaption>{escape(picture.title)}. {escape(picture.words)}"
            "</figcaption></figure>"
        )
    for table in section.tables:
        heads = "".join(f'<th scope="col">{escape(each)}</th>' for each in table.columns)
        parts.append(
            f"<table><caption>{escape(table.title)}</caption><thead><tr>{heads}</tr></thead>"
        )
        parts.append("<tbody>")
        for first, *others in table.rows:
            cells = "".join(f"<td>{escape(each)}</td>" for each in others)
            parts.append(f'<tr><th scope="row">{escape(first)}</th>{cells}</tr>')
        parts.append("</tbody></table>")
    return parts


def paper_of(result: Result) -> bytes:
    """The same report as a PDF, with the drawings in it."""
    from fpdf import FPDF

    found = result.findings
    paper = FPDF(format="A4")
    paper.set_creation_date(datetime(2000, 1, 1, tzinfo=UTC))  # it says nothing of when it was made
    paper.set_title(result.header.title)
    paper.set_lang("en-GB")
    paper.set_auto_page_break(auto=True, margin=18)
    paper.add_page()
    _lines(paper, [result.header.title], 18, "B")
    _lines(paper, found.summary, 12, "B")
    _lines(paper, [BESIDE], 13, "B")
    _lines(paper, [f"- {each}" for each in found.caveats], 11)
    for section in found.sections:
        _lines(paper, [section.heading], 13, "B")
        _lines(paper, section.sentences, 11)
        for picture in section.pictures:
            paper.image(
                io.BytesIO(NAMES_OF_IT.sub("", picture.svg).encode()),  # they are its alt text
                w=paper.epw,
                alt_text=f"{picture.title}. {picture.words}",
            )
            paper.ln(3)
        for table in section.tables:
            _table(paper, [table.columns, *table.rows])
    _lines(paper, [AGAIN], 13, "B")
    _table(paper, [["What", "Value"], *[list(each) for each in header_lines(result.header)]], 8)
    return bytes(paper.output())


def _lines(paper: Any, lines: list[str], size: int, style: str = "") -> None:
    paper.set_font("Helvetica", style, size)
    for each in lines:
        paper.multi_cell(0, size * 0.5, _latin(each), new_x="LMARGIN", new_y="NEXT")
    paper.ln(2)


def _table(paper: Any, rows: list[list[str]], size: int = 9) -> None:
    paper.set_font("Helvetica", "", size)
    with paper.table(line_height=size * 0.55, text_align="LEFT") as table:
        for each in rows:
            row = table.row()
            for cell in each:
                row.cell(_latin(cell))
    paper.ln(3)


def _latin(text: str) -> str:
    """A text in the letters of the fonts that every reader of PDF brings along."""
    return text.encode("latin-1", "replace").decode("latin-1")


def _csv(table: Table) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(table.columns)
    writer.writerows(table.rows)
    return out.getvalue().encode()


def _slug(heading: str) -> str:
    return "-".join("".join(x if x.isalnum() else " " for x in heading.lower()).split())


def read_back(folder: Path) -> tuple[Reported, str]:
    """What a report says of itself, and its plan. Raises `NotStudied`."""
    try:
        said = msgspec.json.decode((folder / RESULT).read_bytes(), type=Reported)
        return said, (folder / PLAN).read_text(encoding="utf-8")
    except (OSError, msgspec.DecodeError) as wrong:
        raise NotStudied(f"{folder} holds no report ({wrong})") from None


__all__ = ["Findings", "content_of", "files_of", "header_lines", "read_back", "write"]
