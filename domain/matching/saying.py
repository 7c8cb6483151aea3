"""What speaks for or against a pair, in sentences for a coordinator. Nobody is named."""

from domain.conditions import IN_WORDS, Condition
from domain.dimensions import Dimension, in_words
from domain.match.language import Side
from domain.matching.weighing import Kind, Part
from domain.training import in_words as listed

SHARED = {
    Dimension.CONDITION: "Both live with {codes}",
    Dimension.IMPACT: "Both know what it is like: {codes}",
    Dimension.INTERESTS: "Both like {codes}",
    Dimension.PROFESSION: "Both have worked in {codes}",
    Dimension.VALUES: "To both it matters: {codes}",
    Dimension.FAITH: "Both say of their faith: {codes}",
    Dimension.AGE: "Both are {codes}",
    Dimension.GENDER: "Both say of themselves: {codes}",
    Dimension.WELL_BEING: "Both know {codes}",
    Dimension.LANGUAGE: "Both speak {codes}",
    Dimension.ACCESS: "Both say of access: {codes}",
    Dimension.AREA: "Both are at home in {codes}",
    Dimension.CHANNELS: "Both are glad to be in touch {codes}",
    Dimension.AVAILABILITY: "Both can make it {codes}",
}
ABOUT = {
    Dimension.CONDITION: "the condition",
    Dimension.IMPACT: "what it is like to live with it",
    Dimension.INTERESTS: "interests",
    Dimension.PROFESSION: "work",
    Dimension.VALUES: "what matters",
    Dimension.FAITH: "faith",
    Dimension.AGE: "age",
    Dimension.GENDER: "gender",
    Dimension.WELL_BEING: "well-being",
    Dimension.LANGUAGE: "language",
    Dimension.ACCESS: "access",
    Dimension.AREA: "place",
    Dimension.CHANNELS: "ways of being in touch",
    Dimension.AVAILABILITY: "times",
}
WHO = {Side.PERSON: "The person", Side.PEER: "The peer supporter"}
OTHER = {Side.PERSON: "the peer supporter", Side.PEER: "the person"}
SHARED_FOR_MATCHING = " (the peer supporter shared this for matching)"


def sentence(part: Part) -> str:
    """One reason, counter-reason or exclusion: what is so and, where it helps, what to do."""
    about = "" if part.dimension is None else ABOUT[part.dimension]
    who, other = WHO.get(part.side or Side.PERSON, ""), OTHER.get(part.side or Side.PERSON, "")
    codes = _codes(part)
    match part.kind:
        case Kind.SHARED:
            said = SHARED[part.dimension or Dimension.INTERESTS].format(codes=codes)
            return f"{said}{SHARED_FOR_MATCHING}."
        case Kind.BROUGHT:
            return f"{who} wished for this in {about}, and {other} brings it: {codes}."
        case Kind.CAN_MEET:
            return f"The peer supporter can meet what the person needs: {codes}."
        case Kind.ADVICE_MET:
            return f"The same condition is advised for {codes}, and both live with it."
        case Kind.WISH_NOT_MET:
            return f"{who} would have liked something in common in {about}."
        case Kind.WISH_NOT_KNOWN:
            return f"{who} has a wish about {about}, and of {other} it is not known. Ask."
        case Kind.MUST_NOT_KNOWN:
            return f"{who} says that {about} must fit, and of {other} it is not known. Ask first."
        case Kind.NEED_NOT_MET:
            return f"The person needs something that the peer supporter may not meet: {codes}."
        case Kind.NO_SHARED_TIME:
            return "The two have named no time that suits both. Ask them."
        case Kind.SAME_AREA:
            return f"Both are at home in {codes}. Ask both how it would be to meet by chance."
        case Kind.ADVICE_NOT_MET:
            return (
                f"A peer supporter who lives with the same condition is advised for {codes}. "
                "Of this one it is not known."
            )
        case Kind.OPEN_MATCHES:
            times = "one person" if codes == "1" else f"{codes} people"
            return f"The peer supporter is matched with {times} already."
        case Kind.MATCHED_BEFORE:
            return "The two were matched before. Somebody else would be new to the person."
        case Kind.MUST_NOT_MET:
            return f"{who} says that {about} must fit, and it does not."
        case Kind.NOT_WISHED:
            return f"{who} does not wish for this in {about}: {codes}."
        case Kind.DEALBREAKER:
            return f"{who} said that this rules somebody out: {codes}."
        case Kind.NOTHING_SHARED:
            return f"The two have nothing in common in {about}."


def advice(conditions: tuple[str, ...]) -> str | None:
    """That matching by condition is advised for somebody, or nothing where it is not."""
    if not conditions:
        return None
    named = listed(IN_WORDS[Condition(each)] for each in conditions)
    return f"A peer supporter who lives with the same condition is advised: {named}."


def _codes(part: Part) -> str:
    if part.dimension is None or not part.codes:
        return ", ".join(part.codes)
    return listed(in_words(part.dimension, code) for code in part.codes)
