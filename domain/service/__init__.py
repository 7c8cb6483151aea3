"""A service: who runs it, what it offers in which model, and what it may not do yet.

Offers carry the four models of the guidance (domain reference, 2.1). An offer opens only when its
role has been assessed for the PVG scheme.
"""

from typing import Any

from domain.decider import Decider
from domain.service import formality, helplines, offers
from domain.service.asking import (
    LONGEST_NAME,
    ServiceAsked,
    must_approve,
    must_be_a_name,
    must_be_open,
    offer_of,
    open_offer_of,
)
from domain.service.commands import (
    AdoptPolicy,
    AssessRegulatedRole,
    AssignStaffSupervisor,
    CloseOffer,
    DefineOffer,
    NameCover,
    NameStaff,
    OpenOffer,
    OpenService,
    RecordStaffLeft,
    RemoveHelpNumber,
    SetFormalityProfile,
    SetHelpNumber,
)
from domain.service.events import (
    CoverNamed,
    FormalityProfileSet,
    HelpNumberRemoved,
    HelpNumberSet,
    OfferClosed,
    OfferDefined,
    OfferOpened,
    PolicyAdopted,
    RegulatedRoleAssessed,
    ServiceOpened,
    StaffLeft,
    StaffNamed,
    StaffSupervisorAssigned,
)
from domain.service.fold import SERVICE
from domain.service.formality import LONGEST
from domain.service.help import EMERGENCY, SOCIAL_WORK, USUAL_HELP, HelpNumber
from domain.service.helplines import DIALLED
from domain.service.language import MAY_SUPERVISE, Delivery, Duty, Model, Workforce
from domain.service.offers import OLDEST, WHAT_AN_OFFER_CAN_SAY
from domain.service.refusals import (
    MayNotApprove,
    MayNotStandIn,
    MayNotSupervise,
    MentoringWithoutLength,
    NoDelivery,
    NotALength,
    NotAnAgeRange,
    NotANumberToCall,
    NotAProfile,
    NumberForEverybody,
    OfferNotOpen,
    RoleNotAssessed,
    StandingInForOneself,
    SupervisingOneself,
    UnknownLine,
    UnknownOffer,
    UnknownService,
    UnknownStaff,
)
from domain.service.standard import USUAL, USUAL_OF, Requirement, Standard, together
from domain.service.state import DEPUTISE, Adopted, Offer, Service, still_missing

DECIDERS: tuple[Decider[Any, Any], ...] = (
    offers.decider,
    formality.decider,
    helplines.decider,
)
"""Who answers which request, in the order of the way."""

__all__ = [
    "DECIDERS",
    "DEPUTISE",
    "DIALLED",
    "EMERGENCY",
    "LONGEST",
    "LONGEST_NAME",
    "MAY_SUPERVISE",
    "OLDEST",
    "SERVICE",
    "SOCIAL_WORK",
    "USUAL",
    "USUAL_HELP",
    "USUAL_OF",
    "WHAT_AN_OFFER_CAN_SAY",
    "AdoptPolicy",
    "Adopted",
    "AssessRegulatedRole",
    "AssignStaffSupervisor",
    "CloseOffer",
    "CoverNamed",
    "DefineOffer",
    "Delivery",
    "Duty",
    "FormalityProfileSet",
    "HelpNumber",
    "HelpNumberRemoved",
    "HelpNumberSet",
    "MayNotApprove",
    "MayNotStandIn",
    "MayNotSupervise",
    "MentoringWithoutLength",
    "Model",
    "NameCover",
    "NameStaff",
    "NoDelivery",
    "NotALength",
    "NotANumberToCall",
    "NotAProfile",
    "NotAnAgeRange",
    "NumberForEverybody",
    "Offer",
    "OfferClosed",
    "OfferDefined",
    "OfferNotOpen",
    "OfferOpened",
    "OpenOffer",
    "OpenService",
    "PolicyAdopted",
    "RecordStaffLeft",
    "RegulatedRoleAssessed",
    "RemoveHelpNumber",
    "Requirement",
    "RoleNotAssessed",
    "Service",
    "ServiceAsked",
    "ServiceOpened",
    "SetFormalityProfile",
    "SetHelpNumber",
    "StaffLeft",
    "StaffNamed",
    "StaffSupervisorAssigned",
    "Standard",
    "StandingInForOneself",
    "SupervisingOneself",
    "UnknownLine",
    "UnknownOffer",
    "UnknownService",
    "UnknownStaff",
    "Workforce",
    "must_approve",
    "must_be_a_name",
    "must_be_open",
    "offer_of",
    "open_offer_of",
    "still_missing",
    "together",
]
