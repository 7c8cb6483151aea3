"""What can be asked about opening the record of somebody with whom one has nothing to do."""

from api.door import Row
from domain.opening import OpenRecord, ReviewOpening

ROWS = (
    Row("POST", "/people/{person}/opening", OpenRecord),
    Row("POST", "/openings/{opening}/review", ReviewOpening),
)
