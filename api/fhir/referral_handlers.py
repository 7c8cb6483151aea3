"""The addresses of referral status below /fhir/r4: one's own referrals, as they may be told."""

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from api.desk import Desk
from api.fhir.handlers import FHIR_JSON, NOT_THERE, Resource, answered, not_found
from api.fhir.referrals import RESOURCE, Kind, bundle
from api.referrer_views import asking_referrer
from domain.people import subject
from projections.referrer_feedback import Row, rows_for


def own(desk: Desk) -> list[Row]:
    """The referrals of the one who asks that they may hear of."""
    rows = rows_for(desk.views, desk.service, asking_referrer(desk))
    desk.note(*(subject("person", each.person) for each in rows))
    return rows


def _handlers(kind: Kind) -> tuple[HTTPRouteHandler, HTTPRouteHandler]:
    def search(desk: NamedDependency[Desk], request: Request) -> Response[Resource]:  # type: ignore[type-arg]
        return answered(bundle(kind, own(desk), f"{request.base_url}fhir/r4"))

    def read(desk: NamedDependency[Desk], referral: FromPath[str]) -> Response[Resource]:
        found = {
            each.referral: each
            for each in rows_for(desk.views, desk.service, asking_referrer(desk))
        }
        row = found.get(referral)  # type: ignore[call-overload]
        if row is None:  # not theirs, not told and not there read the same
            return not_found("No such referral can be told of.")
        desk.note(subject("person", row.person))
        return answered(RESOURCE[kind](row))

    search.__doc__ = f"One's own referrals as {kind} resources, as far as they may be told."
    read.__doc__ = f"One referral of one's own as a {kind}."
    view = "referrer_feedback"
    searched = get(f"/{kind}", sync_to_thread=True, media_type=FHIR_JSON, view=view)
    found = get(
        f"/{kind}/{{referral:str}}",
        sync_to_thread=True,
        media_type=FHIR_JSON,
        responses=NOT_THERE,
        view=view,
    )
    search.__name__, read.__name__ = f"Search{kind}", f"Read{kind}"
    return searched(search), found(read)


HANDLERS = [*_handlers("Task"), *_handlers("ServiceRequest")]
