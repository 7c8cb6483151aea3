"""Every view there is."""

from projections import (
    caseload,
    dependency_indicators,
    directory,
    gatherings,
    own_indicators,
    person_history,
    responsibilities,
)

VIEWS = (
    caseload.VIEW,
    dependency_indicators.VIEW,
    own_indicators.VIEW,
    person_history.VIEW,
    responsibilities.VIEW,
    gatherings.GROUPS,
    gatherings.PROGRAMMES,
    *directory.DIRECTORIES.values(),
)
