"""What can be asked about what somebody lets be told of themself."""

from api.disclosure_views import past_recipients
from api.door import Row
from domain.consent import (
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

ROWS = (
    Row("POST", "/consents/offers", OfferDisclosureConsent),
    Row("POST", "/consents", GiveDisclosureConsent),
    Row("POST", "/consents/refusals", RefuseDisclosureConsent),
    Row("POST", "/consents/{consent}/decline", DeclineDisclosureConsent),
    Row("POST", "/consents/{consent}/narrowing", NarrowDisclosureConsent),
    Row("POST", "/consents/{consent}/withdrawal", WithdrawDisclosureConsent, also=past_recipients),
    Row("POST", "/consents/{consent}/read-back", RecordConsentReadBack),
    Row("POST", "/authorities", RecordAuthority),
    Row("POST", "/authorities/{authority}/end", EndAuthority),
)
