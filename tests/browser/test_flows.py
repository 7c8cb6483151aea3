"""Whole tasks in a real browser, within the pages and clicks that people can spare for them.

A page is a page that loads after the home; a click is a press on a link, a button or an answer.
Typing is not counted.
"""

import os
import re
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from domain.consent import Audience, GiveDisclosureConsent, Purpose, ToldBy
from domain.service import Duty
from tests.browser.conftest import WIDTHS, Visit

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


@dataclass
class Walk:
    """One task, counted."""

    visit: Visit
    role: str
    pages: int = 0
    clicks: int = 0
    seen: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Be somebody, at home; count from there."""
        page = self.visit.go("/demo")
        with page.expect_navigation():
            page.get_by_role("button", name=self.role, exact=True).click()
        page.on("framenavigated", lambda _frame: self._turned())

    @property
    def page(self) -> Page:
        """The page as it is now."""
        return self.visit.page

    def click(self, what: Locator) -> None:
        """Press something."""
        self.clicks += 1
        what.click()

    def link(self, name: str) -> None:
        """Follow the first link of a name."""
        with self.page.expect_navigation():
            self.click(self.page.get_by_role("link", name=name).first)

    def save(self, name: str) -> None:
        """Press the button of a form; nothing is in the way."""
        with self.page.expect_navigation():
            self.click(self.page.get_by_role("button", name=name, exact=True))
        assert not self.page.title().startswith("Error"), self.page.locator("main").inner_text()

    def answer(self, question: str, answer: str) -> None:
        """Press one of several answers."""
        group = self.page.get_by_role("group", name=question)
        expect(group, self.page.url).to_be_visible()
        self.click(group.locator("label").filter(has_text=re.compile(f"^{re.escape(answer)}$")))

    def choose(self, question: str, answer: str) -> None:
        """Choose from a list: a press too."""
        self.clicks += 1
        self.page.get_by_label(question).select_option(label=answer)

    @property
    def scripts(self) -> bool:
        """Whether the browser runs the scripts of a page."""
        return self.page.evaluate("typeof window.htmx !== 'undefined'") is True

    def say(self, question: str, words: str) -> None:
        """Type something."""
        field = self.page.get_by_label(question, exact=True)
        expect(field, self.page.url).to_be_visible()
        field.fill(words)

    def within(self, pages: int, clicks: int) -> None:
        """The task is done within what people can spare."""
        assert self.pages <= pages, self.seen
        assert self.clicks <= clicks

    def _turned(self) -> None:
        self.pages += 1
        self.seen.append(self.page.url)


def nothing_is_in_anybodys_way(page: Page) -> None:
    """What axe-core finds, by rule and place; it needs scripts to look."""
    page.wait_for_load_state()  # colours and sizes come with the stylesheet
    found = Axe().run(page).response["violations"]
    assert [f"{each['id']}: {node['target']}" for each in found for node in each["nodes"]] == []


def nothing_in_the_way_where_scripts_run(walk: Walk) -> None:
    """The same, where the browser runs scripts, which the search for it needs."""
    if walk.scripts:
        nothing_is_in_anybodys_way(walk.page)


def pictured(page: Page, name: str, width: int = WIDTHS[0]) -> None:
    """Take a picture of the README anew on a screen so wide: ``make pictures`` asks for it."""
    folder = os.environ.get("ALONGSIDE_PICTURES")
    size = page.viewport_size
    if folder and size is not None and size["width"] == width:
        page.mouse.move(0, 0)
        page.screenshot(path=Path(folder) / f"{name}.png")


def test_a_coordinator_starts_the_day(staged_visit: Visit) -> None:
    walk = Walk(staged_visit, "Coordinator")
    expect(walk.page.get_by_role("heading", name="Safety")).to_be_visible()
    pictured(walk.page, "worklist")
    walk.link("Morag and Davie")
    pictured(walk.page, "match")
    walk.link("Record a session")

    expect(walk.page.get_by_role("button", name="Save session")).to_be_visible()
    walk.within(pages=2, clicks=2)


def test_a_coordinator_takes_a_referral_by_phone(staged_visit: Visit) -> None:
    walk = Walk(staged_visit, "Coordinator")
    walk.link("Take a referral")
    expect(walk.page.get_by_text("999 first")).to_be_visible()
    walk.answer("Who asks?", "The person")
    walk.answer("Do they know and agree?", "They told us by phone")
    walk.say("Name to use", "Nairn Testperson")
    walk.save("Save referral")

    expect(walk.page.get_by_role("heading", name="Nairn Testperson")).to_be_visible()
    expect(walk.page.get_by_role("link", name="Next step: Take a first look")).to_be_visible()
    walk.within(pages=7, clicks=12)


def test_a_coordinator_brings_a_referral_to_an_active_match(staged_visit: Visit) -> None:
    service = staged_visit.service
    name, peer = f"Lorna-{len(service.people)}", f"Shona-{len(service.peers)}"
    service.active_peer(f"{peer} Example")
    service.referred(f"{name} Testperson", "Somebody who has been through it.")
    walk = Walk(staged_visit, "Coordinator")
    staged_visit.go(f"/people/{service.people[name]}")
    walk.pages = 0
    walk.link("Next step: Take a first look")
    walk.answer("What did the first look find?", "We can help with this")
    walk.save("Save first look")
    walk.save("Save conversation")
    walk.answer("Is now the time?", "Yes, now")
    walk.say(f"What {name} thinks, in their words", "I am ready.")
    walk.save("Save view")
    walk.save("Accept referral")
    expect(walk.page.get_by_role("heading", name=f"{name}: find a peer supporter")).to_be_visible()
    proposing = re.compile(f"Propose this match.*{peer}")
    walk.click(walk.page.get_by_role("link", name=proposing))
    walk.page.locator("#reasons").fill("Both like the hills.")
    walk.save("Propose this match")
    walk.answer("Before that", f"Confidentiality and its limits were explained to {name}")
    walk.answer(f"What did {name} say?", "Yes")
    walk.answer(f"What did {peer} say?", "Yes")
    walk.save("Save answers")
    walk.answer("How?", "On a walk")
    walk.save("Save introduction")
    walk.say("How many sessions in four weeks?", "4")
    walk.say("How many minutes each?", "60")
    walk.answer("How will they be in touch?", "On a walk")
    walk.answer("Who has accepted it?", name)
    walk.answer("Who has accepted it?", peer)
    walk.save("Save agreement")
    walk.save("Start match")

    expect(walk.page.get_by_text("Active", exact=True).first).to_be_visible()
    walk.pages -= 1  # the last only shows that it is so
    walk.within(pages=10, clicks=24)


def test_a_peer_supporter_records_a_session(staged_visit: Visit) -> None:
    walk = Walk(staged_visit, "Peer supporter")
    walk.link("Record a session")
    walk.answer("2. How many minutes?", "60")
    walk.answer("3. Did anything worry you?", "No")
    pictured(walk.page, "session", WIDTHS[1])
    walk.save("Save session")

    expect(walk.page.get_by_role("heading", name="Saved. Thank you.")).to_be_visible()
    walk.within(pages=2, clicks=5)


def test_a_group_leader_records_who_came(staged_visit: Visit) -> None:
    walk = Walk(staged_visit, "Group leader")
    walk.link("Record attendance")
    walk.answer("1. Who came?", "Morag Testperson")
    walk.say("2. How many others came?", "4")
    walk.answer("How many minutes?", "90")
    walk.answer("Did anything worry you?", "No")
    nothing_in_the_way_where_scripts_run(walk)
    walk.save("Save attendance")

    expect(walk.page.get_by_role("heading", name="Saved. Thank you.")).to_be_visible()
    nothing_in_the_way_where_scripts_run(walk)
    walk.within(pages=2, clicks=6)


def test_a_worry_asks_first_whether_anybody_is_in_danger(phone_visit: Visit) -> None:
    walk = Walk(phone_visit, "Peer supporter")
    walk.link("Record a session")
    walk.answer("When?", "Yesterday")
    walk.answer("2. How many minutes?", "45")
    walk.answer("3. Did anything worry you?", "Yes, I want to tell someone")
    walk.save("Save session")

    expect(walk.page.get_by_text("Is anyone in danger now? Call 999 first.")).to_be_visible()
    nothing_is_in_anybodys_way(walk.page)
    walk.link("Say what it was")
    expect(walk.page.get_by_role("button", name="Save answer")).to_be_visible()


def test_what_is_missing_is_said_beside_its_question(phone_visit: Visit) -> None:
    walk = Walk(phone_visit, "Peer supporter")
    walk.link("Record a session")
    walk.click(walk.page.get_by_role("button", name="Save session"))

    expect(walk.page.locator("#error-summary")).to_be_focused()
    expect(walk.page.get_by_role("link", name="Say how many minutes")).to_be_visible()
    nothing_is_in_anybodys_way(walk.page)


def test_a_session_goes_through_a_lost_signal(phone_visit: Visit) -> None:
    ledger = phone_visit.service.store.ledger
    walk = Walk(phone_visit, "Peer supporter")
    walk.link("Record a session")
    walk.answer("2. How many minutes?", "30")
    walk.answer("3. Did anything worry you?", "No")
    before = ledger.head().position
    phone_visit.page.context.set_offline(True)
    walk.click(walk.page.get_by_role("button", name="Save session"))
    expect(walk.page.get_by_text("Not sent yet. Kept on this phone.")).to_be_visible()
    assert ledger.head().position == before
    phone_visit.page.context.set_offline(False)

    expect(walk.page.get_by_text("What was kept on this phone is sent.")).to_be_visible()
    assert ledger.head().position == before + 1
    phone_visit.complaints.clear()  # the browser says itself that there was no signal


def test_what_was_typed_survives_the_end_of_the_session(phone_visit: Visit) -> None:
    walk = Walk(phone_visit, "Peer supporter")
    walk.link("Record a session")
    walk.answer("2. How many minutes?", "90")
    walk.page.wait_for_timeout(300)
    where = walk.page.url
    kept = walk.page.evaluate(
        """async () => JSON.stringify(await new Promise((done) => {
            const asked = indexedDB.open("alongside-drafts");
            asked.onsuccess = () => {
                const all = asked.result.transaction("drafts").objectStore("drafts").getAll();
                all.onsuccess = () => done(all.result);
            };
        }))"""
    )
    assert "minutes" not in kept
    phone_visit.page.context.clear_cookies()
    Walk(phone_visit, "Coordinator")
    phone_visit.page.goto(where)
    expect(phone_visit.page.get_by_label("90", exact=True)).not_to_be_checked()
    Walk(phone_visit, "Peer supporter")
    phone_visit.page.goto(where)

    expect(phone_visit.page.get_by_label("90", exact=True)).to_be_checked()


def test_a_coordinator_records_a_choice(staged_visit: Visit) -> None:
    walk = Walk(staged_visit, "Coordinator")
    walk.link("Record a choice")
    walk.choose("Whose choice is it?", "Davie Example")
    walk.page.get_by_label("What is it about?").select_option(label="What I like")
    walk.say("In a few words, if it is one thing only", "hill walking")
    walk.page.get_by_label("Who may know it?").select_option(label="Isla Example")
    nothing_in_the_way_where_scripts_run(walk)
    pictured(walk.page, "choice")
    walk.answer("The answer", "Yes")
    walk.answer("Read back", "I read the answer back and they said it was right")
    walk.save("Record choice")

    expect(walk.page.get_by_role("heading", name="Recorded")).to_be_visible()
    nothing_in_the_way_where_scripts_run(walk)
    walk.within(pages=2, clicks=6)


def test_a_peer_supporter_stops_sharing(staged_visit: Visit) -> None:
    walk = Walk(staged_visit, "Peer supporter")
    service = staged_visit.service
    peer = service.peers[
        walk.page.locator(".demonstrated").inner_text().split("You are ")[1].split()[0]
    ]
    service.do(
        GiveDisclosureConsent(
            own_word=True,
            peer=peer,
            items=("INTERESTS:HILLWALKING",),
            audience=Audience.ROLE,
            audience_role=Duty.COORDINATOR,
            purpose=Purpose.MATCHING,
            channel=ToldBy.SCREEN,
            valid_until=date(2026, 12, 31),
        )
    )
    walk.link("Who may know what")
    nothing_in_the_way_where_scripts_run(walk)
    pictured(walk.page, "sharing")
    walk.click(walk.page.get_by_role("button", name="Stop sharing").first)

    expect(walk.page.get_by_text("Screens no longer show it.")).to_be_visible()
    nothing_in_the_way_where_scripts_run(walk)
    walk.within(pages=2, clicks=2)


def test_a_peer_supporter_shares_one_thing_by_keyboard_and_reads_who_saw_it(
    phone_visit: Visit,
) -> None:
    walk = Walk(phone_visit, "Peer supporter")
    walk.link("Who may know what")
    walk.link("Share something")
    nothing_is_in_anybodys_way(walk.page)
    walk.page.get_by_label("What is it about?").focus()
    walk.page.get_by_label("What is it about?").select_option(label="Where I live")
    walk.page.get_by_label("Who may know it?").select_option(label="the coordinators")
    walk.page.get_by_role("radio", name="Yes", exact=True).press("Space")
    with walk.page.expect_navigation():
        walk.page.get_by_role("button", name="Share this").press("Enter")
    expect(walk.page.get_by_role("heading", name="Where I live")).to_be_visible()
    walk.link("Who saw it")

    expect(walk.page.get_by_role("heading", name="Who looked at your record")).to_be_visible()
    nothing_is_in_anybodys_way(walk.page)
