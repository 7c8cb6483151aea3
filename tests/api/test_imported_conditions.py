"""What a list says of somebody's conditions is used for nothing until they say so themself."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from application.match_suggestions import Suggestion
from domain.peer import BringInPeer, PeerBroughtIn
from tests.api.small_service import SERVICE, small_service
from tests.api.test_matching import Workbench

LISTED = ("HEART_FAILURE", "heart failure", "CONDITION:HEART_FAILURE")


@pytest.fixture
def machair(tmp_path: Path) -> Iterator[Workbench]:
    """Morag waits; Davie came from a list without conditions, Rhona from one that names some."""
    with small_service(tmp_path) as service:
        bench = Workbench(service.store, service.clock, service.known)
        for name, listed in (("Davie Example", ()), ("Rhona Example", LISTED)):
            command = BringInPeer(service=SERVICE, name=name, listed_conditions=listed)
            brought_in = bench.do(command).events[-1].event
            assert isinstance(brought_in, PeerBroughtIn)
            bench.trained(name, brought_in.peer)
        bench.on(1, 6)
        bench.accepted("Morag Testperson", "Somebody to walk with.")
        bench.on(2, 2)
        bench.says("Morag", "CONDITION:HEART_FAILURE", wishes=("CONDITION:PREFER",))
        yield bench


def but_who(suggestion: Suggestion) -> Suggestion:
    """A suggestion without whom it is about and the place that a tie gave them."""
    return msgspec.structs.replace(suggestion, peer="", place=None)


def test_suggestions_are_the_same_with_and_without_imported_conditions(
    machair: Workbench,
) -> None:
    with_list, without = machair.of("Morag", "Rhona"), machair.of("Morag", "Davie")

    assert but_who(without) == but_who(with_list)
    assert with_list.reasons == ()


def test_they_count_once_the_peer_supporter_states_and_opens_them(machair: Workbench) -> None:
    machair.peer_says("Rhona", "CONDITION:HEART_FAILURE")
    assert machair.of("Morag", "Rhona").reasons == ()
    machair.opens("Rhona", "CONDITION:HEART_FAILURE")

    assert machair.of("Morag", "Rhona").reasons
    assert machair.first("Morag") == "Rhona"


def test_a_reader_who_opens_codes_reads_no_imported_condition(machair: Workbench) -> None:
    of = f"peer:{machair.peers['Rhona']}"
    for recorded in machair.store.ledger.history(of):  # type: ignore[arg-type]  # as it is tagged
        if isinstance(recorded.event, PeerBroughtIn):
            opened = machair.desk.opener.codes(recorded).event
            assert isinstance(opened, PeerBroughtIn)
            assert not isinstance(opened.listed_conditions, tuple)
