"""Who may see what, as the design says it, and who is who in the world of the tests.

Written from the design (section 5) and the matrix of roles and information, and not read from the
code: whoever changes a rule of `application.policy` changes it here too, or the matrix is red.
"""

ROLES = (
    "manager",
    "coordinator",
    "supervisor",
    "peer",
    "leader",
    "referrer",
    "safeguarding",
    "reviewer",
    "auditor",
    "evaluator",
    "funder",
    "administrator",
)
TABLE = """
caseload               * + + . . . + . . . . .
waiting_list           * + . . . . . . . . . .
match_board            * + + . . . + . . . . .
worklist               * + + . . . + + . . . .
dependency_indicators  * + + . . . + . . . . .
match_page             * + + . . . + . . . . .
person_history         * + . . . . + . . . . .
health_numbers         * + . . . . . . . . . .
outcomes               * + . . . . . . . . . .
suggestions            * + . . . . . . . . . .
why_not                * + . . . . . . . . . .
entry                  * + . . . . . . . . . .
form                   * + + + + + + + + + + .
my_matches             . . . + . . . . . . . .
peer_roster            * * + . . . . . . . . .
competencies           * * + + . . . . . . . .
training_needs         * * + . . . . . . . . .
training_matrix        * * + . . . . . . . . .
supervision            . . + + . . . . . . . .
own_indicators         . . + + . . . . . . . .
my_wellbeing           . . . + . . . . . . . .
wellbeing_plan         . . . + . . . . . . . .
who_knows              . . . + . . . . . . . .
who_knows_person       * + . . . . . . . . . .
choices                * * . + . . . . . . . .
may_be_told            * * + + . . . . . . . .
fhir_consent           . . . + . . . . . . . .
disclosure_register    * + . + . . * * * . . .
break_register         * + . . . . * * * . . .
break_record           * + . . . . * * * . . .
receipt                * + . . . . * . . . . .
evidence_pack          * . . . . . * * * . . .
review_queue           * . . . . . * * * . . .
break_figures          * . . . . . * * * . . .
break_gaps             * . . . . . * * * . . .
openings               * . . . . . * * * . . .
reading_signals        * . . . . . * * * . . .
concern_register       + . . . . . + + . . . .
concern                + . . . . . + + . . . .
concern_counts         * * . . . . . . * * * .
access_register        * . . + . . + . * . . .
fhir_audit_event       * . . + . . + . * . . .
studies                * . . . . . . . . * . .
complaints             * . . . . . . . . . . .
rights_requests        * . . . . . . . . . . .
retention_of_people    * . . . . . . . . . . .
retention_of_peers     * . . . . . . . . . . .
subject_access         * . . . . . . . . . . .
erasure_certificate    * . . . . . . . * . . .
groups                 * * . . + . . . . . . .
group                  * * . . + . . . . . . .
programmes             * * . . + . . . . . . .
outcome_change         * * . . . . . . * * * .
equality               * * . . . . . . * * * .
reach                  * * . . . . . . * * * .
leaving                * * . . . . . . * * * .
waits                  * * . . . . . . * * * .
signals                * * . . . . . . * * * .
service_report         * * . . . . . . * * * .
sustainability         * . . . . . . . . . . .
service_opening        * * . . . . . . . . . .
quality                * * . . . * . . * * * .
referrer_feedback      . . . . . + . . . . . .
services_elsewhere     * * * * * * * * * * * *
offers                 * * * * * * * * * * * *
definitions            * * * * * * * * * * * *
consistency            * * * * * * * * * * * *
home                   * * * * * * * * * * * *
calendar               * * * * * * * * * * * *
"""
"""What a role sees: everybody's (*), their own (+), nothing (.).

A plan for a peer supporter's well-being is for others only once they shared it: nobody here did.
"""
LINES = [line.split() for line in TABLE.splitlines() if line]
SEES = {name: dict(zip(ROLES, letters, strict=True)) for name, *letters in LINES}
OPEN_TO_ALL = frozenset({"help_now", "health", "sign_in", "public", "outside_review"})
"""What asks for no role; the last of them shows nothing before a code is entered."""
OPENED = frozenset({"caseload", "match_board", "person_history"})
"""What breaking the glass shows."""

HOLDS = {
    "isla": ("coordinator", "supervisor"),
    "fraser": ("manager",),
    "catriona": ("safeguarding",),
    "hamish": ("safeguarding",),
    "rhona-staff": ("coordinator",),
    "shona": ("supervisor",),
    "nessa": ("reviewer",),
    "auditor": ("auditor",),
    "evaluator": ("evaluator",),
    "funder": ("funder",),
    "administrator": ("administrator",),
    "eilidh-leads": ("leader",),
    "practice": ("referrer",),
    "Davie": ("peer",),
    "Rhona": ("peer",),
}
"""Who holds what. Two more hold nothing: one who is named for no duty, and a stranger."""
FEAR = "the concern about Morag"
THEIRS = {
    ("isla", "coordinator"): {"Morag", "Callum", "Euan", "Ann", "Una"},
    ("isla", "supervisor"): {"Morag", "Euan", "Davie", "Rhona"},
    ("rhona-staff", "coordinator"): {"Ann", "Una"},  # nobody looks after these
    ("Davie", "peer"): {"Davie", "Morag"},
    ("Rhona", "peer"): {"Rhona", "Euan"},
    ("eilidh-leads", "leader"): {"Morag"},  # who belongs to her group
    ("fraser", "manager"): {FEAR},
    ("catriona", "safeguarding"): {FEAR},
    ("hamish", "safeguarding"): {FEAR},
}
DRAFTED = "/api/v1/service_report"
"""The report before it is issued: a manager's alone."""
LET_IN = {"rhona-staff": {"Morag"}}
"""Whoever opened a record without a relation."""
BY_NAME = {"person", "peer", "match", "referral", "break", "break_id", "concern"}
"""The places of an address that name somebody, or what concerns somebody."""
SOMETHING_ELSE_REFUSES = frozenset({"form", "may_be_told", "who_knows_person"})
"""Views that may turn away for another reason too: the command of a form, what a question lacks."""


def expected(name: str, view: str, path: str, about: str | None) -> bool | None:
    """Whether somebody sees a view of somebody; nothing where it depends on more than is said."""
    if view in OPEN_TO_ALL:
        return True
    if path == DRAFTED:
        return "manager" in HOLDS.get(name, ())
    letters = {role: SEES[view][role] for role in HOLDS.get(name, ())}
    if "*" in letters.values():
        return True
    if view in OPENED and about in LET_IN.get(name, ()):
        return True
    own: set[str] = set()
    for role, letter in letters.items():
        own |= THEIRS.get((name, role), set()) if letter == "+" else set()
    if view == "form" and path.endswith("/opening"):
        return None  # whoever has no relation asks here for the record
    if view == "form" and "coordinator" in letters:
        own |= {"Davie", "Rhona"}  # every peer supporter is every coordinator's
    if view == "form" and "/breaks/" in path:
        return None  # the form shows nothing of the record; what it says is refused at the command
    if "leader" in letters:
        return None if "+" in letters.values() else False  # a group is theirs, nobody of it is
    if "+" not in letters.values():
        return False
    return None if about is None else about in own


def reach_of(name: str) -> set[str] | None:
    """Everybody of whom somebody may see anything at all; nothing said where it is everybody."""
    roles = HOLDS.get(name, ())
    if {"manager", "auditor", "reviewer", "safeguarding"} & set(roles):
        return None
    found = {about for role in roles for about in THEIRS.get((name, role), ())}
    peers = {"Davie", "Rhona"} if "coordinator" in roles else set()
    return found | LET_IN.get(name, set()) | peers
