"""The pages: what people read and fill in, from the same commands and views as the interface."""

from litestar import Router, get
from litestar.di import Provide
from litestar.response import Redirect
from litestar.types import ControllerRouterHandler

from api.entrance import Entrance
from api.pages import caseload, corrections, forms, help_now, person, signing_in
from api.pages.errors import HANDLERS
from api.pages.frame import AtDesk
from api.routes import ROWS
from projections.directory import Directory


@get("/", sync_to_thread=False)
def home() -> Redirect:
    """The first page: the caseload, until there is a worklist."""
    return Redirect(caseload.PATH, status_code=303)


def router(opened: Directory, entrance: Entrance | None) -> Router:
    """Every page, those of the way in where there is one.

    They have one directory of names in common, so that names are opened once.
    """

    def directory_of(desk: AtDesk) -> Directory:
        return opened.noting(desk.noted)

    handlers: list[ControllerRouterHandler] = [
        home,
        caseload.caseload_page,
        caseload.caseload_csv,
        person.person_page,
        help_now.help_now,
        *forms.handlers_of(ROWS),
        *corrections.handlers(),
    ]
    dependencies = {"directory": Provide(directory_of, sync_to_thread=False)}
    if entrance is not None:
        handlers += signing_in.handlers()
        dependencies["entrance"] = Provide(lambda: entrance, sync_to_thread=False)
    return Router(
        "/",
        route_handlers=handlers,
        dependencies=dependencies,
        exception_handlers=HANDLERS,
        include_in_schema=False,
    )


__all__ = ["HANDLERS", "router"]
