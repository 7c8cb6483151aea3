"""What a request for support leaves open: codes that may stand in the clear, and what to do."""

from enum import StrEnum


class Gap(StrEnum):
    """What a request leaves out or leaves unclear. Each becomes a task, so none holds details."""

    NOT_AGREED = "NOT_AGREED"
    REFUSAL_CARRIED = "REFUSAL_CARRIED"
    AGREEMENT_IMPLIED = "AGREEMENT_IMPLIED"
    CONSENT_ABOUT_SOMEBODY_ELSE = "CONSENT_ABOUT_SOMEBODY_ELSE"
    CONSENT_BY_SOMEBODY_ELSE = "CONSENT_BY_SOMEBODY_ELSE"
    CONSENT_FOR_SOMETHING_ELSE = "CONSENT_FOR_SOMETHING_ELSE"
    CONSENT_NOT_IN_FORCE = "CONSENT_NOT_IN_FORCE"
    CONSENT_REJECTED = "CONSENT_REJECTED"
    CONSENT_UNREADABLE = "CONSENT_UNREADABLE"
    CONSENT_WITH_EXCEPTIONS = "CONSENT_WITH_EXCEPTIONS"
    PERSON_NOT_INCLUDED = "PERSON_NOT_INCLUDED"
    PERSON_RECORD_NOT_IN_USE = "PERSON_RECORD_NOT_IN_USE"
    NO_NAME = "NO_NAME"
    NOBODY_TO_CONTACT = "NOBODY_TO_CONTACT"
    WORK_CONTACT_ONLY = "WORK_CONTACT_ONLY"
    SEVERAL_CONTACTS = "SEVERAL_CONTACTS"
    BIRTH_DATE_UNCLEAR = "BIRTH_DATE_UNCLEAR"
    REQUESTER_UNKNOWN = "REQUESTER_UNKNOWN"
    REQUESTER_NOT_INCLUDED = "REQUESTER_NOT_INCLUDED"
    REASON_NOT_INCLUDED = "REASON_NOT_INCLUDED"
    DATE_UNCLEAR = "DATE_UNCLEAR"
    ASKED_LONG_AGO = "ASKED_LONG_AGO"
    STATUS_UNCLEAR = "STATUS_UNCLEAR"
    ON_HOLD = "ON_HOLD"
    INTENT_UNCLEAR = "INTENT_UNCLEAR"
    URGENT = "URGENT"
    CHANGES_EARLIER_REQUEST = "CHANGES_EARLIER_REQUEST"
    MEANING_MODIFIED = "MEANING_MODIFIED"
    DETAIL_UNREADABLE = "DETAIL_UNREADABLE"
    TEXT_SHORTENED = "TEXT_SHORTENED"


SENTENCES: dict[Gap, str] = {
    Gap.NOT_AGREED: "Nothing shows that the person agreed. Ask them before anything else is done.",
    Gap.REFUSAL_CARRIED: (
        "The message carries a refusal or opt-out. Ask the sender what was refused, and do not "
        "approach the person before that is clear."
    ),
    Gap.AGREEMENT_IMPLIED: (
        "The message says agreement was implied. Ask the person at the getting-to-know "
        "conversation."
    ),
    Gap.CONSENT_ABOUT_SOMEBODY_ELSE: (
        "A consent came with the message but is not clearly this person's. Ask the sender."
    ),
    Gap.CONSENT_BY_SOMEBODY_ELSE: (
        "The consent in the message was given by a relative or carer. Ask the person themself."
    ),
    Gap.CONSENT_FOR_SOMETHING_ELSE: (
        "A consent in the message is for something else. Ask the person about this support."
    ),
    Gap.CONSENT_NOT_IN_FORCE: (
        "A consent in the message is not in force today. Ask the person whether they agree now."
    ),
    Gap.CONSENT_REJECTED: (
        "A consent in the message was rejected. Ask the sender before approaching the person."
    ),
    Gap.CONSENT_UNREADABLE: (
        "A consent in the message could not be understood. Ask the sender what was agreed."
    ),
    Gap.CONSENT_WITH_EXCEPTIONS: (
        "The consent in the message has exceptions. Read them in the original before acting on it."
    ),
    Gap.PERSON_NOT_INCLUDED: (
        "The message does not contain the person's details, or not clearly. Ask the sender."
    ),
    Gap.PERSON_RECORD_NOT_IN_USE: (
        "The sender no longer uses this record of the person. Ask for the current one."
    ),
    Gap.NO_NAME: "No name came with the request. Ask the sender who the person is.",
    Gap.NOBODY_TO_CONTACT: (
        "No phone number, e-mail or address came with the request. Ask how to reach the person."
    ),
    Gap.WORK_CONTACT_ONLY: (
        "The only phone number or e-mail is one at work. Ask for another before using it."
    ),
    Gap.SEVERAL_CONTACTS: (
        "Several phone numbers or e-mail addresses came. Ask the person which are safe to use."
    ),
    Gap.BIRTH_DATE_UNCLEAR: "The date of birth is incomplete or cannot be right. Ask for it.",
    Gap.REQUESTER_UNKNOWN: "The request does not say who asks. Ask where it comes from.",
    Gap.REQUESTER_NOT_INCLUDED: (
        "The request names who asks by a pointer only. Ask the sender who that is."
    ),
    Gap.REASON_NOT_INCLUDED: (
        "The request points to reasons that were not sent. Ask the person what would help."
    ),
    Gap.DATE_UNCLEAR: "When support was asked for is missing, incomplete or cannot be right.",
    Gap.ASKED_LONG_AGO: (
        "Support was asked for more than a year ago. Ask whether it is still wanted."
    ),
    Gap.STATUS_UNCLEAR: "The request does not say that it still stands. Ask the sender.",
    Gap.ON_HOLD: "The sender has put this request on hold. Ask them before acting on it.",
    Gap.INTENT_UNCLEAR: "The request does not say what is intended. Ask the sender.",
    Gap.URGENT: (
        "The sender marked this as urgent. Look first whether another service is needed today."
    ),
    Gap.CHANGES_EARLIER_REQUEST: (
        "The message says it changes an earlier request. Look for that one first."
    ),
    Gap.MEANING_MODIFIED: (
        "The sender added something that may change what the request means. Read the original."
    ),
    Gap.DETAIL_UNREADABLE: (
        "Part of what the request points to could not be read. Look at the original."
    ),
    Gap.TEXT_SHORTENED: "A long text was shortened. The whole text is with the sender.",
}
