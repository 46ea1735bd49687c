"""Take a picture of each tab of a dashboard: `make screenshots`, after `make demo`.

Whole tabs go to build/screenshots, the upper part of those that README shows to docs/images.
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
README_OUT = Path("docs/images")
OF_README = {
    "overview": 1350,
    "segmentation": 1250,
    "retention": 1250,
    "customer_lifetime_value-dark": 1250,
    "overview-phone": 1050,
}  # pixels of each that are shown


def main(dashboard: Path) -> None:
    """Write a picture of each tab, some also in the dark and on a phone."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        sys.exit("Chromium is missing: sudo apt-get install chromium")
    if not dashboard.is_file():
        sys.exit(f"{dashboard} is missing: make demo, or customer-analytics dashboard")
    for folder in (OUT, README_OUT):
        folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        first, *others = take(browser, dashboard, [])
        take(browser, dashboard, [first, *others])
        take(browser, dashboard, [first, others[1]], mode="dark", suffix="-dark")
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
        name = f"{tab}{suffix}"
        if name in OF_README:
            clip = {"x": 0, "y": 0, "width": width, "height": OF_README[name]}
            page.screenshot(path=README_OUT / f"{name}.png", clip=clip)
        path = OUT / f"{name}.png"
        page.screenshot(path=path)
        sys.stdout.write(f"{path}\n")
        page.set_viewport_size({"width": width, "height": 900})
    names = [tab.get_attribute("data-tab") for tab in page.locator("[role=tab]").all()]
    page.close()
    return names


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "dashboard.html"))
