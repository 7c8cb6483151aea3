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


class MatchingDefinitions(msgspec.Struct, frozen=True):
    """How much each thing counts when peer supporters are suggested, with a version.

    Nobody fixes these numbers: the guidance calls matching an art, and they are ours. They order
    suggestions for a coordinator and are shown to nobody. A dimension's points count once for each
    of the two who did not say that it does not matter.
    """

    version: str = "matching-1"
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


MATCHING_DEFAULTS = MatchingDefinitions()
