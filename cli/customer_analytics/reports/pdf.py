"""A report as PDF: Typst sets the template with report.json and the pictures beside it."""

from __future__ import annotations

import json
from datetime import UTC, datetime, time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from customer_analytics.charts.pictures import picture, with_fonts
from customer_analytics.charts.theme import LOGO_TYPES, Theme
from customer_analytics.errors import CustomerAnalyticsError
from customer_analytics.reports.collecting import Collected, Shown
from customer_analytics.reports.document import Pen, document
from customer_analytics.reports.templating import TEMPLATES, shipped_template

DATA, PICTURES = "report.json", "pictures"
FONTS_BESIDE_TEMPLATE = "fonts"
# Drawings have the font of the template, which Typst brings along. The other two are about as wide:
# Vega, which does not have it, measures with them how much room a text takes.
FONTS = "Libertinus Serif, Liberation Serif, serif"


def check_typst() -> None:
    """Make sure that Typst is there, before anything is read.

    Raises:
        CustomerAnalyticsError: It is not installed.
    """
    try:
        import typst  # noqa: F401
    except ImportError as error:
        raise CustomerAnalyticsError(
            "A report as PDF wants Typst, which is not installed.",
            "Install it with: pip install 'customer-analytics[reports]' "
            "(or take --format html or xlsx).",
        ) from error


def pdf_report(
    collected: Collected, theme: Theme, template: Path | None, *, most_rows: int
) -> bytes:
    """The report as PDF.

    Args:
        collected: What it tells.
        theme: Colours, logo, number formats; the fonts are the template's.
        template: A template of one's own; None for the one that comes along.
        most_rows: Rows of a table that there is room for.

    Raises:
        CustomerAnalyticsError: Typst is not installed, or finds an error in the template.
    """
    check_typst()
    with TemporaryDirectory(prefix="customer-analytics-") as name:
        folder = Path(name)
        if template:
            _link_neighbours(template, folder)
        _write_data(folder, collected, theme, most_rows)
        main = folder / (template.name if template else TEMPLATES["pdf"])
        text = template.read_text("utf-8") if template else shipped_template(main.name)
        main.write_text(text, encoding="utf-8")
        return _compiled(main, collected)


def _write_data(folder: Path, collected: Collected, theme: Theme, most_rows: int) -> None:
    (folder / PICTURES).mkdir()
    in_font = with_fonts(theme, FONTS)

    def keep(name: str, svg: str) -> str:
        path = f"{PICTURES}/{name}.svg"
        (folder / path).write_text(svg, encoding="utf-8")
        return path

    def draw(shown: Shown, width: int) -> str:
        chart, currency = shown.chart, collected.window.currency
        svg = picture(chart, shown.rows, shown.colors, in_font, currency=currency, width=width)
        return keep(chart.model, svg)

    content = document(collected, Pen(theme, draw, keep, most_rows))
    content["logo"] = _write_logo(folder, theme)
    (folder / DATA).write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")


def _write_logo(folder: Path, theme: Theme) -> str | None:
    if theme.logo is None:
        return None
    media_type, content = theme.logo
    suffix = next(suffix for suffix, known in LOGO_TYPES.items() if known == media_type)
    name = f"{PICTURES}/logo{suffix}"
    (folder / name).write_bytes(content)
    return name


def _link_neighbours(template: Path, folder: Path) -> None:
    # so that a template finds what lies beside it, and nothing else of the machine
    for neighbour in template.resolve().parent.iterdir():
        if neighbour.name not in (DATA, PICTURES, template.name):
            (folder / neighbour.name).symlink_to(neighbour)


def _compiled(main: Path, collected: Collected) -> bytes:
    import typst

    fonts = main.parent / FONTS_BESIDE_TEMPLATE
    day = collected.window.as_of_date
    options: dict[str, Any] = {"font_paths": [fonts] if fonts.is_dir() else []}
    # the same data gives the same file
    moment = datetime.combine(day, time(), UTC) if day else datetime(2000, 1, 1, tzinfo=UTC)
    try:
        return typst.compile(main, root=main.parent, format="pdf", timestamp=moment, **options)
    except typst.TypstError as error:
        raise CustomerAnalyticsError(
            f"Typst finds an error in {main.name}: {error.message}", "\n".join(error.hints)
        ) from error
