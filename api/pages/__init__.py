"""The pages: what people read and fill in, from the same commands and views as the interface."""

from litestar import Router, get
from litestar.di import Provide
from litestar.response import Redirect
from litestar.types import ControllerRouterHandler

from api.pages import caseload, corrections, forms, help_now, person
from api.pages.errors import HANDLERS
from api.pages.frame import AtDesk
from api.routes import ROWS
from projections.directory import Directory


@get("/", sync_to_thread=False)
def home() -> Redirect:
    """The first page: the caseload, until there is a worklist."""
    return Redirect(caseload.PATH, status_code=303)


def directory_of(desk: AtDesk) -> Directory:
    """Who is who: one directory for all pages, so that names are opened once."""
    return Directory(desk.views, desk.opener)


def router() -> Router:
    """Every page."""
    handlers: list[ControllerRouterHandler] = [
        home,
        caseload.caseload_page,
        caseload.caseload_csv,
        person.person_page,
        help_now.help_now,
        *forms.handlers_of(ROWS),
        *corrections.handlers(),
    ]
    return Router(
        "/",
        route_handlers=handlers,
        dependencies={
            "directory": Provide(directory_of, use_cache=True, sync_to_thread=False),
        },
        exception_handlers=HANDLERS,
        include_in_schema=False,
    )


__all__ = ["HANDLERS", "router"]
