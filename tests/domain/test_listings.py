"""The directory of services elsewhere: put in, said anew, taken out."""

import msgspec

from domain.listings import (
    ListingTooLong,
    ListingWithoutName,
    ListService,
    ServiceListed,
    ServiceUnlisted,
    UnknownListing,
    UnlistService,
)
from domain.people import DirectoryEntryId
from tests.domain.decisions import NOW, given

ADVICE = DirectoryEntryId("advice")
LIST = ListService(listing=ADVICE, name="Benefits advice", organisation="Example Helpers")
LISTED = ServiceListed(
    listing=ADVICE, name="Benefits advice", organisation="Example Helpers", at=NOW
)
GONE = ServiceUnlisted(listing=ADVICE, at=NOW)


def test_a_service_is_listed_and_listed_anew_where_it_says_something_else() -> None:
    other = msgspec.structs.replace(LIST, phone="0131 496 0000")

    given().when(LIST).then(LISTED)
    given(LISTED).when(LIST).then_nothing()
    given(LISTED).when(other).then(msgspec.structs.replace(LISTED, phone="0131 496 0000"))
    given(LISTED, GONE).when(LIST).then(LISTED)


def test_a_service_has_a_name_and_fits_a_page() -> None:
    for field in ("name", "organisation"):
        empty = msgspec.structs.replace(LIST, **{field: " "})
        given().when(empty).then_refused(ListingWithoutName, field=field)
    long = msgspec.structs.replace(LIST, description="a" * 2_001)
    given().when(long).then_refused(ListingTooLong, field="description")


def test_a_service_that_is_gone_is_taken_out() -> None:
    given(LISTED).when(UnlistService(listing=ADVICE)).then(GONE)
    given().when(UnlistService(listing=ADVICE)).then_refused(UnknownListing)
    given(LISTED, GONE).when(UnlistService(listing=ADVICE)).then_refused(UnknownListing)
