"""What can be asked about the service itself."""

from api.door import Row
from domain.adoption import AdoptDefinitions
from domain.service import (
    AssessRegulatedRole,
    CloseOffer,
    DefineOffer,
    NameStaff,
    OpenOffer,
    RecordStaffLeft,
)

ROWS = (
    Row("POST", "/staff", NameStaff),
    Row("POST", "/staff/{staff}/departure", RecordStaffLeft),
    Row("POST", "/offers", DefineOffer),
    Row("POST", "/offers/{offer}/role-assessment", AssessRegulatedRole),
    Row("POST", "/offers/{offer}/opening", OpenOffer),
    Row("POST", "/offers/{offer}/closing", CloseOffer),
    Row("POST", "/definitions", AdoptDefinitions),
)
