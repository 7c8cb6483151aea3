"""What can be asked about a peer supporter."""

from api.door import Row
from domain.death import RecordPeerDeath
from domain.peer import (
    ActivatePeer,
    AssignSupervisor,
    ConfirmReadinessForRole,
    DeclineApplication,
    LetPeerReturn,
    PausePeer,
    RecordApplication,
    RecordInterest,
    RecordInterview,
    RecordPeerConversation,
    RecordPeerLeft,
    RecordPvgRequest,
    RecordPvgResult,
    RecordReference,
    RecordSupervision,
    ReinstatePeer,
    SelectPeer,
    SetCapacity,
    SuspendPeer,
)
from domain.training import AcknowledgePolicy, RecordCourse

ROWS = (
    Row("POST", "/peers", RecordInterest),
    Row("POST", "/peers/{peer}/application", RecordApplication),
    Row("POST", "/peers/{peer}/interview", RecordInterview),
    Row("POST", "/peers/{peer}/references", RecordReference),
    Row("POST", "/peers/{peer}/pvg-request", RecordPvgRequest),
    Row("POST", "/peers/{peer}/pvg-result", RecordPvgResult),
    Row("POST", "/peers/{peer}/selection", SelectPeer),
    Row("POST", "/peers/{peer}/decline", DeclineApplication),
    Row("POST", "/peers/{peer}/courses", RecordCourse),
    Row("POST", "/peers/{peer}/policies", AcknowledgePolicy),
    Row("POST", "/peers/{peer}/supervisor", AssignSupervisor),
    Row("POST", "/peers/{peer}/supervision", RecordSupervision),
    Row("POST", "/peers/{peer}/capacity", SetCapacity),
    Row("POST", "/peers/{peer}/conversations", RecordPeerConversation),
    Row("POST", "/peers/{peer}/readiness", ConfirmReadinessForRole),
    Row("POST", "/peers/{peer}/activation", ActivatePeer),
    Row("POST", "/peers/{peer}/pause", PausePeer),
    Row("POST", "/peers/{peer}/return", LetPeerReturn),
    Row("POST", "/peers/{peer}/suspension", SuspendPeer),
    Row("POST", "/peers/{peer}/reinstatement", ReinstatePeer),
    Row("POST", "/peers/{peer}/departure", RecordPeerLeft),
    Row("POST", "/peers/{peer}/death", RecordPeerDeath),
)
