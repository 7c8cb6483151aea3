"""What can be asked about an entry that was made before."""

from api.door import Row
from domain.corrections import CorrectEntry, MarkEnteredInError
from domain.erasure.redacting import RedactField

ROWS = (
    Row("POST", "/entries/{entry}/correction", CorrectEntry),
    Row("POST", "/entries/{entry}/error-mark", MarkEnteredInError),
    Row("POST", "/entries/{entry}/redaction", RedactField),
)
