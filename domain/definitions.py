"""Numbers that a service may choose, with a version: thresholds and due times.

Adopting other definitions is itself an event (later issue); until then these defaults hold. Each
is a default of the domain reference, named beside it.
"""

import msgspec


class Definitions(msgspec.Struct, frozen=True):
    """What counts as due or late. Days are calendar days unless the name says working days."""

    version: str = "defaults-1"
    acknowledge_within_working_days: int = 2  # 2.12
    first_look_within_working_days: int = 2  # 3.1
    getting_to_know_valid_days: int = 183  # 2.3
    first_contact_within_working_days: int = 10  # 2.12
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
    enquiry_kept_days: int = 30  # 3.1
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
    debrief_today_within_hours: int = 24  # 6.1
    debrief_soon_within_working_days: int = 2  # 6.1
    encounter_looked_into_within_working_days: int = 2  # 4.5
    encounters_before_rule_is_revisited: int = 3  # 4.5
    encounters_counted_days: int = 91  # 4.5: three months
    goal_rated_every_days: int = 84  # D11 compares over 84 days


DEFAULTS = Definitions()
