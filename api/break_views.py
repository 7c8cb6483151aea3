"""What can be seen of confidentiality breaks, and several reviews in one request."""

from datetime import date, datetime
from typing import Annotated, Any

import msgspec
from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, HeaderParameter, JSONBody

from api.desk import Desk
from api.door import LONGEST_KEY
from api.errors import Problem, problem_of
from api.views import KnownAt
from domain.confidentiality.commands_after import ReviewBreak
from domain.decider import Malformed, Refusal
from domain.people import BreakId, subject
from projections.breaks.evidence import EvidencePack, evidence_pack
from projections.breaks.figures import Figures, figures
from projections.breaks.telling import actors_in, in_words
from projections.directory import Directory
from projections.moments import moment_of

MOST_REVIEWS = 50


def pack_at(
    desk: Desk, directory: Directory, which: BreakId, known_at: datetime | None
) -> EvidencePack:
    """The evidence of one break in words, with the names that the one who asks may see.

    Whoever acted is named to everybody who may see the record. The one whom it is about is named
    to whoever may see that person anyway; others read "the person".
    """
    pack = evidence_pack(
        desk.views,
        desk.opener,
        desk.service,
        which,
        known_at=known_at,
        register=desk.register,
    )
    named = set(actors_in(pack))
    for noun, identifier, view in (
        ("person", pack.person, "person_history"),
        ("peer", pack.peer, "peer_roster"),
    ):
        about = subject(noun, identifier or "")
        if identifier is not None and desk.may_see(view, about):
            named.add(about)
    return in_words(pack, directory.noting(desk.noted).names_of(named))


class Judged(msgspec.Struct, frozen=True):
    """What became of one of several reviews: where it stands in the log, or why it was refused."""

    break_id: BreakId = msgspec.field(name="break")
    position: int | None = None
    repeated: bool = False
    problem: Problem | None = None


class TooManyReviews(Malformed):
    """More reviews come in one request than are taken."""


@get("/evidence_pack/{of_break:str}", sync_to_thread=True, view="evidence_pack")
def get_evidence_pack(
    desk: NamedDependency[Desk], of_break: FromPath[str], known_at: KnownAt = None
) -> EvidencePack:
    """The eleven questions of an auditor about one break: known then, and what came later."""
    desk.must_reach("evidence_pack", subject("break", of_break))
    moment = moment_of(known_at, "known_at") if known_at else None
    directory = Directory(desk.views, desk.opener)
    return pack_at(desk, directory, BreakId(of_break), moment)


@get("/break_figures", sync_to_thread=True, view="break_figures")
def get_break_figures(
    desk: NamedDependency[Desk],
    first_day: FromQuery[date | None] = None,
    last_day: FromQuery[date | None] = None,
    known_at: KnownAt = None,
) -> Figures:
    """What an auditor asks of all breaks together: rates, shares, medians, what is overdue."""
    return figures(
        desk.views,
        desk.service,
        first_day=first_day,
        last_day=last_day,
        known_at=moment_of(known_at, "known_at") if known_at else None,
    )


@post(
    "/reviews",
    sync_to_thread=True,
    status_code=200,
    operation_id="ReviewBreaks",
    command=ReviewBreak,
)
def post_reviews(
    desk: NamedDependency[Desk],
    data: JSONBody[list[ReviewBreak]],
    idempotency_key: Annotated[
        str | None, HeaderParameter(name="Idempotency-Key", max_length=LONGEST_KEY)
    ] = None,
) -> list[Judged]:
    """Several reviews in one request, each decided on its own and answered for itself."""
    if len(data) > MOST_REVIEWS:
        raise TooManyReviews(f"Send at most {MOST_REVIEWS} reviews at a time.", field="body")
    return [
        judged(desk, review, f"{idempotency_key}/{number}" if idempotency_key else None)
        for number, review in enumerate(data)
    ]


def judged(desk: Desk, review: ReviewBreak, key: str | None) -> Judged:
    """Record one review, or say why not."""
    try:
        receipt = desk.perform(review, command_id=key)
    except Refusal as refusal:
        return Judged(break_id=review.break_id, problem=problem_of(refusal))
    return Judged(break_id=review.break_id, position=receipt.position, repeated=receipt.repeated)


HANDLERS: list[Any] = [get_evidence_pack, get_break_figures, post_reviews]
