"""How a peer supporter grows: drawn, told in words beside, their own view first, for whom it is."""

from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from application.principal import peer_supporter, staff_member
from domain.access import GrantRole, Role
from domain.competencies import AssessCompetency, Level, Voice
from domain.training import Competency
from tests.api.small_service import ISLA, SERVICE, SmallService, small_service
from tests.api.somebody import Somebody
from tests.api.test_pages import key_of

OWN = {"voice": Voice.SELF, "level": Level.ABLE}
ISLAS = {"voice": Voice.SUPERVISOR, "level": Level.DEVELOPING, "assessor": ISLA}


@pytest.fixture
def service(tmp_path: Path) -> Iterator[SmallService]:
    """Davie supports people; so does Rhona."""
    with small_service(tmp_path) as service:
        for name in ("Davie Example", "Rhona Example"):
            peer = service.active_peer(name)
            service.do(GrantRole(service=SERVICE, role=Role.PEER_SUPPORTER, peer=peer))
        yield service


@pytest.fixture
def asking(service: SmallService) -> Somebody:
    return Somebody(service)


def marks(page: str) -> dict[str, list[tuple[str, str]]]:
    """What the picture draws on each line: a shape, and the heading it stands under."""
    svg = ET.fromstring(page[page.index("<svg role") : page.index("</svg>") + 6])  # noqa: S314 - ours
    headings: dict[int, str] = {}
    drawn: dict[str, list[tuple[str, str]]] = {}
    line = ""
    for each in svg:
        if each.tag == "text" and each.get("text-anchor"):
            headings[int(each.attrib["x"])] = each.text or ""
        elif each.tag == "text":
            line = each.text or ""
            drawn[line] = []
        elif each.tag in {"circle", "rect"}:
            x = float(each.get("cx") or each.attrib["x"])
            under = headings[max(at for at in headings if at <= x)]
            drawn[line].append((each.tag, under))
    return drawn


def test_the_picture_shows_their_own_view_first_and_another_beside_it(
    service: SmallService, asking: Somebody
) -> None:
    davie = service.peers["Davie"]
    for said in (ISLAS, OWN):
        service.do(AssessCompetency(peer=davie, competency=Competency.C6, **said))
    page = asking.get(staff_member(ISLA), f"/peers/{davie}/growth").text
    drawn = marks(page)

    assert [("circle", "able"), ("rect", "growing")] == drawn["C6"]
    assert [each.value for each in Competency] == [*drawn]
    assert all(not each for code, each in drawn.items() if code != "C6")
    words = "Keeps boundaries: their own view: able, supervisor: growing. Nothing said yet of 9."
    assert words in page


def test_without_a_view_there_is_a_sentence_and_no_picture(
    service: SmallService, asking: Somebody
) -> None:
    page = asking.get(staff_member(ISLA), f"/peers/{service.peers['Davie']}/growth").text

    assert "Nobody has said anything yet. Their own view comes first." in page
    assert "<svg role" not in page


def test_growth_is_for_the_peer_supporter_and_whoever_backs_them(
    service: SmallService, asking: Somebody
) -> None:
    davie, rhona = service.peers["Davie"], service.peers["Rhona"]
    own = asking.get(peer_supporter(davie), f"/peers/{davie}/growth")

    assert "How I grow" in own.text
    assert f"/peers/{davie}/growth" in asking.get(peer_supporter(davie), "/supervision").text
    assert f"/peers/{davie}/growth" in asking.get(staff_member(ISLA), f"/peers/{davie}").text
    assert 403 == asking.get(peer_supporter(rhona), f"/peers/{davie}/growth").status_code


def test_somebody_says_on_a_form_how_far_along_they_are(
    service: SmallService, asking: Somebody
) -> None:
    davie = service.peers["Davie"]
    asking.principal = peer_supporter(davie)
    path = f"/peers/{davie}/competencies"
    form = asking.get(peer_supporter(davie), path).text
    assert "Say how far along somebody is" in form

    given = {"competency": "C6", "voice": "SELF", "level": "ABLE"}
    asked = asking.client.get(path).text
    answer = asking.client.post(path, data=given | {"key": key_of(asked)}, follow_redirects=False)

    assert 303 == answer.status_code
    assert [("circle", "able")] == marks(
        asking.get(staff_member(ISLA), f"/peers/{davie}/growth").text
    )["C6"]
