"""Made-up names, numbers and sentences. Nobody in a simulated history exists.

Surnames say so. Telephone numbers lie in the range that Ofcom keeps free for drama, e-mail
addresses under example.org.
"""

from datetime import date, timedelta
from random import Random
from typing import TypeVar

from domain.conditions import Condition
from domain.confidentiality.language import Ground
from domain.gaps import Gap
from domain.session import Function

T = TypeVar("T")

FIRST_NAMES = (
    "Ailsa", "Alasdair", "Amina", "Angus", "Archie", "Beth", "Calum", "Catriona", "Craig", "Davina",
    "Donald", "Eilidh", "Ewan", "Farah", "Fergus", "Fiona", "Gordon", "Grace", "Hamza", "Heather",
    "Iain", "Innes", "Jean", "Kirsty", "Lachlan", "Lorna", "Mairi", "Malcolm", "Margaret", "Mhairi",
    "Morag", "Murdo", "Nadia", "Neil", "Niamh", "Olga", "Rhona", "Ruaridh", "Senga", "Stuart",
    "Tariq", "Una", "Wilma", "Zofia",
)  # fmt: skip

COORDINATORS = ("Isla Example", "Rory Example", "Maeve Example", "Finlay Example", "Skye Example")

OWN_WORDS = (
    "I would like to talk to someone who knows what this is like.",
    "I have stopped going out and I miss company.",
    "I was told in spring and I am still taking it in.",
    "I want to get walking again but not on my own.",
    "My family help, but they do not really understand.",
    "I would like to feel more like myself.",
)
CONDITIONS_IN_WORDS = (
    "bad lungs",
    "sore joints, worse in the cold",
    "diabetes since last year",
    "heart trouble",
    "low mood with the pain",
    "still waiting for tests",
)
CONDITIONS = (
    Condition.ARTHRITIS,
    Condition.COPD,
    Condition.DIABETES_2,
    Condition.HEART_FAILURE,
    Condition.DEPRESSION_ANXIETY,
    Condition.CHRONIC_PAIN,
)
REASONS = (
    "MH_NEEDS",
    "SOCIALLY_EXCLUDED",
    "NEWLY_DIAGNOSED",
    "LOW_MOTIVATION",
    "READY_TO_REBUILD",
    "CONTINUE_REHAB",
    "NEEDS_ONE_TO_ONE",
)
ACCESS_NEEDS = ("STEP_FREE", "LARGE_PRINT", "HEARING", "INTERPRETER", "SHORT_VISITS")
IMPACT_AREAS = ("SLEEP", "WORK", "MONEY", "GETTING_OUT", "FAMILY", "MOOD")
INTERESTS = ("GARDENING", "MUSIC", "FOOTBALL", "KNITTING", "WALKING", "COOKING")
FUNCTIONS = tuple(Function)
GAPS = (Gap.NOBODY_TO_CONTACT, Gap.BIRTH_DATE_UNCLEAR, Gap.REASON_NOT_INCLUDED)
ORGANISATIONS = ("Example Medical Practice", "Example Community Team", "Example Advice Centre")
PERSON_VIEWS = (
    "I think this could help me now.",
    "I would like to try it and see.",
    "Not just now, I have enough appointments.",
)
WISHES = ("somebody my own age", "a walk once a week", "a voice on the phone", "help to start")
MISSING = "A phone number at which to reach the person."
TRIED = "Gave only a first name and our number."
ABOUT_INDICATORS = (
    "A hard month; they had agreed to talk more often.",
    "Talked with both. They are looking at their agreement again.",
    "The bus does not run in the school holidays.",
)
SAID_OF_INDICATORS = (
    "It suits us the way it is.",
    "I had not noticed, and I am glad that somebody asked.",
    "There was a lot to sort out with the hospital.",
)
EVIDENCE = (
    "How they told of a hard call in supervision.",
    "The role-play on the boundaries course.",
    "What people wrote on their cards at the end.",
)
AGAINST_RANKING = (
    "The two have met at the open day and got on.",
    "Somebody nearer by, because of the buses.",
    "The first on the list asked for a quiet month.",
    "The person would rather talk than walk for now.",
)
MATCH_REASONS = (
    "Both like walking and live near the same park.",
    "Both had to give up work and found a way on.",
    "Both are quiet and would rather phone first.",
    "Similar experience of hospital, and the same sense of humour.",
)
GOALS = ("Go to the shop on my own.", "Sleep better.", "Get back to the choir.")
CONTACT_NOTES = ("Wanted to know when we meet.", "Good news from the clinic.", "Just to chat.")
ENCOUNTERS = ("We nodded and walked on.", "We talked for a minute.", "I was with my sister.")
BOUNDARIES = ("We said that we would not do that again.", "It was kindly meant.")
NOTES = (
    "We walked round the loch and talked about the summer.",
    "Good talk, a bit tired today.",
    "Looked at bus times together.",
    "Mostly listened.",
)
PERSONS_VIEWS = ("It gets me out of the house.", "I would like a bit more time to talk.")
PEERS_VIEWS = ("We get on well.", "I am not sure that I am of much use yet.")
WORRIES = ("Said there was no food in the house.", "Sounded very low, which is not like them.")
VENUE = "Example Hall, the small room"
GROUND_RULES = "We listen, we keep it here, and we say so where that cannot be."
NOTES_OF_GROUPS = ("Talked about the bus and about sleep.", "Somebody brought scones.")
BETWEEN_PEERS = ("Two did not agree about the music.", "Somebody felt talked over.")
SETTLED = "Talked with each of them, then together."
GROUNDS = {
    Ground.SUICIDE_RISK: ("Said goodbye, with tablets in front.", "Spoke of a plan for tonight."),
    Ground.ADULT_PROTECTION: ("A neighbour keeps their pension.", "Bruises nobody explains."),
    Ground.VITAL_INTEREST_MEDICAL: ("Could not be woken.", "Chest pain, and grey in the face."),
    Ground.CHILD_PROTECTION: ("A grandchild alone at night.", "A boy afraid to go home."),
    Ground.SERIOUS_HARM_OTHERS: ("Said whom they would hurt, and when.",),
    Ground.COURT_ORDER: ("A citation with the sheriff clerk's stamp.",),
}
TOLD_OUTSIDE = ("first name", "address", "what was said", "where they were", "whom to ring")
KNOWN_THEN = (
    "They said it on the phone, in these words.",
    "Their peer supporter saw it in the hall.",
    "A friend rang us about it.",
)
MOVING_ON = ("joins the walking group", "sees an old friend again", "wants to volunteer")
PEER_WORDS = ("I was helped this way myself.", "I have time now and know what it is like.")


def person_name(dice: Random, number: int) -> str:
    """The name of somebody who is referred."""
    return f"{dice.choice(FIRST_NAMES)} Testperson-{number}"


def peer_name(dice: Random, number: int) -> str:
    """The name of somebody who asks about becoming a peer supporter."""
    return f"{dice.choice(FIRST_NAMES)} Testpeer-{number}"


def coordinator_name(number: int) -> str:
    """The name of a coordinator, the first of whom is Isla."""
    rounds, place = divmod(number, len(COORDINATORS))
    return f"{COORDINATORS[place]}{f'-{rounds + 1}' if rounds else ''}"


def phone(dice: Random) -> str:
    """A telephone number that rings nowhere."""
    return f"0131 496 0{dice.randrange(1000):03d}"


def email(name: str) -> str:
    """An address that reaches nobody."""
    return f"{name.lower().replace(' ', '.')}@example.org"


def birth_date(dice: Random, today: date) -> str:
    """The birthday of an adult."""
    return (today - timedelta(days=dice.randrange(20 * 365, 88 * 365))).isoformat()


def some(dice: Random, codes: tuple[T, ...], most: int) -> tuple[T, ...]:
    """One or more of several codes, in the order of the list."""
    chosen = set(dice.sample(codes, dice.randint(1, most)))
    return tuple(code for code in codes if code in chosen)
