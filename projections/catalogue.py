"""Every view there is."""

from projections import caseload, directory, gatherings, person_history

VIEWS = (
    caseload.VIEW,
    person_history.VIEW,
    gatherings.GROUPS,
    gatherings.PROGRAMMES,
    *directory.DIRECTORIES.values(),
)
