"""Numbers that a service may choose, with a version: thresholds and due times.

A service adopts other numbers by an event (`domain.adoption`); until then these defaults hold.
Each is a default of the domain reference, named beside it.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime

import msgspec


class Threshold(msgspec.Struct, frozen=True):
    """From where on an indicator is worth a conversation, and from where on a review together."""

    notice: float
    review: float


class Indicators(msgspec.Struct, frozen=True):
    """When something about a match is worth a conversation (domain reference, part 5).

    Windows are in local days. Rates are shares or multiples of what was agreed. ``contact_fading``
    and ``peer_wellbeing_low`` count downwards: less is more worth a look.
    """

    window_days: int = 28
    long_window_days: int = 84
    active_days_needed: int = 42
    sessions_needed: int = 4
    contact_minutes: int = 5  # D1: shorter contacts are not counted against the agreement
    trend_weeks: int = 8  # D2
    single_source_days: int = 183  # D4: for so long before it is worth a review
    out_of_hours_needed: int = 4  # D7
    night_contacts: int = 3  # D7: contacts that began between 23:00 and 06:00
    tasks_needed: int = 5  # D10
    task_sessions: int = 6  # D10
    last_sessions: int = 4  # D13 and D15
    peer_load_days: int = 28  # D12: over the limit for so long
    contacts: Threshold = Threshold(1.5, 2.5)  # D1
    contact_trend: Threshold = Threshold(0.05, 0.10)  # D2, a week
    duration: Threshold = Threshold(1.1, 1.5)  # D3
    single_source_share: Threshold = Threshold(0.9, 1.0)  # D4
    single_source_network: Threshold = Threshold(1, 0)  # D4, people besides
    extensions: Threshold = Threshold(1, 2)  # D5
    endings_postponed: Threshold = Threshold(1, 2)  # D6
    out_of_hours: Threshold = Threshold(0.25, 0.5)  # D7
    unagreed_ways: Threshold = Threshold(1, 3)  # D8
    peer_initiated: Threshold = Threshold(0.6, 0.8)  # D9
    peer_initiated_needed: Threshold = Threshold(5, 8)  # D9, unplanned contacts
    tasks_done_for: Threshold = Threshold(0.4, 0.6)  # D10
    goal_change: float = 0.5  # D11, on a scale from 0 to 10
    peer_load: Threshold = Threshold(1.0, 1.25)  # D12
    peer_wellbeing_low: float = 2.5  # D13, on a scale from 1 to 5
    peer_wellbeing_drop: float = 1.5  # D13, against their own median
    review_missed_days: Threshold = Threshold(14, 42)  # D14
    session_length: Threshold = Threshold(1.5, 2.0)  # D15
    boundary_events: Threshold = Threshold(1, 3)  # B1
    contact_fading: Threshold = Threshold(0.5, 0.25)  # P1
    quiet_at_most_days: int = 56
    worse_by: float = 0.25  # a quiet indicator is raised again when it is worse by this share
    review_unseen_working_days: int = 10
    act_unseen_working_days: int = 1


class MatchingDefinitions(msgspec.Struct, frozen=True):
    """How much each thing counts when peer supporters are suggested.

    Nobody fixes these numbers: the guidance calls matching an art, and they are ours. They order
    suggestions for a coordinator and are never shown as a score. Nought leaves something out. A
    dimension's points count once for each of the two who did not say that it does not matter.
    """

    condition: int = 6
    impact: int = 8  # the guidance calls understanding it crucial
    interests: int = 4
    profession: int = 3
    values: int = 4
    faith: int = 3
    age: int = 2
    gender: int = 3
    well_being: int = 6  # common ground across conditions (2.3)
    language: int = 2
    access: int = 3
    area: int = 2
    channels: int = 2
    availability: int = 3
    preferred_times: int = 2
    each_more: int = 1
    more_at_most: int = 2
    same_condition_advised: int = 10  # 2.3
    must_not_known: int = 20
    each_open_match: int = 1
    matched_before: int = 2
    worth_of_a_match: int = 1000
    each_week_waiting: int = 2
    weeks_waiting_at_most: int = 26


class CourseMonths(msgspec.Struct, frozen=True):
    """How many months each course of the catalogue stays current (domain reference, 6.3).

    Nought is for good. They count where a certificate does not say until when it holds. A service
    that goes by other times adopts them; what was recorded before keeps its last day.
    """

    mih: int = 0
    ppp: int = 36
    ppp_refresher: int = 36
    stalk: int = 36
    asist: int = 36
    smhfa: int = 36
    this: int = 0
    bn: int = 36
    scvo: int = 0
    conf: int = 12
    aspcp: int = 24
    bound: int = 24
    lone: int = 24
    edi: int = 36

    def of(self, course: str) -> int | None:
        """The months for which a course counts; none where it counts for good."""
        return msgspec.structs.asdict(self).get(course.lower()) or None


class Definitions(msgspec.Struct, frozen=True):
    """What counts as due, late or worth a look.

    Days are calendar days unless the name says working days. ``held_from`` is when these took
    effect and ``before`` what held until then, so that a past moment is judged by its own.
    """

    version: str = "defaults-1"
    held_from: datetime | None = None
    before: "Definitions | None" = None
    acknowledge_within_working_days: int = 2  # 2.12
    first_look_within_working_days: int = 2  # 3.1
    getting_to_know_valid_days: int = 183  # 2.3
    first_contact_within_working_days: int = 10  # 2.12
    feedback_within_working_days: int = 5  # 2.12 asks that it is sent when due; the number is ours
    signpost_asked_after_days: int = 28  # ours: whether what was suggested was of use
    agreement_reviewed_notice_days: int = 28  # ours: before an agreement with a partner is over
    answer_within_working_days: int = 5  # after a first look that found it out of remit
    told_within_working_days: int = 2  # that the service said no
    chase_information_after_days: int = 14  # 3.1
    information_lapses_after_days: int = 42  # 3.1
    taster_within_days: int = 14
    lost_after_tries: int = 3  # 3.1
    lost_after_channels: int = 2  # 3.1
    lost_after_days: int = 21  # 3.1
    reopen_within_months: int = 12  # 3.1
    wait_contact_every_days: int = 28  # 3.1
    enquiry_kept_days: int = 30  # 3.1 and 4.6
    not_proceeded_kept_months: int = 12  # 4.6
    record_kept_months: int = 72  # 4.6: six years
    peer_kept_months: int = 72  # 4.6
    applicant_kept_months: int = 12  # 4.6
    answer_to_proposal_within_days: int = 14
    agreement_within_days: int = 14
    first_review_from_weeks: int = 4  # 3.3
    first_review_within_weeks: int = 6  # 3.3
    review_every_weeks: int = 12  # 3.3
    extension_after_review_within_days: int = 56  # 3.3: a review in the last 8 weeks
    extension_at_most_share: float = 0.5  # 3.3: of the planned time, each
    ending_prompt_at_share: float = 0.75  # 3.3: of the planned time
    not_for_us_within_sessions: int = 3  # 3.3
    aftercare_contacts: int = 2  # 3.3
    session_recorded_within_days: int = 3  # 3.4
    long_session_minutes: int = 240  # 3.4
    places_on_a_course: int = 16  # 3.5
    concern_between_peers_within_days: int = 14  # 2.7
    group_new_member_within_months: int = 6  # 2.13
    group_core_share: float = 0.8  # 2.13: of attendance by the same core
    group_leaders_same_months: int = 24  # 2.13
    group_format_same_months: int = 12  # 2.13
    group_meetings_looked_at: int = 12  # 2.13 gives no number for the core and the slope
    group_fall_share: float = 0.25  # 2.13 gives no steepness: of the mean, over those meetings
    group_refresh_quiet_months: int = 6  # ours: after a talk nothing is suggested for so long
    pvg_renewal_within_days: int = 90  # 3.2
    pvg_paper_kept_days: int = 90  # 3.2
    pvg_referral_within_months: int = 3  # 1.5
    course_renewal_within_days: int = 60  # 6.3
    course_late_at_most_days: int = 90  # 6.3
    further_courses_within_months: int = 6  # 6.3
    exit_conversation_within_days: int = 14  # 2.13 names no time
    help_numbers_checked_every_days: int = 365  # 9.5 names no time
    short_notice_hours: int = 24  # 7.3, "late cancel"
    session_expected_minutes: int = 60  # where neither plan nor agreement says it
    check_out_overdue_minutes: int = 30  # 3.4
    check_out_with_coordinator_minutes: int = 45  # 3.4 gives the order of the steps alone
    check_out_escalated_minutes: int = 60  # 3.4, as above
    supervision_long_late_days: int = 42  # 3.9
    supervision_cancelled_times: int = 2  # 6.1
    no_break_days: int = 183  # 6.1: six months
    hard_sessions_times: int = 3  # 6.1
    hard_sessions_days: int = 14  # 6.1
    debrief_today_within_hours: int = 24  # 6.1
    debrief_offered_within_hours: int = 24  # 6.1
    check_call_within_days: int = 7  # 6.1 names no time
    call_after_break_within_hours: int = 24  # 6.1
    second_call_after_break_within_days: int = 14  # 6.1
    staff_supervision_weeks_while_new: int = 4  # 6.1
    staff_supervision_weeks: int = 6  # 6.1
    staff_supervision_grace_days: int = 14  # 6.1
    debrief_soon_within_working_days: int = 2  # 6.1
    encounter_looked_into_within_working_days: int = 2  # 4.5
    encounters_before_rule_is_revisited: int = 3  # 4.5
    encounters_counted_days: int = 91  # 4.5: three months
    goal_rated_every_days: int = 84  # D11 compares over 84 days
    baseline_days_before: int = 28  # 3.10: of the first session
    baseline_days_after: int = 7  # 3.10
    outcome_days_around: int = 28  # 3.10: of the end; of a follow-up it names none
    outcome_reminder_days: int = 7  # before the time runs out
    break_decided_within_hours: int = 24  # 4.4: the same day
    break_decided_at_once_within_hours: int = 1  # 4.4: where life is in danger, minutes
    break_recorded_within_hours: int = 24  # 4.4
    break_completed_within_hours: int = 72  # 4.4
    break_told_within_working_days: int = 2  # 4.4
    break_telling_looked_at_within_days: int = 7  # 4.4
    break_reviewed_within_working_days: int = 5  # 4.4
    break_lessons_within_working_days: int = 20  # 4.4
    break_data_assessed_within_hours: int = 72  # 4.4
    concern_acknowledged_within_hours: int = 4  # 3.8
    concern_in_danger_acknowledged_within_minutes: int = 30  # 3.8
    concern_agreed_within_working_days: int = 1  # 3.8 names no time for the second person
    concern_duties_within_working_days: int = 1  # 3.8 names none for what follows for the service
    concern_answer_within_working_days: int = 5  # 3.8 names none for those who were told
    review_link_valid_days: int = 7
    opening_minutes: int = 60  # for so long a record that was opened without a relation is seen
    opening_reviewed_within_working_days: int = 2
    reading_people_a_day: int = 20  # so many looked up in a day are worth asking about
    reading_times_usual: int = 3  # and so many times as many as a reader usually does
    reading_same_surname: int = 0  # 1 where a surname shared with the reader is worth asking about
    indicators: Indicators = Indicators()
    matching: MatchingDefinitions = MatchingDefinitions()
    courses: CourseMonths = CourseMonths()

    def at(self, moment: datetime) -> "Definitions":
        """Those of a moment, these or some that held before."""
        held = self
        while held.before is not None and held.held_from is not None and moment < held.held_from:
            held = held.before
        return held


DEFAULTS = Definitions()
NO_NUMBERS = frozenset({"version", "held_from", "before"})


def numbers_of(definitions: Definitions) -> dict[str, float]:
    """Every number by its dotted name, such as ``indicators.contacts.notice``."""
    plain = msgspec.to_builtins(definitions)
    return dict(_flat({name: plain[name] for name in plain if name not in NO_NUMBERS}, ""))


def with_numbers(numbers: Mapping[str, float], version: str) -> Definitions:
    """The defaults with these numbers in place of theirs. Names that are unknown are left out.

    What was adopted once stays readable, whatever has been added since.
    """
    tree = msgspec.to_builtins(DEFAULTS) | {"version": version}
    for name, number in numbers.items():
        if name in _NUMBERS:
            *folders, last = name.split(".")
            place = tree
            for folder in folders:
                place = place[folder]
            place[last] = int(number) if name in WHOLE else number
    return msgspec.convert(tree, Definitions)


def _flat(tree: Mapping[str, object], prefix: str) -> Iterator[tuple[str, float]]:
    for name, value in tree.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", value  # type: ignore[misc]  # all that is no folder is a number


_NUMBERS = numbers_of(DEFAULTS)
SWITCHES = frozenset({"reading_same_surname"})
"""What a service has only where it turns it on: 1 where it does, else 0."""
COUNTS = frozenset(
    name
    for name, kind in (
        *((f"indicators.{each.name}", each.type) for each in msgspec.structs.fields(Indicators)),
        *((each.name, each.type) for each in msgspec.structs.fields(Definitions)),
    )
    if kind is int and name not in SWITCHES
)
"""The numbers that are whole and not nought: days, minutes and how many."""
WEIGHTS = frozenset(f"matching.{each}" for each in MatchingDefinitions.__struct_fields__)
"""The numbers that are whole, and nought where something is to count for nothing."""
COURSE_MONTHS = frozenset(f"courses.{each}" for each in CourseMonths.__struct_fields__)
"""The numbers that are whole months, and nought where a course counts for good."""
WHOLE = COUNTS | WEIGHTS | SWITCHES | COURSE_MONTHS
