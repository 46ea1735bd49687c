"""Take a picture of each tab of a dashboard: `make screenshots`, after `make demo`.

All of them go to build/screenshots; those of README are copied to docs by hand when they change.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from playwright.sync_api import Browser

OUT = Path("build/screenshots")
PHONE, DESK = 390, 1280
TALLEST = 5000  # pixels; no tab is longer


def main(dashboard: Path) -> None:
    """Write a picture of each tab, the first also in the dark and on a phone."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        sys.exit("Chromium is missing: sudo apt-get install chromium")
    if not dashboard.is_file():
        sys.exit(f"{dashboard} is missing: make demo, or customer-analytics dashboard")
    OUT.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        first, *others = take(browser, dashboard, [])
        take(browser, dashboard, [first, *others])
        take(browser, dashboard, [first], mode="dark", suffix="-dark")
        take(browser, dashboard, [first], width=PHONE, suffix="-phone")


def take(
    browser: Browser,
    dashboard: Path,
    tabs: list[str],
    *,
    width: int = DESK,
    mode: str = "light",
    suffix: str = "",
) -> list[str]:
    """Take pictures of these tabs; returns the names of all tabs."""
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=mode)
    page.goto(dashboard.resolve().as_uri())
    page.wait_for_selector("body[data-idle=true]")
    for tab in tabs:
        page.click(f"#tab-{tab}")
        page.wait_for_selector("body[data-idle=true]")
        height = page.locator("html").evaluate("root => root.scrollHeight")
        page.set_viewport_size({"width": width, "height": min(height, TALLEST)})
        page.wait_for_selector("body[data-idle=true]")
        path = OUT / f"{tab}{suffix}.png"
        page.screenshot(path=path)
        sys.stdout.write(f"{path}\n")
        page.set_viewport_size({"width": width, "height": 900})
    names = [tab.get_attribute("data-tab") for tab in page.locator("[role=tab]").all()]
    page.close()
    return names


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "dashboard.html"))
