"""What can be said about an indicator of a match."""

from api.door import Row
from domain.indicators import AcknowledgeIndicator, CommentOnIndicator, ContestIndicator

ROWS = (
    Row("POST", "/matches/{match}/indicator-acknowledgements", AcknowledgeIndicator),
    Row("POST", "/matches/{match}/indicator-contests", ContestIndicator),
    Row("POST", "/matches/{match}/indicator-comments", CommentOnIndicator),
)
