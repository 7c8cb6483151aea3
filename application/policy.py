"""Who may do and see what, by default: the table of `domain.md` 2.0 and 2.7, command by command.

A rule says for each role how far it reaches: everything in the service, or one's own. What is one's
own is said once, in `application.permissions`. A role that a rule does not name may not. A command
or a view without a rule fails the build.
"""

from collections.abc import Mapping
from enum import StrEnum

from domain import (
    access,
    adoption,
    boundaries,
    competencies,
    complaint,
    concern_between_peers,
    consent,
    contact,
    coordination,
    corrections,
    disclosure,
    equality,
    erasure,
    funding,
    further_support,
    goals,
    group,
    group_meetings,
    group_refreshing,
    hard_sessions,
    health_numbers,
    indicators,
    listings,
    match,
    messages,
    opening,
    outcomes,
    partnership,
    peer,
    peer_measures,
    person,
    places,
    preferences,
    professional_training,
    programme,
    programme_places,
    proposal_sharing,
    reading,
    recognition,
    rectification,
    referral,
    retention,
    rights,
    safeguarding,
    service,
    service_report,
    session,
    staff_supervision,
    staffing,
    story,
    study,
    supervision_cover,
    training,
    wellbeing_plan,
)
from domain.access import Role
from domain.confidentiality import commands as breaks
from domain.confidentiality import commands_after as after_breaks
from domain.confidentiality import receipts
from domain.death import RecordPeerDeath
from domain.decider import Command
from domain.erasure import redacting
from domain.peer import supervision
from domain.person import RecordDeath
from domain.session import debrief, lone_working


class Reach(StrEnum):
    """How far a role reaches."""

    WHOLE = "WHOLE"
    OWN = "OWN"


Rule = Mapping[Role, Reach]
WHOLE, OWN = Reach.WHOLE, Reach.OWN

MANAGED: Rule = {Role.SERVICE_MANAGER: WHOLE}
CASEWORK: Rule = {Role.SERVICE_MANAGER: WHOLE, Role.COORDINATOR: OWN}
RUN_BY_COORDINATORS: Rule = {Role.SERVICE_MANAGER: WHOLE, Role.COORDINATOR: WHOLE}
TOLD_BY_PEERS: Rule = {**CASEWORK, Role.PEER_SUPPORTER: OWN}
OF_PEERS: Rule = RUN_BY_COORDINATORS
OF_PEERS_BACKING: Rule = {**OF_PEERS, Role.SUPERVISOR: OWN}
OF_PEERS_THEMSELVES: Rule = {**OF_PEERS_BACKING, Role.PEER_SUPPORTER: OWN}
ONLY_ONES_OWN: Rule = {**RUN_BY_COORDINATORS, Role.PEER_SUPPORTER: OWN}
TOLD_BY_LEADERS: Rule = {**RUN_BY_COORDINATORS, Role.GROUP_LEADER: OWN}
TAKEN_IN: Rule = {**RUN_BY_COORDINATORS, Role.REFERRER: WHOLE}
STUDIED: Rule = {Role.SERVICE_MANAGER: WHOLE, Role.EVALUATOR: WHOLE}
TOLD_BY_ANYBODY: Rule = {
    **RUN_BY_COORDINATORS,
    Role.SUPERVISOR: WHOLE,
    Role.PEER_SUPPORTER: WHOLE,
    Role.GROUP_LEADER: WHOLE,
    Role.SAFEGUARDING_LEAD: WHOLE,
}


def _under(rule: Rule, *commands: type[Command]) -> dict[type[Command], Rule]:
    return dict.fromkeys(commands, rule)


COMMANDS: dict[type[Command], Rule] = {
    # --- the service itself ---
    **_under(
        MANAGED,
        service.OpenService,
        service.DefineOffer,
        service.AssessRegulatedRole,
        service.OpenOffer,
        service.CloseOffer,
        service.AdoptPolicy,
        service.SetFormalityProfile,
        service.AssignStaffSupervisor,
        service.NameStaff,
        service.RecordStaffLeft,
        health_numbers.AllowHealthNumbers,
        health_numbers.StopHealthNumbers,
        outcomes.AdoptInstrument,
        outcomes.StopInstrument,
        adoption.AdoptDefinitions,
        access.GrantRole,
        access.WithdrawRole,
    ),
    **_under(
        RUN_BY_COORDINATORS,
        service.SetHelpNumber,
        service.RemoveHelpNumber,
        service.NameCover,
        coordination.HandOverCoordination,
        staffing.SetStaffedHours,
        staffing.ArrangeOnCallCover,
        staffing.WithdrawOnCallCover,
        supervision_cover.CoverSupervision,
        supervision_cover.EndSupervisionCover,
    ),
    # --- people and what they asked for ---
    **_under(TAKEN_IN, referral.ReceiveReferral),
    **_under(
        CASEWORK,
        person.RecordSafeContact,
        RecordDeath,
        referral.RecordAgreement,
        referral.AcknowledgeReferral,
        referral.TriageReferral,
        referral.RequestInformation,
        referral.RecordInformation,
        referral.LinkReferral,
        referral.RecordGettingToKnow,
        referral.ConsiderReadiness,
        referral.HandOverPerson,
        referral.OfferTaster,
        referral.RecordTasterTaken,
        referral.RecordContactAttempt,
        referral.RecordWaitContact,
        referral.DeclareContactLost,
        referral.AcceptReferral,
        referral.PauseWait,
        referral.ResumeWait,
        referral.EndSupport,
        referral.ReopenReferral,
        referral.DeclineReferral,
        referral.RecordPersonTold,
        referral.WithdrawReferral,
        referral.CloseEnquiry,
        preferences.StateMatchingPreferences,
        equality.RecordEqualityAnswers,
        health_numbers.RecordHealthNumber,
        places.RecordHomeArea,
        outcomes.InviteOutcome,
        outcomes.StartOutcome,
        outcomes.DeclineOutcome,
        outcomes.RecordOutcome,
        rectification.RecordRectification,
    ),
    # --- partners, and what those who refer hear ---
    **_under(
        RUN_BY_COORDINATORS,
        partnership.RegisterPartner,
        listings.ListService,
        listings.UnlistService,
        partnership.ReviewSharingAgreement,
        partnership.NameReferrer,
        partnership.RecordReferrerLeft,
    ),
    **_under(MANAGED, partnership.SignSharingAgreement, partnership.EndSharingAgreement),
    **_under(
        CASEWORK,
        partnership.LinkReferrer,
        partnership.GiveReferrerFeedbackConsent,
        partnership.WithdrawReferrerFeedbackConsent,
        partnership.SendReferrerFeedback,
        partnership.AnswerReferrerQuestion,
        partnership.SuggestService,
        partnership.MakeOnwardReferral,
        partnership.AnswerSuggestion,
    ),
    # --- messages: begun by the clock, chosen by each for themself, settled by whoever phones ---
    **_under(
        MANAGED,
        messages.BeginMessage,
        messages.RecordMessageSent,
        messages.RecordMessageNotSent,
    ),
    **_under({**TOLD_BY_ANYBODY}, messages.ChooseMessages),
    **_under(CASEWORK, messages.SettleMessage),
    # --- peer supporters ---
    **_under(
        OF_PEERS,
        RecordPeerDeath,
        peer.RecordInterest,
        peer.RecordApplication,
        peer.RecordInterview,
        peer.RecordReference,
        peer.OfferWellbeingPlan,
        peer.SelectPeer,
        peer.DeclineApplication,
        peer.BringInPeer,
        peer.RecordPvgRequest,
        peer.RecordPvgResult,
        peer.RecordPvgPaperDestroyed,
        peer.AssignSupervisor,
        peer.RecordPeerConversation,
        peer.HandPeerOver,
        peer.ConfirmReadinessForRole,
        peer.ActivatePeer,
        peer.AgreeRole,
        peer.EndRole,
        peer.SuspendPeer,
        peer.ReinstatePeer,
        peer.RecordPeerLeft,
        peer.RecordExitConversation,
        recognition.RecordRecognition,
        peer.NotifyPvgDeparture,
        peer.RecordPvgReferral,
    ),
    **_under(MANAGED, peer.GrantException, peer.EndException, peer.RecordRemovalForHarm),
    **_under(
        OF_PEERS_BACKING,
        peer.RecordSupervision,
        training.RecordCourse,
        training.RecognisePriorLearning,
        training.CloseTrainingNeed,
    ),
    **_under(OF_PEERS_THEMSELVES, supervision.BookSupervision, supervision.CancelSupervision),
    **_under(
        OF_PEERS_THEMSELVES,
        training.AcknowledgePolicy,
        training.IdentifyTrainingNeed,
        peer.SetCapacity,
        peer.PausePeer,
        peer.LetPeerReturn,
        professional_training.RecordProfessionalTraining,
        competencies.AssessCompetency,
    ),
    **_under(
        ONLY_ONES_OWN,
        preferences.StatePeerMatchingPreferences,
        consent.GiveDisclosureConsent,
        consent.WithdrawDisclosureConsent,
        consent.OfferDisclosureConsent,
        consent.RefuseDisclosureConsent,
        consent.DeclineDisclosureConsent,
        consent.NarrowDisclosureConsent,
        consent.RecordConsentReadBack,
        consent.RecordAuthority,
        consent.EndAuthority,
    ),
    **_under(
        OF_PEERS_THEMSELVES,
        disclosure.ProposeDisclosure,
        disclosure.RecordSubjectTold,
        disclosure.RecordHolderTold,
    ),
    **_under(TOLD_BY_ANYBODY, disclosure.ReportDisclosure),
    **_under(OF_PEERS, disclosure.AssessDisclosure, story.RequestStory),
    **_under(ONLY_ONES_OWN, story.AcceptStoryRequest, story.DeclineStoryRequest),
    # --- matches ---
    **_under(
        CASEWORK,
        match.ProposeMatch,
        proposal_sharing.ShareProposal,
        match.RecordConfidentialityExplained,
        match.RecordIntroduction,
        match.AgreeMatch,
        match.ActivateMatch,
        match.AssignMatchCoordinator,
        match.RecordReview,
        match.ExtendMatch,
        match.ResumeMatch,
        match.DecideCover,
        match.RecordVarietyOffered,
        match.StartEnding,
        match.PostponeEnding,
        match.EndMatch,
        match.RecordAftercare,
        boundaries.RecordOtherSideAsked,
        boundaries.LookIntoReport,
        further_support.ArrangeLowMoodSupport,
        indicators.AcknowledgeIndicator,
        goals.NoteSupportNetwork,
    ),
    **_under(MANAGED, match.BringInRunningMatch),
    **_under(
        TOLD_BY_PEERS,
        match.AcceptProposal,
        match.DeclineProposal,
        match.RecordNotForUs,
        match.AcceptAgreement,
        match.PauseMatch,
        match.DeclareContext,
        match.DeclareOverlap,
        contact.RecordContact,
        goals.SetGoal,
        goals.RateGoal,
        goals.CloseGoal,
        boundaries.ReportBoundaryEvent,
        boundaries.ReportChanceEncounter,
        further_support.GiveSignpost,
        further_support.AnswerSignpost,
        further_support.AskForLowMoodSupport,
        indicators.ContestIndicator,
        indicators.CommentOnIndicator,
        corrections.CorrectEntry,
        corrections.MarkEnteredInError,
    ),
    # --- sessions ---
    **_under(
        TOLD_BY_PEERS,
        session.PlanSession,
        session.ConfirmSession,
        session.RescheduleSession,
        session.RecordSession,
        session.AnswerWorry,
        session.CancelSession,
        session.RecordNotAttended,
        lone_working.StartSession,
        lone_working.CheckOut,
        debrief.RequestDebrief,
    ),
    **_under(
        CASEWORK, session.ReadSessionBack, session.FollowUpSession, lone_working.EscalateLoneWorking
    ),
    **_under(
        {**TOLD_BY_PEERS, Role.SUPERVISOR: OWN},
        hard_sessions.NoteHardSession,
    ),
    **_under(
        {**CASEWORK, Role.SUPERVISOR: OWN},
        debrief.RecordDebrief,
        hard_sessions.RecordDebriefOffer,
        hard_sessions.RecordCheckCall,
    ),
    **_under(
        {Role.SERVICE_MANAGER: WHOLE, Role.COORDINATOR: WHOLE, Role.SUPERVISOR: WHOLE},
        staff_supervision.RecordStaffSupervision,
    ),
    **_under({Role.SUPERVISOR: OWN, Role.PEER_SUPPORTER: OWN}, peer_measures.RecordPeerMeasure),
    **_under(
        {Role.PEER_SUPPORTER: OWN},
        wellbeing_plan.WriteWellbeingPlan,
        wellbeing_plan.ShareWellbeingPlan,
        wellbeing_plan.StopSharingWellbeingPlan,
    ),
    # --- groups and courses ---
    **_under(
        RUN_BY_COORDINATORS,
        group.PlanGroup,
        group.AssignGroupCoordinator,
        group.NameGroupLeader,
        group.RecordGroupLeaderStopped,
        group.RecordGroupVenue,
        group.OpenGroup,
        group.PauseGroup,
        group.ResumeGroup,
        group.CloseGroup,
        group_meetings.InviteToGroup,
        group_refreshing.LinkGroups,
        group_refreshing.EndGroupLink,
        programme.DesignProgramme,
        programme.ScheduleProgramme,
        programme.NameProgrammeLeader,
        programme.RecordProgrammeLeaderStopped,
        programme.RecordProgrammeVenue,
        programme.OpenEnrolment,
        programme.StartProgramme,
        programme.CompleteProgramme,
        programme.CancelProgramme,
        programme_places.BookEnrolment,
        concern_between_peers.ResolveConcernBetweenPeers,
    ),
    **_under(
        TOLD_BY_LEADERS,
        group.RecordGroupGroundRules,
        group_meetings.RecordGroupJoined,
        group_meetings.RecordGroupLeft,
        group_meetings.RecordGroupMeeting,
        group_refreshing.ReviewGroupRefresh,
        programme.RecordProgrammeGroundRules,
        programme_places.RecordEnrolmentDropped,
        programme_places.RecordProgrammeSession,
    ),
    **_under(TOLD_BY_ANYBODY, concern_between_peers.RaiseConcernBetweenPeers),
    # --- safeguarding: whom a concern is about is answered by the decider as if there were none ---
    **_under(dict.fromkeys(Role, WHOLE), safeguarding.RaiseConcern),
    **_under(
        {Role.SERVICE_MANAGER: WHOLE, Role.SAFEGUARDING_LEAD: WHOLE},
        safeguarding.PlaceConcern,
        safeguarding.RecordConcernHelp,
        safeguarding.AcknowledgeConcern,
        safeguarding.ConsiderConcern,
        safeguarding.PassConcernOn,
        safeguarding.KeepConcernWithin,
        safeguarding.ProposeNoFurtherAction,
        safeguarding.RecordConcernAnswer,
        safeguarding.ReviewConcernPlan,
        safeguarding.ConsiderConcernDuties,
        safeguarding.NoteConcern,
        safeguarding.CloseConcern,
        safeguarding.ReopenConcern,
    ),
    **_under(
        {
            Role.SERVICE_MANAGER: WHOLE,
            Role.SAFEGUARDING_LEAD: WHOLE,
            Role.CONFIDENTIALITY_REVIEWER: WHOLE,
        },
        safeguarding.AnswerNoFurtherAction,
    ),
    # --- confidentiality ---
    **_under(
        TOLD_BY_ANYBODY,
        breaks.RecordEmergencyBreak,
        breaks.ConsiderBreak,
        breaks.NoteBreakFact,
    ),
    **_under({**CASEWORK, Role.SAFEGUARDING_LEAD: WHOLE}, outcomes.RecordOutcomeLook),
    **_under(
        {**CASEWORK, Role.SAFEGUARDING_LEAD: WHOLE},
        breaks.DecideToBreak,
        breaks.DecideNotToBreak,
        breaks.RecordBreakDisclosure,
        breaks.AddToBreakRecord,
        breaks.CompleteBreakRecord,
        after_breaks.RecordToldOfSharing,
        receipts.GiveDecisionReceipt,
        after_breaks.PutOffTelling,
        after_breaks.RecordBreakLessons,
        after_breaks.AgreeBreakAction,
        after_breaks.RecordBreakActionDone,
    ),
    **_under(
        {Role.SERVICE_MANAGER: WHOLE, Role.SAFEGUARDING_LEAD: WHOLE},
        after_breaks.RuleOutTelling,
        after_breaks.AssessDataProtection,
        after_breaks.RecordRegulatorTold,
        after_breaks.RecordToldOfAssessment,
        after_breaks.CloseBreak,
    ),
    **_under(
        {Role.CONFIDENTIALITY_REVIEWER: WHOLE},
        after_breaks.PassOnReview,
        after_breaks.ReviewBreak,
        after_breaks.ReturnBreakRecord,
    ),
    **_under({}, after_breaks.UseReviewLink),
    **_under(
        {
            Role.SERVICE_MANAGER: WHOLE,
            Role.SAFEGUARDING_LEAD: WHOLE,
            Role.CONFIDENTIALITY_REVIEWER: WHOLE,
        },
        after_breaks.IssueReviewLink,
        after_breaks.WithdrawReviewLink,
    ),
    **_under(
        MANAGED,
        erasure.ErasePerson,
        erasure.ErasePeer,
        erasure.EraseStaff,
        redacting.RedactField,
        retention.LetEnquiryGo,
    ),
    **_under(
        {Role.SERVICE_MANAGER: WHOLE, Role.SAFEGUARDING_LEAD: WHOLE},
        erasure.PlaceLegalHold,
        erasure.LiftLegalHold,
    ),
    **_under(
        RUN_BY_COORDINATORS,
        rights.AcknowledgeRequest,
        rights.RequestClarification,
        rights.RecordClarification,
        rights.WithdrawRequest,
    ),
    **_under(ONLY_ONES_OWN, rights.RecordRequest),
    **_under(
        MANAGED,
        rights.ExtendRequest,
        rights.AnswerRequest,
        complaint.AcknowledgeComplaint,
        complaint.AnswerComplaint,
    ),
    **_under(TOLD_BY_ANYBODY, complaint.MakeComplaint),
    # --- opening the record of somebody with whom one has nothing to do ---
    **_under(
        {Role.COORDINATOR: WHOLE, Role.SAFEGUARDING_LEAD: WHOLE, Role.SUPERVISOR: WHOLE},
        opening.OpenRecord,
    ),
    **_under(
        {
            Role.SERVICE_MANAGER: WHOLE,
            Role.SAFEGUARDING_LEAD: WHOLE,
            Role.CONFIDENTIALITY_REVIEWER: WHOLE,
        },
        opening.ReviewOpening,
        reading.LookIntoReading,
    ),
    **_under(STUDIED, study.RecordStudyExtract, study.LockStudy, study.IssueStudyReport),
    **_under(
        MANAGED,
        service_report.IssueServiceReport,
        funding.RecordFunding,
        funding.SetFunderTarget,
        funding.RecordFunderReport,
        funding.RecordServiceCost,
    ),
}

OUTSIDE_REVIEW = "outside_review"
BY_LINK: frozenset[type[Command] | str] = frozenset(
    {
        after_breaks.UseReviewLink,
        after_breaks.PassOnReview,
        after_breaks.ReviewBreak,
        after_breaks.ReturnBreakRecord,
        OUTSIDE_REVIEW,
    }
)
"""What somebody outside may see and do, of the one record that a link opens to them; no more."""

LIST_AS_FILE = "list_as_file"
BUNDLE = "bundle"
TAKEN_AWAY = frozenset({LIST_AS_FILE, BUNDLE})
"""What takes out of the service, as one file, what a view shows in parts."""

GRAVEST: frozenset[type[Command] | str] = frozenset(
    {
        # who may see and do what
        access.GrantRole,
        access.WithdrawRole,
        service.NameStaff,
        after_breaks.IssueReviewLink,
        opening.OpenRecord,
        # what cannot be taken back
        erasure.ErasePerson,
        erasure.ErasePeer,
        erasure.EraseStaff,
        redacting.RedactField,
        erasure.LiftLegalHold,
        retention.LetEnquiryGo,
        # what leaves the service whole
        receipts.GiveDecisionReceipt,
        study.RecordStudyExtract,
        "receipt",
        "study_extract",
        "subject_access",
        *TAKEN_AWAY,
    }
)
"""The commands, views and files that are open only to somebody who has just shown that it is them.

A program never has: it brings a token and no code, so none of these is open to it.
"""

OVERSEEN: Rule = {**CASEWORK, Role.SUPERVISOR: OWN, Role.SAFEGUARDING_LEAD: OWN}
OF_NOBODY: Rule = dict.fromkeys(Role, WHOLE)
"""What holds nobody's information: anybody who has a role in the service may see it."""

COUNTED: Rule = {
    **RUN_BY_COORDINATORS,
    Role.EVALUATOR: WHOLE,
    Role.FUNDER_VIEWER: WHOLE,
    Role.AUDITOR: WHOLE,
}

OF_BREAKS: Rule = {
    Role.SERVICE_MANAGER: WHOLE,
    Role.SAFEGUARDING_LEAD: WHOLE,
    Role.CONFIDENTIALITY_REVIEWER: WHOLE,
    Role.AUDITOR: WHOLE,
}

OF_CONCERNS: Rule = {
    Role.SERVICE_MANAGER: OWN,
    Role.SAFEGUARDING_LEAD: OWN,
    Role.CONFIDENTIALITY_REVIEWER: OWN,
}
"""Which of them are somebody's own is said concern by concern (`domain.safeguarding.seeing`)."""

WHO_FILL_IN = frozenset(Role) - {*CASEWORK, Role.ADMINISTRATOR}
"""Who else is given forms: whom one is about is theirs, and what it asks for is checked."""

VIEWS: dict[str, Rule] = {
    "caseload": OVERSEEN,
    "waiting_list": CASEWORK,
    "match_board": OVERSEEN,
    "worklist": {**OVERSEEN, Role.CONFIDENTIALITY_REVIEWER: OWN},
    "dependency_indicators": OVERSEEN,
    "health_numbers": CASEWORK,
    "match_page": OVERSEEN,
    "outcomes": CASEWORK,
    "outcome_change": COUNTED,
    "service_report": COUNTED,
    "sustainability": MANAGED,
    "person_history": {**CASEWORK, Role.SAFEGUARDING_LEAD: OWN},
    "peer_roster": OF_PEERS_BACKING,
    "supervision": {Role.SUPERVISOR: OWN, Role.PEER_SUPPORTER: OWN},
    "own_indicators": {Role.SUPERVISOR: OWN, Role.PEER_SUPPORTER: OWN},
    "wellbeing_plan": OF_PEERS_THEMSELVES,
    "my_wellbeing": {Role.PEER_SUPPORTER: OWN},
    "competencies": OF_PEERS_THEMSELVES,
    OUTSIDE_REVIEW: {},
    "break_register": {**OF_BREAKS, Role.COORDINATOR: OWN},
    "review_queue": OF_BREAKS,
    "evidence_pack": OF_BREAKS,
    "break_figures": OF_BREAKS,
    "openings": OF_BREAKS,
    "reading_signals": OF_BREAKS,
    "break_gaps": OF_BREAKS,
    "break_record": {**OF_BREAKS, Role.COORDINATOR: OWN},
    "receipt": {**CASEWORK, Role.SAFEGUARDING_LEAD: WHOLE},
    "rights_requests": MANAGED,
    "retention_of_people": MANAGED,
    "retention_of_peers": MANAGED,
    "subject_access": MANAGED,
    "erasure_certificate": {**MANAGED, Role.AUDITOR: WHOLE},
    "concern_register": OF_CONCERNS,
    "concern": OF_CONCERNS,
    "concern_counts": COUNTED,
    "disclosure_register": {**OF_BREAKS, Role.COORDINATOR: OWN, Role.PEER_SUPPORTER: OWN},
    "who_knows": {Role.PEER_SUPPORTER: OWN},
    "who_knows_person": CASEWORK,
    "choices": ONLY_ONES_OWN,
    "may_be_told": OF_PEERS_THEMSELVES,
    "fhir_consent": {Role.PEER_SUPPORTER: OWN},
    "groups": TOLD_BY_LEADERS,
    "group": {**CASEWORK, Role.GROUP_LEADER: OWN},
    "programmes": TOLD_BY_LEADERS,
    "suggestions": CASEWORK,
    "why_not": CASEWORK,
    "training_needs": OF_PEERS_BACKING,
    "training_matrix": OF_PEERS_BACKING,
    "equality": COUNTED,
    "reach": COUNTED,
    "waits": COUNTED,
    "leaving": COUNTED,
    "signals": COUNTED,
    "study_extract": STUDIED,
    "study": STUDIED,
    "studies": STUDIED,
    "replay": STUDIED,
    "offers": OF_NOBODY,
    "definitions": OF_NOBODY,
    "service_opening": RUN_BY_COORDINATORS,
    "consistency": OF_NOBODY,
    "access_register": {
        Role.SERVICE_MANAGER: WHOLE,
        Role.AUDITOR: WHOLE,
        Role.SAFEGUARDING_LEAD: OWN,
        Role.PEER_SUPPORTER: OWN,
    },
    "fhir_audit_event": {
        Role.SERVICE_MANAGER: WHOLE,
        Role.AUDITOR: WHOLE,
        Role.SAFEGUARDING_LEAD: OWN,
        Role.PEER_SUPPORTER: OWN,
    },
    "referrer_feedback": {Role.REFERRER: OWN},
    "services_elsewhere": OF_NOBODY,
    "quality": {**COUNTED, Role.REFERRER: WHOLE},
    "public": OF_NOBODY,
    "complaints": MANAGED,
    "help_now": OF_NOBODY,
    "home": OF_NOBODY,
    "health": OF_NOBODY,
    "sign_in": OF_NOBODY,
    "form": {**CASEWORK, **dict.fromkeys(WHO_FILL_IN, OWN)},
    "my_matches": {Role.PEER_SUPPORTER: OWN},
    "calendar": OF_NOBODY,
    "entry": CASEWORK,
}
"""Every view, by the name under which it is asked for and its answers are recorded."""

OPEN_TO_ALL = frozenset({"help_now", "health", "sign_in", "public"})
"""Views that ask for no role: whoever is in danger, watches the server, comes in, or complains."""

OPENED = frozenset({"caseload", "match_board", "person_history"})
"""What somebody sees of a person whose record they opened without a relation."""

TELL_OF_PEOPLE = frozenset(
    {
        "caseload",
        "waiting_list",
        "match_board",
        "worklist",
        "dependency_indicators",
        "health_numbers",
        "match_page",
        "outcomes",
        "person_history",
        "suggestions",
        "why_not",
        "form",
        "entry",
        "my_matches",
        "referrer_feedback",
    }
)
"""The views whose answers tell of people."""

TELL_OF_CONCERNS = frozenset({"concern_register", "concern", "worklist"})
"""The views that show safeguarding concerns, to those who may see each."""

NOTED_BY_CONCERN = TELL_OF_CONCERNS - {"worklist"}
"""The views whose answers are noted under the concern and not under those whom it is about: who
looked at somebody is told to them, and to others, who must not learn of it."""

TELL_OF_PEERS = TELL_OF_PEOPLE | {
    "peer_roster",
    "own_indicators",
    "supervision",
    "wellbeing_plan",
    "my_wellbeing",
    "training_matrix",
    "competencies",
    "choices",
}
"""The views whose answers tell of peer supporters."""

TELL_OF_NOBODY = OPEN_TO_ALL | {
    "calendar",
    "break_figures",
    "concern_counts",
    "definitions",
    "equality",
    "leaving",
    "offers",
    "quality",
    "reach",
    "services_elsewhere",
    "service_report",
    "signals",
    "studies",
    "sustainability",
    "training_needs",
}
"""The views that tell of nobody: every answer of any other is noted before it is given."""

OPERATED = frozenset({"accounts", BUNDLE, "import"})
"""What only whoever holds the machine is given, by the name under which it is noted."""
