"""Sessions and contacts: how often, how long, missed, recorded late (domain reference, 8.1)."""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

from domain.channels import Channel
from domain.contact import ContactMade
from domain.disclosure import DisclosureReported
from domain.match import MatchAgreementWritten, Side
from domain.periods import LOCAL
from domain.service import Model
from domain.session import CalledOffBy, Session, SessionHeld
from domain.session import Stage as SessionStage
from tests.application.rates.bounds import Comparisons
from tests.application.rates.services import Supported, Told, days

WINTER = frozenset({12, 1, 2})
SETTLED, LONGEST = timedelta(days=45), timedelta(weeks=45)
LATE = timedelta(days=3)
OLD = timedelta(days=180)
LONG_AGO = timedelta(days=600)
FREQUENCY = {"weekly": 56, "fortnightly": 16, "varied": 20, "twice weekly": 7, "monthly": 2}
A_MONTH = {4.0: "weekly", 2.0: "fortnightly", 2.8: "varied", 8.0: "twice weekly", 1.0: "monthly"}
REMOTE = frozenset({Channel.PHONE, Channel.VIDEO})
MOST_CONTACTS = 20
FEW_SESSIONS = 3


def compare(services: Sequence[Told], made: Comparisons) -> None:
    """Every rate of sessions and contacts."""
    _planned(services, made)
    _lengths(services, made)
    first_terms: Counter[str] = Counter()
    for told in services:
        for each in told.first(MatchAgreementWritten):
            if each.event.version == 1:
                first_terms[A_MONTH[each.event.sessions_a_month]] += 1
    made.shares("Frequency agreed first", first_terms, FREQUENCY)
    _numbers(services, made)
    _contacts(services, made)
    slips = sum(len(told.first(DisclosureReported)) for told in services)
    held = sum(len(told.first(SessionHeld)) for told in services)
    made.count("Disclosures that nothing allowed, in 1,000 sessions", slips, held / 1000, 0.2)


def _planned(services: Sequence[Told], made: Comparisons) -> None:
    found: dict[bool, Counter[str]] = {True: Counter(), False: Counter()}
    late = past = 0
    for told in services:
        for each in told.supported:
            for session in each.sessions:
                when = session.planned_for
                if when is None or when > told.until - SETTLED:
                    continue
                what = _what_became(session)
                found[when.astimezone(LOCAL).month in WINTER][what] += 1
                if what == "took place":
                    past += 1
                    late += not _recorded_in_time(session)
    for winter, flare in ((False, 1.0), (True, 1.5)):
        counted, season = found[winter], "winter" if winter else "rest of the year"
        for of, meant in (
            ("did not attend", 0.08 * flare),
            ("person cancels", 0.12 * flare),
            ("peer cancels", 0.06),
        ):
            made.share(f"Planned, {of}, {season}", counted[of], counted.total(), meant)
    made.share_between("Logs never or late", late, past, 0.15, 0.30)


def _what_became(session: Session) -> str:
    if session.stage is SessionStage.NOT_ATTENDED:
        return "did not attend" if session.absent is not None else "took place"
    if session.stage is SessionStage.CANCELLED:
        by = session.cancelled_by
        return {
            CalledOffBy.PERSON: "person cancels",
            CalledOffBy.PEER: "peer cancels",
        }.get(by, "other")  # type: ignore[arg-type]
    return "took place"


def _recorded_in_time(session: Session) -> bool:
    if session.held is None:
        return False
    recorded_at = session.held.recorded_at
    return recorded_at is None or recorded_at - session.held.ended_at <= LATE


def _lengths(services: Sequence[Told], made: Comparisons) -> None:
    calls: list[float] = []
    meetings: list[float] = []
    for told in services:
        for entry in told.first(SessionHeld):
            held = entry.event
            if held.minutes is not None:
                (calls if held.mode in REMOTE else meetings).append(held.minutes)
    made.quantile("Minutes of a call, median", calls, 0.5, 12)
    made.share("Calls of 1 to 111 minutes", sum(1 <= each <= 111 for each in calls), len(calls), 1)
    made.quantile("Minutes together, median", meetings, 0.5, 70)


def _numbers(services: Sequence[Told], made: Comparisons) -> None:
    mentoring: list[float] = []
    calls: list[float] = []
    hours: list[tuple[float, float]] = []
    for told in services:
        for each in told.supported:
            begun = each.match.activated_at
            if begun is None or each.match.person in told.dead:
                continue
            minutes = sum(session.held.minutes or 0 for session in each.held if session.held)
            hours.append((minutes / 60, days(begun, each.match.over_at or told.until) / 365.25))
            if each.model is Model.MENTORING and begun < told.until - LONGEST:
                mentoring.append(len(each.held))
            if each.phone and begun < told.opens + LONG_AGO and each.match.over_at:
                calls.append(len(each.held))
    made.mean("Sessions of a mentoring match", mentoring, 14)
    made.mean("Calls of a phone match that ended", calls, 15)
    made.ratio_between("Hours of a person and year", hours, 17, 23)


def _contacts(services: Sequence[Told], made: Comparisons) -> None:
    ring = write = matches = 0
    numbers: list[int] = []
    for told in services:
        by_match: dict[object, Counter[tuple[Channel, Side]]] = {}
        for entry in told.first(ContactMade):
            counted = by_match.setdefault(entry.event.match, Counter())
            counted[entry.event.channel, entry.event.by] += 1
        for each in told.supported:
            if not _whole(told, each):
                continue
            tag = next(tag for tag in each.entries[0].tags if tag.startswith("match:"))
            counted = by_match.get(tag[6:], Counter())
            matches += 1
            rung = counted[Channel.PHONE, Side.PERSON]
            written = counted[Channel.MESSAGES, Side.PERSON]
            ring += rung > 0
            write += written > 0
            numbers += [each for each in (rung, written) if each]
    made.share("Persons who ever ring", ring, matches, 0.41)
    made.share("Persons who ever write", write, matches, 0.63)
    few = sum(1 <= each <= MOST_CONTACTS for each in numbers)
    made.share("Numbers of contacts from 1 to 20", few, len(numbers), 1)


def _whole(told: Told, each: Supported) -> bool:
    """Whether a match ran for half a year, so that either could get in touch."""
    begun = each.match.activated_at
    if begun is None or each.match.person in told.dead:
        return False
    return (each.match.over_at or told.until) - begun > OLD and len(each.held) > FEW_SESSIONS
