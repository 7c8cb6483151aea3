"""What speaks for a pair, what against it, and what rules it out."""

from datetime import date
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.conditions import IN_WORDS, Condition, advised_by_condition
from domain.consent import (
    Audience,
    Consent,
    Coverage,
    Listener,
    Opened,
    Purpose,
    ToldBy,
    Use,
)
from domain.definitions import DEFAULTS, MatchingDefinitions
from domain.dimensions import CODES, Dimension, Wish
from domain.match import Side
from domain.matching import (
    AGAINST,
    FOR,
    RULED_OUT,
    Features,
    Fit,
    Kind,
    Part,
    Past,
    Weighed,
    of_peer,
    of_person,
    part_of,
    sentence,
    under,
    weigh,
)
from domain.matching.saying import ABOUT, SHARED, advice
from domain.people import ConsentId
from domain.preferences import (
    PREFERENCES,
    MatchingPreferencesStated,
    PeerMatchingPreferencesStated,
    Said,
)
from tests.domain.cast import DAVIE, ISLA, MORAG, on
from tests.domain.decisions import NOW, folded

TO_ISLA = Listener(ISLA)


def morag(*says: str, **more: tuple[str, ...]) -> Features:
    """What Morag says for matching."""
    said = MatchingPreferencesStated(person=MORAG, says=says, at=on(3, 1), **more)  # type: ignore[arg-type]
    return of_person(folded(PREFERENCES, said))


def davie(*says: str, **more: tuple[str, ...]) -> Features:
    """What Davie says for matching, all of it opened to it."""
    return of_peer(davie_says(*says, **more), opening(*Dimension), TO_ISLA, NOW)


def davie_says(*says: str, **more: tuple[str, ...]) -> Said:
    said = PeerMatchingPreferencesStated(peer=DAVIE, says=says, at=on(3, 1), **more)  # type: ignore[arg-type]
    found: Said = folded(PREFERENCES, said)
    return found


def opening(*items: str, **otherwise: Any) -> Opened:
    """A consent of Davie's that opens these items to matching by Isla."""
    consent = Consent(
        peer=DAVIE,
        person=None,
        given_at=on(3, 2),
        audience=Audience.STAFF_MEMBER,
        audience_staff=ISLA,
        audience_role=None,
        audience_match=None,
        purpose=Purpose.MATCHING,
        channel=ToldBy.SCREEN,
        valid_from=on(3, 2),
        valid_until=date(2027, 3, 2),
        use=Use.STANDING,
        include_future=False,
        ask_first=False,
    )
    consent = msgspec.structs.replace(consent, **otherwise)
    return Opened(
        {ConsentId("opened"): consent}, {ConsentId("opened"): Coverage(frozenset(map(str, items)))}
    )


def kinds(weighed: Weighed) -> set[Kind]:
    return {part.kind for part in weighed.parts}


def only(weighed: Weighed) -> Part:
    (part,) = weighed.parts
    return part


# --- what speaks for a pair ---


def test_what_both_say_speaks_for_them_and_the_consent_is_named() -> None:
    davies = davie("INTERESTS:HILLWALKING")
    part = only(weigh(morag("INTERESTS:HILLWALKING"), davies))

    assert (Kind.SHARED, ("HILLWALKING",)) == (part.kind, part.codes)
    assert under(part, davies) == (ConsentId("opened"),)
    assert part.points > 0
    assert sentence(part) == (
        "Both like hillwalking (the peer supporter shared this for matching)."
    )


def test_a_preference_counts_more_and_that_it_does_not_matter_counts_nothing() -> None:
    def points(wish: Wish | None) -> int:
        wishes = () if wish is None else (f"AGE:{wish}",)
        return weigh(morag("AGE:45_54", wishes=wishes), davie("AGE:45_54")).points

    assert points(Wish.PREFER) > points(None) > points(Wish.NO_MATTER) > 0
    both = (
        morag("AGE:45_54", wishes=("AGE:NO_MATTER",)),
        davie("AGE:45_54", wishes=("AGE:NO_MATTER",)),
    )
    assert weigh(*both) == Weighed()


def test_more_in_common_counts_a_little_more() -> None:
    one = weigh(morag("IMPACT:WORK"), davie("IMPACT:WORK"))
    two = weigh(morag("IMPACT:WORK", "IMPACT:FATIGUE"), davie("IMPACT:WORK", "IMPACT:FATIGUE"))

    assert two.points == one.points + DEFAULTS.matching.each_more


def test_understanding_the_impact_counts_more_than_the_same_condition() -> None:
    impact = weigh(morag("IMPACT:BENEFITS"), davie("IMPACT:BENEFITS"))
    condition = weigh(morag("CONDITION:ASTHMA"), davie("CONDITION:ASTHMA"))

    assert impact.points > condition.points


def test_what_one_side_seeks_and_the_other_brings_speaks_for_them() -> None:
    seeking = morag(wishes=("GENDER:PREFER",), sought=("GENDER:WOMAN",))
    part = only(weigh(seeking, davie("GENDER:WOMAN")))

    assert (Kind.BROUGHT, Side.PERSON) == (part.kind, part.side)
    assert "brings it: woman" in sentence(part)


def test_two_who_both_said_something_else_share_nothing() -> None:
    assert weigh(morag("CONDITION:OTHER"), davie("CONDITION:OTHER")).parts == ()
    assert weigh(morag("CONDITION:NOT_SAID"), davie("CONDITION:NOT_SAID")).parts == ()


# --- musts, wishes, and what rules somebody out ---


@pytest.mark.parametrize(
    ("wish", "theirs", "kind", "fit"),
    [
        ("MUST", "AGE:45_54", Kind.SHARED, Fit.MEETS_EVERY_MUST),
        ("MUST", "AGE:16_24", Kind.MUST_NOT_MET, Fit.NEARLY_FITS),
        ("MUST", None, Kind.MUST_NOT_KNOWN, Fit.NEARLY_FITS),
        ("PREFER", "AGE:16_24", Kind.WISH_NOT_MET, Fit.MEETS_EVERY_MUST),
        ("PREFER", None, Kind.WISH_NOT_KNOWN, Fit.MEETS_EVERY_MUST),
        ("NOT", "AGE:45_54", Kind.NOT_WISHED, Fit.NEARLY_FITS),
        ("NOT", "AGE:16_24", None, Fit.MEETS_EVERY_MUST),
        ("NOT", None, None, Fit.MEETS_EVERY_MUST),
        ("NO_MATTER", "AGE:16_24", None, Fit.MEETS_EVERY_MUST),
    ],
)
@pytest.mark.parametrize("side", Side)
def test_a_wish_of_either_side_is_met_not_met_or_not_known(
    side: Side, wish: str, theirs: str | None, kind: Kind | None, fit: Fit
) -> None:
    said = () if theirs is None else (theirs,)
    wishes = (f"AGE:{wish}",)
    if side is Side.PERSON:
        weighed = weigh(morag("AGE:45_54", wishes=wishes), davie(*said))
    else:
        weighed = weigh(morag(*said), davie("AGE:45_54", wishes=wishes))

    assert ({kind} if kind else set()) == kinds(weighed)
    assert fit is weighed.fit
    assert weighed.ruled_out == (kind in RULED_OUT)
    for part in weighed.parts:
        assert side is part.side or part.kind is Kind.SHARED


@pytest.mark.parametrize("side", Side)
def test_a_dealbreaker_of_either_side_rules_the_other_out(side: Side) -> None:
    rules_out = {"dealbreakers": ("INTERESTS:FOOTBALL",)}
    if side is Side.PERSON:
        weighed = weigh(morag(**rules_out), davie("INTERESTS:FOOTBALL"))
    else:
        weighed = weigh(morag("INTERESTS:FOOTBALL"), davie(**rules_out))

    assert (Kind.DEALBREAKER, side) == (only(weighed).kind, only(weighed).side)
    assert weighed.ruled_out


@pytest.mark.parametrize("dimension", ["LANGUAGE:{}", "CHANNELS:{}"])
def test_without_a_common_language_or_way_there_is_no_match(dimension: str) -> None:
    codes = ("PHONE", "VIDEO")
    weighed = weigh(morag(dimension.format(codes[0])), davie(dimension.format(codes[1])))

    assert {Kind.NOTHING_SHARED} == kinds(weighed)
    assert weighed.ruled_out


def test_a_place_matters_only_where_the_two_would_have_to_meet() -> None:
    walking = weigh(morag("AREA:LEITH", "CHANNELS:WALK"), davie("AREA:OBAN", "CHANNELS:WALK"))
    phoning = weigh(
        morag("AREA:LEITH", "CHANNELS:WALK", "CHANNELS:PHONE"),
        davie("AREA:OBAN", "CHANNELS:WALK", "CHANNELS:PHONE"),
    )

    assert walking.ruled_out
    assert not phoning.ruled_out


def test_at_home_in_the_same_place_is_a_reason_to_ask_both() -> None:
    weighed = weigh(morag("AREA:ULLAPOOL"), davie("AREA:ULLAPOOL"))
    note = next(part for part in weighed.parts if part.kind is Kind.SAME_AREA)

    assert note.kind in AGAINST
    assert "meet by chance" in sentence(note)


def test_no_common_time_speaks_against_a_pair_and_does_not_rule_it_out() -> None:
    weighed = weigh(morag("AVAILABILITY:EVENINGS"), davie("AVAILABILITY:MORNINGS"))

    assert {Kind.NO_SHARED_TIME} == kinds(weighed)
    assert weighed.points < 0
    assert not weighed.ruled_out


def test_what_a_person_needs_is_met_not_met_or_not_known() -> None:
    needs = morag("ACCESS:STEP_FREE", "ACCESS:LARGE_PRINT")
    must = morag("ACCESS:STEP_FREE", wishes=("ACCESS:MUST",))

    assert {Kind.CAN_MEET, Kind.NEED_NOT_MET} == kinds(weigh(needs, davie("ACCESS:STEP_FREE")))
    assert {Kind.WISH_NOT_KNOWN} == kinds(weigh(needs, davie()))
    assert {Kind.MUST_NOT_MET} == kinds(weigh(must, davie("ACCESS:BSL")))
    assert {Kind.MUST_NOT_KNOWN} == kinds(weigh(must, davie()))


def test_what_a_peer_supporter_needs_is_not_what_a_person_can_meet() -> None:
    assert weigh(morag(), davie("ACCESS:STEP_FREE")).parts == ()


@pytest.mark.parametrize("item", ["FAITH:QUAKER", "GENDER:WOMAN"])
def test_faith_and_gender_count_only_where_one_of_the_two_wished_it(item: str) -> None:
    dimension = item.partition(":")[0]

    assert weigh(morag(item), davie(item)).parts == ()
    assert weigh(morag(item, wishes=(f"{dimension}:NO_MATTER",)), davie(item)).parts == ()
    assert {Kind.SHARED} == kinds(weigh(morag(item, wishes=(f"{dimension}:PREFER",)), davie(item)))
    assert {Kind.SHARED} == kinds(weigh(morag(item), davie(item, wishes=(f"{dimension}:MUST",))))


# --- matching by condition ---


@pytest.mark.parametrize(
    ("condition", "advised"),
    [
        (Condition.DEPRESSION_ANXIETY, True),
        (Condition.PSYCHOSIS_BIPOLAR, True),
        (Condition.OTHER_MENTAL_ILLNESS, True),
        (Condition.MULTIPLE_SCLEROSIS, True),
        (Condition.PARKINSONS, True),
        (Condition.NEUROLOGICAL, True),
        (Condition.GYNAECOLOGICAL, True),
        (Condition.PROSTATE, True),
        (Condition.ARTHRITIS, False),
        (Condition.STROKE, False),
        (Condition.OTHER, False),
    ],
)
def test_the_same_condition_is_advised_where_the_guidance_says_so(
    condition: Condition, advised: bool
) -> None:
    person = morag(f"CONDITION:{condition}")

    assert advised == bool(advised_by_condition([condition]))
    assert advised == (Kind.ADVICE_NOT_MET in kinds(weigh(person, davie())))
    assert advised == (Kind.ADVICE_MET in kinds(weigh(person, davie(f"CONDITION:{condition}"))))


@pytest.mark.parametrize("wish", ["NO_MATTER", "NOT"])
def test_a_persons_own_wish_outweighs_the_advice(wish: str) -> None:
    person = morag("CONDITION:PARKINSONS", wishes=(f"CONDITION:{wish}",))

    assert weigh(person, davie()).parts == ()


def test_every_condition_has_words_and_a_dimension_its_sentence() -> None:
    assert set(Condition) == set(IN_WORDS)
    assert set(Dimension) == set(SHARED) == set(ABOUT)
    assert advice(("PARKINSONS", "PROSTATE")) == (
        "A peer supporter who lives with the same condition is advised: "
        "Parkinson's and the prostate."
    )
    assert advice(()) is None


# --- what comes from activity ---


def test_who_supports_others_already_and_who_was_met_before_comes_later() -> None:
    fresh = weigh(morag(), davie())
    busy = weigh(morag(), davie(), Past(open_matches=2))
    again = weigh(morag(), davie(), Past(matched_before=True))

    assert (fresh.points, busy.points, again.points) == (0, -2, -2)
    assert sentence(only(busy)) == "The peer supporter is matched with 2 people already."
    assert "would be new to the person" in sentence(only(again))


def test_definitions_say_how_much_each_thing_counts() -> None:
    walkers = morag("INTERESTS:HILLWALKING"), davie("INTERESTS:HILLWALKING")
    weighed = weigh(*walkers, definitions=MatchingDefinitions(interests=50))

    assert weighed.points == 100


# --- sentences and records ---

EVERY_PART = st.builds(
    Part,
    st.sampled_from(Kind),
    st.sampled_from(Dimension),
    st.lists(st.sampled_from(["WALKING", "16_24", "O'HARA"]), min_size=1, max_size=2).map(tuple),
    st.sampled_from(Side),
    st.just(0),
)


@given(EVERY_PART)
def test_every_part_is_a_sentence_without_names_scores_or_codes(part: Part) -> None:
    said = sentence(part)

    assert said.endswith(".")
    assert "%" not in said
    assert "_" not in said
    assert part.kind not in said


@given(EVERY_PART)
def test_a_part_reads_back_from_the_record_as_it_was(part: Part) -> None:
    assert part_of(str(part)) == part


def test_every_kind_speaks_for_against_or_rules_out() -> None:
    assert FOR | AGAINST | RULED_OUT == set(Kind)
    assert len(FOR) + len(AGAINST) + len(RULED_OUT) == len(Kind)


# --- what no consent opens is not there ---


def test_without_a_consent_nothing_of_a_peer_supporter_is_used() -> None:
    said = davie_says(
        "CONDITION:STROKE", wishes=("AGE:MUST",), sought=("AGE:45_54",), dealbreakers=("AGE:16_24",)
    )

    assert of_peer(said, Opened(), TO_ISLA, NOW) == Features()


def test_a_wish_counts_only_where_its_dimension_is_open() -> None:
    said = davie_says(
        "AGE:45_54",
        "INTERESTS:MUSIC",
        wishes=("AGE:MUST", "INTERESTS:MUST"),
        dealbreakers=("GENDER:MAN",),
    )

    by_item = of_peer(said, opening("AGE:45_54"), TO_ISLA, NOW)
    by_kind = of_peer(said, opening("GENDER"), TO_ISLA, NOW)

    assert {Dimension.AGE: Wish.MUST} == by_item.wishes
    assert {} == by_item.dealbreakers
    assert {Dimension.GENDER: frozenset({"MAN"})} == by_kind.dealbreakers


@pytest.mark.parametrize(
    "otherwise",
    [
        {"purpose": Purpose.SHARE_WITH_PERSON_BEFORE_MATCH},
        {"channel": ToldBy.SPOKEN},
        {"audience_staff": None},
        {"valid_until": date(2026, 5, 4)},
        {"withdrawn_at": NOW},
        {"ask_first": True},
    ],
)
def test_a_consent_for_something_else_opens_nothing(otherwise: dict[str, Any]) -> None:
    said = davie_says("AGE:45_54")

    assert of_peer(said, opening("AGE"), TO_ISLA, NOW).items
    assert of_peer(said, opening("AGE", **otherwise), TO_ISLA, NOW) == Features()


SOME_ITEMS = [
    f"{dimension}:{code}"
    for dimension in Dimension
    for code in list(CODES.get(dimension, {"FIRST": "", "SECOND": ""}))[:3]
]
SOME_WISHES = [f"{dimension}:{wish}" for dimension in Dimension for wish in Wish]


def statements() -> st.SearchStrategy[dict[str, tuple[str, ...]]]:
    items = st.lists(st.sampled_from(SOME_ITEMS), max_size=8, unique=True).map(tuple)
    wishes = st.lists(
        st.sampled_from(SOME_WISHES), max_size=5, unique_by=lambda each: each.partition(":")[0]
    ).map(tuple)
    return st.fixed_dictionaries(
        {"says": items, "wishes": wishes, "sought": items, "dealbreakers": items}
    )


def stated(what: dict[str, tuple[str, ...]]) -> Said:
    return davie_says(*what["says"], **{field: what[field] for field in what if field != "says"})


@settings(max_examples=300, deadline=None)
@given(statements(), statements(), st.sets(st.sampled_from(Dimension)))
def test_an_unconsented_dimension_changes_nothing_at_all(
    persons: dict[str, tuple[str, ...]],
    peers: dict[str, tuple[str, ...]],
    opened: set[Dimension],
) -> None:
    """Saying it and not opening it is as if it had never been said: order, reasons, exclusions."""
    silent = {
        field: tuple(each for each in said if Dimension(each.partition(":")[0]) in opened)
        for field, said in peers.items()
    }
    consent = opening(*opened)
    person = of_person(stated(persons))

    spoken = weigh(person, of_peer(stated(peers), consent, TO_ISLA, NOW))

    assert weigh(person, of_peer(stated(silent), consent, TO_ISLA, NOW)) == spoken


@settings(max_examples=200, deadline=None)
@given(statements(), statements())
def test_weighing_the_same_twice_gives_the_same(
    persons: dict[str, tuple[str, ...]], peers: dict[str, tuple[str, ...]]
) -> None:
    shuffled = {field: tuple(reversed(said)) for field, said in peers.items()}
    person, consent = of_person(stated(persons)), opening(*Dimension)

    once = weigh(person, of_peer(stated(peers), consent, TO_ISLA, NOW))

    assert weigh(person, of_peer(stated(shuffled), consent, TO_ISLA, NOW)) == once
    assert once.points == sum(part.points for part in once.parts)
