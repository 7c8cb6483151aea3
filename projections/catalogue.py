"""Every view there is."""

from projections import caseload, directory, person_history

VIEWS = (caseload.VIEW, person_history.VIEW, *directory.DIRECTORIES.values())
