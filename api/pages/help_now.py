"""The page of emergency numbers: those of the domain reference, 9.5."""

from litestar import get
from litestar.response import Template

from api.pages.frame import HELP_NOW, page

NUMBERS = (
    ("999", "999", "Danger to life: ambulance, police, fire."),
    ("111", "111", "NHS 24, day and night. For mental health, choose the mental health hub."),
    ("116 123", "116123", "Samaritans, day and night."),
    ("0800 83 85 87", "0800838587", "Breathing Space: evenings, nights and weekends."),
    ("101", "101", "Police Scotland, when it is not an emergency."),
)


@get(HELP_NOW, sync_to_thread=False)
def help_now() -> Template:
    """Whom to call, before anything is written down."""
    calls = [{"number": number, "href": f"tel:{dial}", "who": who} for number, dial, who in NUMBERS]
    return page("help_now.html", calls=calls)
