"""Take pictures of the screens with the sample country: `python -m tests.journeys.pictures FOLDER`."""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

PASSWORD = "garagum-demo-2026"


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="terezi-pictures-") as home:
        command = [sys.executable, "-m", "tests.journeys.serving", home]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
            assert server.stdout
            _take(server.stdout.readline().strip(), folder, PASSWORD)
            server.terminate()


def _take(address: str, folder: Path, password: str) -> None:
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
