"""What can be asked about opening a record without a relation, and about what was read."""

from api.door import Row
from domain.opening import OpenRecord, ReviewOpening
from domain.reading import LookIntoReading

ROWS = (
    Row("POST", "/people/{person}/opening", OpenRecord),
    Row("POST", "/openings/{opening}/review", ReviewOpening),
    Row("POST", "/reading-signals/answers", LookIntoReading),
)
