"""A disclosure: something of somebody's own is let known to somebody who did not know it.

What is proposed is checked by `may_disclose` and refused where nothing allows it. What has happened
is always recorded, and judged by the consents in force at the moment at which it happened (domain
reference, 4.1). The check is stored beside each, with the version of its rule.
"""

from domain.disclosure import deciding
from domain.disclosure.commands import (
    AssessDisclosure,
    ProposeDisclosure,
    RecordHolderTold,
    RecordSubjectTold,
    ReportDisclosure,
)
from domain.disclosure.deciding import (
    AskThemFirst,
    DisclosureAsked,
    DisclosureDenied,
    NotUnderThisConsent,
    UnknownDisclosure,
    decider,
    stated_at,
)
from domain.disclosure.events import (
    DisclosureAssessed,
    DisclosureChecked,
    DisclosureMade,
    DisclosureReported,
    HolderTold,
    SubjectToldOfDisclosure,
)
from domain.disclosure.language import SPOKEN_FOR, DisclosureOutcome, Severity
from domain.disclosure.listening import listener_at
from domain.disclosure.state import DISCLOSURES, Disclosure

__all__ = [
    "DISCLOSURES",
    "SPOKEN_FOR",
    "AskThemFirst",
    "AssessDisclosure",
    "Disclosure",
    "DisclosureAsked",
    "DisclosureAssessed",
    "DisclosureChecked",
    "DisclosureDenied",
    "DisclosureMade",
    "DisclosureOutcome",
    "DisclosureReported",
    "HolderTold",
    "NotUnderThisConsent",
    "ProposeDisclosure",
    "RecordHolderTold",
    "RecordSubjectTold",
    "ReportDisclosure",
    "Severity",
    "SubjectToldOfDisclosure",
    "UnknownDisclosure",
    "decider",
    "deciding",
    "listener_at",
    "stated_at",
]
