"""Whom to call when somebody needs help at once: what a service gives until it says otherwise.

The lines are those of the domain reference, 9.5. They are data that somebody checks locally; the
number of the council's social work department differs from place to place, so a service adds it.
"""

from datetime import date

import msgspec

EMERGENCY = "EMERGENCY"
SOCIAL_WORK = "SOCIAL_WORK"


class HelpNumber(msgspec.Struct, frozen=True):
    """One number, what it is for, and when somebody last made sure that it is right."""

    number: str
    who: str
    checked_on: date | None = None


USUAL_HELP: dict[str, HelpNumber] = {
    EMERGENCY: HelpNumber("999", "Danger to life: ambulance, police, fire."),
    "NHS_24": HelpNumber(
        "111", "NHS 24, day and night. For mental health, choose the mental health hub."
    ),
    "SAMARITANS": HelpNumber("116 123", "Samaritans, day and night."),
    "BREATHING_SPACE": HelpNumber(
        "0800 83 85 87", "Breathing Space: evenings, nights and weekends."
    ),
    "POLICE": HelpNumber("101", "Police Scotland, when it is not an emergency."),
    "CHILDLINE": HelpNumber("0800 1111", "Childline, for children and young people."),
}
