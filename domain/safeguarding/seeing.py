"""Who may see a safeguarding concern: one rule, for every list, count, search, page and command.

A concern about nobody of the service is the safeguarding lead's, the deputy's and the manager's.
One about somebody who supports or works here is restricted: the lead's and the deputy's alone, and
the manager's only where neither can see to it. Whoever was asked to agree sees what they are asked
about. Whoever it is about sees nothing, whatever they are named for.
"""

from domain.safeguarding.state import SafeguardingConcern
from domain.service import Duty, Service

LEADS = (Duty.SAFEGUARDING_LEAD, Duty.SAFEGUARDING_DEPUTY)
SECONDS = (*LEADS, Duty.MANAGER, Duty.CHAIR)
"""Who may agree that nothing more is done."""


def readers_of(concern: SafeguardingConcern, service: Service) -> frozenset[str]:
    """The staff who may see a concern, by what they are named for."""
    leads = _named(service, LEADS, concern)
    readers = set(leads)
    if not concern.restricted or not leads:
        readers |= _named(service, (Duty.MANAGER,), concern)
    asked = {each.second for each in concern.decisions if each.second is not None}
    return frozenset(readers | (_named(service, SECONDS, concern) & asked))


def leads_of(concern: SafeguardingConcern, service: Service) -> frozenset[str]:
    """The safeguarding leads and deputies who can see to a concern."""
    return frozenset(_named(service, LEADS, concern))


def _named(service: Service, duties: tuple[Duty, ...], concern: SafeguardingConcern) -> set[str]:
    return {
        str(staff)
        for staff in service.staff
        if service.is_named(staff, *duties) and not concern.is_about(staff)
    }
