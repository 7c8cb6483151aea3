"""The first page: where somebody's day begins, by what they do here."""

from litestar import get
from litestar.response import Redirect

from api.pages.frame import AtDesk, home_of


@get("/", sync_to_thread=True, view="home")
def home(desk: AtDesk) -> Redirect:
    """On to the first place of the one who asks."""
    return Redirect(home_of(desk), status_code=303)
