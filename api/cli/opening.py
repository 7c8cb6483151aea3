"""What most commands begin with: the settings, the store, the service."""

import sys
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import msgspec

from api.desk import Desk
from api.main import desk_of
from api.store import NoStore, Store, open_store
from application.opening import Profile, open_service
from application.perform import perform
from application.principal import OPERATOR
from domain.people import LOCAL_OPERATOR, ServiceId
from infrastructure.settings import Settings, settings_from

DEFAULT_SERVICE = ServiceId("service")


def settings_of(options: Namespace) -> Settings:
    """The settings, flags first."""
    return settings_from(vars(options))


@contextmanager
def store_of(options: Namespace, *, create: bool = False) -> Iterator[Store]:
    """The open store, closed again at the end."""
    store = open_store(settings_of(options), create=create)
    try:
        yield store
    finally:
        store.close()


@contextmanager
def desk_for(options: Namespace, *, create: bool = False) -> Iterator[Desk]:
    """The desk of the service that is meant; a default service is opened where one may be made."""
    with store_of(options, create=create) as store:
        yield desk_of(store, service_in(store, create=create)).for_principal(OPERATOR)


def service_in(store: Store, *, create: bool = False) -> ServiceId:
    """The service that is meant. Raises `NoStore` where there is none or the wrong one."""
    services = store.services()
    wanted = store.settings.service
    if wanted is not None:
        if wanted not in services:
            raise NoStore(f"there is no service {wanted} here (leave out --service to see)")
        return ServiceId(wanted)
    if len(services) == 1:
        return services[0]
    if services:
        raise NoStore(f"there are several services (choose with --service: {', '.join(services)})")
    if not create:
        raise NoStore("no service has been opened here (run: alongside init)")
    open_service(
        Profile(name="Default service"), DEFAULT_SERVICE, performer(store, DEFAULT_SERVICE)
    )
    return DEFAULT_SERVICE


def performer(store: Store, service: ServiceId):  # type: ignore[no-untyped-def]  # noqa: ANN201
    """Perform commands as the local operator, each under a command id."""

    def performed(command: Any, command_id: str) -> Any:
        return perform(
            command, store.ledger, by=LOCAL_OPERATOR, service=service, command_id=command_id
        )

    return performed


def tell(value: Any) -> None:
    """Print one JSON value on a line."""
    sys.stdout.write(msgspec.json.encode(value).decode() + "\n")
    sys.stdout.flush()
