"""What somebody lets be told of themself: which items, to whom, what for, how, and until when.

A peer supporter's own experience is theirs alone, towards the coordinator and every screen too
(domain reference, 3.6 and 4.1). Nothing may be told or used without a consent that fits in all six
dimensions: items, audience, purpose, channel, validity and use. Only the subject gives one; a
withdrawal counts from the moment at which it was communicated and is never refused. What is wider
than before is always a new consent; what is narrower changes the old one.

Items are sealed. What a consent is for, and when it is in force, is clear, so that its course folds
without a key; whether it covers an item is for a reader who holds one (`COVERAGE`). `may_disclose`
is the one answer to whether something may be told.
"""

from domain.consent.checking import (
    RULE_VERSION,
    Answer,
    Listener,
    Verdict,
    Why,
    may_disclose,
)
from domain.consent.commands import (
    DeclineDisclosureConsent,
    EndAuthority,
    GiveDisclosureConsent,
    NarrowDisclosureConsent,
    OfferDisclosureConsent,
    RecordAuthority,
    RecordConsentReadBack,
    RefuseDisclosureConsent,
    WithdrawDisclosureConsent,
)
from domain.consent.deciding import (
    ConsentAsked,
    decider,
)
from domain.consent.events import (
    AuthorityEnded,
    AuthorityRecorded,
    DisclosureConsentDeclined,
    DisclosureConsentGiven,
    DisclosureConsentNarrowed,
    DisclosureConsentOffered,
    DisclosureConsentReadBack,
    DisclosureConsentRefused,
    DisclosureConsentWithdrawn,
    OneOffConsentUsed,
)
from domain.consent.giving import (
    items_in,
)
from domain.consent.language import (
    CANNOT_BE_RECALLED,
    CLASSES,
    KINDS,
    RENEWAL_NOTICE,
    Audience,
    AuthorityKind,
    GivenHow,
    Purpose,
    Standing,
    ToldBy,
    Use,
)
from domain.consent.refusals import (
    AudienceNotNamed,
    BundledConsent,
    ConditionOfVolunteering,
    ConsentBackdated,
    ConsentNotInForce,
    ConsentOver,
    ConsentWithoutEnd,
    NoAuthority,
    NotAnItemOfTheirs,
    NotNarrower,
    NotReadBack,
    NotTheirOwnWord,
    NotWarned,
    OfferNotOpen,
    UnknownAuthority,
    UnknownConsent,
    WhoseConsent,
)
from domain.consent.state import (
    AUTHORITIES,
    CONSENTS,
    COVERAGE,
    Authority,
    Consent,
    Coverage,
    Narrowing,
    Opened,
)

__all__ = [
    "AUTHORITIES",
    "CANNOT_BE_RECALLED",
    "CLASSES",
    "CONSENTS",
    "COVERAGE",
    "KINDS",
    "RENEWAL_NOTICE",
    "RULE_VERSION",
    "Answer",
    "Audience",
    "AudienceNotNamed",
    "Authority",
    "AuthorityEnded",
    "AuthorityKind",
    "AuthorityRecorded",
    "BundledConsent",
    "ConditionOfVolunteering",
    "Consent",
    "ConsentAsked",
    "ConsentBackdated",
    "ConsentNotInForce",
    "ConsentOver",
    "ConsentWithoutEnd",
    "Coverage",
    "DeclineDisclosureConsent",
    "DisclosureConsentDeclined",
    "DisclosureConsentGiven",
    "DisclosureConsentNarrowed",
    "DisclosureConsentOffered",
    "DisclosureConsentReadBack",
    "DisclosureConsentRefused",
    "DisclosureConsentWithdrawn",
    "EndAuthority",
    "GiveDisclosureConsent",
    "GivenHow",
    "Listener",
    "NarrowDisclosureConsent",
    "Narrowing",
    "NoAuthority",
    "NotAnItemOfTheirs",
    "NotNarrower",
    "NotReadBack",
    "NotTheirOwnWord",
    "NotWarned",
    "OfferDisclosureConsent",
    "OfferNotOpen",
    "OneOffConsentUsed",
    "Opened",
    "Purpose",
    "RecordAuthority",
    "RecordConsentReadBack",
    "RefuseDisclosureConsent",
    "Standing",
    "ToldBy",
    "UnknownAuthority",
    "UnknownConsent",
    "Use",
    "Verdict",
    "WhoseConsent",
    "Why",
    "WithdrawDisclosureConsent",
    "decider",
    "items_in",
    "may_disclose",
]
