"""What an address may ask: a word that a view does not know is refused by its name.

Lists take any of their fields as a filter and refuse the others themselves (`projections.listing`).
"""

from typing import Any

from litestar import Request

from projections.listing import UnknownField

NOT_IN_AN_ADDRESS = frozenset({"desk", "request", "wanted"})


def only_known_words(request: Request[Any, Any, Any]) -> None:
    """Raise `UnknownField` where an address asks something that its view does not answer."""
    handler = request.route_handler
    parameters = handler.parsed_fn_signature.parameters
    if request.method != "GET" or "wanted" in parameters:
        return
    known = [
        name
        for name in parameters
        if name not in NOT_IN_AN_ADDRESS and name not in request.path_params
    ]
    for name in request.query_params:
        if name not in known:
            choose = f"Choose from: {', '.join(known)}." if known else "Leave it out."
            raise UnknownField(f"There is nothing called {name} here. {choose}", field=name)
