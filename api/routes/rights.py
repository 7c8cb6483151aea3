"""What can be asked about somebody's rights over their own record."""

from api.door import Row
from domain.complaint import AcknowledgeComplaint, AnswerComplaint, MakeComplaint
from domain.rights import (
    AcknowledgeRequest,
    AnswerRequest,
    ExtendRequest,
    RecordClarification,
    RecordRequest,
    RequestClarification,
    WithdrawRequest,
)

ROWS = (
    Row("POST", "/rights-requests", RecordRequest),
    Row("POST", "/rights-requests/{rights_request}/acknowledgement", AcknowledgeRequest),
    Row("POST", "/rights-requests/{rights_request}/clarification-request", RequestClarification),
    Row("POST", "/rights-requests/{rights_request}/clarification", RecordClarification),
    Row("POST", "/rights-requests/{rights_request}/extension", ExtendRequest),
    Row("POST", "/rights-requests/{rights_request}/answer", AnswerRequest),
    Row("POST", "/rights-requests/{rights_request}/withdrawal", WithdrawRequest),
    Row("POST", "/complaints", MakeComplaint),
    Row("POST", "/complaints/{complaint}/acknowledgement", AcknowledgeComplaint),
    Row("POST", "/complaints/{complaint}/answer", AnswerComplaint),
)
