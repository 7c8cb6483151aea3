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


DEFAULTS = Definitions()
