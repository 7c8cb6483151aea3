"""The page of a break's evidence: the eleven questions, known then and, apart from it, later."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Protocol, runtime_checkable

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.response import Template

from api.break_views import pack_at
from api.desk import Desk
from api.pages.as_of import address, as_of_in
from api.pages.dates import NotUnderstood
from api.pages.frame import Asking, AtDesk, Names, page
from application.policy import BUNDLE
from domain.decider import Position
from domain.people import BreakId, subject
from projections.breaks.answers import Line, Told
from projections.breaks.evidence import EvidencePack
from projections.breaks.looks import Seen
from projections.breaks.surroundings import Then
from projections.breaks.telling import moment_in_words
from projections.directory import Directory

REGISTER = {"label": "Confidentiality breaks", "href": "/registers/breaks"}
CUT = "cut"
HELP = (
    "What was known then is what a decision is judged by. It is frozen: by the place up to which "
    "the log had been written when somebody decided, and by the entry with which the record was "
    "sent for review. What came later is for learning."
)


@runtime_checkable
class Bundles(Protocol):
    """What makes evidence that can be checked without us."""

    def key(self) -> str | None:
        """The public key with which it is checked; none where nothing was signed yet."""

    def zipped(self, pack: EvidencePack) -> bytes:
        """A folder with every entry on which a pack rests, and their proofs, as a ZIP file."""

    def receipt(self, entry: Position) -> bytes:
        """The proof of one entry, with words that do not say what it is about, as a ZIP file."""


Bundling = NamedDependency[Bundles | None]


@get("/evidence/{of_break:str}", sync_to_thread=True, view="evidence_pack")
def evidence_page(
    request: Asking, desk: AtDesk, directory: Names, bundles: Bundling, of_break: FromPath[str]
) -> Template:
    """The pack, now or as it was known at the end of a day."""
    known_at, error = known_in(request, desk)
    pack = found(desk, directory, of_break, known_at)
    told = pack.told
    here = f"/evidence/{of_break}"
    return page(
        "evidence.html",
        here=REGISTER["href"],
        status=400 if error else 200,
        breadcrumbs=[REGISTER],
        errors=[{"text": error, "field": None}] if error else None,
        help=HELP,
        position=pack.position,
        title=told.title if told else "Evidence",
        state=told.state if told else pack.state,
        about=told.about if told else "",
        cut=told.cut if told else "",
        known_as_of=f"{pack.known_as_of:,}",
        frozen_at=None if pack.frozen_at is None else f"{pack.frozen_at:,}",
        digest=pack.digest,
        answers=[
            {
                "number": each.number,
                "question": each.question,
                "then": lines_of(each.then),
                "later": lines_of(each.later),
                "note": each.note,
                "steps": [step.told for step in each.steps or ()],
            }
            for each in pack.answers
        ],
        around=_around(pack),
        bundle_href=address(f"{here}/bundle", {CUT: pack.cut.isoformat()}) if bundles else None,
        key=bundles.key() if bundles else None,
        register_href=REGISTER["href"],
    )


@get("/evidence/{of_break:str}/bundle", sync_to_thread=True, view="evidence_pack")
def bundle_file(
    request: Asking, desk: AtDesk, directory: Names, bundles: Bundling, of_break: FromPath[str]
) -> Response[bytes]:
    """The entries of the pack with their proofs, for whoever just showed that it is them."""
    desk.must_have_proved(BUNDLE)
    if bundles is None:
        raise NotFoundException("No bundle is made here. Use: alongside bundle BREAK_ID --pack.")
    known_at, _error = known_in(request, desk)
    pack = found(desk, directory, of_break, known_at)
    return Response(
        bundles.zipped(pack),
        media_type="application/zip",
        headers={"content-disposition": 'attachment; filename="evidence.zip"'},
    )


def found(
    desk: Desk, directory: Directory, of_break: str, known_at: datetime | None
) -> EvidencePack:
    """The pack for the one who asks. Raises `NotPermitted` and `NoSuchBreak`."""
    desk.must_reach("evidence_pack", subject("break", of_break))
    return pack_at(desk, directory, BreakId(of_break), known_at)


def known_in(request: Asking, desk: Desk) -> tuple[datetime | None, str | None]:
    """The moment that an address asks for, or why it cannot be understood."""
    said = request.query_params.get(CUT)
    if said is not None:
        try:
            moment = datetime.fromisoformat(said)
        except ValueError:
            return None, "This address names no moment. The evidence of today is shown."
        if moment.tzinfo is None or moment > desk.views.clock():
            return None, "This address names no moment of the past. Today's evidence is shown."
        return moment, None
    try:
        return as_of_in(dict(request.query_params), desk.views.clock()).known_at, None
    except NotUnderstood as wrong:
        return None, str(wrong)


def lines_of(lines: Iterable[Line]) -> list[dict[str, Any]]:
    """Lines as the page says them."""
    return [_line(each.told, f"entry {each.position:,}") for each in lines if each.told]


def _line(told: Told, place: str) -> dict[str, Any]:
    recorded = "" if told.recorded == told.when else f" Recorded {told.recorded}."
    return {
        "sentence": None if told.parts else told.sentence,
        "parts": [{"label": each.label, "words": each.words} for each in told.parts],
        "note": f"{told.when}.{recorded} By {told.who}, {place}.",
    }


def _around(pack: EvidencePack) -> list[dict[str, Any]]:
    """What was known of those concerned besides: consents, notes, roles, and who had looked."""
    names = (("Consents", "consents"), ("Notes", "notes"), ("Roles", "roles"))
    found = [
        {
            "what": what,
            "then": lines_of(getattr(pack.then, field)),
            "later": lines_of(getattr(pack.later, field)),
        }
        for what, field in names
    ]
    return [*found, _who_had_seen(pack.then, pack.later)]


def _who_had_seen(then: Then, later: Then) -> dict[str, Any]:
    return {
        "what": "Who had seen what",
        "then": _looks(then.seen),
        "later": _looks(later.seen),
        "since": [
            f"Looks before {moment_in_words(each.since)} stand in the access register."
            for each in (then.seen, later.seen)
            if each is not None and each.since is not None
        ],
    }


def _looks(seen: Seen | None) -> list[dict[str, Any]]:
    looks: Sequence[Any] = () if seen is None else seen.looks
    return [
        {
            "sentence": f"{each.told.who}: {each.told.sentence}",
            "parts": [],
            "note": f"Last {each.told.when}, entry {each.position:,} of the log of reads.",
        }
        for each in looks
        if each.told
    ]


def handlers() -> list[HTTPRouteHandler]:
    """The page, and the file that goes with it."""
    return [evidence_page, bundle_file]
