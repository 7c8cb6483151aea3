"""Where the page of a command is: the address of its row in the route table."""

from api.routes import ROWS
from domain.decider import Command


def page_path(path: str) -> str:
    """The address of the page of a row; something new has an address of its own."""
    return path if "{" in path else f"{path}/new"


PATHS: dict[type[Command], str] = {row.command: page_path(row.path) for row in ROWS}


def link_to(command: type[Command], **ids: object) -> str:
    """The address of the form of a command about these."""
    return PATHS[command].format(**ids)


def growth_of(peer: str) -> str:
    """The address of the picture of how a peer supporter grows."""
    return f"/peers/{peer}/growth"


def path_of(match: str) -> str:
    """The address of the page of a match."""
    return f"/matches/{match}"
