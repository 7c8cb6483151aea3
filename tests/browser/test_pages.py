"""The pages in a real browser: for everybody, on every screen, with and without script."""

import re
from collections.abc import Callable
from datetime import date

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from api.pages.links import link_to
from domain.competencies import AssessCompetency, Level, Voice
from domain.consent import Audience, GiveDisclosureConsent, Purpose, ToldBy
from domain.corrections import CorrectEntry
from domain.group_meetings import RecordGroupLeft
from domain.group_refreshing import LinkGroups, ReviewGroupRefresh
from domain.indicators import AcknowledgeIndicator
from domain.match import AgreeMatch, ProposeMatch, RecordReview
from domain.referral import ConsiderReadiness, RecordWaitContact, TriageReferral, WithdrawReferral
from domain.service_report import IssueServiceReport
from domain.session import RecordSession
from domain.training import Competency
from tests.api.small_service import ISLA, SERVICE, WALKING, SmallService
from tests.browser.conftest import Visit

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

SMALLEST_TARGET = 44


def grown(service: SmallService) -> str:
    """How Rhona grows, as she and Isla see it."""
    peer = service.peers["Rhona"]
    for voice, assessor, level in (
        (Voice.SELF, None, Level.ABLE),
        (Voice.SUPERVISOR, ISLA, Level.DEVELOPING),
    ):
        for each in (Competency.C3, Competency.C6):
            service.do(
                AssessCompetency(
                    peer=peer, competency=each, voice=voice, level=level, assessor=assessor
                )
            )
    return f"/peers/{peer}/growth"


ADDRESSES: dict[str, Callable[[SmallService], str]] = {
    "the caseload": lambda _: "/caseload",
    "the caseload of another day": lambda _: "/caseload?known_at=2026-03-03",
    "a caseload that nobody matches": lambda _: "/caseload?state=READY",
    "a caseload of a day that cannot be": lambda _: "/caseload?known_at=yesterday",
    "a person with a match": lambda s: f"/people/{s.people['Morag']}",
    "a person on another day": lambda s: f"/people/{s.people['Morag']}?true_at=2026-03-03",
    "a match": lambda s: f"/matches/{s.matches['Morag']}",
    "a match on another day": lambda s: f"/matches/{s.matches['Morag']}?true_at=2026-03-03",
    "a review": lambda s: link_to(RecordReview, match=s.matches["Morag"]),
    "an indicator": lambda s: link_to(AcknowledgeIndicator, match=s.matches["Morag"]),
    "a person who waits": lambda s: f"/people/{s.people['Callum']}",
    "an enquiry": lambda s: f"/people/{s.people['Ann']}",
    "what was saved": lambda s: f"/people/{s.people['Ann']}?saved=before",
    "taking a referral": lambda _: "/referrals/new",
    "withdrawing": lambda s: link_to(WithdrawReferral, referral=s.referrals["Ann"]),
    "proposing": lambda s: link_to(ProposeMatch, referral=s.referrals["Callum"]),
    "an agreement": lambda s: link_to(AgreeMatch, match=s.matches["Euan"]),
    "a session": lambda s: link_to(RecordSession, match=s.matches["Morag"]),
    "a correction": lambda s: link_to(CorrectEntry, entry=entry_of(s, "SessionHeld", -1)),
    "a mark to take back": lambda s: link_to(CorrectEntry, entry=entry_of(s, "SessionHeld", 2)),
    "the worklist": lambda _: "/worklist",
    "the worklist of another day": lambda _: "/worklist?known_at=2026-03-03",
    "who waits": lambda _: "/waiting",
    "the match board": lambda _: "/board",
    "peer supporters": lambda _: "/peers",
    "groups": lambda _: "/groups",
    "a group": lambda s: f"/groups/{the_group(s)}",
    "a group on another day": lambda s: f"/groups/{the_group(s)}?true_at=2026-03-03",
    "attendance": lambda s: f"/groups/{the_group(s)}/attendance",
    "a talk about how to go on": lambda s: link_to(ReviewGroupRefresh, group=the_group(s)),
    "a link between groups": lambda s: link_to(LinkGroups, group=the_group(s)),
    "somebody who comes no more": lambda s: link_to(
        RecordGroupLeft, group=the_group(s), person=s.people["Morag"]
    ),
    "a list that nobody matches": lambda _: "/board?state=PAUSED",
    "a peer supporter": lambda s: f"/peers/{s.peers['Davie']}",
    "training": lambda _: "/training",
    "a calendar of one's own": lambda _: "/me/calendar",
    "the service": lambda _: "/service",
    "an offer described anew": lambda _: f"/offers/new?offer={WALKING}",
    "hours": lambda _: "/staffed-hours/new",
    "growth that nobody has spoken of": lambda s: f"/peers/{s.peers['Davie']}/growth",
    "growth": grown,
    "the workbench": lambda s: f"/matching/{s.referrals['Callum']}",
    "both answers": lambda s: f"/matches/{s.matches['Euan']}/answers",
    "a session in three answers": lambda s: f"/matches/{s.matches['Morag']}/session",
    "choices": lambda s: f"/choices?peer={s.peers['Davie']}",
    "a choice by phone": lambda s: f"/choices/new?whose=peer:{s.peers['Davie']}",
    "what nobody may know": lambda _: "/choices/refuse",
    "a choice": lambda s: f"/choices/{a_choice(s)}",
    "a large-print form": lambda s: f"/matches/{s.matches['Morag']}/print/person",
    "requests about records": lambda _: "/rights",
    "a request to record": lambda _: "/rights-requests/new",
    "complaints": lambda _: "/complaints",
    "complaining": lambda _: "/complain",
    "privacy": lambda _: "/privacy",
    "accessibility": lambda _: "/accessibility",
    "a shared device": lambda _: "/safe-online",
    "figures": lambda _: "/figures",
    "my referrals": lambda _: "/my-referrals",
    "quality": lambda _: "/quality",
    "reports": lambda _: "/report",
    "a report to issue": lambda _: "/report?since=2026-01-01&until=2026-03-31",
    "days that no report is about": lambda _: "/report?since=2026-03-31&until=2026-01-01",
    "a report that was issued": lambda s: f"/report/{issued_by(s)}",
    "components": lambda _: "/components",
    "help now": lambda _: "/help-now",
    "nothing": lambda _: "/nowhere",
}
every_page = pytest.mark.parametrize("place", ADDRESSES)


def the_group(service: SmallService) -> str:
    """The one group that there is."""
    return service.store.ledger.subjects("group")[0].partition(":")[2]


def issued_by(service: SmallService) -> str:
    """A report of the first quarter."""
    first, last = date(2026, 1, 1), date(2026, 3, 31)
    receipt = service.do(IssueServiceReport(service=SERVICE, since=first, until=last))
    return str(receipt.events[-1].event.service_report)  # type: ignore[attr-defined]


def entry_of(service: SmallService, name: str, number: int) -> int:
    """The position of one of the entries of a kind about Morag."""
    history = service.store.ledger.history(f"person:{service.people['Morag']}")  # type: ignore[arg-type]
    return [each.position for each in history if type(each.event).__name__ == name][number]


def a_choice(service: SmallService) -> str:
    """Something that Davie lets Isla know: made once, and there for every page."""
    found = service.store.ledger.subjects("consent")
    if found:
        return found[0].partition(":")[2]
    given = service.do(
        GiveDisclosureConsent(
            own_word=True,
            peer=service.peers["Davie"],
            items=("INTERESTS:HILLWALKING",),
            audience=Audience.STAFF_MEMBER,
            audience_staff=ISLA,
            purpose=Purpose.MATCHING,
            channel=ToldBy.SCREEN,
            valid_until=date(2026, 12, 31),
        )
    )
    consent: str = given.events[0].event.consent  # type: ignore[attr-defined]
    return consent


def violations(page: Page) -> list[str]:
    """What axe-core finds, by rule and place."""
    found = Axe().run(page).response["violations"]
    return [f"{each['id']}: {node['target']}" for each in found for node in each["nodes"]]


@every_page
def test_every_page_is_open_to_everybody_and_fits_its_screen(visit: Visit, place: str) -> None:
    page = visit.go(ADDRESSES[place](visit.service))
    page.evaluate("document.querySelectorAll('details').forEach((each) => (each.open = true))")

    assert violations(page) == []
    width = page.viewport_size
    assert width is not None
    assert width["width"] >= page.evaluate("document.documentElement.scrollWidth")
    assert 1 == page.locator("h1").count()


def test_a_refused_form_is_open_to_everybody(visit: Visit) -> None:
    page = visit.go(link_to(TriageReferral, referral=visit.service.referrals["Ann"]))
    with page.expect_navigation():
        page.get_by_role("button", name="Save first look").click()

    expect(page.locator("#error-summary")).to_be_focused()

    assert page.title().startswith("Error: ")
    assert violations(page) == []
    page.get_by_role("link", name="Choose an answer").click()
    expect(page.locator("#outcome")).to_be_focused()


@every_page
def test_what_is_pressed_is_large_enough(visit: Visit, place: str) -> None:
    page = visit.go(ADDRESSES[place](visit.service))
    small = page.evaluate(
        """(smallest) => [...document.querySelectorAll("main button, main .ds_button, main select, "
            + "main input[type=text], main textarea, main .ds_radio label, "
            + "main .ds_checkbox label")]
            .filter((each) => each.checkVisibility())
            .map((each) => [each.outerHTML.slice(0, 80), each.getBoundingClientRect().height])
            .filter(([, height]) => height < smallest)""",
        SMALLEST_TARGET,
    )

    assert small == []


def test_the_skip_link_leads_to_the_content(visit: Visit) -> None:
    page = visit.go("/caseload")
    page.keyboard.press("Tab")
    assert "Skip to content" == page.evaluate("document.activeElement.textContent")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.keyboard.press("Tab")

    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_the_banner_of_the_past_stays_in_sight(visit: Visit) -> None:
    page = visit.go(f"/people/{visit.service.people['Morag']}?known_at=2026-03-03")
    page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    banner = page.locator(".as-of").bounding_box()

    assert banner is not None
    assert 0 <= banner["y"] < 1
    expect(page.get_by_role("link", name="Return to today")).to_be_visible()


def test_the_past_prints_as_the_past(desk_visit: Visit) -> None:
    page = desk_visit.go("/caseload?known_at=2026-03-03")
    page.emulate_media(media="print")

    expect(page.get_by_text("Nothing can be recorded here.")).to_be_visible()
    expect(page.get_by_role("button", name="Apply")).not_to_be_visible()


def test_a_form_is_filled_in_by_keyboard_alone(desk_visit: Visit) -> None:
    service = desk_visit.service
    page = desk_visit.go(link_to(RecordWaitContact, referral=service.referrals["Callum"]))
    page.locator("main").focus()
    page.keyboard.press("Tab")
    assert "PHONE" == page.evaluate("document.activeElement.value")
    page.keyboard.press("ArrowDown")
    for _ in ("day", "month", "year", "time"):
        page.keyboard.press("Tab")
        page.keyboard.type({"day": "4", "month": "5", "year": "2026", "time": "2:30pm"}[_])
    page.keyboard.press("Tab")
    assert "Save call" == page.evaluate("document.activeElement.textContent")
    with page.expect_navigation():
        page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name="Saved")).to_be_visible()
    expect(page.locator("time", has_text="4 May, 2:30pm")).to_be_visible()


def test_everything_works_without_script(plain_visit: Visit) -> None:
    service = plain_visit.service
    page = plain_visit.go(link_to(ConsiderReadiness, referral=service.referrals["Callum"]))
    page.locator("label", has_text="Not now").click()
    page.get_by_label("What Callum thinks").fill("Ask me in summer.")
    with page.expect_navigation():
        page.get_by_role("button", name="Save view").click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_label("What Callum thinks")).to_have_value("Ask me in summer.")
    revisit = page.get_by_role("group", name="Ask again on")
    revisit.get_by_label("Day").fill("30")
    revisit.get_by_label("Month").fill("6")
    revisit.get_by_label("Year").fill("2026")
    page.get_by_label("What was offered").fill("A walking group")
    with page.expect_navigation():
        page.get_by_role("button", name="Save view").click()

    expect(page.get_by_role("heading", name="Saved")).to_be_visible()
    expect(page.get_by_text("Not now, ask again on 30 June")).to_be_visible()


def test_a_day_is_chosen_and_left_again(visit: Visit) -> None:
    page = visit.go("/caseload")
    page.get_by_text("See another day").click()
    day = page.get_by_role("group", name="Another day")
    day.get_by_label("Day").fill("3")
    day.get_by_label("Month").fill("3")
    day.get_by_label("Year").fill("2026")
    page.locator("label", has_text="as we know it now").click()
    with page.expect_navigation():
        page.get_by_role("button", name="Show").click()
    expect(page).to_have_url(re.compile(r"/caseload\?true_at=2026-03-03$"))
    with page.expect_navigation():
        page.get_by_role("link", name="Morag Testperson", exact=True).click()
    expect(page).to_have_url(re.compile(r"/people/\w+\?true_at=2026-03-03$"))
    with page.expect_navigation():
        page.get_by_role("link", name="Return to today").click()

    expect(page).to_have_url(re.compile(rf"/people/{visit.service.people['Morag']}$"))
    expect(page.get_by_role("link", name="Next step: Record a session")).to_be_visible()


def test_a_picture_has_its_words_and_every_fact_can_be_opened(desk_visit: Visit) -> None:
    page = desk_visit.go("/caseload")
    with page.expect_navigation():
        page.get_by_role("link", name="Davie Example and Morag Testperson: the match").click()

    picture = page.get_by_role("img", name="Contacts a week")
    expect(picture).to_be_visible()
    expect(picture).to_have_accessible_description(re.compile("a week; 1 agreed. Above since"))
    expect(page.get_by_role("heading", name=re.compile("^Contacts: "))).to_be_visible()
    page.get_by_text(re.compile("^Facts behind it")).first.click()
    expect(page.get_by_text("About the hills.").first).to_be_visible()
    with page.expect_navigation():
        page.get_by_role("link", name=re.compile("^Say what you think ?: Contacts")).click()
    page.locator("label", has_text="Expected").click()
    page.get_by_label("Who looked at it?").select_option(label="Isla Example")
    page.get_by_label("Why?").fill("Her clinic changed.")
    with page.expect_navigation():
        page.get_by_role("button", name="Save view").click()
    expect(page.get_by_role("heading", name="Saved")).to_be_visible()
