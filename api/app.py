"""The application: routes from the table, views, pages, errors. It knows no plumbing."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from litestar import Litestar, Router, get
from litestar.config.response_cache import ResponseCacheConfig
from litestar.di import NamedDependency, Provide
from litestar.handlers import HTTPRouteHandler
from litestar.openapi import OpenAPIConfig
from litestar.plugins.jinja import JinjaTemplateEngine
from litestar.static_files import create_static_files_router
from litestar.template.config import TemplateConfig
from litestar.types import ControllerRouterHandler

from api import (
    break_views,
    concern_views,
    disclosure_views,
    group_views,
    match_views,
    matching_views,
    pages,
    referrer_views,
    register_views,
    service_reports,
    views,
)
from api.addresses import only_known_words
from api.describing import Description, described
from api.desk import Desk
from api.door import handler_of
from api.entrance import Entrance, let_in, who_came_in
from api.errors import HANDLERS
from api.fhir import audit_handlers, referral_handlers
from api.fhir import handlers as fhir
from api.guard import only_here
from api.identity import Arriving, Identify, local_operator
from api.pages.evidence import Bundles
from api.pages.study_report import Runs
from api.routes import ROWS
from api.telling import noted_first
from projections.directory import Directory

HERE = Path(__file__).parent


@get("/health/live", sync_to_thread=False)
def live() -> dict[str, str]:
    """Whether the process answers."""
    return {"status": "live"}


def readiness(checkpoints: Callable[[], Any] | None) -> HTTPRouteHandler:
    """The handler that says how far log, views and, where they are kept, checkpoints are."""

    @get("/health/ready", sync_to_thread=True, view="health")
    def ready(desk: NamedDependency[Desk]) -> dict[str, Any]:
        """Whether log and views answer, how far they are, and how far the log is signed."""
        answer: dict[str, Any] = {"status": "ready", "position": desk.views.catch_up()}
        return answer | {"checkpoint": checkpoints()} if checkpoints else answer

    return ready


def create_app(
    desk: Desk,
    checkpoints: Callable[[], Any] | None = None,
    identify: Identify = local_operator,
    entrance: Entrance | None = None,
    bundles: Bundles | None = None,
    *,
    runs: Runs | None = None,
) -> Litestar:
    """Build the application around one desk, for whomever ``identify`` finds in a request.

    ``checkpoints`` says how far the log is signed, without personal data. With an ``entrance``
    people sign in, and it says who asks. ``bundles`` makes evidence for somebody outside,
    ``runs`` runs studies in the background.
    """
    if entrance is not None:
        identify = who_came_in
    interface: list[ControllerRouterHandler] = [handler_of(row) for row in ROWS]
    for each in (
        views,
        matching_views,
        match_views,
        group_views,
        break_views,
        concern_views,
        register_views,
        disclosure_views,
        referrer_views,
        service_reports,
    ):
        interface += described(each.HANDLERS)
    app = Litestar(
        route_handlers=[
            Router(
                "/api/v1",
                route_handlers=interface,
                exception_handlers=HANDLERS,
                before_request=only_known_words,
            ),
            Router(
                "/fhir/r4",
                route_handlers=described(
                    [
                        *fhir.HANDLERS,
                        *referral_handlers.HANDLERS,
                        *audit_handlers.HANDLERS,
                    ]
                ),
                exception_handlers=HANDLERS,
                before_request=only_known_words,
            ),
            pages.router(Directory(desk.views, desk.opener), entrance, bundles, runs),
            create_static_files_router("/static", [HERE / "static"], name="static"),
            live,
            readiness(checkpoints),
        ],
        dependencies={"desk": Provide(Arriving(desk, identify))},
        template_config=TemplateConfig(
            directory=HERE / "pages" / "templates", engine=JinjaTemplateEngine
        ),
        openapi_config=OpenAPIConfig(
            title="Alongside",
            version="1",
            description="Peer support, recorded as events. What can be asked, and what is seen.",
            path="/api/v1/openapi.json",  # nothing else below /api/v1 is the description's business
            render_plugins=[Description(path="/")],
            use_handler_docstrings=True,
        ),
        exception_handlers=pages.HANDLERS,
        response_cache_config=ResponseCacheConfig(default_expiration=None),
        request_max_body_size=1_000_000,
        logging_config=None,  # whoever runs the server says what is logged
    )
    # around everything: a middleware would not be asked about an address that leads nowhere
    inside = noted_first(app.asgi_handler)
    if entrance is None:
        app.asgi_handler = only_here(inside)
    else:
        known = let_in(inside, entrance, desk.service, desk.views.clock)
        app.asgi_handler = only_here(known, entrance.public_host, https=entrance.https)
    return app
