"""The application in front of whomever a test says."""

from collections.abc import Mapping
from typing import Any

from litestar.testing import TestClient

from api.app import create_app
from application.principal import OPERATOR, Principal
from tests.api.small_service import SmallService


class Somebody:
    """The application, for whomever the test says. Nothing is followed by itself."""

    def __init__(self, service: SmallService) -> None:
        """Be whoever holds the machine, until a test says otherwise."""
        self.principal: Principal = OPERATOR
        app = create_app(service.desk, identify=lambda _request: self.principal)
        self.client = TestClient(app, base_url="http://127.0.0.1")
        self.client.follow_redirects = False

    def get(self, principal: Principal, path: str) -> Any:
        """What somebody is answered."""
        self.principal = principal
        return self.client.get(path)

    def post(self, principal: Principal, path: str, said: Mapping[str, Any]) -> Any:
        """What somebody is answered who sends a form."""
        self.principal = principal
        return self.client.post(path, data=dict(said))
