"""What can be asked about an entry that was made before."""

from api.door import Row
from domain.corrections import CorrectEntry, MarkEnteredInError

ROWS = (
    Row("POST", "/entries/{entry}/correction", CorrectEntry),
    Row("POST", "/entries/{entry}/error-mark", MarkEnteredInError),
)
