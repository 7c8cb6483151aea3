"""One pure function for each instrument: from answers to a score, with what missing items do.

Every scorer has a version in its name. Should a rule change, there will be another beside it: what
was scored by the first stays as it was (domain reference, 3.10).
"""

from collections.abc import Callable, Sequence
from math import floor, sqrt

import msgspec

from domain.instruments.catalogue import (
    BANDS_OF_THE_ANXIOUS,
    BANDS_OF_THE_OTHERS,
    DEFINITIONS,
)
from domain.instruments.conversion import METRIC
from domain.instruments.language import (
    Answers,
    Band,
    Instrument,
    Scored,
    ScoreFlag,
    Unscorable,
)

MOST_IMPUTED = 3
MOST_PRORATED = 2
MOST_MISSING_OF_SIX = 2
MOST_MISSING_OF_FOUR = 1
EMOTIONAL, SOCIAL = slice(0, 3), slice(3, 6)
YES, MORE_OR_LESS = 1, 2
CORRELATION_OF_GOALS = 0.3
"""The rho of Kiresuk and Sherman: how far goals of one person usually go together."""


def scored(
    instrument: Instrument, answers: Answers, weights: Sequence[float] | None = None
) -> Scored:
    """What the answers come to. They have been checked (`domain.instruments.answers.checked`).

    ``weights`` say how much each goal of goal attainment scaling counts; alike without them.
    """
    if instrument is Instrument.GAS:
        return goal_attainment(answers, weights)
    return SCORERS[instrument](answers)


def wemwbs(answers: Answers) -> Scored:
    """Fourteen items added up, 14 to 70, higher is better.

    Up to three that are missing count as the mean of those answered; with more there is no score.
    Source: Warwick-Edinburgh Mental Well-being Scale, user guide (domain reference, 7.1).
    """
    given = _given(answers)
    missing = len(answers) - len(given)
    if missing > MOST_IMPUTED:
        return _none(Instrument.WEMWBS, Unscorable.TOO_MANY_MISSING)
    total = sum(given)
    score = _rounded(total / len(given) * len(answers))
    flags = (ScoreFlag.IMPUTED,) if missing else ()
    return _whole(Instrument.WEMWBS, total, score, flags)


def swemwbs(answers: Answers) -> Scored:
    """Seven items added up, 7 to 35, and turned into the metric score, 7.00 to 35.00.

    All seven are needed: the table holds for complete answers alone.
    Source: Stewart-Brown and others 2009 (`domain.instruments.conversion`).
    """
    given = _given(answers)
    if len(given) < len(answers):
        return _none(Instrument.SWEMWBS, Unscorable.MISSING_ITEM)
    total = sum(given)
    return _whole(Instrument.SWEMWBS, total, METRIC[total])


def phq9(answers: Answers) -> Scored:
    """Nine items added up, 0 to 27, lower is better.

    One or two that are missing count as the mean of the others, the total then rounded half up to
    a whole number; with more there is no score. Item 9 asks about self-harm: any answer but "not
    at all" needs a human on the same day, also where the rest cannot be scored.
    Source: Kroenke, Spitzer and Williams 2001.
    """
    return _prorated(Instrument.PHQ9, answers)


def gad7(answers: Answers) -> Scored:
    """Seven items added up, 0 to 21, lower is better.

    One or two that are missing count as the mean of the others, the total then rounded half up to
    a whole number; with more there is no score. Source: Spitzer and others 2006.
    """
    return _prorated(Instrument.GAD7, answers)


def ucla3(answers: Answers) -> Scored:
    """Three items added up, 3 to 9, lower is better; from 6 on people are usually called lonely.

    All three are needed. Source: Hughes and others 2004.
    """
    given = _given(answers)
    if len(given) < len(answers):
        return _none(Instrument.UCLA3, Unscorable.MISSING_ITEM)
    return _whole(Instrument.UCLA3, sum(given), sum(given))


def loneliness(answers: Answers) -> Scored:
    """One of five answers, from 1 (often or always) to 5 (never); counted as a share of people.

    Source: Office for National Statistics 2018.
    """
    (answer,) = answers
    if answer is None:
        return _none(Instrument.LONELINESS, Unscorable.MISSING_ITEM)
    return _whole(Instrument.LONELINESS, answer, answer)


def djg6(answers: Answers) -> Scored:
    """Three emotional items, then three social ones, each 0 or 1; added up, 0 to 6.

    "More or less" always counts; of the emotional items "yes" counts with it, of the social ones
    "no". The total may miss one item, a subscale none. Made for groups: nobody is judged by it.
    Source: De Jong Gierveld and Van Tilburg 2006, and the manual of VU Amsterdam.
    """
    points = [
        None
        if answer is None
        else int(answer == MORE_OR_LESS or (answer == YES) == (place < SOCIAL.start))
        for place, answer in enumerate(answers)
    ]
    parts: dict[str, float | None] = {
        "emotional": _all_of(points[EMOTIONAL]),
        "social": _all_of(points[SOCIAL]),
    }
    given = [point for point in points if point is not None]
    flags = [ScoreFlag.GROUPS_ONLY]
    if None in parts.values():
        flags.append(ScoreFlag.SUBSCALE_UNSCORABLE)
    if len(points) - len(given) > 1:
        return Scored(
            Instrument.DJG6,
            _scorer(Instrument.DJG6),
            unscorable=Unscorable.TOO_MANY_MISSING,
            parts=parts,
            flags=tuple(flags),
        )
    return _whole(Instrument.DJG6, sum(given), sum(given), tuple(flags), parts)


def ons4(answers: Answers) -> Scored:
    """Satisfied, worthwhile, happy yesterday, anxious yesterday: 0 to 10, each for itself.

    They are never added up, and there is no number for the whole; an item that is missing is
    missing. Of the last lower is better. Source: Office for National Statistics, user guidance.
    """
    names = ("satisfied", "worthwhile", "happy", "anxious")
    return _apart(Instrument.ONS4, dict(zip(names, answers, strict=True)))


def semcd6(answers: Answers) -> Scored:
    """The mean of six items, 1 to 10, higher is better.

    Up to two may be missing. Where two numbers that follow one another were ringed, the lower
    counts; two others count as missing (`domain.instruments.answers`).
    Source: Stanford Patient Education Research Center.
    """
    given = _given(answers)
    if len(answers) - len(given) > MOST_MISSING_OF_SIX:
        return _none(Instrument.SEMCD6, Unscorable.TOO_MANY_MISSING)
    return _whole(Instrument.SEMCD6, sum(given), _rounded(sum(given) / len(given)))


def goal_based(answers: Answers) -> Scored:
    """Up to three goals of one's own, each from 0 to 10; the score is the mean of those rated.

    A goal that is not rated is left out. Source: Law and Jacob 2015.
    """
    given = _given(answers)
    if not given:
        return _none(Instrument.GBO, Unscorable.MISSING_ITEM)
    parts: dict[str, float | None] = {
        f"goal_{number}": answer for number, answer in enumerate(answers, start=1)
    }
    mean = _rounded(sum(given) / len(given))
    return _whole(Instrument.GBO, sum(given), mean, (), parts)


def goal_attainment(answers: Answers, weights: Sequence[float] | None = None) -> Scored:
    """How far goals were reached, each from -2 to +2, as a T score: 50 is as expected, SD 10.

    T = 50 + 10 sum(w x) / sqrt((1 - rho) sum(w^2) + rho sum(w)^2), rho being 0.3. A goal without
    a score is left out.
    Source: Kiresuk and Sherman 1968, in the form of Turner-Stokes 2009 with its erratum.
    """
    counted = weights or [1.0] * len(answers)
    goals = [
        (weight, answer)
        for weight, answer in zip(counted, answers, strict=True)
        if answer is not None
    ]
    if not goals:
        return _none(Instrument.GAS, Unscorable.MISSING_ITEM)
    total = sum(weight * answer for weight, answer in goals)
    rho = CORRELATION_OF_GOALS
    squares = sum(weight * weight for weight, _ in goals)
    spread = (1 - rho) * squares + rho * sum(weight for weight, _ in goals) ** 2
    return _whole(Instrument.GAS, total, _rounded(50 + 10 * total / sqrt(spread)))


def eq5d5l(answers: Answers) -> Scored:
    """Five dimensions, each from 1 to 5, and how good health is today, 0 to 100: each for itself.

    An index needs a value set, which is licensed separately and not here.
    Source: EuroQol Research Foundation, user guide.
    """
    names = ("mobility", "self_care", "usual_activities", "pain", "anxiety", "health_today")
    return _apart(Instrument.EQ5D5L, dict(zip(names, answers, strict=True)))


def relationship(answers: Answers) -> Scored:
    """The mean of four items, 1 to 5, higher is better: how it is for the person with the other.

    Whether they feel heard, are at ease, have a say in what is done, and would choose the same
    again. One may be missing. Made for groups: no match is judged by it.
    Source: questions of this project, not validated.
    """
    given = _given(answers)
    if len(answers) - len(given) > MOST_MISSING_OF_FOUR:
        return _none(Instrument.RELATIONSHIP, Unscorable.TOO_MANY_MISSING)
    names = ("heard", "at_ease", "a_say", "again")
    parts: dict[str, float | None] = dict(zip(names, answers, strict=True))
    mean = _rounded(sum(given) / len(given))
    flags = (ScoreFlag.GROUPS_ONLY,)
    return _whole(Instrument.RELATIONSHIP, sum(given), mean, flags, parts)


def unwanted(answers: Answers) -> Scored:
    """What support may have done that nobody wanted: five items, 0 (no) to 3, each for itself.

    Whether somebody felt worse, came to rely on it more than they like, was pressed to tell or do
    something, had something passed on, or lost money, strength or time that they needed. They are
    never added up: one is enough, and any but "no" needs a human on the same day, as does one that
    was left out. Source: questions of this project, not validated.
    """
    names = ("felt_worse", "relies_too_much", "pressed", "passed_on", "cost_too_much")
    found = _apart(Instrument.UNWANTED, dict(zip(names, answers, strict=True)))
    return msgspec.structs.replace(found, flags=_about_risk(Instrument.UNWANTED, answers))


SCORERS: dict[Instrument, Callable[[Answers], Scored]] = {
    Instrument.WEMWBS: wemwbs,
    Instrument.SWEMWBS: swemwbs,
    Instrument.PHQ9: phq9,
    Instrument.GAD7: gad7,
    Instrument.UCLA3: ucla3,
    Instrument.LONELINESS: loneliness,
    Instrument.DJG6: djg6,
    Instrument.ONS4: ons4,
    Instrument.SEMCD6: semcd6,
    Instrument.GBO: goal_based,
    Instrument.GAS: goal_attainment,
    Instrument.EQ5D5L: eq5d5l,
    Instrument.RELATIONSHIP: relationship,
    Instrument.UNWANTED: unwanted,
}
"""Who scores what."""


def needs_a_human(instrument: Instrument, answers: Answers) -> bool:
    """Whether an answer is there that somebody has to respond to on the same day."""
    definition = DEFINITIONS[instrument]
    return any(
        answer is not None and answer > definition.items[number - 1][0]
        for number in definition.risk_items
        for answer in (answers[number - 1],)
    )


def band_of(bands: Sequence[Band], score: float) -> str | None:
    """The name of the stretch in which a score lies."""
    return next((band.name for band in bands if score <= band.last), None)


def bands_of_parts(parts: dict[str, float | None]) -> dict[str, str | None]:
    """The stretch of each of the four questions about personal well-being."""
    return {
        name: None
        if answer is None
        else band_of(BANDS_OF_THE_ANXIOUS if name == "anxious" else BANDS_OF_THE_OTHERS, answer)
        for name, answer in parts.items()
    }


def _prorated(instrument: Instrument, answers: Answers) -> Scored:
    given = _given(answers)
    missing = len(answers) - len(given)
    flags = _about_risk(instrument, answers)
    if missing > MOST_PRORATED:
        return Scored(
            instrument,
            _scorer(instrument),
            unscorable=Unscorable.TOO_MANY_MISSING,
            flags=flags,
        )
    total = sum(given)
    score = floor(total * len(answers) / len(given) + 0.5)
    flags = (*((ScoreFlag.PRORATED,) if missing else ()), *flags)
    return _whole(instrument, total, score, flags)


def _about_risk(instrument: Instrument, answers: Answers) -> tuple[ScoreFlag, ...]:
    items = DEFINITIONS[instrument].risk_items
    left_out = any(answers[number - 1] is None for number in items)
    return (
        *((ScoreFlag.RISK_ITEM,) if needs_a_human(instrument, answers) else ()),
        *((ScoreFlag.RISK_ITEM_MISSING,) if left_out else ()),
    )


def _apart(instrument: Instrument, parts: dict[str, float | None]) -> Scored:
    return Scored(instrument, _scorer(instrument), unscorable=Unscorable.NO_COMPOSITE, parts=parts)


def _whole(
    instrument: Instrument,
    raw: float,
    score: float,
    flags: tuple[ScoreFlag, ...] = (),
    parts: dict[str, float | None] | None = None,
) -> Scored:
    band = band_of(DEFINITIONS[instrument].bands, score)
    return Scored(instrument, _scorer(instrument), raw, score, None, parts or {}, band, flags)


def _none(instrument: Instrument, why: Unscorable) -> Scored:
    return Scored(instrument, _scorer(instrument), unscorable=why)


def _scorer(instrument: Instrument) -> str:
    return f"{instrument}-1"


def _given(answers: Answers) -> list[int]:
    return [answer for answer in answers if answer is not None]


def _all_of(points: Sequence[int | None]) -> int | None:
    return None if None in points else sum(point or 0 for point in points)


def _rounded(number: float) -> float:
    """Two decimals: more would be noise."""
    return round(number, 2)
