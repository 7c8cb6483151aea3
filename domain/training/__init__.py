"""What a peer supporter has learnt: courses taken, learning from before, and policies gone through.

A need for a course can be written down; it ends with what answers it. Of the commands
`domain.peer` decides.
"""

from domain.training.catalogue import (
    BEFORE_ANYBODY_STARTS,
    COURSES_IN_WORDS,
    NEEDED_TO_SUPPORT,
    POLICIES_NEEDED,
    Competency,
    Course,
    Policy,
    course_in_words,
    in_words,
    months_after,
    policy_in_words,
)
from domain.training.commands import (
    AcknowledgePolicy,
    CloseTrainingNeed,
    IdentifyTrainingNeed,
    RecognisePriorLearning,
    RecordCourse,
)
from domain.training.deciding import (
    NotAnExpiryDay,
    NotNamed,
    course_completed,
    must_be_named,
    need_closed,
    need_identified,
    policy_acknowledged,
    prior_learning_recognised,
)
from domain.training.events import (
    CourseCompleted,
    PolicyAcknowledged,
    PriorLearningRecognised,
    TrainingNeedClosed,
    TrainingNeedIdentified,
)
from domain.training.state import (
    Completion,
    Learnt,
    Training,
    learnt,
)

__all__ = [
    "BEFORE_ANYBODY_STARTS",
    "COURSES_IN_WORDS",
    "NEEDED_TO_SUPPORT",
    "POLICIES_NEEDED",
    "AcknowledgePolicy",
    "CloseTrainingNeed",
    "Competency",
    "Completion",
    "Course",
    "CourseCompleted",
    "IdentifyTrainingNeed",
    "Learnt",
    "NotAnExpiryDay",
    "NotNamed",
    "Policy",
    "PolicyAcknowledged",
    "PriorLearningRecognised",
    "RecognisePriorLearning",
    "RecordCourse",
    "Training",
    "TrainingNeedClosed",
    "TrainingNeedIdentified",
    "course_completed",
    "course_in_words",
    "in_words",
    "learnt",
    "months_after",
    "must_be_named",
    "need_closed",
    "need_identified",
    "policy_acknowledged",
    "policy_in_words",
    "prior_learning_recognised",
]
