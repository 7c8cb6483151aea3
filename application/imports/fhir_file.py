"""A FHIR file opened: bytes become resources, or a sentence on why they cannot."""

import json
from typing import Any

import msgspec

from application.imports.fhir_bundle import (
    Json,
    Parcel,
    Place,
    kind_of,
    names_of,
    plain_url,
    text_of,
)
from application.imports.fhir_kinds import is_wrong_version, what_it_holds
from application.imports.fhir_shapes import MessageHeader, WrongType, shaped
from application.imports.incoming import Refused

LARGEST_FILE = 25_000_000
"""Bytes. A message is some tens of thousands; beyond this a file is an export to be split."""

READ_BUNDLES = frozenset({"message", "searchset", "collection", "batch", "transaction", "document"})
NOT_RECORDS = frozenset({"include", "outcome"})


def opened(data: bytes) -> Parcel | Refused:
    """The file's resources, or why it cannot be read at all.

    Raises `WrongType` where the Bundle or its MessageHeader holds a value of the wrong type.
    """
    content = _decoded(data)
    if isinstance(content, Refused):
        return content
    if not isinstance(content, dict):
        sentence = "The file is not one FHIR resource (a JSON object). Send one request or Bundle."
        return Refused(1, sentence, "NOT_AN_OBJECT")
    whole = without_nulls(content)
    kind = kind_of(whole)
    if not kind:
        sentence = "The file has no resourceType, so it is not FHIR. Send a FHIR R4 request."
        return Refused(1, sentence, "NOT_FHIR")
    if other := is_wrong_version(whole):
        return Refused(1, other, "WRONG_VERSION")
    if kind == "ServiceRequest":
        place = Place(whole, "entry/0")
        return Parcel((place,), (place,), names_of([place]))
    if kind != "Bundle":
        code, sentence = what_it_holds([kind])
        return Refused(1, sentence, code)
    return _unpacked(whole)


def _decoded(data: bytes) -> Any:
    if len(data) > LARGEST_FILE:
        sentence = "The file is larger than 25 MB. Split it into smaller Bundles."
        return Refused(1, sentence, "TOO_LARGE")
    start = data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if not start:
        return Refused(1, "The file is empty. Send it again.", "EMPTY")
    if start == b"<":
        return Refused(1, "The file is XML. Ask the sender for FHIR R4 as JSON.", "XML")
    try:
        text = data.decode(json.detect_encoding(data)).lstrip("\ufeff")
        return msgspec.json.decode(text)
    except UnicodeError:
        sentence = "The file is not readable text (UTF-8). Ask the sender to send it again."
        return Refused(1, sentence, "UNREADABLE")
    except msgspec.DecodeError:
        return Refused(1, _where_unreadable(text), "UNREADABLE")


def _where_unreadable(text: str) -> str:
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        return (
            f"The file is not JSON: it cannot be read from line {error.lineno}, "
            f"column {error.colno}. Ask the sender to send it again."
        )
    except ValueError:
        pass
    return "The file holds a number or character that JSON does not allow. Ask for it again."


def without_nulls(value: Any) -> Any:
    """The same JSON with every null left out, since null says nothing in FHIR."""
    if isinstance(value, dict):
        return {name: without_nulls(part) for name, part in value.items() if part is not None}
    if isinstance(value, list):
        return [without_nulls(part) for part in value if part is not None]
    return value


def _unpacked(bundle: Json) -> Parcel | Refused:
    kind = bundle.get("type", "collection")
    if not isinstance(kind, str) or kind not in READ_BUNDLES:
        sentence = (
            "This kind of Bundle is not a set of requests. Send a message, searchset, collection, "
            "batch, transaction or document Bundle."
        )
        return Refused(1, sentence, "WRONG_BUNDLE")
    entries = bundle.get("entry", [])
    if not isinstance(entries, list):
        raise WrongType("Bundle.entry must be a list.")
    places: list[Place] = []
    requests: list[Place] = []
    warnings: list[str] = []
    deletes = False
    for number, entry in enumerate(entries):
        place, mode, warning = _entry(entry, number)
        warnings += [warning] if warning else []
        deletes = deletes or _deletes_a_request(entry)
        if place is None:
            continue
        places.append(place)
        if place.kind == "ServiceRequest" and mode not in NOT_RECORDS:
            requests.append(place)
    if "type" not in bundle:
        warnings.append("The Bundle does not say its type; it was read as a collection.")
    if _has_more_pages(bundle):
        warnings.append("The search has more pages. Import those too.")
    header_place = next((place for place in places if place.kind == "MessageHeader"), None)
    if header_place and (other := is_wrong_version(header_place.resource)):
        return Refused(1, other, "WRONG_VERSION")
    if deletes and not requests:
        sentence = "The file asks to delete a request. Nothing was taken in; withdraw it by hand."
        return Refused(1, sentence, "CANCELLED")
    return Parcel(
        places=tuple(places),
        requests=tuple(requests),
        named=names_of(places),
        header=shaped(header_place.resource, MessageHeader) if header_place else None,
        header_place=header_place,
        bundle_id=text_of(bundle, "id"),
        stamp=text_of(bundle, "timestamp"),
        warnings=tuple(dict.fromkeys(warnings)),
    )


def _entry(entry: Any, number: int) -> tuple[Place | None, str | None, str | None]:
    if not isinstance(entry, dict):
        return None, None, "An entry of the Bundle is not an object and was left out."
    resource, warning = entry.get("resource"), None
    if resource is None and kind_of(entry):
        resource = {name: part for name, part in entry.items() if name != "search"}
        warning = "An entry of the Bundle lacks its resource wrapper; it was read all the same."
    if not isinstance(resource, dict):
        lost = "An entry of the Bundle holds no resource and was left out."
        return None, None, None if "response" in entry or "request" in entry else lost
    url = text_of(entry, "fullUrl") or ""
    place = Place(resource, f"entry/{number}", plain_url(url), None, _method(entry) == "DELETE")
    search = entry.get("search")
    mode = text_of(search, "mode") if isinstance(search, dict) else None
    return place, mode, warning


def _method(entry: Json) -> str | None:
    request = entry.get("request")
    return text_of(request, "method") if isinstance(request, dict) else None


def _deletes_a_request(entry: Any) -> bool:
    if not isinstance(entry, dict) or _method(entry) != "DELETE":
        return False
    return (text_of(entry["request"], "url") or "").startswith("ServiceRequest")


def _has_more_pages(bundle: Json) -> bool:
    links = bundle.get("link")
    return isinstance(links, list) and any(
        isinstance(link, dict) and link.get("relation") == "next" for link in links
    )
