"""What can be asked about safeguarding concerns."""

from api.door import Row
from domain.safeguarding import (
    AcknowledgeConcern,
    AnswerNoFurtherAction,
    CloseConcern,
    ConsiderConcern,
    ConsiderConcernDuties,
    KeepConcernWithin,
    NoteConcern,
    PassConcernOn,
    PlaceConcern,
    ProposeNoFurtherAction,
    RaiseConcern,
    RecordConcernAnswer,
    RecordConcernHelp,
    ReopenConcern,
    ReviewConcernPlan,
)

ROWS = (
    Row("POST", "/concerns", RaiseConcern),
    Row("POST", "/concerns/{concern}/subjects", PlaceConcern),
    Row("POST", "/concerns/{concern}/help", RecordConcernHelp),
    Row("POST", "/concerns/{concern}/acknowledgement", AcknowledgeConcern),
    Row("POST", "/concerns/{concern}/threshold", ConsiderConcern),
    Row("POST", "/concerns/{concern}/reports", PassConcernOn),
    Row("POST", "/concerns/{concern}/plan", KeepConcernWithin),
    Row("POST", "/concerns/{concern}/no-further-action", ProposeNoFurtherAction),
    Row("POST", "/concerns/{concern}/no-further-action/answer", AnswerNoFurtherAction),
    Row("POST", "/concerns/{concern}/answers", RecordConcernAnswer),
    Row("POST", "/concerns/{concern}/plan/reviews", ReviewConcernPlan),
    Row("POST", "/concerns/{concern}/duties", ConsiderConcernDuties),
    Row("POST", "/concerns/{concern}/notes", NoteConcern),
    Row("POST", "/concerns/{concern}/closing", CloseConcern),
    Row("POST", "/concerns/{concern}/reopening", ReopenConcern),
)
