"""The addresses below /fhir/r4."""

from typing import Annotated, Any

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.openapi import ResponseSpec
from litestar.params import FromPath, FromQuery, QueryParameter

from api.desk import Desk
from api.fhir.consents import STATUS, bundle, resource
from domain.consent import CONSENTS, COVERAGE, Coverage
from domain.decider import Malformed
from domain.people import IDENTIFIER, ConsentId, subject

FHIR_JSON = "application/fhir+json"
Resource = dict[str, Any]
NOT_THERE = {
    404: ResponseSpec(
        data_container=Resource,
        description="An `OperationOutcome`: there is nothing of this name.",
        media_type=FHIR_JSON,
        generate_examples=False,
    )
}


class NoSuchStatus(Malformed):
    """Consents are asked for in a status that none can have."""


class NotAPatient(Malformed):
    """Whose consents are meant is not written as a reference."""


def answered(content: Resource, status_code: int = 200) -> Response[Resource]:
    """A resource, under the media type of FHIR."""
    return Response(content, media_type=f"{FHIR_JSON}; charset=utf-8", status_code=status_code)


def not_found(sentence: str) -> Response[Resource]:
    """That there is nothing of this name, as FHIR says it."""
    issue = {"severity": "error", "code": "not-found", "diagnostics": sentence}
    return answered({"resourceType": "OperationOutcome", "issue": [issue]}, 404)


@get("/Consent", sync_to_thread=True, media_type=FHIR_JSON, view="fhir_consent")
def search_consents(
    desk: NamedDependency[Desk],
    request: Request[Any, Any, Any],
    patient: Annotated[
        str, QueryParameter(description="Whose: `Patient/ID` or the identifier alone.")
    ],
    status: FromQuery[str | None] = None,
) -> Response[Resource]:
    """Every consent, refusal and offer of one peer supporter or person, the first given first."""
    identifier = patient.removeprefix("Patient/")
    if IDENTIFIER.fullmatch(identifier) is None:
        raise NotAPatient("Write patient as Patient/ID.", field="patient")
    wanted = set(status.split(",")) if status else set(STATUS.values())
    if not wanted <= set(STATUS.values()):
        there = ", ".join(sorted(set(STATUS.values())))
        raise NoSuchStatus(f"A consent is one of {there}.", field="status")
    look = desk.look()
    found = []
    for noun in ("peer", "person"):
        of = subject(noun, identifier)
        if not desk.ledger.history(of):
            continue
        desk.must_reach("fhir_consent", of)  # that there is no consent is an answer, too
        coverage = look(COVERAGE, of)
        consents = sorted(look(CONSENTS, of).items(), key=lambda each: str(each[1].given_at))
        for consent, standing in consents:
            covers = coverage.get(consent, Coverage())
            found.append(resource(consent, standing, covers, look.now))
    address = f"{request.base_url}fhir/r4"
    return answered(bundle([each for each in found if each["status"] in wanted], address))


@get(
    "/Consent/{consent:str}",
    sync_to_thread=True,
    media_type=FHIR_JSON,
    responses=NOT_THERE,
    view="fhir_consent",
)
def read_consent(desk: NamedDependency[Desk], consent: FromPath[str]) -> Response[Resource]:
    """One consent, refusal or offer."""
    identifier = ConsentId(consent)
    look, of = desk.look(), subject("consent", identifier)
    found = look(CONSENTS, of).get(identifier)
    if found is None:
        return not_found("No such consent is known.")
    noun, whose = ("peer", found.peer) if found.peer else ("person", found.person)
    desk.must_reach("fhir_consent", subject(noun, whose or ""))
    covers = look(COVERAGE, of).get(identifier, Coverage())
    return answered(resource(identifier, found, covers, look.now))


HANDLERS = [search_consents, read_consent]
