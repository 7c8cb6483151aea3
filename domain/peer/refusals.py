"""What is said no to about a peer supporter, in the names of the rules."""

from domain.decider import (
    Malformed,
    Refusal,
    Unknown,
)
from domain.peer.state import Peer


class UnknownPeer(Unknown):
    """Nobody asked about becoming a peer supporter under this identifier."""


class PeerHasLeft(Refusal):
    """The peer supporter is no longer with the service."""


class ApplicationIsOver(Refusal):
    """The service has said no to this application."""


class NotInterviewed(Refusal):
    """No interview has taken place."""


class SelectedAlready(Refusal):
    """The service has said yes to this application."""


class NotSelected(Refusal):
    """The service has not said yes yet."""


class NotFoundReady(Refusal):
    """Readiness for one of these offers has not been confirmed."""


class ReferencesMissing(Refusal):
    """Fewer references have arrived than are needed."""


class CoursesNotCurrent(Refusal):
    """A course that everybody needs is missing or has run out."""


class BoundariesNotLearnt(Refusal):
    """The one competency that all need before they start is not there: keeping boundaries."""


class PvgNotValid(Refusal):
    """The role is regulated, and there is no PVG scheme membership that is valid today."""


class SupervisorMissing(Refusal):
    """Nobody in the service is named to hold supervision."""


class PoliciesNotAcknowledged(Refusal):
    """A policy that everybody needs has not been gone through."""


class CapacityNotSet(Refusal):
    """The peer supporter has not said that they can support anybody."""


class PeerIsSuspended(Refusal):
    """Something is being looked into first."""


class PeerNotActive(Refusal):
    """The peer supporter does not support people at present."""


class NoReturnConversation(Refusal):
    """Nobody has talked with the peer supporter since the break began."""


class RefresherMissing(Refusal):
    """The break was long, and no refresher has been taken since it began."""


class MayNotCoordinate(Refusal):
    """The one who is named is not a coordinator of the service."""


class HandedToOneself(Malformed):
    """Whoever hands over and whoever takes over are one."""


class PlanNotOffered(Refusal):
    """Nobody has offered a wellness and support plan."""


class HealthIsNoGround(Refusal):
    """A service does not ask somebody to stop because of their health."""


class NotASchemeNumber(Malformed):
    """A PVG scheme number has digits only."""


class NoPvgResult(Refusal):
    """There is no result of a PVG check."""


class NoReferralDue(Refusal):
    """Nobody has found that Disclosure Scotland has to be told."""


class StillHere(Refusal):
    """The peer supporter has not left the service."""


class NothingToExcept(Malformed):
    """What an exception is for is not asked of anybody."""


class NotACapacity(Malformed):
    """A number of people, or of hours, that nobody can give."""


def must_be_known_peer(peer: Peer) -> None:
    """Raise `UnknownPeer` unless somebody is known under this identifier."""
    if peer.interested_at is None:
        raise UnknownPeer("Nobody is known under this identifier. Check the address.")
