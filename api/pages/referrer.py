"""A referrer's own pages: what became of those whom they sent, and how good the service is."""

from typing import Any

from litestar import get
from litestar.response import Template

from api.pages.dates import day_words, full_day_words
from api.pages.frame import REFER, AtDesk, Names, page
from api.pages.words.partners import ANSWERS
from api.referrer_views import feedback_for
from domain.partnership.language import FeedbackLevel, News
from domain.people import subject
from domain.periods import local_day
from projections.directory import UNNAMED
from projections.equality import quarter_end
from projections.quality import Part, Quality, quality
from projections.waits import WAITS

PATH, QUALITY = "/my-referrals", "/quality"
HELP = (
    "You see those whom you referred and who let you hear how it goes, and as much of it as each "
    "of them chose. Whoever chose that nothing is told is not here, and neither is anybody who has "
    "not been asked yet."
)
HELP_QUALITY = (
    "Counts by the end of the last quarter that is over. Where a count is so small that somebody "
    "could be known by it, it is closed, and so is another, so that it cannot be worked out."
)
NEWS, LEVELS = ANSWERS[News], ANSWERS[FeedbackLevel]
CLOSED = "closed"


@get(PATH, sync_to_thread=True, view="referrer_feedback")
def my_referrals(desk: AtDesk, directory: Names) -> Template:
    """The referrals of the one who asks, the latest news first."""
    found, today = feedback_for(desk), local_day(desk.views.clock())
    names = directory.names_of(subject("person", each.row.person) for each in found.rows)
    return page(
        "my_referrals.html",
        here=PATH,
        position=found.position,
        help=HELP,
        refer=REFER,
        quality=QUALITY,
        rows=[
            [
                names.get(subject("person", each.row.person), UNNAMED),
                day_words(local_day(each.row.arrived_at), today),
                NEWS[News(each.row.news)],
                day_words(local_day(each.row.since), today),
                LEVELS[FeedbackLevel(each.row.level)],
            ]
            for each in found.rows
        ],
        summaries=[
            {"name": names.get(subject("person", each.row.person), UNNAMED), "text": each.summary}
            for each in found.rows
            if each.summary is not None
        ],
    )


@get(QUALITY, sync_to_thread=True, view="quality")
def quality_page(desk: AtDesk) -> Template:
    """Waits, supervision, safety, outcomes, and whether referrers are told: nobody in sight."""
    end = quarter_end(desk.views.clock())
    found = quality(desk.look(known_at=end, true_at=end))
    return page(
        "quality.html",
        here=QUALITY,
        position=found.position,
        help=HELP_QUALITY,
        since=full_day_words(found.since),
        by=full_day_words(found.by),
        waits=[
            [
                WAITS[each.wait],
                _number(each.ended),
                _days(each.median_days),
                _days(each.ninetieth_days),
            ]
            for each in found.waits.rows
        ],
        outcomes=[
            [
                each.name,
                _number(each.paired),
                _number(each.mean_before),
                _number(each.mean_after),
                _number(each.mean_change),
            ]
            for each in found.outcomes.rows
        ],
        beside=found.outcomes.beside,
        sentences=_sentences(found),
        safety=_safety(found),
    )


def _sentences(found: Quality) -> list[str]:
    said = [
        (found.supervised, "peer supporters had supervision in time"),
        (found.acknowledged, "referrals were acknowledged within the working days agreed"),
        (found.told, "times that there was news, whoever referred was told in time"),
    ]
    sentences = [_of(part, words) for part, words in said]
    lessons = _number(found.lessons)
    return [*sentences, f"Lessons that peer supporters gave to professionals: {lessons}."]


def _of(part: Part, words: str) -> str:
    if part.so is None or part.of is None:
        return f"How many {words} is closed: too few to tell of nobody."
    return f"{part.so} of {part.of} {words}."


def _safety(found: Quality) -> list[str]:
    named = {
        "A safeguarding lead": found.safeguarding_lead,
        "A safeguarding deputy": found.safeguarding_deputy,
    }
    sentences = [
        f"{who} is named." if so else f"{who} is not named now." for who, so in named.items()
    ]
    policies = ", ".join(
        f"{name.replace('_', ' ').lower()} (version {version})"
        for name, version in found.policies.items()
    )
    sentences.append(f"Policies in force: {policies or 'none recorded'}.")
    sentences.append(
        "A break of confidentiality is reviewed by somebody who did not decide it, and everything "
        "shown about anybody is noted."
    )
    return sentences


def _number(number: float | None) -> str:
    return CLOSED if number is None else f"{number:,}"


def _days(days: float | None) -> Any:
    return CLOSED if days is None else f"{days:.0f}"


def handlers() -> list[Any]:
    """Both pages."""
    return [my_referrals, quality_page]
