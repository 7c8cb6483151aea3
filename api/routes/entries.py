"""What can be asked about an entry that was made before."""

from api.door import Row
from domain.corrections import CorrectEntry, MarkEnteredInError
from domain.erasure.redacting import RedactField
from domain.rectification import RecordRectification

ROWS = (
    Row("POST", "/entries/{entry}/correction", CorrectEntry),
    Row("POST", "/entries/{entry}/error-mark", MarkEnteredInError),
    Row("POST", "/entries/{entry}/redaction", RedactField),
    Row("POST", "/entries/{entry}/rectification", RecordRectification),
)
