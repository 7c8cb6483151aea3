"""What was said about indicators, in sentences for a history."""

from domain.decider import Event
from domain.indicators import (
    IndicatorAcknowledged,
    IndicatorCode,
    IndicatorCommentedOn,
    IndicatorContested,
    IndicatorView,
)
from domain.match import Side
from projections.phrases import SIDES, quoted

TOPICS = {
    IndicatorCode.CONTACT_INTENSITY: "how much the two are in touch",
    IndicatorCode.CONTACT_TREND: "contacts that grow",
    IndicatorCode.DURATION: "how long the match has lasted",
    IndicatorCode.SINGLE_SOURCE: "where support comes from",
    IndicatorCode.EXTENSIONS: "extensions",
    IndicatorCode.ENDINGS_POSTPONED: "an ending that was put off",
    IndicatorCode.OUT_OF_HOURS: "contacts outside agreed hours",
    IndicatorCode.UNAGREED_WAYS: "ways and places that were not agreed",
    IndicatorCode.PEER_INITIATED: "who starts unplanned contacts",
    IndicatorCode.TASKS_DONE_FOR: "what is done for, and what together",
    IndicatorCode.FLAT_GOALS: "how goals move",
    IndicatorCode.PEER_LOAD: "the peer supporter's own load",
    IndicatorCode.PEER_WELLBEING: "the peer supporter's own well-being",
    IndicatorCode.REVIEW_MISSED: "a review that is late",
    IndicatorCode.SESSION_LENGTH: "how long sessions last",
    IndicatorCode.BOUNDARY_MINOR: "small things about boundaries",
    IndicatorCode.BOUNDARY_SERIOUS: "a serious boundary event",
    IndicatorCode.CONTACT_FADING: "contact that may be fading",
}
"""What an indicator is about, for the middle of a sentence."""

VIEWS = {
    IndicatorView.EXPECTED: "as expected",
    IndicatorView.USEFUL: "useful to know",
    IndicatorView.NOT_USEFUL: "not useful",
    IndicatorView.ACTED: "something was done",
}


def of_indicators(event: Event) -> str | None:
    """What an entry about an indicator says, or nothing where it is about something else."""
    match event:
        case IndicatorAcknowledged() as said:
            quiet = f", quiet until {said.quiet_until:%-d %B %Y}" if said.quiet_until else ""
            return (
                f"Somebody of the service looked at {TOPICS[said.indicator]}: "
                f"{VIEWS[said.view]}{quiet}{quoted(said.reason)}"
            )
        case IndicatorContested() as said:
            return f"{_side(said.by)} sees {TOPICS[said.indicator]} differently{_words(said)}"
        case IndicatorCommentedOn() as said:
            return f"{_side(said.by)} was asked about {TOPICS[said.indicator]}{_words(said)}"
        case _:
            return None


def _side(side: Side) -> str:
    return SIDES[side].capitalize()


def _words(said: IndicatorContested | IndicatorCommentedOn) -> str:
    return quoted(said.persons_words if said.by is Side.PERSON else said.peers_words)
