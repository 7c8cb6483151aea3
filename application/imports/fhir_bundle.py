"""The resources of one FHIR file, the requests among them, and how they point to each other."""

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import msgspec

from application.imports.fhir_shapes import MessageHeader, Reference

VERSION_OF = re.compile(r"/_history/([^/]+)$")
BASE_OF = re.compile(r"^(https?://.+/)[A-Za-z]+/[A-Za-z0-9\-.]{1,64}$")

Json = dict[str, Any]


class Place(msgspec.Struct, frozen=True):
    """A resource and where it stands in its file.

    ``key`` tells it from every other; ``host`` is the resource that contains it, if one does.
    """

    resource: Json
    key: str
    full_url: str = ""
    host: "Place | None" = None
    deleted: bool = False

    @property
    def kind(self) -> str:
        """The type of the resource."""
        return kind_of(self.resource)

    @property
    def base(self) -> str:
        """The server that relative references in this resource are relative to."""
        found = BASE_OF.match((self.host or self).full_url)
        return found.group(1) if found else ""


class Parcel(msgspec.Struct, frozen=True):
    """A file opened. A single request is a parcel with one place.

    ``named`` finds places by full URL, by ``Type/id``, by ``system|value`` and by type.
    """

    places: tuple[Place, ...]
    requests: tuple[Place, ...]
    named: dict[str, list[Place]]
    header: MessageHeader | None = None
    header_place: Place | None = None
    bundle_id: str | None = None
    stamp: str | None = None
    warnings: tuple[str, ...] = ()

    def of_kind(self, kind: str) -> list[Place]:
        """Every resource of a type, as the file orders them."""
        return self.named.get(f"kind {kind}", [])

    def find(self, reference: Reference | None, origin: Place) -> Place | None:
        """The one resource that is meant; nothing where it is absent or two could be meant."""
        if reference is None:
            return None
        if reference.reference:
            return self._pointed_to(reference.reference.strip(), origin)
        identifier = reference.identifier
        if identifier is None or not identifier.system or not identifier.value:
            return None
        found = self.named.get(f"is {identifier.system}|{identifier.value}", [])
        return _the_one([place for place in found if reference.type in {None, place.kind}])

    def _pointed_to(self, pointer: str, origin: Place) -> Place | None:
        if pointer.startswith("#"):
            return contained(origin.host or origin, pointer[1:])
        version = VERSION_OF.search(pointer)
        plain = plain_url(pointer)
        if is_absolute(plain):
            return _the_one(self._at(plain), version)
        if origin.base and (found := self._at(origin.base + plain)):
            return _the_one(found, version)
        by_name = [
            place
            for place in self.named.get(f"name {plain}", [])
            if not (origin.base and place.base and place.base != origin.base)
        ]
        return _the_one(by_name or self._at(plain) or self._by_uuid(plain), version)

    def _at(self, url: str) -> list[Place]:
        return self.named.get(f"at {url}", [])

    def _by_uuid(self, plain: str) -> list[Place]:
        kind, _, identifier = plain.rpartition("/")
        found = self._at(f"urn:uuid:{identifier.lower()}")
        return [place for place in found if kind in {"", place.kind}]


def names_of(places: Iterable[Place]) -> dict[str, list[Place]]:
    """Every name by which a place may be looked for, with the places that have it."""
    named: dict[str, list[Place]] = defaultdict(list)
    for place in places:
        named[f"kind {place.kind}"].append(place)
        named[f"name {place.kind}/{place.resource.get('id')}"].append(place)
        if place.full_url:
            named[f"at {place.full_url}"].append(place)
        for identifier in _identifiers(place.resource):
            named[f"is {identifier}"].append(place)
    return dict(named)


def kind_of(resource: Json) -> str:
    """The type of a resource; empty where it does not say."""
    kind = resource.get("resourceType")
    return kind if isinstance(kind, str) else ""


def contained(host: Place, identifier: str) -> Place | None:
    """A resource that stands inside another; the other itself for an empty identifier."""
    if not identifier:
        return host
    found = [place for place in all_contained(host) if place.resource.get("id") == identifier]
    return _the_one(found)


def all_contained(host: Place) -> list[Place]:
    """Every resource that stands inside another."""
    inside = host.resource.get("contained")
    if not isinstance(inside, list):
        return []
    return [
        Place(resource, f"{host.key}#{number}", "", host)
        for number, resource in enumerate(inside)
        if isinstance(resource, dict)
    ]


def plain_url(url: str) -> str:
    """A URL without the version of what it points to, and in one spelling."""
    plain = VERSION_OF.sub("", url.strip())
    return plain.lower() if plain[:4].lower() == "urn:" else plain


def is_absolute(url: str) -> bool:
    """Whether a URL means the same whoever says it."""
    return url.startswith(("http://", "https://", "urn:"))


def _the_one(found: list[Place], version: re.Match[str] | None = None) -> Place | None:
    if len(found) > 1 and version:
        found = [place for place in found if _version_id(place) == version.group(1)]
    if not found or any(place.resource != found[0].resource for place in found):
        return None
    return found[0]


def _version_id(place: Place) -> str | None:
    meta = place.resource.get("meta")
    return text_of(meta, "versionId") if isinstance(meta, dict) else None


def _identifiers(resource: Json) -> set[str]:
    carried = resource.get("identifier")
    return {
        f"{one['system']}|{one['value']}"
        for one in (carried if isinstance(carried, list) else [])
        if isinstance(one, dict) and text_of(one, "system") and text_of(one, "value")
    }


def text_of(holder: Json, name: str) -> str | None:
    """A field of decoded JSON where it holds text."""
    value = holder.get(name)
    return value if isinstance(value, str) else None
