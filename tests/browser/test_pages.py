"""Every kind of page in a real browser: it renders, says nothing on the console, and fits a phone."""

import shutil
from collections.abc import Iterator
from functools import partial
from http.server import ThreadingHTTPServer

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from support.command import Site
from thidua.cli.serve import Quiet, served

pytestmark = pytest.mark.browser

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
QUIET = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update")
PAGES = {
    "home": "index.html",
    "seasons": "nam/index.html",
    "plan": "2020/index.html",
    "results": "2020/ket-qua/index.html",
    "rubric": "2020/tieu-chi/index.html",
    "board": "2021/tien-do/index.html",
    "cluster": "2020/cum-06/index.html",
    "cautious cluster": "2019/cum-01/index.html",
    "running cluster": "2021/cum-06/index.html",
    "dossier": "2020/cum-06/hoi-song-xanh/index.html",
    "missing dossier": "2021/cum-05/hoi-co-lang/index.html",
    "organisations": "to-chuc/index.html",
    "organisation": "to-chuc/hoi-song-xanh/index.html",
    "audit": "kiem-chung/lich-su/index.html",
    "guides": "huong-dan/index.html",
    "data model": "huong-dan/mo-hinh-du-lieu.html",
    "not found": "404.html",
}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    executable = next((path for name in CHROMIUM if (path := shutil.which(name))), None)
    assert executable, "install Chromium: sudo apt-get install chromium"
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=executable, args=[*QUIET])


@pytest.fixture(scope="module")
def address(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the site below the path that its register names, because its page for what is not found relies on it."""
    folder = tmp_path_factory.mktemp("host")
    (folder / "thi-dua").symlink_to(site.folder, target_is_directory=True)
    handler = partial(Quiet, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server, served(server) as found:
        yield f"{found}thi-dua/"


def opened(browser: Browser, url: str, **options: object) -> tuple[Page, list[str]]:
    """Open a page; return it with everything that went wrong: console errors, failed and foreign requests."""
    page = browser.new_page(**options)  # type: ignore[arg-type]
    host = "/".join(url.split("/")[:3])
    wrong: list[str] = []
    page.on("console", lambda message: wrong.append(message.text) if message.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("requestfailed", lambda request: wrong.append(f"failed: {request.url}"))
    page.on("request", lambda r: None if r.url.startswith((host, "data:")) else wrong.append(f"foreign: {r.url}"))
    page.on("response", lambda response: wrong.append(f"{response.status} {response.url}") if not response.ok else None)
    page.goto(url)
    return page, wrong


@pytest.mark.parametrize("kind", PAGES)
def test_pages_render_without_a_word_on_the_console(browser: Browser, address: str, kind: str) -> None:
    page, wrong = opened(browser, address + PAGES[kind], viewport={"width": 1280, "height": 900})
    assert wrong == []
    assert page.locator("h1").count() == 1
    assert page.locator("h1").is_visible()
    page.close()


@pytest.mark.parametrize("kind", PAGES)
def test_pages_do_not_scroll_sideways_on_a_phone(browser: Browser, address: str, kind: str) -> None:
    page, _ = opened(browser, address + PAGES[kind], viewport={"width": 360, "height": 740})
    widths = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert widths[0] <= widths[1]
    page.close()


@pytest.mark.parametrize("kind", [kind for kind in PAGES if kind not in {"guides", "data model", "not found"}])
def test_no_table_but_the_matrix_scrolls_sideways_on_a_phone(browser: Browser, address: str, kind: str) -> None:
    page, _ = opened(browser, address + PAGES[kind], viewport={"width": 360, "height": 740})
    tables = page.locator(".td-table:not(.td-wide)").evaluate_all("all => all.map(e => [e.scrollWidth, e.clientWidth])")
    assert all(content <= box for content, box in tables)
    page.close()


@pytest.mark.parametrize("kind", ["home", "results", "cluster", "dossier"])
def test_pages_are_readable_without_javascript(browser: Browser, address: str, kind: str) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto(address + PAGES[kind])
    assert page.locator("table").first.is_visible()
    assert len(page.inner_text("main, .md-content")) > 400
    context.close()


def test_the_keyboard_reaches_the_content(browser: Browser, address: str) -> None:
    page, _ = opened(browser, address + PAGES["cluster"], viewport={"width": 1280, "height": 900})
    seen = set()
    for _step in range(60):
        page.keyboard.press("Tab")
        seen.add(page.evaluate("document.activeElement.closest('article, main, .md-content') ? 'content' : 'chrome'"))
    assert seen == {"chrome", "content"}
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_its_background(browser: Browser, address: str, scheme: str) -> None:
    page, _ = opened(browser, address + PAGES["dossier"], color_scheme=scheme)
    background, colour = page.evaluate(
        "[getComputedStyle(document.body).backgroundColor, getComputedStyle(document.querySelector('h1')).color]"
    )
    assert contrast(background, colour) >= 4.5
    page.close()


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two CSS colours (WCAG 2.2)."""

    def luminance(colour: str) -> float:
        channels = [float(part) / 255 for part in colour[colour.index("(") + 1 : -1].split(",")[:3]]
        linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)
