"""Suggestions for a match, and why not somebody, from the terminal."""

from argparse import Namespace
from collections.abc import Iterable

import msgspec

from api.cli.opening import desk_for, tell
from api.desk import Desk
from api.matching_views import answer_of, named_in
from application.match_suggestions import Suggestion, Suggestions, suggestions
from application.waiting_list_matching import WaitingListSuggestions, waiting_list_suggestions
from domain.matching import Fit
from domain.people import MatchId, PeerId, ReferralId, StaffId, Subject, subject
from projections.directory import Directory

GROUPS = {
    Fit.MEETS_EVERY_MUST: "Meet every must",
    Fit.NEARLY_FITS: "Nearly fit",
    Fit.NOT_POSSIBLE_NOW: "Not possible now",
}


def suggest(options: Namespace) -> int:
    """Show suggestions for one person, or for everybody who waits."""
    coordinator = StaffId(options.coordinator) if options.coordinator else None
    with desk_for(options) as desk:
        look = desk.look()
        if options.referral:
            found = suggestions(look, ReferralId(options.referral), coordinator=coordinator)
            desk.note(subject("person", found.person))
            desk.note(*(subject("peer", each.peer) for each in found.candidates))
            desk.tell("suggestions")
            if options.json:
                tell(msgspec.to_builtins(found))
            else:
                _print_one(found, desk)
            return 0
        everybody = waiting_list_suggestions(look, coordinator=coordinator)
        desk.note(*named_in(everybody.rows))
        desk.tell("suggestions")
        if options.json:
            tell(msgspec.to_builtins(everybody))
        else:
            _print_all(everybody, desk)
    return 0


def why_not(options: Namespace) -> int:
    """Show what was written down of one peer supporter when a match was proposed."""
    coordinator = StaffId(options.coordinator) if options.coordinator else None
    with desk_for(options) as desk:
        answer = answer_of(desk, MatchId(options.match), PeerId(options.peer), coordinator)
        desk.note(subject("peer", options.peer))
        desk.tell("why_not")
    if options.json:
        tell(msgspec.to_builtins(answer))
        return 0
    print(answer.answer)
    _print_lines("  For", answer.reasons)
    _print_lines("  Against", answer.counter_reasons)
    _print_lines("  In the way", answer.exclusions)
    _print_lines("  Note", answer.not_shown)
    if answer.decided_because:
        print(f"The coordinator said: {answer.decided_because}")
    return 0


def _print_one(found: Suggestions, desk: Desk) -> None:
    named = _names(desk, (each.peer for each in found.candidates))
    if found.waiting_days is not None:
        print(f"Waiting {_days(found.waiting_days)}.")
    _print_lines("First", found.in_the_way)
    if found.advice:
        print(found.advice)
    for fit, title in GROUPS.items():
        group = [each for each in found.candidates if each.fit is fit]
        if group:
            print(f"{title} ({len(group)})")
        for each in group:
            _print_suggestion(each, named)
    if not any(each.place for each in found.candidates):
        print("Nobody free meets every must. Offer a group, or a taster.")
    print(f"Reflects entry {found.position:,}.")


def _print_all(found: WaitingListSuggestions, desk: Desk) -> None:
    peers = {each.suggested.peer for each in found.rows if each.suggested}
    people = {subject("person", each.person) for each in found.rows}
    named = Directory(desk.views, desk.opener).names_of(people) | _names(desk, peers)
    if not found.rows:
        print("Nobody is waiting. Take a referral: alongside import referrals FILE")
    for row in found.rows:
        person = named.get(subject("person", row.person), row.person)
        print(f"{person}: waiting {_days(row.waiting_days or 0)} ({row.referral})")
        if row.suggested is not None:
            _print_suggestion(row.suggested, named)
        _print_lines("  Nobody suggested", row.why_nobody)
    print(f"Reflects entry {found.position:,}.")


def _print_suggestion(one: Suggestion, named: dict[Subject, str]) -> None:
    print(f"  {named.get(subject('peer', one.peer), one.peer)} ({one.peer})")
    _print_lines("    For", (each.sentence for each in one.reasons))
    _print_lines("    Against", (each.sentence for each in one.counter_reasons))
    _print_lines("    In the way", (each.sentence for each in one.exclusions))


def _print_lines(title: str, lines: Iterable[str]) -> None:
    for line in lines:
        print(f"{title}: {line}")


def _names(desk: Desk, peers: Iterable[PeerId]) -> dict[Subject, str]:
    return Directory(desk.views, desk.opener).names_of({subject("peer", each) for each in peers})


def _days(days: int) -> str:
    return "1 day" if days == 1 else f"{days} days"
