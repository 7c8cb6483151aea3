"""Any view from the terminal by its name: a list, or what is told in another shape."""

from argparse import Namespace

from api.cli.breaks import evidence
from api.cli.listing import listed_as
from api.cli.registering import access_register, reading_signals
from domain.decider import Refusal
from projections.lists import LISTS

NO_LISTS = {
    "evidence_pack": evidence,
    "access_register": access_register,
    "reading_signals": reading_signals,
}


class UnknownList(Refusal):
    """No list has this name."""


class NoFieldAndValue(Refusal):
    """A filter is not written as a field and a value."""


def show(options: Namespace) -> int:
    """Show a view as a table, as JSON or as CSV. Raises `UnknownList` and `NoFieldAndValue`."""
    if options.view in NO_LISTS:
        return NO_LISTS[options.view](options)
    if options.view not in LISTS:
        names = ", ".join([*LISTS, *NO_LISTS])
        raise UnknownList(f"there is no list {options.view} (there are: {names})")
    where: dict[str, str] = {}
    for each in options.filter:
        field, equals, value = each.partition("=")
        if not (field and equals):
            raise NoFieldAndValue(f"{each} is no filter (write it as FIELD=VALUE)")
        where[field] = f"{where[field]},{value}" if field in where else value
    return listed_as(options, options.view, where, nothing="There is nothing in this list.")
