"""A plan laid down before anything is read for it, and whether it can be run yet."""

import hashlib

import msgspec

from api.desk import Desk
from application.evaluation.plan import NotAPlan, Plan
from domain.people import StudyId
from domain.periods import local_day
from domain.study import LockStudy


def lock_plan(desk: Desk, plan: Plan, text: str) -> None:
    """Lay a plan down, unless that was done. Raises `domain.study.PlanLocked` for another one."""
    command = LockStudy(study=StudyId(plan.study), service=desk.service, declared=text)
    again = hashlib.sha256(msgspec.json.encode(command)).hexdigest()
    desk.perform(command, command_id=f"lock-{again}")


def must_be_over(desk: Desk, plan: Plan) -> None:
    """Raise `NotAPlan` where the days that a plan looks at are not over."""
    if plan.window.observed_until >= local_day(desk.views.clock()):
        raise NotAPlan(
            f"The plan looks until {plan.window.observed_until}, which is not over. It is locked: "
            "run it afterwards.",
            field="window.observed_until",
        )
