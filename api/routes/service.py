"""What can be asked about the service itself."""

from api.door import Row
from domain.adoption import AdoptDefinitions
from domain.coordination import HandOverCoordination
from domain.erasure import EraseStaff
from domain.health_numbers import AllowHealthNumbers, StopHealthNumbers
from domain.outcomes import AdoptInstrument, StopInstrument
from domain.service import (
    AdoptPolicy,
    AssessRegulatedRole,
    AssignStaffSupervisor,
    CloseOffer,
    DefineOffer,
    NameCover,
    NameStaff,
    OpenOffer,
    RecordStaffLeft,
    RemoveHelpNumber,
    SetFormalityProfile,
    SetHelpNumber,
)
from domain.staff_supervision import RecordStaffSupervision
from domain.staffing import ArrangeOnCallCover, SetStaffedHours, WithdrawOnCallCover
from domain.supervision_cover import CoverSupervision, EndSupervisionCover

ROWS = (
    Row("POST", "/staffed-hours", SetStaffedHours),
    Row("POST", "/on-call", ArrangeOnCallCover),
    Row("POST", "/on-call/withdrawal", WithdrawOnCallCover),
    Row("POST", "/staff", NameStaff),
    Row("POST", "/staff/{staff}/departure", RecordStaffLeft),
    Row("POST", "/staff/{staff}/supervisor", AssignStaffSupervisor),
    Row("POST", "/staff/{staff}/cover", NameCover),
    Row("POST", "/staff/{staff}/supervision", RecordStaffSupervision),
    Row("POST", "/staff/{staff}/handover", HandOverCoordination),
    Row("POST", "/staff/{staff}/supervision-cover", CoverSupervision),
    Row("POST", "/staff/{staff}/supervision-cover/end", EndSupervisionCover),
    Row("POST", "/staff/{staff}/erasure", EraseStaff),
    Row("POST", "/policies", AdoptPolicy),
    Row("POST", "/help-numbers", SetHelpNumber),
    Row("POST", "/help-numbers/{line}/removal", RemoveHelpNumber),
    Row("POST", "/offers", DefineOffer),
    Row("POST", "/offers/{offer}/role-assessment", AssessRegulatedRole),
    Row("POST", "/offers/{offer}/formality-profile", SetFormalityProfile),
    Row("POST", "/offers/{offer}/opening", OpenOffer),
    Row("POST", "/offers/{offer}/closing", CloseOffer),
    Row("POST", "/health-numbers", AllowHealthNumbers),
    Row("POST", "/health-numbers/stop", StopHealthNumbers),
    Row("POST", "/instruments", AdoptInstrument),
    Row("POST", "/instruments/{instrument}/stop", StopInstrument),
    Row("POST", "/definitions", AdoptDefinitions),
)
