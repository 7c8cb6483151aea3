"""What is late or missing about a peer supporter (domain reference, 1.5, 3.2, 6.1 and 6.3)."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta

from domain.decider import Recorded
from domain.definitions import DEFAULTS, Definitions
from domain.flags import INSTANT, Flag, days_after, first_of, kept
from domain.match import RUNNING_STAGES, Match
from domain.peer import Peer
from domain.peer.state import Break
from domain.peer_elsewhere_flags import flags_of_elsewhere
from domain.people import MatchId
from domain.periods import end_of, local_day, start_of
from domain.pvg_flags import Held, flags_of_held, valid_spells
from domain.service import MAY_SUPERVISE, Service
from domain.spells import Spell, spell, without
from domain.standard_flags import away_of, day_in_words, flags_of_standard
from domain.training import (
    months_after,
)

NO_SESSIONS: Held = {}

Cover = Mapping[MatchId, tuple[datetime, ...]]
"""When cover was decided for each match."""

TALK_ABOUT_LEAVING_DAYS = 90
"""After so long nobody is asked any more to talk with somebody who left."""


def flags_of_peer(
    peer: Peer,
    service: Service,
    matches: Mapping[MatchId, Match],
    cover: Cover,
    definitions: Definitions = DEFAULTS,
    *,
    held: Held = NO_SESSIONS,
) -> tuple[Flag, ...]:
    """What is late or missing about a peer supporter, for those who look after them.

    ``held`` are the sessions that took place with them (`domain.pvg_flags.sessions_held`).
    """
    found = [
        *_of_peer(peer, service, matches, cover, definitions),
        *flags_of_elsewhere(peer, service, matches),
        *flags_of_held(peer, service, matches, held),
    ]
    return kept(iter(found))


def cover_decided(events: Iterable[Recorded]) -> Cover:
    """When cover was decided for each match of a peer supporter, from what stands about them."""
    decided: dict[MatchId, tuple[datetime, ...]] = {}
    for recorded in events:
        match = getattr(recorded.event, "match", None)
        if type(recorded.event).__name__ == "MatchCoverDecided" and match is not None:
            decided[match] = (*decided.get(match, ()), recorded.event.at)
    return decided


def _of_peer(
    peer: Peer,
    service: Service,
    matches: Mapping[MatchId, Match],
    cover: Cover,
    definitions: Definitions,
) -> Iterator[Flag]:
    yield from _papers(peer, definitions)
    yield from _uncovered(peer, matches, cover)
    if peer.left_at is not None:
        yield from _after_leaving(peer, peer.left_at, definitions)
    if peer.referral_required_at is not None:
        yield from _referral(peer, peer.referral_required_at, definitions)
    if peer.activated_at is None:
        return
    here = spell(peer.activated_at, peer.left_at)
    yield from _membership(peer, service, here, definitions)
    yield from flags_of_standard(peer, service, here, definitions)
    if not service.is_named(peer.supervisor, *MAY_SUPERVISE):
        gone_at = service.changed_at.get(peer.supervisor) if peer.supervisor else None
        yield Flag(
            "SUPERVISOR_MISSING",
            "Nobody holds this peer supporter's supervision. Choose who will.",
            max(here.start, gone_at or here.start),
            here.until,
        )
    for since, until in peer.unattended:
        talked = [at for at in peer.supervisions if at >= until]
        yield Flag(
            "SUPERVISION_UNATTENDED",
            f"From {day_in_words(local_day(since))} to {day_in_words(local_day(until))} whoever "
            "held this peer supporter's supervision was no longer here. Ask how those days were.",
            since,
            first_of(*talked, here.until),
        )
    if peer.paused_at is not None and peer.expected_return is not None:
        yield Flag(
            "RETURN_DAY_PASSED",
            "The day on which this peer supporter hoped to come back has passed. Ask how they are.",
            max(days_after(start_of(peer.expected_return), 0), peer.paused_at),
            here.until,
        )


# --- The PVG scheme ---


def _membership(
    peer: Peer, service: Service, here: Spell, definitions: Definitions
) -> Iterator[Flag]:
    needed = service.workforces_of(peer.offers)
    following = [*(each.at for each in peer.memberships[1:]), None]
    for each, next_at in zip(peer.memberships, following, strict=False):
        if not each.may_take_regulated_role or each.expires_on is None:
            continue
        last = end_of(each.expires_on) + INSTANT
        until = first_of(next_at, last, here.until)
        soon = each.expires_on - timedelta(days=definitions.pvg_renewal_within_days)
        yield Flag(
            "PVG_ENDS_SOON",
            f"PVG scheme membership ends on {day_in_words(each.expires_on)}. "
            "Ask for its renewal now.",
            max(start_of(soon), each.at, here.start),
            until,
        )
    if needed:
        for gap in without(here, [*valid_spells(peer, needed), *away_of(peer)]):
            yield Flag(
                "PVG_NOT_VALID",
                "This role is a regulated role, and no PVG scheme membership is valid for it. "
                "They support nobody in it until a result is recorded.",
                gap.start,
                gap.until,
            )


def _papers(peer: Peer, definitions: Definitions) -> Iterator[Flag]:
    for each in peer.memberships:
        destroyed = first_of(*(at for at in peer.papers_destroyed if at >= each.at))
        yield Flag(
            "PVG_PAPER_KEPT",
            "The paper with the PVG result is still kept. Destroy it, and record that.",
            days_after(each.at, definitions.pvg_paper_kept_days),
            destroyed,
        )


def _referral(peer: Peer, required_at: datetime, definitions: Definitions) -> Iterator[Flag]:
    months = definitions.pvg_referral_within_months
    last = months_after(local_day(required_at), months)
    yield Flag(
        "PVG_REFERRAL_DUE",
        "Disclosure Scotland has to be told why somebody was asked to leave, by "
        f"{day_in_words(last)}.",
        required_at,
        peer.referral_made_at,
    )
    yield Flag(
        "PVG_REFERRAL_LATE",
        f"Disclosure Scotland should have been told by {day_in_words(last)}. Do it today.",
        days_after(start_of(last), 0),
        peer.referral_made_at,
    )


# --- Stopping and leaving ---


def stops_of(peer: Peer) -> tuple[Break, ...]:
    """Every time from which they supported nobody: breaks, suspensions, leaving."""
    left = () if peer.left_at is None else (Break(peer.left_at),)
    return (*peer.breaks, *peer.suspensions, *left)


def _uncovered(peer: Peer, matches: Mapping[MatchId, Match], cover: Cover) -> Iterator[Flag]:
    """On the day on which somebody stops, each of their matches gets a decision (3.2)."""
    for stop in stops_of(peer):
        today = start_of(local_day(stop.start))
        for identifier, match in matches.items():
            if match.stage_at(stop.start) not in RUNNING_STAGES:
                continue
            decided = (at for at in cover.get(identifier, ()) if at >= today)
            until = first_of(*decided, match.over_at, stop.end)
            yield Flag(
                "MATCH_COVER_UNDECIDED",
                "This peer supporter has stopped, and somebody they support is waiting to hear. "
                "Decide today how that match goes on.",
                stop.start,
                until,
            )
            yield Flag(
                "MATCH_COVER_LATE",
                "This peer supporter stopped on an earlier day, and nobody has decided how one of "
                "their matches goes on. Phone the person today.",
                days_after(stop.start, 0),
                until,
            )


def _after_leaving(peer: Peer, left_at: datetime, definitions: Definitions) -> Iterator[Flag]:
    if any(each.may_take_regulated_role for each in peer.memberships):
        yield Flag(
            "PVG_DEPARTURE_NOT_NOTIFIED",
            "Disclosure Scotland has not been told that this peer supporter left. "
            "Tell them, and record it.",
            left_at,
            peer.departure_notified_at,
        )
    if peer.activated_at is not None:
        yield Flag(
            "LEAVING_NOT_TALKED_ABOUT",
            "Nobody has talked with this peer supporter about leaving. Offer it, where possible.",
            days_after(left_at, definitions.exit_conversation_within_days),
            first_of(peer.exit_conversation_at, days_after(left_at, TALK_ABOUT_LEAVING_DAYS)),
        )
