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
    wait_contact_every_days: int = 28  # 3.1
    enquiry_kept_days: int = 30  # 3.1
    answer_to_proposal_within_days: int = 14
    agreement_within_days: int = 14
    session_recorded_within_days: int = 3  # 3.4
    long_session_minutes: int = 240  # 3.4
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
