"""Every view there is."""

from projections import (
    caseload,
    dependency_indicators,
    directory,
    disclosure_register,
    gatherings,
    match_board,
    openings,
    own_indicators,
    peer_roster,
    person_history,
    relationships,
    responsibilities,
    retention,
    rights_requests,
    waiting_list,
    worklist,
)
from projections.breaks import gaps, register, sessions

VIEWS = (
    caseload.VIEW,
    dependency_indicators.VIEW,
    own_indicators.VIEW,
    person_history.VIEW,
    responsibilities.VIEW,
    *relationships.VIEWS,
    waiting_list.VIEW,
    match_board.VIEW,
    peer_roster.VIEW,
    register.VIEW,
    sessions.VIEW,
    rights_requests.VIEW,
    openings.VIEW,
    *retention.VIEWS,
    *worklist.VIEWS,
    *disclosure_register.VIEWS,
    *gaps.VIEWS,
    gatherings.GROUPS,
    gatherings.PROGRAMMES,
    *directory.DIRECTORIES.values(),
)
