"""A service opens from a file that a charity edits, with what it has agreed for everybody."""

from typing import Any

import pytest

from application.opening import SMALL_CHARITY, ProfileWrong, open_service, profile_from
from domain.decider import Command
from domain.people import ServiceId
from domain.service import (
    AdoptPolicy,
    AssessRegulatedRole,
    DefineOffer,
    SetFormalityProfile,
    SetHelpNumber,
    Workforce,
)
from domain.training import Policy

SERVICE = ServiceId("machair")
SMALL = SMALL_CHARITY.read_text()
SIGNED = SMALL.replace('approved_by = ""', 'approved_by = "Fraser Example"')


def commands_of(text: str) -> list[Command]:
    """What a profile asks, in its order."""
    asked: list[Command] = []
    nothing: Any = None

    def perform(command: Command, _key: str) -> Any:
        asked.append(command)
        return nothing

    open_service(profile_from(text), SERVICE, perform)
    return asked


def kinds(text: str) -> list[type[Command]]:
    return [type(each) for each in commands_of(text)]


def test_nothing_is_agreed_before_a_manager_stands_beside_it() -> None:
    assert not {AdoptPolicy, SetFormalityProfile} & set(kinds(SMALL))
    assert kinds(SIGNED).count(AdoptPolicy) == 3
    assert kinds(SIGNED).count(SetFormalityProfile) == 1


def test_a_profile_sets_what_an_offer_asks() -> None:
    (profile,) = (each for each in commands_of(SIGNED) if isinstance(each, SetFormalityProfile))

    assert Policy.SAFEGUARDING in profile.policies
    assert (2, 4, 6) == (
        profile.references,
        profile.supervision_weeks_while_new,
        profile.supervision_weeks,
    )


def test_a_number_to_call_is_given_once_it_was_looked_up() -> None:
    looked_up = SMALL.replace('number = ""', 'number = "0141 496 0000"', 1)

    assert SetHelpNumber not in kinds(SMALL)
    (given,) = (each for each in commands_of(looked_up) if isinstance(each, SetHelpNumber))
    assert ("SOCIAL_WORK", "0141 496 0000") == (given.line, given.number)


def test_an_offer_carries_all_its_settings() -> None:
    settings = """
        name = "Machair"
        [[offers]]
        name = "Walking"
        model = "BEFRIENDING"
        delivery = ["FACE_TO_FACE"]
        conditions = ["COPD"]
        age_from = 16
        age_to = 99
        area = "North"
        capacity = 20
        variety_of_peers = true
        [offers.role]
        regulated = true
        workforce = "BOTH"
        basis = "Schedule 3, paragraph 17"
        assessed_by = "Fraser Example"
    """
    asked = commands_of(settings)
    (offer,) = (each for each in asked if isinstance(each, DefineOffer))
    (assessed,) = (each for each in asked if isinstance(each, AssessRegulatedRole))

    assert (("COPD",), 16, 99, "North", 20, True) == (
        offer.conditions,
        offer.age_from,
        offer.age_to,
        offer.area,
        offer.capacity,
        offer.variety_of_peers,
    )
    assert (Workforce.BOTH, "Schedule 3, paragraph 17") == (assessed.workforce, assessed.basis)


def test_a_misspelt_policy_is_named() -> None:
    with pytest.raises(ProfileWrong, match="policies"):
        profile_from(SMALL.replace('policy = "BOUNDARIES"', 'policy = "BOUNDERIES"'))
