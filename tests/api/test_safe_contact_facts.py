"""How a person may be reached, as their page says it: an answer stands until there is another."""

from datetime import date

from api.pages.facts import ways_to_reach
from domain.decider import Recorded
from domain.person import SafeContactRecorded
from tests.domain.cast import MORAG, MORAG_REGISTERED, on
from tests.domain.decisions import in_order

TODAY = date(2026, 5, 5)


class EverythingOpen:
    """Opens what was never sealed."""

    def open(self, recorded: Recorded) -> Recorded:
        return recorded

    def generation(self) -> int:
        return 0


def said(*contacts: SafeContactRecorded) -> dict[str, str]:
    facts = ways_to_reach(in_order((MORAG_REGISTERED, *contacts)), EverythingOpen(), TODAY)
    return {fact["key"]: fact["value"] for fact in facts if fact["value"]}


def test_what_was_said_before_stands_beside_what_was_said_since() -> None:
    first = SafeContactRecorded(
        person=MORAG, phone="01445 000000", may_write=True, caller_name="Isla", at=on(3, 1)
    )
    second = SafeContactRecorded(
        person=MORAG, may_write=False, may_text=False, household_risks="Ring only.", at=on(4, 1)
    )

    assert said(first, second) == {
        "Phone": "01445 000000",
        "Name to give": "Isla",
        "May we text?": "No",
        "May we write?": "No",
        "Be careful about": "Ring only.",
        "They said so": "1 April, 11am",
    }


def test_of_somebody_whom_nobody_asked_nothing_is_said() -> None:
    assert said() == {}
