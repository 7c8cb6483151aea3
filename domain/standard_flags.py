"""What an offer asks of everybody in it, and is late (domain reference, 2.4, 6.1 and 6.3)."""

from collections.abc import Iterator
from datetime import date, timedelta

from domain.definitions import Definitions
from domain.flags import INSTANT, Flag, days_after, first_of
from domain.peer import Peer
from domain.peer.supervision import paced
from domain.periods import end_of, local_day, start_of
from domain.service import Requirement, Service, Standard
from domain.spells import Spell, spell, without
from domain.training import (
    COURSES_IN_WORDS,
    Course,
    course_in_words,
    months_after,
    policy_in_words,
)

FURTHER_COURSES = (Course.STALK,)
"""What everybody who supports people one to one takes in their first months (6.3)."""


def flags_of_standard(
    peer: Peer, service: Service, here: Spell, definitions: Definitions
) -> Iterator[Flag]:
    """What is late while somebody supports people (``here``): courses, policies, supervision."""
    standard = service.standard_for(peer.offers)
    for course in standard.courses:
        yield from _course(peer, course, here, definitions)
    yield from _further_courses(peer, here, definitions)
    yield from _policies(peer, service, standard, here)
    yield from _supervision(peer, paced(standard, peer.engagement), here, definitions)


def away_of(peer: Peer) -> list[Spell]:
    """When somebody supported nobody for a while; what is not current is then in nobody's way."""
    return [spell(each.start, each.end) for each in (*peer.breaks, *peer.suspensions)]


def day_in_words(day: date) -> str:
    """A day with its year: "5 May 2026"."""
    return f"{day:%-d %B %Y}"


# --- Training and policies ---


def _course(peer: Peer, course: str, here: Spell, definitions: Definitions) -> Iterator[Flag]:
    taken = _spells_of(peer, course)
    words = course_in_words(course)
    soon = timedelta(days=definitions.course_renewal_within_days)
    for each in taken:
        renewed = first_of(*(other.start for other in taken if other.end > each.end))
        if each.until is not None:
            yield Flag(
                "COURSE_ENDS_SOON",
                f"The course on {words} ends on {day_in_words(local_day(each.end - INSTANT))}. "
                "Arrange it anew.",
                max(each.end - soon, each.start, here.start),
                first_of(each.end, renewed, here.until),
            )
    excepted = _excepted(peer, Requirement.COURSE, course)
    for gap in without(here, [*taken, *excepted, *away_of(peer)]):
        yield Flag(
            "COURSE_NOT_CURRENT",
            f"The course on {words} is missing or has run out. No new match until it is taken.",
            gap.start,
            gap.until,
        )
        yield Flag(
            "COURSE_LONG_LATE",
            f"The course on {words} has been missing for long. "
            "Grant an exception, or agree on a break.",
            days_after(gap.start, definitions.course_late_at_most_days),
            gap.until,
        )


def _spells_of(peer: Peer, course: str) -> list[Spell]:
    """When a course was current; a refresher counts for PPP once PPP was taken."""
    taken = [
        spell(each.at, None if each.expires_on is None else end_of(each.expires_on) + INSTANT)
        for each in peer.training.completions
        if each.course == course
    ]
    if course == Course.PPP and taken:
        first = min(taken).start
        taken += [
            spell(
                max(each.at, first),
                None if each.expires_on is None else end_of(each.expires_on) + INSTANT,
            )
            for each in peer.training.completions
            if each.course == Course.PPP_REFRESHER
        ]
    return taken


def _further_courses(peer: Peer, here: Spell, definitions: Definitions) -> Iterator[Flag]:
    due = months_after(local_day(here.start), definitions.further_courses_within_months)
    for course in FURTHER_COURSES:
        taken_at = first_of(*(each.start for each in _spells_of(peer, course)))
        yield Flag(
            "FURTHER_COURSE_DUE",
            f"The course on {COURSES_IN_WORDS[course]} belongs to the first months. Arrange it.",
            start_of(due),
            first_of(taken_at, here.until),
        )


def _policies(peer: Peer, service: Service, standard: Standard, here: Spell) -> Iterator[Flag]:
    for policy in standard.policies:
        adopted = sorted(service.policies.get(policy, ()), key=lambda each: each.valid_from)
        for number, each in enumerate(adopted):
            later = [start_of(other.valid_from) for other in adopted[number + 1 :]]
            known_at = peer.training.acknowledged_at(policy, each.version)
            in_force = Spell(
                max(start_of(each.valid_from), each.at, here.start),
                min([*later, here.end]),
            )
            done = [] if known_at is None else [Spell(known_at)]
            excepted = _excepted(peer, Requirement.POLICY, policy)
            for gap in without(in_force, [*done, *excepted, *away_of(peer)]):
                yield Flag(
                    "POLICY_NOT_ACKNOWLEDGED",
                    "Not yet gone through together: the policy on "
                    f"{policy_in_words(policy, each.version)}.",
                    gap.start,
                    gap.until,
                )


def _excepted(peer: Peer, requirement: Requirement, code: str | None) -> list[Spell]:
    """When an exception from something was in force."""
    return [
        spell(each.since, first_of(each.ended_at, end_of(each.until) + INSTANT))
        for each in peer.exceptions
        if (each.requirement, each.code) == (requirement, code)
    ]


# --- Supervision ---


def _supervision(
    peer: Peer, standard: Standard, here: Spell, definitions: Definitions
) -> Iterator[Flag]:
    away = [spell(each.start, each.end) for each in peer.breaks]
    excepted = _excepted(peer, Requirement.SUPERVISION, None)
    held = [here.start, *(at for at in peer.supervisions if at > here.start)]
    for last, following in zip(held, [*held[1:], None], strict=True):
        cycle = Spell(last, spell(last, first_of(following, here.until)).end)
        for stretch in without(cycle, away):
            due_on = peer.supervision_due_on(stretch.start, standard)
            if due_on is None:
                continue
            yield Flag(
                "SUPERVISION_DUE",
                f"Supervision is due by {day_in_words(due_on)}. Arrange it.",
                max(start_of(due_on), stretch.start),
                stretch.until,
            )
            red = end_of(due_on + timedelta(days=standard.supervision_grace_days)) + INSTANT
            late = Spell(max(red, stretch.start), stretch.end)
            for gap in without(late, excepted) if late.start < late.end else []:
                yield Flag(
                    "SUPERVISION_LATE",
                    f"Supervision was due on {day_in_words(due_on)}. "
                    "No new match until it is held.",
                    gap.start,
                    gap.until,
                )
            long = start_of(due_on + timedelta(days=definitions.supervision_long_late_days + 1))
            longer = Spell(max(long, stretch.start), stretch.end)
            for gap in without(longer, excepted) if longer.start < longer.end else []:
                yield Flag(
                    "SUPERVISION_LONG_LATE",
                    f"Supervision was due on {day_in_words(due_on)} and has not been held for "
                    "long. A manager decides: a rest from new sessions, or an exception.",
                    gap.start,
                    gap.until,
                )
