"""Entries in sentences: what happened, in the words that people use (journeys, part 2)."""

from domain import (
    access,
    adoption,
    equality,
    group_meetings,
    health_numbers,
    match,
    person,
    places,
    preferences,
    programme_places,
    proposal_sharing,
    referral,
)
from domain.decider import EnteredInError, Event
from domain.match import considering
from domain.personal import Sealed
from domain.rectification import EntryRectified
from projections.indicator_wording import of_indicators
from projections.phrases import NO_LONGER_HELD, SIDES, quoted, spoken
from projections.session_wording import of_boundaries, of_contact, of_session
from projections.wording_of_confidentiality import of_confidentiality
from projections.wording_of_consents import of_consent, of_disclosure
from projections.wording_of_outcomes import of_outcomes
from projections.wording_of_partners import of_partners
from projections.wording_of_peers import of_peer, of_service
from projections.wording_of_rights import of_rights

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
TRIES = {
    referral.TryOutcome.REACHED: "reached",
    referral.TryOutcome.NO_ANSWER: "no answer",
    referral.TryOutcome.MESSAGE_LEFT: "message left",
    referral.TryOutcome.SENT: "sent",
    referral.TryOutcome.NOT_THEIR_CONTACT: "not theirs",
}
REVIEWS = {
    match.ReviewDecision.CONTINUE: "they go on",
    match.ReviewDecision.CHANGE: "they change something",
    match.ReviewDecision.EXTEND: "they would like longer",
    match.ReviewDecision.END: "they bring it to an end",
}
COVERS = {
    match.CoverDecision.KEEP_IN_TOUCH: "the service keeps in touch with the person",
    match.CoverDecision.ANOTHER_PEER: "another peer supporter is looked for",
    match.CoverDecision.PAUSE: "the match rests",
    match.CoverDecision.END: "the match comes to an end",
}
WISHED_BY = {
    match.PostponedBy.PERSON: "as the person wished",
    match.PostponedBy.PEER: "as the peer supporter wished",
    match.PostponedBy.BOTH: "as both wished",
    match.PostponedBy.SERVICE: "by the service",
}


def wording(event: Event) -> str:
    """What an entry says, as a sentence in the past tense."""
    sentence = (
        _of_referral(event)
        or _of_match(event)
        or of_session(event)
        or of_contact(event)
        or of_boundaries(event)
        or _of_group(event)
        or of_peer(event)
        or of_service(event)
        or of_indicators(event)
        or _of_matching(event)
        or of_consent(event)
        or of_confidentiality(event)
        or of_rights(event)
        or of_outcomes(event)
        or of_partners(event)
        or of_disclosure(event)
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
        case adoption.DefinitionsAdopted(effective_from=day):
            return f"Other thresholds and due times were adopted, from {day:%-d %B %Y} on."
        case EntryRectified():
            return "What an entry had said wrongly was put right, and is shown no more."
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
        case referral.ReferralBroughtIn():
            return "Came with support that had begun elsewhere."
        case referral.PersonAgreedToReferral():
            return "Was asked, and agreed to be referred."
        case referral.ReferralAcknowledged():
            return "Whoever asked was told that the request arrived."
        case referral.ReferralTriaged(outcome=outcome):
            return f"A first look was taken: {OUTCOMES[outcome]}."
        case referral.InformationRequested(what=words):
            return f"What was missing was asked for{quoted(words)}"
        case referral.InformationReceived(said=words):
            return f"What was missing came{quoted(words)}"
        case referral.ReferralLinked():
            return "The request was the same as another, and goes on under that one."
        case referral.GettingToKnowHeld(mode=mode, wishes=wishes):
            return f"A coordinator got to know them ({spoken(mode)}){quoted(wishes)}"
        case referral.PersonHandedOver(note=words):
            return f"One coordinator handed over to another{quoted(words)}"
        case referral.TasterOffered(what=words):
            return f"Was offered to see for themself first{quoted(words)}"
        case referral.TasterTaken(person_view=words):
            return f"Saw for themself{quoted(words)}"
        case referral.ReadinessConsidered(view=view, person_view=words):
            return f"Readiness was considered, {VIEWS_OF_READINESS[view]}{quoted(words)}"
        case referral.ReferralAccepted():
            return "Was accepted, and waits for a match."
        case referral.WaitContactMade():
            return "Somebody kept in touch during the wait."
        case referral.ContactAttempted(channel=channel, outcome=outcome, note=words):
            return (
                f"Somebody tried to reach them ({spoken(channel)}, {TRIES[outcome]}){quoted(words)}"
            )
        case referral.ContactLost(tries=tries, first_tried_on=first):
            return f"Was not reached in {tries} tries since {first:%-d %B %Y}."
        case referral.WaitPaused(revisit_on=day):
            return f"Asked for the wait to stand still, until {day:%-d %B %Y}."
        case referral.WaitResumed():
            return "Asked for the wait to go on."
        case referral.SupportStarted():
            return "Support started."
        case referral.ReturnedToWaiting():
            return "Waits for a match again."
        case referral.SupportEnded():
            return "Support ended."
        case referral.ReferralReopened():
            return "Asked for support again, and the referral was opened again."
        case referral.ReferralDeclined(offered_instead=instead, explained=explained):
            if instead == ():
                return f"The service said no, and explained what else there is{quoted(explained)}"
            offered = "" if isinstance(instead, Sealed) else f": {', '.join(map(spoken, instead))}"
            return f"The service said no, and offered something else{offered}."
        case referral.PersonToldOfDecision():
            return "Was told that the service said no, and what else there is."
        case referral.EnquiryClosed():
            return "The enquiry came to nothing, and was closed."
        case referral.ReferralWithdrawn():
            return "No longer wanted this, and the referral was withdrawn."
        case _:
            return None


def _of_match(event: Event) -> str | None:
    match event:
        case match.MatchProposed(reasons=reasons):
            return f"A match was proposed{quoted(reasons)}"
        case considering.MatchCandidatesConsidered(considered=considered):
            return f"Before a match was proposed, {_so_many(considered)} considered."
        case considering.MatchCandidateConsidered():
            return "A peer supporter was considered for a match."
        case match.MatchBroughtIn():
            return "A match that ran before it was recorded here was brought in."
        case proposal_sharing.MatchProposalShared(to=to, channel=channel, told=told):
            side = SIDES[to].capitalize()
            things = "one thing" if told == 1 else f"{told} things"
            about = f", with {things} about the other" if told else ""
            return f"{side} was told of the proposal ({spoken(channel)}){about}."
        case match.MatchProposalAccepted(by=by):
            return f"The proposal was accepted by {SIDES[by]}."
        case match.MatchProposalDeclined(by=by):
            return f"The proposal was declined by {SIDES[by]}."
        case match.ConfidentialityExplained(to=to, limits_explained=False):
            return f"Confidentiality was explained to {SIDES[to]}, without its limits."
        case match.ConfidentialityExplained(to=to):
            return f"Confidentiality and its limits were explained to {SIDES[to]}."
        case match.IntroductionHeld():
            return "The two were introduced."
        case match.MatchDeclinedAfterIntroduction():
            return "After the introduction the two decided that this was not for them."
        case match.MatchAgreementWritten(version=version, two_way_respect=two_way):
            again = "" if version == 1 else " anew"
            both = ", and both keep what they learn of each other to themselves" if two_way else ""
            return f"The agreement was written down{again}{both}."
        case match.MatchAgreementAccepted(by=by):
            return f"The agreement was accepted by {SIDES[by]}."
        case match.MatchActivated():
            return "The match started."
        case match.EndingStarted(planned_last=last):
            return f"The ending began, with {last:%-d %B} as the last day."
        case match.MatchEnded() as ended:
            return f"The match ended {ENDINGS[ended.how]}."
        case _:
            return _of_support(event)


def _of_support(event: Event) -> str | None:
    """What happened to a match while it was lived, and afterwards."""
    match event:
        case match.MatchCoordinatorAssigned(before=before, coordinator=coordinator, note=note):
            if before in {None, coordinator}:
                return f"A deputy was named beside the responsible coordinator{quoted(note)}"
            return f"The match was handed over to another coordinator{quoted(note)}"
        case match.MatchReviewHeld(heard=heard, decision=decision):
            whom = " and ".join(SIDES[side] for side in heard) or "neither side"
            return f"A review was held, with the view of {whom}: {REVIEWS[decision]}."
        case match.MatchExtended(new_end=new_end, reason=reason):
            return f"The match was extended to {new_end:%-d %B %Y}{quoted(reason)}"
        case match.MatchPaused(expected_return=expected):
            until = f", expected to go on from {expected:%-d %B %Y}" if expected else ""
            return f"The match was paused{until}."
        case match.MatchResumed():
            return "The match went on after the pause."
        case match.MatchCoverDecided(decision=decision, note=note):
            what = COVERS[decision]
            return f"While the peer supporter is away, it was decided, {what}{quoted(note)}"
        case match.MatchContextDeclared(kind=kind, until=until):
            why = NO_LONGER_HELD if isinstance(kind, Sealed) or kind is None else spoken(kind)
            return f"Until {until:%-d %B %Y} something is going on that explains a change: {why}."
        case match.VarietyOfPeersOffered(accepted=accepted):
            answers = {None: "", True: ", and they would like that", False: ", and they need not"}
            return f"Was offered to meet other peers, too{answers[accepted]}."
        case match.OverlapDeclared(kind=kind, conflict=conflict, note=note):
            where = NO_LONGER_HELD if isinstance(kind, Sealed) or kind is None else spoken(kind)
            so = ", so the two are not to be matched" if conflict else ""
            return f"The lives of the two meet elsewhere, too ({where}){so}{quoted(note)}"
        case match.EndingPostponed(planned_last=last, by=by, reason=reason):
            return f"The last day was put off to {last:%-d %B}, {WISHED_BY[by]}{quoted(reason)}"
        case match.AftercareContactMade(by=by, note=note):
            who = SIDES[by] if by is not None else "the service"
            return f"After the end there was contact once more, begun by {who}{quoted(note)}"
        case _:
            return None


def _of_group(event: Event) -> str | None:
    match event:
        case group_meetings.GroupMemberInvited():
            return "Was invited to a group."
        case group_meetings.GroupMemberJoined(anonymous=anonymous):
            unnamed = ", and wishes to be counted and not named" if anonymous else ""
            return f"Joined a group{unnamed}."
        case group_meetings.GroupMemberLeft(reason=reason):
            return f"Stopped coming to a group{quoted(reason)}"
        case group_meetings.GroupAttended(minutes=minutes):
            length = f" ({minutes} minutes)" if minutes else ""
            return f"Was at a meeting of a group{length}."
        case programme_places.EnrolmentBooked():
            return "Was given a place on a course."
        case programme_places.EnrolmentDropped(reason=reason):
            return f"Gave up a place on a course{quoted(reason)}"
        case programme_places.ProgrammeSessionAttended(number=number):
            return f"Was at session {number} of a course."
        case _:
            return None


def _so_many(considered: int) -> str:
    one = "one peer supporter was"
    return one if considered == 1 else f"{considered} peer supporters were"


def _of_matching(event: Event) -> str | None:
    match event:
        case preferences.MatchingPreferencesStated(own_words=words):
            return f"Said what may be used to find a match, and what they wish{quoted(words)}"
        case preferences.PeerMatchingPreferencesStated(own_words=words):
            return f"Said what could help to find a match{quoted(words)}"
        case equality.EqualityQuestionsAnswered():
            return "Answered questions about equality, as far as they wanted to."
        case health_numbers.HealthNumberRecorded(kind=kind):
            return f"Their {kind} number was written down."
        case places.HomeAreaRecorded():
            return "Where they live was written down for counts alone."
        case access.RoleGranted(role=role):
            return f"Somebody was let in about this one case, as {spoken(role)}."
        case access.RoleWithdrawn(role=role):
            return f"Somebody is no longer let in about this one case, as {spoken(role)}."
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
