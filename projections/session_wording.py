"""Sentences of entries about sessions and all that happens around them (journeys, part 2)."""

from domain import boundaries, contact, further_support, goals, session
from domain.decider import Event
from domain.personal import Sealed
from projections.phrases import NO_LONGER_HELD, SIDES, quoted, spoken

STEPS = {
    session.LoneWorkingStep.PEER_PHONED: (
        "The peer supporter had not checked out after a session, and was phoned"
    ),
    session.LoneWorkingStep.COORDINATOR_TOLD: (
        "The peer supporter had not checked out after a session, and the coordinator was told"
    ),
    session.LoneWorkingStep.ESCALATED: (
        "The peer supporter had not checked out after a session, and it was escalated"
    ),
}
BEYOND = {
    "MONEY": "money",
    "SMALL_GIFT": "a small gift",
    "GIFT_OF_VALUE": "a gift of value",
    "OUT_OF_HOURS": "contact outside the agreed hours",
    "UNAGREED_CHANNEL": "a way of being in touch that was not agreed",
    "PEERS_HOME": "the peer supporter's home",
    "SOCIAL_MEDIA": "social media",
    "ROMANTIC_OR_SEXUAL": "romance or sex",
    "SECRECY": "something to be kept secret",
    "OVERNIGHT": "a night together in one place",
    "MEDICATION_ADVICE": "advice about treatment or medication",
    "TASK_BEYOND_ROLE": "a task beyond the role",
    "FAMILY_INVOLVED": "family",
    "LATENESS": "coming late",
    "OTHER": "something else",
}
FELT = {"YES": "felt safe", "NO": "did not feel safe", "UNSURE": "was not sure about feeling safe"}


def of_session(event: Event) -> str | None:
    """The sentence of an entry about a session, its safety or its debrief, if it is one."""
    match event:
        case session.SessionPlanned(planned_for=planned_for):
            return f"A session was planned for {planned_for:%-d %B %Y}."
        case session.SessionConfirmed():
            return "A session was confirmed."
        case session.SessionRescheduled(planned_for=planned_for):
            return f"A session was moved to {planned_for:%-d %B %Y}."
        case session.SessionHeld() as held:
            how = f" ({spoken(held.mode)})" if held.mode else ""
            length = f", {held.minutes} minutes" if held.minutes else ""
            worry = ". Something was a worry" if held.worried else ""
            return f"A session was held{how}{length}{worry}{quoted(held.note)}"
        case session.SessionWorryAnswered(worried=worried):
            return f"Asked afterwards, {'something' if worried else 'nothing'} was a worry."
        case session.SessionCancelled(by=by):
            return f"A session was called off ({spoken(by)})."
        case session.SessionNotAttended(who=who):
            missing = {"PERSON": "The person", "PEER": "The peer supporter", "BOTH": "Nobody"}
            return f"{missing[who]} {'came' if who == 'BOTH' else 'did not come'} to a session."
        case session.SessionStarted(check_out_due=due):
            return f"A session began{', with a check-out to follow' if due else ''}."
        case session.SessionCheckedOut():
            return "The peer supporter was safe after a session."
        case session.LoneWorkingEscalated(step=step, done=done):
            return f"{STEPS[step]}{quoted(done)}"
        case session.SessionReadBack():
            return "The record of a session was read back to whoever had told it."
        case session.SessionFollowedUp(words=words):
            return f"Somebody of the service got in touch about a session{quoted(words)}"
        case session.DebriefRequested(reason=reason):
            return f"The peer supporter wanted to talk about a session{quoted(reason)}"
        case session.DebriefHeld():
            return "Somebody of the service talked with the peer supporter about a session."
        case _:
            return None


def of_contact(event: Event) -> str | None:
    """The sentence of an entry about contact, goals or support beyond the match, if it is one."""
    match event:
        case contact.ContactMade() as made:
            who = SIDES[made.by].capitalize()
            length = f", {made.minutes} minutes" if made.minutes else ""
            return f"{who} got in touch ({spoken(made.channel)}){length}{quoted(made.note)}"
        case goals.GoalSet(words=words, maintenance=maintenance):
            return f"Said what they want{' to keep' if maintenance else ''}{quoted(words)}"
        case goals.GoalRated(rating=rating):
            said = NO_LONGER_HELD if isinstance(rating, Sealed) else f"{rating} of 10"
            return f"Said how near a goal feels: {said}."
        case goals.GoalClosed(reached=reached, words=words):
            outcomes = {True: "was reached", False: "was let go", None: "was closed"}
            return f"A goal {outcomes[reached]}{quoted(words)}"
        case goals.SupportNetworkNoted(people=people):
            said = NO_LONGER_HELD if isinstance(people, Sealed) else f"{people}"
            return f"People and services to turn to, apart from this support: {said}."
        case further_support.SignpostGiven(pointed_to=pointed_to):
            return f"Was told about another service{quoted(pointed_to)}"
        case further_support.SignpostAnswered(taken_up=taken_up):
            return f"{'Made' if taken_up else 'Did not make'} use of what they had been told about."
        case further_support.LowMoodSupportNeeded(words=words):
            return f"The peer supporter needed training or backup for this match{quoted(words)}"
        case further_support.LowMoodSupportArranged(words=words):
            return f"Training or backup for the peer supporter was arranged{quoted(words)}"
        case _:
            return None


def of_boundaries(event: Event) -> str | None:
    """The sentence of an entry about boundaries or a meeting by chance, if it is one."""
    match event:
        case boundaries.BoundaryEventReported(kind=kind, detail=detail):
            what = f" ({BEYOND.get(kind, spoken(kind))})" if isinstance(kind, str) else ""
            return f"Something went beyond what the two had agreed{what}{quoted(detail)}"
        case boundaries.ChanceEncounterReported() as met:
            felt = _felt(met.felt_safe_person, met.felt_safe_peer)
            return f"The two met by chance{quoted(met.how).removesuffix('.')}.{felt}"
        case boundaries.ChanceEncounterOtherSideAsked() as asked:
            felt = _felt(asked.felt_safe_person, asked.felt_safe_peer)
            return f"Asked about meeting by chance{quoted(asked.words).removesuffix('.')}.{felt}"
        case boundaries.ReportLookedInto(words=words):
            return f"A report was looked into, and talked about{quoted(words)}"
        case _:
            return None


def _felt(person: object, peer: object) -> str:
    """What the two said of feeling safe, as far as it is known."""
    if person == peer == "YES":
        return " Both felt safe."
    said = ((SIDES[side], answer) for side, answer in zip(SIDES, (person, peer), strict=True))
    return "".join(
        f" {who.capitalize()} {FELT[answer]}."
        for who, answer in said
        if isinstance(answer, str) and answer in FELT
    )
