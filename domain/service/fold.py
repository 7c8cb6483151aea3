"""How the history of a service adds up."""

from typing import Any

import msgspec

from domain.decider import Recorded
from domain.folds import Fold
from domain.people import OfferId
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
from domain.service.help import HelpNumber
from domain.service.language import Model
from domain.service.standard import Standard
from domain.service.state import Adopted, Offer, Service


def _evolve(service: Service, recorded: Recorded) -> Service:
    replace = msgspec.structs.replace
    match recorded.event:
        case ServiceOpened():
            return replace(service, opened=True, opened_at=service.opened_at or recorded.event.at)
        case StaffNamed(staff=staff, duties=duties, at=at):
            return replace(
                service,
                staff=service.staff | {staff: duties},
                named_at={staff: at} | service.named_at,
                changed_at=service.changed_at | {staff: at},
            )
        case StaffLeft(staff=staff, at=at):
            left = {each: duties for each, duties in service.staff.items() if each != staff}
            return replace(service, staff=left, changed_at=service.changed_at | {staff: at})
        case StaffSupervisorAssigned(staff=staff, supervisor=supervisor, instead_of=absent):
            away = {
                each: other
                for each, other in service.supervised_instead_of.items()
                if each != staff
            }
            return replace(
                service,
                supervisors=service.supervisors | {staff: supervisor},
                supervised_instead_of=away if absent is None else away | {staff: absent},
            )
        case CoverNamed(staff=staff, cover=cover):
            return replace(service, covers=service.covers | {staff: cover})
        case OfferDefined() as defined:
            described = {
                field: getattr(defined, field)
                for field in Offer.__struct_fields__
                if field in OfferDefined.__struct_fields__
            }
            if defined.model is Model.MENTORING:
                described["goals_required"] = True
            offer = Offer(**described, **service.said_of_offers.get(defined.offer, {}))
            return replace(service, offers=service.offers | {defined.offer: offer})
        case RegulatedRoleAssessed() as assessed:
            return _with(
                service,
                assessed.offer,
                regulated=assessed.regulated,
                workforce=assessed.workforce,
                review_on=assessed.review_on,
            )
        case PolicyAdopted(policy=policy, version=version, valid_from=valid_from, at=at):
            adopted = (*service.policies.get(policy, ()), Adopted(version, valid_from, at))
            return replace(service, policies=service.policies | {policy: adopted})
        case FormalityProfileSet() as profile:
            standard = Standard(
                **{
                    field: getattr(profile, field)
                    for field in Standard.__struct_fields__
                    if field in FormalityProfileSet.__struct_fields__
                }
            )
            return replace(service, profiles=service.profiles | {profile.offer: standard})
        case HelpNumberSet(line=line, number=number, who=who, checked_on=checked_on):
            given = HelpNumber(number, who, checked_on)
            return replace(service, help_numbers=service.help_numbers | {line: given})
        case HelpNumberRemoved(line=line):
            kept = {each: given for each, given in service.help_numbers.items() if each != line}
            return replace(service, help_numbers=kept)
        case OfferOpened(offer=offer_id):
            return _with(service, offer_id, open=True)
        case OfferClosed(offer=offer_id):
            return _with(service, offer_id, open=False)
        case _:
            return service


def _with(service: Service, offer: OfferId, **changes: Any) -> Service:
    offers = service.offers
    if offer in offers:
        offers = offers | {offer: msgspec.structs.replace(offers[offer], **changes)}
    said = service.said_of_offers | {offer: service.said_of_offers.get(offer, {}) | changes}
    return msgspec.structs.replace(service, offers=offers, said_of_offers=said)


SERVICE = Fold(
    hears=frozenset(
        {
            ServiceOpened,
            StaffNamed,
            StaffLeft,
            OfferDefined,
            RegulatedRoleAssessed,
            OfferOpened,
            OfferClosed,
            PolicyAdopted,
            FormalityProfileSet,
            StaffSupervisorAssigned,
            CoverNamed,
            HelpNumberSet,
            HelpNumberRemoved,
        }
    ),
    initial=Service(),
    evolve=_evolve,
)
