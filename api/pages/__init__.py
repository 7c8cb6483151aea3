"""The pages: what people read and fill in, from the same commands and views as the interface."""

from litestar import Router
from litestar.di import Provide
from litestar.types import ControllerRouterHandler

from api.entrance import Entrance
from api.pages import (
    account,
    answers_of_both,
    asking_outside,
    attendance,
    break_record,
    calendar,
    caseload,
    choices,
    complaints,
    components,
    concern,
    corrections,
    demo,
    evidence,
    figures,
    forms,
    group,
    growth,
    help_now,
    home,
    lists,
    match,
    my_matches,
    outside_review,
    passkeys,
    peer,
    person,
    print_forms,
    public,
    receipt,
    referrer,
    report,
    reviews,
    rights,
    service,
    session_form,
    sharing,
    signing_in,
    studies,
    supervision,
    training,
    wellbeing,
    workbench,
    worklist,
)
from api.pages.errors import HANDLERS
from api.pages.evidence import Bundles
from api.pages.frame import AtDesk
from api.pages.study_report import Runs
from api.routes import ROWS
from projections.directory import Directory


def router(
    opened: Directory,
    entrance: Entrance | None,
    bundles: Bundles | None = None,
    runs: Runs | None = None,
) -> Router:
    """Every page, those of the way in where there is one.

    They have one directory of names in common, so that names are opened once.
    """

    def directory_of(desk: AtDesk) -> Directory:
        return opened.noting(desk.noted)

    handlers: list[ControllerRouterHandler] = [
        home.home,
        worklist.worklist_page,
        *lists.handlers(),
        caseload.caseload_page,
        caseload.caseload_csv,
        person.person_page,
        match.match_as_page,
        peer.peer_page,
        my_matches.my_matches,
        *referrer.handlers(),
        supervision.supervision_page,
        training.training_page,
        service.service_page,
        growth.growth_page,
        wellbeing.my_wellbeing,
        workbench.workbench,
        answers_of_both.ask_answers,
        answers_of_both.save_answers,
        session_form.ask_session,
        session_form.save_session,
        group.group_as_page,
        attendance.ask_attendance,
        attendance.save_attendance,
        help_now.help_now,
        break_record.record_page,
        concern.concern_page,
        *evidence.handlers(),
        *reviews.handlers(),
        *sharing.handlers(),
        *choices.handlers(),
        *print_forms.handlers(),
        *asking_outside.handlers(),
        *receipt.handlers(),
        *outside_review.handlers(),
        *rights.handlers(),
        *complaints.handlers(),
        calendar.calendar,
        *public.handlers(),
        figures.figures,
        *report.HANDLERS,
        *studies.handlers(),
        components.components,
        *forms.handlers_of(ROWS),
        *corrections.handlers(),
    ]
    dependencies = {
        "directory": Provide(directory_of, sync_to_thread=False),
        "bundles": Provide(lambda: bundles, sync_to_thread=False),
        "runs": Provide(lambda: runs, sync_to_thread=False),
    }
    if entrance is not None:
        handlers += [
            *signing_in.handlers(),
            *account.handlers(),
            *calendar.handlers(),
            *passkeys.handlers(),
        ]
        if entrance.demo is not None:
            handlers += demo.handlers(entrance.demo)
        dependencies["entrance"] = Provide(lambda: entrance, sync_to_thread=False)
    return Router(
        "/",
        route_handlers=handlers,
        dependencies=dependencies,
        exception_handlers=HANDLERS,
        include_in_schema=False,
    )


__all__ = ["HANDLERS", "router"]
