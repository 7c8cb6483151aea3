"""What is left of one spell when others are taken out of it."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from domain.spells import FOR_GOOD, Spell, spell, without

MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2026, 2, 1), timezones=st.just(UTC))  # noqa: DTZ001
SPELLS = st.builds(
    lambda start, days: Spell(start, start + timedelta(days=days)), MOMENTS, st.integers(0, 20)
)


def covers(each: Spell, moment: datetime) -> bool:
    return each.start <= moment < each.end


def test_a_spell_whose_end_is_not_known_goes_on() -> None:
    begun = datetime(2026, 5, 5, tzinfo=UTC)

    assert spell(begun, None) == Spell(begun, FOR_GOOD)
    assert spell(begun, None).until is None
    assert spell(begun, begun + timedelta(days=1)).until == begun + timedelta(days=1)


@given(whole=SPELLS, taken=st.lists(SPELLS, max_size=5), moment=MOMENTS)
def test_a_moment_is_left_when_nothing_that_was_taken_holds_it(
    whole: Spell, taken: list[Spell], moment: datetime
) -> None:
    left = without(whole, taken)
    edges = [moment, whole.start, *(each.end for each in taken), *(each.start for each in taken)]

    for each in edges:
        expected = covers(whole, each) and not any(covers(other, each) for other in taken)
        assert expected == any(covers(part, each) for part in left)
    assert all(part.start < part.end for part in left)
