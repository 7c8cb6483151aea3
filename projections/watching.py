"""Whether anybody is watching at this moment, and whom to call where nobody is."""

from datetime import datetime

from domain.periods import LOCAL
from domain.service import Service
from domain.service.help import EMERGENCY, USUAL_HELP
from domain.staffing import Staffing

NHS_24 = "NHS_24"


def unwatched(staffing: Staffing, service: Service, now: datetime) -> str | None:
    """That nobody is watching, until when, and whom to call; nothing in staffed hours.

    Somebody on call is named by their number, and never by who they are.
    """
    if staffing.staffed_at(now):
        return None
    again = staffing.staffed_again_at(now)
    until = "" if again is None else f" until {_spoken(again)}"
    numbers = service.help_numbers or USUAL_HELP
    emergency = numbers.get(EMERGENCY, USUAL_HELP[EMERGENCY]).number
    calls = [f"In danger call {emergency}"]
    calls += [f"on call {each.number}" for each in staffing.on_call_at(now)]
    if NHS_24 in numbers:
        calls.append(f"NHS 24 {numbers[NHS_24].number}")
    return f"Nobody is watching this now{until}. {', '.join(calls)}."


def _spoken(moment: datetime) -> str:
    """A moment as people say it: "Tuesday 5 May, 9am"."""
    local = moment.astimezone(LOCAL)
    minutes = f":{local:%M}" if local.minute else ""
    half = "am" if local.hour < 12 else "pm"  # noqa: PLR2004
    return f"{local:%A} {local.day} {local:%B}, {(local.hour - 1) % 12 + 1}{minutes}{half}"
