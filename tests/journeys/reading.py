"""A page as a reader takes it in: numbers, doors, headings, labels."""

import re
from html.parser import HTMLParser

from django.test import Client

SITE = "/sites/GG-S-00001"

PAGES = ("/", SITE, "/sites/", "/law/", "/numbers/energy-sold")

VOID = {"meta", "link", "input", "img", "br", "source", "rect", "path", "circle", "line"}

EXCUSED = {"a", "time", "bdi", "title", "script", "style", "select", "nav", "th", "summary", "small-print"}


class Page(HTMLParser):
    """Reads a page for its doors and for numbers that stand outside of one."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.stack: list[tuple[str, dict[str, str | None]]] = []
        self.doors: list[tuple[str, str]] = []
        self.bare: list[str] = []
        self.ids: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if "id" in told:
            self.ids.append(str(told["id"]))
        if tag in VOID:
            return
        self.stack.append((tag, told))
        if tag == "a" and told.get("class") == "number":
            self.doors.append((str(told["href"]), ""))

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.stack.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        if any(tag == "a" and told.get("class") == "number" for tag, told in self.stack):
            address, text = self.doors[-1]
            self.doors[-1] = (address, text + data)
        elif re.search(r"\d", data) and not self._excused():
            self.bare.append(data.strip())

    def _excused(self) -> bool:
        # Dates, ids and articles are names, not numbers; so are places in a list and titles in prose
        names = {"law", "place", "tag", "hash", "counted", "quiet small", "fiction", "name"}
        return any(tag in EXCUSED or told.get("class") in names for tag, told in self.stack)


def page(client: Client, address: str) -> Page:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return Page(answer.content.decode())
