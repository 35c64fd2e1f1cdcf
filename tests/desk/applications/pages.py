"""Pages of the licensing desk as an officer opens them."""

from django.test import Client

from terezi.desk.applications.models import Application
from terezi.desk.people.models import Officer

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def of(officer: Officer) -> Client:
    client = Client()
    client.force_login(officer, backend=BACKEND)
    return client


def read(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return answer.content.decode()


def address(file: Application, *rest: str) -> str:
    return "/".join(["/licensing", file.number, *rest])
