"""What can be asked about what is told, or was told, of somebody, and about their stories."""

from api.door import Row
from domain.disclosure import (
    AssessDisclosure,
    ProposeDisclosure,
    RecordHolderTold,
    RecordSubjectTold,
    ReportDisclosure,
)
from domain.story import AcceptStoryRequest, DeclineStoryRequest, RequestStory

ROWS = (
    Row("POST", "/disclosures", ProposeDisclosure),
    Row("POST", "/disclosures/reports", ReportDisclosure),
    Row("POST", "/disclosures/{disclosure}/told", RecordSubjectTold),
    Row("POST", "/disclosures/{disclosure}/assessment", AssessDisclosure),
    Row("POST", "/disclosures/{disclosure}/holder-told", RecordHolderTold),
    Row("POST", "/peers/{peer}/story-requests", RequestStory),
    Row("POST", "/story-requests/{story_request}/acceptance", AcceptStoryRequest),
    Row("POST", "/story-requests/{story_request}/decline", DeclineStoryRequest),
)
