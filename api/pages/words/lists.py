"""The words of lists: where peer supporters and gatherings stand, and what courses are called."""

from domain.group.language import Stage as GroupStage
from domain.peer import Stage as PeerStage
from domain.programme.language import Stage as CourseStage
from domain.training import Course

PEER_STATES: dict[str, str] = {
    PeerStage.ACTIVE: "Gives support",
    PeerStage.PAUSED: "Takes a break",
    PeerStage.READY: "Ready, not begun",
    PeerStage.IN_TRAINING: "In training",
    PeerStage.INTERVIEWED: "Interviewed",
    PeerStage.APPLIED: "Applied",
    PeerStage.ENQUIRED: "Asked about it",
    PeerStage.SUSPENDED: "Stands aside for now",
    PeerStage.NOT_SELECTED: "Another role was offered",
    PeerStage.LEFT: "Has left",
}
GROUP_STATES: dict[str, str] = {
    GroupStage.OPEN: "Meets",
    GroupStage.PLANNED: "Planned",
    GroupStage.PAUSED: "Does not meet for now",
    GroupStage.CLOSED: "Ended",
}
COURSE_STATES: dict[str, str] = {
    CourseStage.RUNNING: "Runs",
    CourseStage.ENROLLING: "Takes bookings",
    CourseStage.SCHEDULED: "Has dates",
    CourseStage.DESIGNED: "Planned",
    CourseStage.COMPLETED: "Completed",
    CourseStage.CANCELLED: "Called off",
}
COURSES: dict[str, str] = {
    Course.MIH: "making it happen",
    Course.PPP: "principles and practice",
    Course.PPP_REFRESHER: "principles and practice, refresher",
    Course.STALK: "suicide alertness",
    Course.ASIST: "suicide intervention",
    Course.SMHFA: "mental health first aid",
    Course.THIS: "lifestyle management",
    Course.BN: "befriending",
    Course.SCVO: "voluntary sector training",
    Course.CONF: "confidentiality",
    Course.ASPCP: "adult support and protection",
    Course.BOUND: "boundaries and endings",
    Course.LONE: "lone working",
    Course.EDI: "equality and inclusion",
}
