"""How a service works, from the terminal: its offers, its consistency, and how people grow."""

import csv
import sys
from argparse import Namespace
from datetime import datetime
from typing import Any

import msgspec

from api.cli.opening import desk_for, tell
from api.desk import Desk
from application.looking import Looking
from domain.conditions import IN_WORDS
from domain.people import PeerId, Subject, subject
from domain.periods import local_day
from projections.competencies import Growth, TrainingNeeds, growth, training_needs
from projections.consistency import consistency_report
from projections.directory import Directory
from projections.equality import equality, quarter_end
from projections.leaving import leaving
from projections.moments import moment_of
from projections.offers import offers_of
from projections.phrases import spoken
from projections.reach import reach
from projections.signals import signals
from projections.supervision import supervision_of
from projections.training_matrix import training_matrix
from projections.waits import WAITS, waits


def competencies(options: Namespace) -> int:
    """Show how far along one peer supporter is, or what all of them work towards."""
    with desk_for(options) as desk:
        look = desk.look(**_moments(options))
        found: Growth | TrainingNeeds = (
            growth(look, PeerId(options.peer)) if options.peer else training_needs(look)
        )
        if options.peer:
            desk.note(subject("peer", options.peer))
            desk.tell("competencies")
    if options.json:
        return _tell(found, options)
    if isinstance(found, Growth):
        for row in found.rows:
            said = ", ".join(
                f"{spoken(view.voice)}: {spoken(view.level) if view.level else 'no longer held'}"
                for view in row.views
            )
            mark = "*" if row.worked_towards else " "
            print(f"{mark} {row.words}: {said or 'nobody has said'}")
        print("* is what an offer of theirs works towards. Nobody needs all ten.")
    else:
        for need in found.rows:
            if need.work_towards_it:
                print(
                    f"{need.words}: {need.work_towards_it} work towards it, {need.able} able, "
                    f"{need.growing} growing, {need.not_asked} not asked yet"
                )
    print(f"Reflects entry {found.position:,}.")
    return 0


def training(options: Namespace) -> int:
    """Show who has which course, and how many need each."""
    with desk_for(options) as desk:
        found = training_matrix(desk.look(**_moments(options)), desk.scope("training_matrix"))
        named = [subject("peer", each.peer) for each in found.rows]
        desk.note(*named)
        desk.tell("training_matrix")
        names: dict[Subject, str] = Directory(desk.views, desk.opener).names_of(named)
    if options.json:
        return _tell(found, options)
    for row in found.rows:
        print(f"{names.get(subject('peer', row.peer), row.peer)}:")
        for cell in row.cells:
            day = "" if cell.last_day is None else f", {cell.last_day:%-d %B %Y}"
            print(f"  {cell.words}: {spoken(cell.standing)}{day}")
        if any(cell.bars for cell in row.cells):
            print(f"  No new match until then; {len(row.running)} running.")
    for need in found.needs:
        print(
            f"{need.words}: asked of {need.asked}, needed now by {need.open}, "
            f"due again soon for {need.renewal_due}"
        )
    print(f"Reflects entry {found.position:,}.")
    return 0


def consistency(options: Namespace) -> int:
    """Show how many are within what each offer asks, by exception, and outside of it."""
    with desk_for(options) as desk:
        found = consistency_report(desk.views, desk.service, **_moments(options))
        outside = {subject("peer", each) for row in found.rows for each in row.outside}
        desk.note(*outside)
        desk.tell("consistency")
        names: dict[Subject, str] = Directory(desk.views, desk.opener).names_of(outside)
    if options.json or options.format == "json":
        return _tell(found, options)
    if options.format == "csv":
        written = csv.writer(sys.stdout, lineterminator="\n")
        written.writerow(("offer", "active", "within", "by_exception", "outside", "share"))
        for row in found.rows:
            numbers = (row.active, row.within, row.by_exception, len(row.outside))
            written.writerow((row.offer, *numbers, "" if row.share is None else f"{row.share:.2f}"))
        return 0
    for row in found.rows:
        share = "nobody supports people in it" if row.share is None else f"{row.share:.0%} within"
        print(
            f"{row.offer}: {share} ({row.within} within, {row.by_exception} by exception, "
            f"{len(row.outside)} outside)"
        )
        for peer, codes in row.outside.items():
            who = names.get(subject("peer", peer), peer)
            print(f"  {who}: {', '.join(map(spoken, codes))}")
    if not found.rows:
        print("Nothing is offered yet.")
    print(f"Reflects entry {found.position:,}.")
    return 0


def offers(options: Namespace) -> int:
    """Show what the service offers."""
    with desk_for(options) as desk:
        found = offers_of(desk.look(**_moments(options)))
    if options.json:
        return _tell(found, options)
    for row in found.rows:
        ways = ", ".join(map(spoken, row.delivery))
        print(f"{row.name} ({row.offer}): {row.model_words}; {ways}")
    if not found.rows:
        print("Nothing is open. Open an offer: alongside do open-offer")
    print(f"Reflects entry {found.position:,}.")
    return 0


def supervision(options: Namespace) -> int:
    """Show the supervision of one peer supporter."""
    with desk_for(options) as desk:
        found = supervision_of(desk.look(**_moments(options)), desk.opener, PeerId(options.peer))
        desk.note(subject("peer", options.peer))
        desk.tell("supervision")
    if options.json:
        return _tell(found, options)
    for row in found.rows:
        about = f": {', '.join(map(spoken, row.themes))}" if row.themes else ""
        how = "in a group" if row.in_group else "for them alone"
        counts = "" if row.counts else ", which does not count"
        print(f"{local_day(row.at):%-d %B %Y}, {how}{counts}{about}")
    if found.due_on is not None:
        print(f"The next is due by {found.due_on:%-d %B %Y}.")
    if found.booked_for is not None:
        print(f"Booked for {local_day(found.booked_for):%-d %B %Y}.")
    for sign in found.signs:
        print(sign.sentence)
    for measure in found.measures:
        score = "no score" if measure.score is None else f"{measure.score:g}"
        since = "" if measure.change is None else f", {spoken(measure.change)} since the first"
        print(f"{local_day(measure.at):%-d %B %Y}, {measure.name}: {score}{since}")
        if measure.copyright:
            print(f"  {measure.copyright}")
    print(f"Reflects entry {found.position:,}.")
    return 0


def equality_(options: Namespace) -> int:
    """Show whom the service reaches, in counts by the end of the last quarter."""
    with desk_for(options) as desk:
        found = equality(_quarter(desk))
    if options.json:
        tell(found)
        return 0
    print(f"By {found.by:%-d %B %Y}. Small counts, and what would tell of them, are closed.")
    for row in found.rows:
        print(f"{spoken(row.question)}: {_closed(row.people)} people")
        for count in row.counts:
            if count.people != 0:
                print(f"  {spoken(count.answer)}: {_closed(count.people)}")
    print(f"Reflects entry {found.position:,}.")
    return 0


def reach_(options: Namespace) -> int:
    """Show why support may help those whom the service reaches."""
    with desk_for(options) as desk:
        found = reach(_quarter(desk))
    if options.json:
        tell(found)
        return 0
    print(
        f"By {found.by:%-d %B %Y}: {_closed(found.people)} people, each for any of these reasons."
    )
    for row in found.rows:
        share = "" if row.share is None else f" ({row.share:.0%})"
        print(f"  {spoken(row.group)}: {_closed(row.people)}{share}")
    if found.people is not None:
        print("What people say they live with; several are usual.")
        for each in found.conditions:
            if each.people != 0:
                print(f"  {IN_WORDS[each.condition]}: {_closed(each.people)}")
        print("Where they lived when they came.")
        for place in found.partnerships:
            where = f"{place.name} ({place.board})" if place.name else "nobody wrote it down"
            print(f"  {where}: {_closed(place.people)}")
    print(f"Reflects entry {found.position:,}.")
    return 0


def waits_(options: Namespace) -> int:
    """Show how long people wait, over the year up to the end of the last quarter."""
    with desk_for(options) as desk:
        found = waits(_quarter(desk))
    if options.json:
        tell(found)
        return 0
    print(f"Ended from {found.since:%-d %B %Y} to {found.by:%-d %B %Y}, pauses taken out.")
    for row in found.rows:
        days = "too few to say"
        if row.median_days is not None:
            days = f"half within {row.median_days:g} days, nine tenths within "
            days += f"{row.ninetieth_days:.0f}, of {row.ended:,}"
        print(f"  {WAITS[row.wait]}: {days}; still waiting: {_closed(row.waiting)}")
    print(f"Reflects entry {found.position:,}.")
    return 0


def leaving_(options: Namespace) -> int:
    """Show how many peer supporters left in a year, and why."""
    with desk_for(options) as desk:
        found = leaving(_quarter(desk))
        desk.tell("leaving")
    if options.json:
        tell(found)
        return 0
    print(f"Left in the year up to {found.by:%-d %B %Y}: {_closed(found.left)}.")
    print(f"Talked about with {_closed(found.talked)}; no reason of {_closed(found.no_reason)}.")
    for row in found.rows:
        if row.peers != 0:
            print(f"{spoken(row.reason)}: {_closed(row.peers)}")
    print(f"Reflects entry {found.position:,}.")
    return 0


def signals_(options: Namespace) -> int:
    """Show how many signals helped, and how often each group is signalled."""
    with desk_for(options) as desk:
        found = signals(_quarter(desk))
    if options.json:
        tell(found)
        return 0
    share = "nobody has judged any" if found.share is None else f"{found.share:.0%} helped"
    print(f"In the year to {found.by:%-d %B %Y}, of {found.judged} judged: {share}.")
    if found.worth_tuning:
        print("So few helped that the thresholds are worth a look.")
    for each in found.rates:
        print(f"{spoken(each.question)}")
        for rate in each.groups:
            part = "too few to say" if rate.share is None else f"{rate.share:.0%} signalled"
            print(f"  {spoken(rate.group)}: {_closed(rate.matches)} matches, {part}")
    print(f"Reflects entry {found.position:,}.")
    return 0


def _closed(number: int | None) -> str:
    return "too few to show" if number is None else str(number)


def _quarter(desk: Desk) -> Looking:
    end = quarter_end(desk.views.clock())
    return desk.look(known_at=end, true_at=end)


def _tell(found: Any, options: Namespace) -> int:
    shown = msgspec.to_builtins(found)
    tell(shown | {"known_at": options.known_at, "true_at": options.true_at})
    return 0


def _moments(options: Namespace) -> dict[str, datetime | None]:
    return {
        "known_at": moment_of(options.known_at, "--known-at") if options.known_at else None,
        "true_at": moment_of(options.true_at, "--true-at") if options.true_at else None,
    }
