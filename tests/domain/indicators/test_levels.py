"""From indicators to a level: the one way, with no hidden weights (domain reference, part 5)."""

from itertools import combinations, product

import pytest

from domain.indicators import Domain, IndicatorCode, Standing, combine
from domain.indicators.language import DOMAINS, PEERS_OWN, Found

NOTHING, NOTICE, REVIEW = Standing.NOTHING, Standing.NOTICE, Standing.REVIEW
ONE_OF: dict[Domain, IndicatorCode] = {
    Domain.INTENSITY: IndicatorCode.CONTACT_INTENSITY,
    Domain.ENDING: IndicatorCode.DURATION,
    Domain.NETWORK: IndicatorCode.SINGLE_SOURCE,
    Domain.BOUNDARY: IndicatorCode.OUT_OF_HOURS,
    Domain.ROLE: IndicatorCode.PEER_INITIATED,
    Domain.PROCESS: IndicatorCode.REVIEW_MISSED,
    Domain.FADING: IndicatorCode.CONTACT_FADING,
}


def level(**raised: Standing) -> int | None:
    """The level where one indicator of each of these domains stands so, and all else is well."""
    found = {code: Found(NOTHING, "") for code in IndicatorCode}
    found |= {ONE_OF[Domain(domain)]: Found(standing, "") for domain, standing in raised.items()}
    return combine(found)


def test_nothing_raised_is_level_0() -> None:
    assert level() == 0


@pytest.mark.parametrize("domain", list(ONE_OF))
def test_one_notice_is_worth_a_conversation(domain: Domain) -> None:
    assert level(**{domain: NOTICE}) == 1


@pytest.mark.parametrize(
    ("domain", "expected"),
    [
        (Domain.INTENSITY, 2),
        (Domain.ENDING, 2),
        (Domain.BOUNDARY, 2),
        (Domain.ROLE, 2),
        (Domain.FADING, 2),
        (Domain.PROCESS, 1),  # alone never more
        (Domain.NETWORK, 1),  # alone never more
    ],
)
def test_one_review_asks_to_review_together(domain: Domain, expected: int) -> None:
    assert level(**{domain: REVIEW}) == expected


def test_two_notices_stay_a_conversation_and_three_do_not() -> None:
    for two in combinations(ONE_OF, 2):
        assert level(**dict.fromkeys(two, NOTICE)) == 1
    for three in combinations(ONE_OF, 3):
        assert level(**dict.fromkeys(three, NOTICE)) == 2


def test_three_notices_in_one_domain_are_one() -> None:
    found = {code: Found(NOTICE, "") for code, domain in DOMAINS.items() if domain == "ENDING"}

    assert len(found) == 3
    assert combine(found) == 1


def test_three_reviews_ask_to_act_where_boundary_or_role_is_among_them() -> None:
    for three in combinations(ONE_OF, 3):
        weighty = {Domain.BOUNDARY, Domain.ROLE} & set(three)
        assert level(**dict.fromkeys(three, REVIEW)) == (3 if weighty else 2)


def test_two_reviews_and_any_notices_do_not_ask_to_act() -> None:
    for two in combinations(ONE_OF, 2):
        others = {domain: NOTICE for domain in ONE_OF if domain not in two}
        assert level(**others, **dict.fromkeys(two, REVIEW)) == 2


def test_a_serious_boundary_event_asks_to_act_at_once() -> None:
    too_early = {code: Found(Standing.NOT_ENOUGH_DATA, "") for code in IndicatorCode}

    assert combine(too_early | {IndicatorCode.BOUNDARY_SERIOUS: Found(Standing.ACT, "")}) == 3


def test_that_nobody_looked_adds_to_something_else() -> None:
    assert level(PROCESS=REVIEW, INTENSITY=NOTICE) == 2
    assert level(PROCESS=NOTICE, INTENSITY=NOTICE) == 1


def test_what_is_too_early_has_no_level() -> None:
    """Never "nothing to say", which is level 0."""
    for standing in (Standing.NOT_ENOUGH_DATA, Standing.NOT_RECORDED, Standing.EXPLAINED):
        found = {code: Found(standing, "") for code in IndicatorCode}
        found |= {
            IndicatorCode.BOUNDARY_MINOR: Found(NOTHING, ""),
            IndicatorCode.BOUNDARY_SERIOUS: Found(NOTHING, ""),
        }
        assert combine(found) is None
        assert combine(found | {IndicatorCode.DURATION: Found(NOTHING, "")}) == 0
    assert combine({}) is None


@pytest.mark.parametrize("standing", list(Standing))
def test_what_is_the_peer_supporters_own_enters_no_level(standing: Standing) -> None:
    """D12 and D13, whatever they say (design, section 4)."""
    for others in product((NOTHING, NOTICE, REVIEW), repeat=2):
        found = {
            IndicatorCode.CONTACT_INTENSITY: Found(others[0], ""),
            IndicatorCode.OUT_OF_HOURS: Found(others[1], ""),
        }
        own = {code: Found(standing, "") for code in PEERS_OWN}
        assert combine(found | own) == combine(found)


def test_more_is_never_less() -> None:
    """Raising any indicator never lowers the level."""
    steps = (NOTHING, NOTICE, REVIEW)
    for chosen in product(range(3), repeat=len(ONE_OF)):
        here = level(**{d: steps[each] for d, each in zip(ONE_OF, chosen, strict=True)})
        for place in range(len(chosen)):
            if chosen[place] < 2:
                more = [*chosen[:place], chosen[place] + 1, *chosen[place + 1 :]]
                there = level(**{d: steps[each] for d, each in zip(ONE_OF, more, strict=True)})
                assert (there or 0) >= (here or 0)
