"""What can be asked about who may see and do what."""

from api.door import Row
from domain.access import GrantRole, WithdrawRole

ROWS = (
    Row("POST", "/roles", GrantRole),
    Row("POST", "/roles/withdrawal", WithdrawRole),
)
