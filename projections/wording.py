"""Entries in sentences: what happened, in the words that people use (journeys, part 2)."""

from domain import match, person, referral
from domain.decider import EnteredInError, Event
from domain.personal import Sealed
from projections.phrases import SIDES, quoted, spoken
from projections.session_wording import of_boundaries, of_contact, of_session

OUTCOMES = {
    referral.Triage.IN_REMIT: "this is something we can help with",
    referral.Triage.URGENT_ELSEWHERE: "something else is needed first, and urgently",
    referral.Triage.OUT_OF_REMIT: "this is not something we can help with",
    referral.Triage.NEED_INFORMATION: "more needs to be known",
}
VIEWS_OF_READINESS = {
    referral.Readiness.READY: "ready now",
    referral.Readiness.TASTER: "a taster first",
    referral.Readiness.NOT_YET: "not now",
    referral.Readiness.NOT_WANTED: "not wanted",
}
ENDINGS = {
    match.EndKind.PLANNED: "as planned",
    match.EndKind.EARLY_PERSON: "early, as the person wished",
    match.EndKind.EARLY_PEER: "early, as the peer supporter wished",
    match.EndKind.SERVICE: "by the service",
    match.EndKind.LOST: "because contact was lost",
    match.EndKind.DIED: "because somebody died",
}


def wording(event: Event) -> str:
    """What an entry says, as a sentence in the past tense."""
    sentence = (
        _of_referral(event)
        or _of_match(event)
        or of_session(event)
        or of_contact(event)
        or of_boundaries(event)
    )
    if sentence:
        return sentence
    match event:
        case person.PersonRegistered():
            return "Became known to the service."
        case person.SafeContactRecorded():
            return "Said how they can safely be reached."
        case person.PersonDied():
            return "Died."
        case EnteredInError():
            return "An earlier entry was marked as entered in error."
        case _:
            name = type(event).__name__
            words = "".join(f" {each.lower()}" if each.isupper() else each for each in name)
            return f"{words.strip().capitalize()}."


def _of_referral(event: Event) -> str | None:
    match event:
        case referral.ReferralReceived(source=source, own_words=words):
            return f"A referral arrived from {_source(source)}{quoted(words)}"
        case referral.EnquiryReceived(source=source, own_words=words):
            return f"An enquiry arrived from {_source(source)}{quoted(words)}"
        case referral.PersonAgreedToReferral():
            return "Was asked, and agreed to be referred."
        case referral.ReferralAcknowledged():
            return "Whoever asked was told that the request arrived."
        case referral.ReferralTriaged(outcome=outcome):
            return f"A first look was taken: {OUTCOMES[outcome]}."
        case referral.GettingToKnowHeld(mode=mode, wishes=wishes):
            return f"A coordinator got to know them ({spoken(mode)}){quoted(wishes)}"
        case referral.ReadinessConsidered(view=view, person_view=words):
            return f"Readiness was considered, {VIEWS_OF_READINESS[view]}{quoted(words)}"
        case referral.ReferralAccepted():
            return "Was accepted, and waits for a match."
        case referral.WaitContactMade():
            return "Somebody kept in touch during the wait."
        case referral.SupportStarted():
            return "Support started."
        case referral.SupportEnded():
            return "Support ended."
        case referral.ReferralDeclined(offered_instead=instead):
            offered = "" if isinstance(instead, Sealed) else f": {', '.join(map(spoken, instead))}"
            return f"The service said no, and offered something else{offered}."
        case referral.ReferralWithdrawn():
            return "No longer wanted this, and the referral was withdrawn."
        case _:
            return None


def _of_match(event: Event) -> str | None:
    match event:
        case match.MatchProposed(reasons=reasons):
            return f"A match was proposed{quoted(reasons)}"
        case match.MatchProposalAccepted(by=by):
            return f"The proposal was accepted by {SIDES[by]}."
        case match.MatchProposalDeclined(by=by):
            return f"The proposal was declined by {SIDES[by]}."
        case match.ConfidentialityExplained(to=to):
            return f"Confidentiality and its limits were explained to {SIDES[to]}."
        case match.IntroductionHeld():
            return "The two were introduced."
        case match.MatchDeclinedAfterIntroduction():
            return "After the introduction the two decided that this was not for them."
        case match.MatchAgreementWritten(version=version):
            again = "" if version == 1 else " anew"
            return f"The agreement was written down{again}."
        case match.MatchAgreementAccepted(by=by):
            return f"The agreement was accepted by {SIDES[by]}."
        case match.MatchActivated():
            return "The match started."
        case match.EndingStarted(planned_last=last):
            return f"The ending began, with {last:%-d %B} as the last day."
        case match.MatchEnded() as ended:
            return f"The match ended {ENDINGS[ended.how]}."
        case _:
            return None


def _source(source: referral.Source) -> str:
    words = {
        referral.Source.SELF: "the person themself",
        referral.Source.GP: "a GP practice",
        referral.Source.NURSE: "a nurse",
        referral.Source.AHP: "an allied health professional",
        referral.Source.LINK_WORKER: "a link worker",
        referral.Source.HOSPITAL: "a hospital",
        referral.Source.SOCIAL_WORK: "social work",
        referral.Source.THIRD_SECTOR: "a charity",
        referral.Source.FAMILY: "a relative",
        referral.Source.OTHER: "somebody else",
    }
    return words[source]
