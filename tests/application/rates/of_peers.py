"""Peer supporters: recruitment, staying, pauses, load, supervision (domain reference, 8.1)."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import fmean

from domain.match import SUPPORT_STAGES
from domain.peer import Break, Peer, PeerConversationHeld
from tests.application.rates.bounds import Comparisons
from tests.application.rates.services import Told, days

MONTH = 30.44
SETTLED = timedelta(days=150)
HALF_A_YEAR = 6
NEW_FOR = timedelta(days=92)
FIRST_YEAR, SAMPLE_EVERY = timedelta(days=400), timedelta(days=28)
RED_AFTER = 14.0


def compare(services: Sequence[Told], made: Comparisons) -> None:
    """Every rate of peer supporters."""
    _funnel(services, made)
    _staying(services, made)
    _pauses(services, made)
    _load(services, made)
    _supervision(services, made)


def _funnel(services: Sequence[Told], made: Comparisons) -> None:
    asked = phoned = interviewed = appointed = 0
    for told in services:
        called = {each.event.peer for each in told.first(PeerConversationHeld)}
        for tag, peer in told.peers.items():
            if peer.interested_at is None or peer.interested_at > told.until - SETTLED:
                continue
            asked += 1
            phoned += tag.partition(":")[2] in called
            interviewed += peer.interviewed_at is not None
            appointed += peer.selected_at is not None
    made.share("Peers: phoned of those who ask", phoned, asked, 0.83)
    made.share("Peers: interviewed of those phoned", interviewed, phoned, 0.37)
    made.share("Peers: appointed of those interviewed", appointed, interviewed, 0.79)
    made.share("Peers: appointed of those who ask", appointed, asked, 0.24)


def _staying(services: Sequence[Told], made: Comparisons) -> None:
    left = {True: 0, False: 0}
    months = {True: 0.0, False: 0.0}
    for told in services:
        for peer in _active(told):
            here = days(peer.activated_at or told.until, peer.left_at or told.until) / MONTH
            months[True] += min(here, HALF_A_YEAR)
            months[False] += max(here - HALF_A_YEAR, 0)
            if peer.left_at is not None:
                left[here <= HALF_A_YEAR] += 1
    made.count("Peers leave a month, first half year", left[True], months[True], 0.051)
    made.count("Peers leave a month, later", left[False], months[False], 0.032)


def _pauses(services: Sequence[Told], made: Comparisons) -> None:
    pauses, months, lasted = 0, 0.0, []
    for told in services:
        for peer in _active(told):
            end = peer.left_at or told.until
            away = [*peer.breaks, *peer.suspensions]
            gone = sum(days(each.start, each.end or end) for each in away)
            months += (days(peer.activated_at or end, end) - gone) / MONTH
            pauses += len(peer.breaks)
            lasted += [
                days(each.start, each.end)
                for each in peer.breaks
                if each.end and each.start < told.until - timedelta(days=300)
            ]
    made.count("Peers pause a month", pauses, months, 0.04)
    made.quantile("Days of a pause, median", lasted, 0.5, 42)


def _load(services: Sequence[Told], made: Comparisons) -> None:
    loads = []
    for told in services:
        moment = told.opens + FIRST_YEAR
        samples = []
        while moment < told.until:
            here = sum(_here_at(peer, moment) for peer in _active(told))
            running = sum(each.match.stage_at(moment) in SUPPORT_STAGES for each in told.supported)
            samples.append(running / max(here, 1))
            moment += SAMPLE_EVERY
        loads.append(fmean(samples))
    made.mean_between("Matches of a peer at a time", loads, 1.2, 1.4)


def _supervision(services: Sequence[Told], made: Comparisons) -> None:
    counted = {"on time": 0, "amber": 0, "red": 0}
    for told in services:
        for peer in _active(told):
            if peer.activated_at is None:
                continue
            away = [*peer.breaks, *peer.suspensions]
            held = [at for at in peer.supervisions if at >= peer.activated_at]
            for last, this in pairwise([peer.activated_at, *held]):
                if any(_overlaps(each, last, this) for each in away):
                    continue
                weeks = 4 if last < peer.activated_at + NEW_FOR else 6
                late = days(last, this) - 7 * weeks
                colour = "on time" if late <= 0 else "amber" if late <= RED_AFTER else "red"
                counted[colour] += 1
    made.shares("Supervision", counted, {"on time": 78, "amber": 12, "red": 10})


def _overlaps(away: Break, start: datetime, end: datetime) -> bool:
    return away.start < end and (away.end is None or away.end > start)


def _active(told: Told) -> list[Peer]:
    return [peer for peer in told.peers.values() if peer.activated_at is not None]


def _here_at(peer: Peer, moment: datetime) -> bool:
    begun, left = peer.activated_at, peer.left_at
    return begun is not None and begun <= moment and (left is None or left > moment)
