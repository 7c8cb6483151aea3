"""What is due about consents and disclosures (domain reference, 3.6 and 4.1)."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from domain.consent import RENEWAL_NOTICE, Consent, Use
from domain.disclosure import Disclosure, Severity
from domain.flags import Flag, first_of, kept
from domain.people import ConsentId, DisclosureId
from domain.periods import end_of, start_of

ASSESSED_WITHIN = timedelta(hours=72)
"""By when the Information Commissioner would have to be told, from the day it was known."""

HOW_FAR = {
    Severity.WITHIN_SERVICE: "within the service",
    Severity.OUTSIDE_SERVICE: "to somebody outside the service",
    Severity.CANNOT_BE_RECALLED: "in public, where it cannot be called back",
}


def flags_of_consents(
    consents: Mapping[ConsentId, Consent], disclosures: Mapping[DisclosureId, Disclosure]
) -> tuple[Flag, ...]:
    """What is due about one peer supporter's, or one person's, consents and disclosures."""
    found: list[Flag] = []
    for identifier, consent in consents.items():
        found += _of_consent(identifier, consent, consents)
    for disclosure in disclosures.values():
        found += flags_of_disclosure(disclosure, consents)
    return kept(iter(found))


def flags_of_disclosure(
    disclosure: Disclosure, consents: Mapping[ConsentId, Consent]
) -> tuple[Flag, ...]:
    """What is due about one disclosure, given the consents of whoever it is of."""
    return kept(iter([*_of_disclosure(disclosure), *_of_holders(disclosure, consents)]))


def _of_consent(
    identifier: ConsentId, consent: Consent, consents: Mapping[ConsentId, Consent]
) -> Iterator[Flag]:
    if consent.to_read_back_since is not None:
        yield Flag(
            "CONSENT_TO_READ_BACK",
            "Something was written down for them about what may be told. Read it back to them.",
            consent.to_read_back_since,
            _if_later(consent.read_back_at, consent.to_read_back_since),
        )
    if consent.ask_on is not None:
        yield Flag(
            "CONSENT_TO_ASK_AGAIN",
            "They wanted to be asked again about something that may be told. Ask them.",
            start_of(consent.ask_on),
            first_of(consent.given_at, consent.declined_at),
        )
    last, given_at = consent.valid_until, consent.given_at
    if given_at is None or last is None or consent.use is Use.ONE_OFF:
        return
    begins = max(start_of(last - RENEWAL_NOTICE), given_at)
    again = [
        other.given_at
        for each, other in consents.items()
        if each != identifier
        and other.given_at is not None
        and other.given_at >= begins
        and not other.is_refusal
        and _alike(other, consent)
    ]
    yield Flag(
        "CONSENT_ENDS_SOON",
        "What they let be told ends soon. Ask whether they give it again; silence ends it.",
        begins,
        first_of(end_of(last), consent.withdrawn_at, *again),
    )


def _alike(one: Consent, other: Consent) -> bool:
    fields = ("audience", "audience_staff", "audience_role", "audience_match", "purpose", "channel")
    return all(getattr(one, field) == getattr(other, field) for field in fields)


def _of_holders(disclosure: Disclosure, consents: Mapping[ConsentId, Consent]) -> Iterator[Flag]:
    """Whoever was told under a consent is asked to stop, once it is taken back."""
    for identifier in disclosure.under:
        consent = consents.get(identifier)
        if consent is not None and consent.withdrawn_at is not None:
            yield Flag(
                "HOLDER_TO_TELL",
                "They took a consent back. Ask whoever was told under it to use it no longer.",
                max(consent.withdrawn_at, disclosure.at),
                disclosure.holder_told_at.get(identifier),
            )


def _of_disclosure(disclosure: Disclosure) -> Iterator[Flag]:
    checked_at = disclosure.checked_at
    if checked_at is None or disclosure.authorised:
        return
    if disclosure.said_before:
        yield Flag(
            "AFTER_WITHDRAWAL_UNAWARE",
            "Something was told after they had taken it back, and before anybody here had written "
            "that down. Find out what was known; nobody may be to blame.",
            checked_at,
            disclosure.assessed_at,
        )
    else:
        yield Flag(
            "UNAUTHORISED_DISCLOSURE",
            f"Something was told {HOW_FAR[disclosure.severity]} that they had not let be told. "
            "Find out how that came about.",
            checked_at,
            disclosure.assessed_at,
        )
    yield Flag(
        "DISCLOSURE_TO_TELL",
        "Something of theirs was told without their consent. Tell them.",
        checked_at,
        disclosure.told_at,
    )
    yield Flag(
        "DISCLOSURE_TO_ASSESS",
        "Something was told without consent. Decide whether it is a data breach.",
        checked_at,
        disclosure.assessed_at,
    )
    yield Flag(
        "DISCLOSURE_ASSESSMENT_LATE",
        "It is more than 72 hours since it was known that something was told without consent. "
        "Decide today whether it is a data breach.",
        checked_at + ASSESSED_WITHIN,
        disclosure.assessed_at,
    )


def _if_later(moment: datetime | None, since: datetime) -> datetime | None:
    return moment if moment is not None and moment >= since else None
