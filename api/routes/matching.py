"""What can be asked about what may be used to find a match."""

from api.door import Row
from domain.preferences import StateMatchingPreferences, StatePeerMatchingPreferences

ROWS = (
    Row("POST", "/people/{person}/matching-preferences", StateMatchingPreferences),
    Row("POST", "/peers/{peer}/matching-preferences", StatePeerMatchingPreferences),
)
