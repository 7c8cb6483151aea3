"""When a consent is a choice: whose word it is, what it opens, to whom, and until when."""

from collections.abc import Sequence
from datetime import UTC, datetime

from domain.consent.commands import (
    GiveDisclosureConsent,
    OfferDisclosureConsent,
    RefuseDisclosureConsent,
)
from domain.consent.language import (
    CANNOT_BE_RECALLED,
    CLASSES,
    KINDS,
    LONGEST,
    PUBLISHED_AT_MOST,
    Audience,
    Purpose,
)
from domain.consent.refusals import (
    AudienceNotNamed,
    BundledConsent,
    ConsentBackdated,
    ConsentOver,
    ConsentWithoutEnd,
    NotAnItemOfTheirs,
    NotWarned,
)
from domain.dimensions import LABEL, LONGEST_LABEL, Dimension, label_of
from domain.periods import LOCAL, local_day

Scoped = OfferDisclosureConsent | GiveDisclosureConsent | RefuseDisclosureConsent


def items_in(said: Sequence[str], field: str = "items") -> tuple[str, ...]:
    """Items written in one way, each once. Raises `NotAnItemOfTheirs`."""
    return tuple(sorted({_item(each, field) for each in said}))


def _item(text: str, field: str) -> str:
    kind, colon, label = text.partition(":")
    kind, label = label_of(kind), label_of(label)
    written = not colon or (LABEL.fullmatch(label) is not None and len(label) <= LONGEST_LABEL)
    if kind not in KINDS or not written:
        raise NotAnItemOfTheirs(
            "Say which items, one by one. Their kinds are "
            f"{', '.join(sorted(KINDS))}; a single one is written KIND:LABEL.",
            field=field,
        )
    return f"{kind}:{label}" if colon else kind


def check_audience(command: Scoped) -> None:
    """Raise `AudienceNotNamed` where somebody, or a role, is meant and not said."""
    if command.audience is Audience.STAFF_MEMBER and command.audience_staff is None:
        raise AudienceNotNamed("Say to which member of staff.", field="audience_staff")
    if command.audience is Audience.ROLE and command.audience_role is None:
        raise AudienceNotNamed("Say to whom, in which role.", field="audience_role")


def begins(command: GiveDisclosureConsent, at: datetime) -> datetime:
    """From when it holds: no earlier than it was given. Raises `ConsentBackdated`."""
    said = command.valid_from
    if said is None:
        return at
    if said.tzinfo is None:
        said = said.replace(tzinfo=LOCAL)
    said = said.astimezone(UTC)
    if said < at:
        raise ConsentBackdated(
            "A consent holds from when it was given at the earliest. Choose a later day.",
            field="valid_from",
        )
    return said


def check_bundle(command: GiveDisclosureConsent, items: Sequence[str]) -> None:
    """Raise where a consent is no choice. Raises `BundledConsent` and `NotWarned`."""
    if not items:
        raise NotAnItemOfTheirs("Say which items may be told.", field="items")
    whole = [each for each in items if ":" not in each]
    if len(whole) == len(KINDS):
        raise BundledConsent(
            "This opens everything at once. Choose what may be told, item by item.", field="items"
        )
    if command.audience in CLASSES and (whole or command.include_future):
        raise BundledConsent(
            "This many people may be told single items only. Name each of them.", field="items"
        )
    if not is_irrevocable(command):
        return
    if len(items) > 1 or command.include_future or {*whole} & {*Dimension, "STORY"}:
        raise BundledConsent(
            "What is public cannot be called back. Record one consent for each item.",
            field="items",
        )
    if not command.warned:
        raise NotWarned(
            "What is public cannot be called back. Tell them so, ask again, and say that you did.",
            field="warned",
        )


def is_irrevocable(command: GiveDisclosureConsent) -> bool:
    """Whether what is told cannot be called back in fact."""
    return command.channel in CANNOT_BE_RECALLED or command.audience is Audience.PUBLIC


def check_end(command: GiveDisclosureConsent, valid_from: datetime) -> None:
    """Raise `ConsentWithoutEnd` where there is none in sight, `ConsentOver` where it is past."""
    until = command.valid_until
    if until is None:
        raise ConsentWithoutEnd(
            "Say until when: twelve months are usual, and it can be given again.",
            field="valid_until",
        )
    first = local_day(valid_from)
    if until < first:
        raise ConsentOver("This would end before it begins. Check the day.", field="valid_until")
    public = command.purpose is Purpose.STORY_PUBLICITY or is_irrevocable(command)
    longest = PUBLISHED_AT_MOST if public else LONGEST
    if until - first > longest:
        months = 12 if longest is PUBLISHED_AT_MOST else 36
        raise ConsentWithoutEnd(
            f"This end is too far off. Choose a day within {months} months.", field="valid_until"
        )
