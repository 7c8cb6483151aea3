"""A service: who runs it, what it offers in which model, and what it may not do yet.

Offers carry the four models of the guidance (domain reference, 2.1). An offer opens only when its
role has been assessed for the PVG scheme.
"""

from typing import Any

from domain.decider import Decider
from domain.service import deciding
from domain.service.commands import (
    AssessRegulatedRole,
    CloseOffer,
    DefineOffer,
    NameStaff,
    OpenOffer,
    OpenService,
    RecordStaffLeft,
)
from domain.service.deciding import ServiceAsked, offer_of, open_offer_of
from domain.service.events import (
    OfferClosed,
    OfferDefined,
    OfferOpened,
    RegulatedRoleAssessed,
    ServiceOpened,
    StaffLeft,
    StaffNamed,
)
from domain.service.language import Delivery, Duty, Model
from domain.service.refusals import (
    MentoringWithoutLength,
    NoDelivery,
    NotALength,
    OfferNotOpen,
    RoleNotAssessed,
    UnknownOffer,
    UnknownService,
)
from domain.service.state import SERVICE, Offer, Service, still_missing

DECIDERS: tuple[Decider[Any, Any], ...] = (deciding.decider,)
"""Who answers which request, in the order of the way."""

__all__ = [
    "DECIDERS",
    "SERVICE",
    "AssessRegulatedRole",
    "CloseOffer",
    "DefineOffer",
    "Delivery",
    "Duty",
    "MentoringWithoutLength",
    "Model",
    "NameStaff",
    "NoDelivery",
    "NotALength",
    "Offer",
    "OfferClosed",
    "OfferDefined",
    "OfferNotOpen",
    "OfferOpened",
    "OpenOffer",
    "OpenService",
    "RecordStaffLeft",
    "RegulatedRoleAssessed",
    "RoleNotAssessed",
    "Service",
    "ServiceAsked",
    "ServiceOpened",
    "StaffLeft",
    "StaffNamed",
    "UnknownOffer",
    "UnknownService",
    "offer_of",
    "open_offer_of",
    "still_missing",
]
