"""Take pictures of the screens with the sample country: `python -m tests.journeys.pictures FOLDER`."""

import os
import shutil
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from wsgiref.simple_server import WSGIRequestHandler, make_server

WIDTHS = {"desk": (1366, 768), "phone": (390, 844)}


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_told: object) -> None:
        pass


def main(folder: Path) -> None:
    home = Path(tempfile.mkdtemp(prefix="terezi-pictures-"))
    os.environ.update(TEREZI_HOME=str(home), DJANGO_ALLOW_ASYNC_UNSAFE="true")
    import terezi.site

    terezi.site.start(home)
    from django.core.management import call_command

    from terezi.desk.findings import readings
    from tests.journeys import conftest, sample

    call_command("migrate", verbosity=0)
    built = sample.country()
    (home / conftest.DEMO_PASSWORD).write_text(conftest.PASSWORD)
    readings.readings = lambda: readings.Remembered(built)
    readings.country = lambda: sample.COUNTRY
    conftest.fill_record()
    from terezi.site.wsgi import application

    server = make_server("127.0.0.1", 0, application, handler_class=_Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    folder.mkdir(parents=True, exist_ok=True)
    _take(f"http://127.0.0.1:{server.server_port}", folder, conftest.PASSWORD)
    server.shutdown()
    shutil.rmtree(home)


def _take(address: str, folder: Path, password: str) -> None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        context = browser.new_context(viewport={"width": 1366, "height": 768})
        page = context.new_page()
        page.goto(f"{address}/sign-in/")
        page.screenshot(path=folder / "sign-in.png", full_page=True)
        page.fill("[name=login]", "kamran")
        page.fill("[name=password]", password)
        page.click("main button.primary")
        page.wait_for_url(f"{address}/")
        state = context.storage_state()
        for name, where in (("today", "/"), ("site", "/sites/GG-S-00001"), ("sites", "/sites/"), ("law", "/law/?other=2025-06-01"),
                            ("number", "/numbers/energy-sold?day=2026-03-10"), ("missing", "/nowhere"), ("agreeing", "/sites/GG-S-00020"),
                            ("first-day", "/?day=2024-01-01"), ("may-not", "/journal/")):  # fmt: skip
            page.goto(address + where)
            page.wait_for_load_state("networkidle")
            page.screenshot(path=folder / f"{name}.png", full_page=name != "today")
            if name == "today":
                page.screenshot(path=folder / "today-whole.png", full_page=True)
                page.click(".row .worth a.number")
                page.wait_for_selector("#sheet h1")
                page.screenshot(path=folder / "today-sheet.png")
            if name in {"today", "site"}:
                page.pdf(path=folder / f"{name}.pdf", prefer_css_page_size=True)
        page.goto(f"{address}/sites/GG-S-00001")
        page.hover("figure.picture")
        page.wait_for_selector(".live canvas")
        page.locator("figure.picture").screenshot(path=folder / "live.png")
        for name, extra in (("phone", {"viewport": {"width": 390, "height": 844}}), ("dark", {"viewport": {"width": 1366, "height": 768}, "color_scheme": "dark"}),
                            ("big-text", {"viewport": {"width": 683, "height": 768}})):  # fmt: skip
            other = browser.new_context(storage_state=state, **extra)
            shown = other.new_page()
            for where, what in (("/", "today"), ("/sites/GG-S-00001", "site")):
                shown.goto(address + where)
                shown.wait_for_load_state("networkidle")
                shown.screenshot(path=folder / f"{name}-{what}.png", full_page=True)
        urdu = browser.new_context(storage_state=state, viewport={"width": 1366, "height": 768})
        shown = urdu.new_page()
        shown.goto(address)
        shown.select_option("#language", "ur")
        shown.wait_for_load_state("networkidle")
        for where, what in (("/", "today"), ("/sites/GG-S-00004", "site")):
            shown.goto(address + where)
            shown.wait_for_load_state("networkidle")
            shown.screenshot(path=folder / f"urdu-{what}.png", full_page=True)
        browser.close()
    for pdf in folder.glob("*.pdf"):
        if shutil.which("pdftoppm"):
            subprocess.run(["pdftoppm", "-r", "70", "-png", pdf, pdf.with_suffix("")], check=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
