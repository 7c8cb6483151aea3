"""Studies on pages: the plans that were locked, one to lock, its run, and what it found.

Nobody is named on them: a plan says what is asked, a report tells of groups alone.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, RawBody
from litestar.response import Redirect, Template

from api.pages.dates import moment_words
from api.pages.forms import given_in
from api.pages.frame import Asking, AtDesk, count_words, page
from api.pages.study_plan import COMPARED, DAYS, KINDS, drafted, field_of, questionnaires, read_back
from api.pages.study_report import Kept, NoRun, Runs, how_far, told
from api.study_plans import lock_plan, must_be_over
from application.evaluation.plan import Kind, NotAPlan, Plan, plan_from
from application.evaluation.words import ASKED
from domain.decider import Refusal
from domain.people import IDENTIFIER, subject
from domain.periods import local_day
from domain.study import IssueStudyReport, LockStudy
from projections.studies import StudyShown, studies_shown, study_shown

PATH = "/studies"
CRUMB = {"label": "Studies", "href": PATH}
HELP = (
    "A study says first whom it looks at, over which days, and what it measures. That is locked "
    "before any outcome is read, so that nothing can be chosen afterwards to suit a result. "
    "Reports tell of groups of five people or more, and of nobody alone."
)
ELSEWHERE = "Studies are run here at the terminal: alongside evaluate."
VIEW = "studies"
Running = NamedDependency[Runs | None]


@get(PATH, sync_to_thread=True, view=VIEW)
def studies_page(desk: AtDesk, runs: Running) -> Template:
    """Every plan that was locked, the latest first."""
    look, today = desk.look(), _today(desk)
    found = studies_shown(look, desk.opener, desk.ledger.subjects("study"))
    return page(
        "studies.html",
        here=PATH,
        help=HELP,
        position=look.position,
        may_lock=desk.may_ask(LockStudy),
        count=count_words(len(found), "study", "studies"),
        rows=[
            [
                {"text": _title(each), "href": f"{PATH}/{each.study}"},
                _standing(each, runs),
                moment_words(each.locked_at, today) if each.locked_at else "",
            ]
            for each in found
        ],
    )


@get(f"{PATH}/new", sync_to_thread=True, view=VIEW)
def new_study(desk: AtDesk) -> Template:
    """The questions from which a plan is made."""
    desk.must_ask(LockStudy)
    return _asked({})


@post(f"{PATH}/new", sync_to_thread=True, view=VIEW, status_code=200)
def draft_study(desk: AtDesk, body: RawBody) -> Template | Redirect:
    """Read a plan back; or lock it, once it was read."""
    desk.must_ask(LockStudy)
    given = {
        name: " ".join(values) if name == "equality" else values[-1]
        for name, values in given_in(body).items()
    }
    wanted = given.pop("do", "look")
    if wanted == "change":
        return _asked(given)
    try:
        draft = drafted(given)
        if wanted == "lock":
            lock_plan(desk, draft.plan, draft.text)
            return Redirect(f"{PATH}/{draft.plan.study}?saved=locked")
    except Refusal as no:
        return _asked(given, str(no), field_of(no))
    return page(
        "study_draft.html",
        here=PATH,
        breadcrumbs=[CRUMB],
        help=HELP,
        said=read_back(draft.plan),
        text=draft.text,
        given=given,
    )


@get(f"{PATH}/{{study:str}}", sync_to_thread=True, view=VIEW)
def study_page(request: Asking, desk: AtDesk, runs: Running, study: FromPath[str]) -> Template:
    """One study: its plan, whether it runs, and what it found."""
    return _study(desk, runs, study, locked="saved" in request.query_params)


@post(f"{PATH}/{{study:str}}/run", sync_to_thread=True, view=VIEW, status_code=200)
def run_study(desk: AtDesk, runs: Running, study: FromPath[str]) -> Template | Redirect:
    """Run it in the background."""
    desk.must_ask(IssueStudyReport)
    found = _found(desk, study)
    try:
        if runs is None:
            raise NoRun(ELSEWHERE)
        if found.declared is None:
            raise NoRun("Its plan is not held here, so it cannot be run.")
        runs.start(desk, study, found.declared)
    except Refusal as no:
        return _study(desk, runs, study, problem=str(no))
    return Redirect(f"{PATH}/{study}")


@post(f"{PATH}/{{study:str}}/stop", sync_to_thread=True, view=VIEW, status_code=200)
def stop_study(desk: AtDesk, runs: Running, study: FromPath[str]) -> Redirect:
    """Let a run end without a report."""
    desk.must_ask(IssueStudyReport)
    _found(desk, study)
    if runs is not None:
        runs.stop(study)
    return Redirect(f"{PATH}/{study}")


@get(f"{PATH}/{{study:str}}/progress", sync_to_thread=True, view=VIEW)
def study_progress(desk: AtDesk, runs: Running, study: FromPath[str]) -> Response[Any] | Template:
    """How far a run is, alone: asked for again and again by a page that shows it."""
    _found(desk, study)
    running = runs.running(study) if runs else None
    if running is None:
        return Response("", media_type="text/html", headers={"hx-refresh": "true"})
    return page("study_running.html", study=study, running=how_far(running))


@get(f"{PATH}/{{study:str}}/report", sync_to_thread=True, view=VIEW)
def study_report(desk: AtDesk, runs: Running, study: FromPath[str]) -> Template:
    """What the study found, with all that has to be read beside it."""
    kept, found = _kept(desk, runs, study), _found(desk, study)
    issued = next(each for each in found.reports if each.content == kept.content)
    return page(
        "study_report.html",
        here=PATH,
        breadcrumbs=[CRUMB, {"label": kept.title, "href": f"{PATH}/{study}"}],
        help=HELP,
        position=kept.position,
        issued=moment_words(issued.at, _today(desk)),
        content=kept.content,
        pdf_href=f"{PATH}/{study}/report.pdf",
        files_href=f"{PATH}/{study}/report.zip",
        study_href=f"{PATH}/{study}",
        **told(kept),
    )


@get(f"{PATH}/{{study:str}}/report.pdf", sync_to_thread=True, view=VIEW)
def study_report_pdf(desk: AtDesk, runs: Running, study: FromPath[str]) -> Response[bytes]:
    """The same on paper."""
    kept = _kept(desk, runs, study)
    return _file(kept.files["report.pdf"], "application/pdf", f"{study}.pdf")


@get(f"{PATH}/{{study:str}}/report.zip", sync_to_thread=True, view=VIEW)
def study_report_files(desk: AtDesk, runs: Running, study: FromPath[str]) -> Response[bytes]:
    """Every file of the report, with the plan and all that runs it again."""
    kept = _kept(desk, runs, study)
    assert runs is not None  # noqa: S101 - it kept the report
    return _file(runs.zipped(kept), "application/zip", f"{study}.zip")


def _study(
    desk: AtDesk, runs: Runs | None, study: str, *, locked: bool = False, problem: str | None = None
) -> Template:
    found, today = _found(desk, study), _today(desk)
    plan = _plan(found)
    running = runs.running(study) if runs else None
    kept = next(_reports(runs, found), None)
    return page(
        "study.html",
        here=PATH,
        status=400 if problem else 200,
        breadcrumbs=[CRUMB],
        errors=[{"text": problem, "field": None}] if problem else None,
        help=HELP,
        position=desk.ledger.head().position,
        study=study,
        title=_title(found),
        locked=locked,
        standing=_standing(found, runs),
        locked_at=moment_words(found.locked_at, today) if found.locked_at else None,
        said=read_back(plan) if plan else [],
        text=found.declared,
        running=how_far(running) if running else None,
        ended=runs.ended(study) if runs else None,
        may_run=desk.may_ask(IssueStudyReport) and running is None and plan is not None,
        waits=_waits(desk, runs, plan),
        again=bool(found.reports),
        summary=kept.findings.summary if kept else [],
        caveats=kept.findings.caveats if kept else [],
        report_href=f"{PATH}/{study}/report" if kept else None,
        elsewhere=bool(found.reports) and kept is None,
        reports=[
            [moment_words(each.at, today), f"{each.reflects:,}", each.content]
            for each in reversed(found.reports)
        ],
        extracts=[
            [
                moment_words(each.at, today),
                each.form.value.lower(),
                each.purpose.value.replace("_", " ").lower(),
                "not told" if each.people is None else f"{each.people:,}",
                each.recipient or "no longer held",
            ]
            for each in reversed(found.extracts)
        ],
    )


def _waits(desk: AtDesk, runs: Runs | None, plan: Plan | None) -> str | None:
    """Why it cannot be run yet, or here."""
    if plan is None:
        return None
    if runs is None:
        return ELSEWHERE
    try:
        must_be_over(desk, plan)
    except NotAPlan as no:
        return str(no)
    return None


def _asked(given: dict[str, str], problem: str | None = None, field: str | None = None) -> Template:
    errors = [{"text": problem, "field": field}] if problem else None
    days = {
        each: {part: given.get(f"{each}-{part}", "") for part in ("day", "month", "year")}
        for each in DAYS
    }
    return page(
        "study_new.html",
        here=PATH,
        status=400 if problem else 200,
        breadcrumbs=[CRUMB],
        errors=errors,
        wrong={field: problem} if field else {},
        help=HELP,
        given=given,
        days=days,
        kinds=_options({each.value: KINDS[each] for each in KINDS if each is not Kind.DEFINITIONS}),
        questionnaires=questionnaires(),
        compared=_options(COMPARED),
        equality=_options({each.value: ASKED[each].capitalize() for each in ASKED}),
        chosen_equality=given.get("equality", "").split(),
    )


def _options(words: dict[str, str]) -> list[dict[str, str]]:
    return [{"value": value, "label": label} for value, label in words.items()]


def _found(desk: AtDesk, study: str) -> StudyShown:
    """A study of this service. Raises `NotFoundException`."""
    if IDENTIFIER.fullmatch(study) is not None:
        found = study_shown(desk.look(), desk.opener, subject("study", study))
        if found.locked_at is not None or found.extracts:
            return found
    raise NotFoundException("No study has this name here.")


def _kept(desk: AtDesk, runs: Runs | None, study: str) -> Kept:
    """The latest report that is kept here. Raises `NotFoundException`."""
    kept = next(_reports(runs, _found(desk, study)), None)
    if kept is None:
        raise NotFoundException("No report of this study is kept here.")
    return kept


def _reports(runs: Runs | None, found: StudyShown) -> Iterator[Kept]:
    """What is kept of the reports that were issued, the latest first."""
    for each in reversed(found.reports):
        kept = runs.report(found.study, each.content) if runs else None
        if kept is not None:
            yield kept


def _standing(found: StudyShown, runs: Runs | None) -> str:
    if runs is not None and runs.running(found.study):
        return "Running"
    if found.reports:
        return "Reported"
    return "Locked" if found.locked_at else "Extract only"


def _title(found: StudyShown) -> str:
    plan = _plan(found)
    return plan.title if plan else found.study


def _plan(found: StudyShown) -> Plan | None:
    """The plan, as far as it is held and is one: the interface locks whatever it is given."""
    try:
        return plan_from(found.declared) if found.declared else None
    except Refusal:
        return None


def _today(desk: AtDesk) -> date:
    return local_day(desk.views.clock())


def _file(content: bytes, kind: str, name: str) -> Response[bytes]:
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=kind, headers=headers)


def handlers() -> list[HTTPRouteHandler]:
    """The pages, and the files that go with them."""
    return [
        studies_page,
        new_study,
        draft_study,
        study_page,
        run_study,
        stop_study,
        study_progress,
        study_report,
        study_report_pdf,
        study_report_files,
    ]
