"""The directory of what a service offers (domain reference, 2.1). It holds nobody's data."""

import msgspec

from application.looking import Looking
from domain.decider import Position
from domain.people import OfferId, subject
from domain.service import SERVICE, Delivery, Model, OfferDefined, Service


class Row(msgspec.Struct, frozen=True):
    """One offer that people can be accepted for.

    ``model_words`` says which of the four models it is. Ages are in years and count themselves;
    without ``conditions`` it is for anybody with a long-term condition.
    """

    offer: OfferId
    name: str
    model: Model
    model_words: str
    delivery: tuple[Delivery, ...]
    weeks: int | None
    sessions_a_month: float | None
    goals_required: bool
    conditions: tuple[str, ...]
    age_from: int | None
    age_to: int | None
    area: str | None
    variety_of_peers: bool


class Offers(msgspec.Struct, frozen=True):
    """All open offers by name, how many there are of each model, and the position."""

    position: Position
    rows: list[Row]
    models: dict[str, int]


MODELS = {
    Model.BEFRIENDING: "befriending or buddying, two people together",
    Model.MENTORING: "peer mentoring, two people together for an agreed time",
    Model.FACILITATED: "a group or a course with somebody who leads it",
    Model.PEER_LED: "a group that its members lead",
}


def offers_of(look: Looking) -> Offers:
    """What can be asked for."""
    of = subject("service", look.service)
    service: Service = look(SERVICE, of)
    described = {
        each.event.offer: each.event
        for each in look.happened(of)
        if isinstance(each.event, OfferDefined)
    }
    rows = [
        _row(described[identifier])
        for identifier, offer in service.offers.items()
        if offer.open and identifier in described
    ]
    rows.sort(key=lambda row: (row.name, row.offer))
    models = {model.value: sum(row.model is model for row in rows) for model in Model}
    return Offers(look.position, rows, models)


def _row(said: OfferDefined) -> Row:
    return Row(
        offer=said.offer,
        name=said.name,
        model=said.model,
        model_words=MODELS[said.model],
        delivery=said.delivery,
        weeks=said.weeks,
        sessions_a_month=said.sessions_a_month,
        goals_required=said.goals_required,
        conditions=said.conditions,
        age_from=said.age_from,
        age_to=said.age_to,
        area=said.area,
        variety_of_peers=said.variety_of_peers,
    )
