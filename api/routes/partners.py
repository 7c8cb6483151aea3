"""What can be asked about partners, what referrers hear, messages, and sending people on."""

from api.door import Row
from domain.listings import ListService, UnlistService
from domain.messages import ChooseMessages, SettleMessage
from domain.partnership import (
    AnswerReferrerQuestion,
    AnswerSuggestion,
    EndSharingAgreement,
    GiveReferrerFeedbackConsent,
    LinkReferrer,
    MakeOnwardReferral,
    NameReferrer,
    RecordReferrerLeft,
    RegisterPartner,
    ReviewSharingAgreement,
    SendReferrerFeedback,
    SignSharingAgreement,
    SuggestService,
    WithdrawReferrerFeedbackConsent,
)

ROWS = (
    Row("POST", "/services-elsewhere/{listing}", ListService),
    Row("POST", "/services-elsewhere/{listing}/removal", UnlistService),
    Row("POST", "/staff/{staff}/messages", ChooseMessages),
    Row("POST", "/messages/{message}/settled", SettleMessage),
    Row("POST", "/partners", RegisterPartner),
    Row("POST", "/partners/{partner}/agreement", SignSharingAgreement),
    Row("POST", "/partners/{partner}/agreement/review", ReviewSharingAgreement),
    Row("POST", "/partners/{partner}/agreement/end", EndSharingAgreement),
    Row("POST", "/partners/{partner}/referrers", NameReferrer),
    Row("POST", "/partners/{partner}/referrers/{referrer}/departure", RecordReferrerLeft),
    Row("POST", "/referrals/{referral}/referrer", LinkReferrer),
    Row("POST", "/referrals/{referral}/feedback", SendReferrerFeedback),
    Row("POST", "/referrals/{referral}/answers", AnswerReferrerQuestion),
    Row("POST", "/people/{person}/feedback-choices", GiveReferrerFeedbackConsent),
    Row(
        "POST",
        "/people/{person}/feedback-choices/{referrer}/withdrawal",
        WithdrawReferrerFeedbackConsent,
    ),
    Row("POST", "/people/{person}/suggestions", SuggestService),
    Row("POST", "/people/{person}/onward-referrals", MakeOnwardReferral),
    Row("POST", "/people/{person}/suggestions/{signpost}/answer", AnswerSuggestion),
)
