"""Take pictures of the pages of load and visits: `python -m tests.journeys.load_pictures FOLDER [empty]`."""

import os
import shutil
import sys
import tempfile
import threading
from pathlib import Path
from wsgiref.simple_server import WSGIServer, make_server

import terezi.site

PAGES = {
    "load": "/load/", "feeder": "/load/feeders/Balkan-1", "feeder-mary": "/load/feeders/Mary-2", "feeder-cannot": "/load/feeders/Lebap-3",
    "meter": "/load/meters/C-0001", "bakery": "/load/meters/C-0002", "house": "/load/meters/C-0004", "chance": "/load/meters/C-0005",
    "what-if": "/load/what-if", "what-if-wide": "/load/what-if?rate=50000", "visits": "/visits/", "visit": "/visits/1", "visit-chance": "/visits/6",
}  # fmt: skip


def main(folder: Path, *, is_empty: bool) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    os.environ.pop("DATABASE_URL", None)
    with tempfile.TemporaryDirectory(prefix="terezi-load-") as home:
        terezi.site.start(Path(home))
        server = _server(Path(home), is_empty=is_empty)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        _take(f"http://127.0.0.1:{server.server_port}", folder, is_empty=is_empty)
        server.shutdown()


def _server(home: Path, *, is_empty: bool) -> WSGIServer:

    from tests.journeys import load_sample, sample
    from tests.journeys.serving import _Quiet, _Threads

    sample.fill_home(home)
    load_sample.put_behind_the_pages(load_sample.LoadCountry(is_empty=is_empty))
    if not is_empty:
        load_sample.fill_record()
    from terezi.site.wsgi import application

    return make_server("127.0.0.1", 0, application, server_class=_Threads, handler_class=_Quiet)


def _take(address: str, folder: Path, *, is_empty: bool) -> None:
    from playwright.sync_api import sync_playwright

    from tests.journeys.sample import PASSWORD

    with sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        context = browser.new_context(viewport={"width": 1366, "height": 768})
        page = context.new_page()
        page.goto(f"{address}/sign-in/")
        page.fill("[name=login]", "kamran")
        page.fill("[name=password]", PASSWORD)
        page.click("main button.primary")
        page.wait_for_url(f"{address}/")
        kinds = {"": {"viewport": {"width": 1366, "height": 768}}}
        if not is_empty:
            kinds |= {"phone-": {"viewport": {"width": 390, "height": 844}}, "dark-": {"viewport": {"width": 1366, "height": 768}, "color_scheme": "dark"}}  # fmt: skip
        for kind, extra in kinds.items():
            shown = browser.new_context(storage_state=context.storage_state(), **extra).new_page()
            for name, where in PAGES.items():
                if is_empty and (
                    "feeder" in name
                    or name in {"meter", "bakery", "house", "chance", "visit", "visit-chance"}
                ):
                    continue
                if kind and name not in {"load", "feeder", "meter", "visit", "visits", "what-if"}:
                    continue
                shown.goto(address + where)
                # lazy pictures are fetched when they come near
                shown.evaluate(
                    "document.querySelectorAll('img').forEach((each) => { each.loading = 'eager'; })"
                )
                shown.wait_for_load_state("networkidle")
                shown.screenshot(path=folder / f"{kind}{name}.png", full_page=True)
                if not kind and name in {"meter", "visits", "feeder"}:
                    shown.pdf(path=folder / f"{name}.pdf", prefer_css_page_size=True)
        if not is_empty:
            shown = browser.new_context(
                storage_state=context.storage_state(), viewport={"width": 1366, "height": 768}
            ).new_page()
            shown.goto(address)
            shown.select_option("#language", "ur")
            shown.wait_for_load_state("networkidle")
            for name in ("load", "meter", "what-if", "visit"):
                shown.goto(address + PAGES[name])
                shown.wait_for_load_state("networkidle")
                shown.screenshot(path=folder / f"urdu-{name}.png", full_page=True)
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), is_empty="empty" in sys.argv[2:])
