"""Entries about peer supporters and the service itself, in sentences (journeys, part 2)."""

from domain import (
    competencies,
    peer,
    peer_measures,
    professional_training,
    recognition,
    service,
    supervision_cover,
    training,
)
from domain.decider import Event
from domain.instruments import DEFINITIONS
from domain.peer import supervision
from domain.periods import local_day
from projections.phrases import spoken

ASKERS = {peer.AskedBy.SELF: "they wished it", peer.AskedBy.SERVICE: "the service asked for it"}

VOICES = {
    competencies.Voice.SELF: "Their own view of a competency",
    competencies.Voice.SUPERVISOR: "A supervisor's view of a competency",
    competencies.Voice.COORDINATOR: "A coordinator's view of a competency",
    competencies.Voice.PERSON: "What people said about a competency",
}


def of_peer(event: Event) -> str | None:
    """What an entry about a peer supporter says."""
    return _of_joining(event) or _of_training(event) or _of_supporting(event) or _of_leaving(event)


def _of_joining(event: Event) -> str | None:
    match event:
        case peer.PeerInterestExpressed():
            return "Asked about becoming a peer supporter."
        case peer.PeerApplied():
            return "Applied to be a peer supporter."
        case peer.PeerBroughtIn():
            return "Was taken over from a list, as an applicant."
        case peer.PeerInterviewed():
            return "Met the service to find out whether this suits both."
        case peer.ReferenceReceived(relied_on=relied_on):
            return f"A reference arrived{'' if relied_on else ', which is not relied on'}."
        case peer.PvgRequested():
            return "PVG scheme membership was asked for."
        case peer.PvgResultShared(may_take_regulated_role=may, expires_on=expires_on):
            if not may:
                return "The PVG result arrived: no regulated role for now."
            last = f", to {expires_on:%-d %B %Y}" if expires_on else ""
            return f"The PVG result arrived: a member of the scheme{last}."
        case peer.PvgPaperDestroyed():
            return "The paper with the PVG result was destroyed."
        case peer.WellbeingPlanOffered():
            return "A wellness and support plan was offered."
        case peer.PeerSelected():
            return "The service said yes, and training began."
        case peer.PeerNotSelected():
            return "The service said not this time, with feedback and other ways to take part."
        case _:
            return None


def _of_training(event: Event) -> str | None:
    match event:
        case training.CourseCompleted(course=course, counts_as=counts_as):
            return f"Completed a course: {training.course_in_words(counts_as or course)}."
        case training.PriorLearningRecognised(course=course):
            return f"What they learnt before counts: {training.course_in_words(course)}."
        case training.TrainingNeedIdentified(course=course):
            return f"It was seen that they need a course: {training.course_in_words(course)}."
        case training.TrainingNeedClosed(course=course):
            return f"A course is no longer sought: {training.course_in_words(course)}."
        case training.PolicyAcknowledged(policy=policy, version=version):
            return f"Went through the policy on {training.policy_in_words(policy, version)}."
        case competencies.CompetencyAssessed(competency=competency, voice=voice):
            whose = VOICES[voice]
            return f"{whose} was recorded: {competencies.IN_WORDS[competency]}."
        case peer_measures.PeerMeasureAnswered(instrument=instrument):
            return f"Answered a questionnaire ({DEFINITIONS[instrument].name})."
        case peer.ReadinessForRoleConfirmed():
            return "Was found ready for a role."
        case peer.RoleAgreed(role=role):
            return f"A role was agreed: {spoken(role)}."
        case peer.RoleEnded(role=role):
            return f"A role ended: {spoken(role)}."
        case peer.ExceptionGranted(requirement=requirement, until=until):
            return f"An exception was granted ({spoken(requirement)}), to {until:%-d %B %Y}."
        case peer.ExceptionEnded(requirement=requirement):
            return f"An exception ended ({spoken(requirement)})."
        case _:
            return None


def _of_supporting(event: Event) -> str | None:
    match event:
        case peer.SupervisorAssigned():
            return "A supervisor was named."
        case supervision.SupervisionBooked(planned_for=planned_for):
            return f"Supervision was booked for {local_day(planned_for):%-d %B %Y}."
        case supervision.SupervisionCancelled():
            return "Supervision that had been booked was called off."
        case peer.SupervisionHeld(in_group=True):
            return "Supervision took place, in a group."
        case peer.SupervisionHeld():
            return "Supervision was held."
        case peer.CapacitySet(matches=matches, hours_a_week=hours):
            people = f"{matches} {'person' if matches == 1 else 'people'}"
            limit = "" if hours is None else f", for {hours:g} hours a week"
            return f"Said that they can support {people} at a time{limit}."
        case peer.PeerConversationHeld(mode=mode):
            return f"A coordinator was in touch ({spoken(mode)})."
        case professional_training.ProfessionalTrainingDelivered(taught=taught):
            whom = "professionals" if taught is None else f"{taught} professionals"
            whom = "a professional" if taught == 1 else whom
            return f"Taught {whom} about self-management."
        case peer.PeerHandedOver():
            return "One coordinator told another, in a note, what they know of them."
        case peer.PeerActivated():
            return "Started to support people."
        case peer.PeerPaused(asked_by=asked_by, expected_return=back):
            until = "" if back is None else f", perhaps until {back:%-d %B %Y}"
            return f"Began a break, as {ASKERS[asked_by]}{until}."
        case peer.PeerReturned():
            return "Came back from a break."
        case peer.PeerSuspended():
            return "Supports nobody while something is looked into."
        case peer.PeerReinstated():
            return "What was looked into was settled, and support went on."
        case _:
            return None


def _of_leaving(event: Event) -> str | None:
    match event:
        case peer.PeerLeft():
            return "Left the service."
        case recognition.RecognitionGiven():
            return "Was thanked for what they give."
        case peer.ExitConversationHeld():
            return "Somebody talked with them about leaving."
        case peer.PvgDepartureNotified():
            return "Disclosure Scotland was told that they left."
        case peer.PvgReferralRequired():
            return "The service found that it has to write to Disclosure Scotland."
        case peer.PvgReferralMade():
            return "The service wrote to Disclosure Scotland."
        case _:
            return None


def of_service(event: Event) -> str | None:
    """What an entry about the service itself says."""
    match event:
        case service.ServiceOpened(name=name):
            return f"The service was set up: {name}."
        case service.StaffNamed(duties=duties):
            return f"Somebody was named for duties: {', '.join(map(spoken, duties)) or 'none'}."
        case service.StaffLeft():
            return "Somebody no longer works for the service."
        case service.CoverNamed():
            return "It was settled who stands in for a member of staff."
        case supervision_cover.SupervisionCoverBegun():
            return "Somebody who holds supervision is away, and another holds it for them."
        case supervision_cover.SupervisionCoverEnded():
            return "Somebody who was away holds supervision again."
        case service.StaffSupervisorAssigned():
            return "Somebody was named to hold the supervision of a member of staff."
        case service.OfferDefined(name=name, model=model):
            return f"An offer was described: {name} ({spoken(model)})."
        case service.RegulatedRoleAssessed(regulated=regulated):
            return f"A role was assessed: {'' if regulated else 'not '}a regulated role."
        case service.OfferOpened():
            return "An offer was opened."
        case service.OfferClosed():
            return "An offer was closed."
        case service.PolicyAdopted(policy=policy, version=version, valid_from=valid_from):
            words = training.policy_in_words(policy, version)
            return f"A policy was adopted: {words}, from {valid_from:%-d %B %Y}."
        case service.FormalityProfileSet():
            return "It was set what an offer asks of everybody in it."
        case service.HelpNumberSet(number=number):
            return f"A number to call was given: {number}."
        case service.HelpNumberRemoved():
            return "A number to call is no longer given."
        case _:
            return None
