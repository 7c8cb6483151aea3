"""Every view there is."""

from projections import caseload, dependency_indicators, directory, own_indicators, person_history

VIEWS = (
    caseload.VIEW,
    dependency_indicators.VIEW,
    own_indicators.VIEW,
    person_history.VIEW,
    *directory.DIRECTORIES.values(),
)
