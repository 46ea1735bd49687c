"""A report as a page to read and to print: no script, nothing fetched."""

from __future__ import annotations

from pathlib import Path

from customer_analytics.charts.pictures import picture
from customer_analytics.charts.theme import Theme
from customer_analytics.errors import CustomerAnalyticsError
from customer_analytics.reports.collecting import Collected, Shown
from customer_analytics.reports.document import Pen, document
from customer_analytics.reports.templating import TEMPLATES, shipped_template

# Nothing runs and nothing is fetched, also where a template of one's own would.
POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; "
    "base-uri 'none'; form-action 'none'"
)


def html_report(
    collected: Collected, theme: Theme, template: Path | None, *, most_rows: int
) -> str:
    """The report as HTML.

    Args:
        collected: What it tells.
        theme: Colours, fonts, logo, number formats.
        template: A template of one's own; None for the one that comes along.
        most_rows: Rows of a table that there is room for.

    Raises:
        CustomerAnalyticsError: Jinja finds an error in the template.
    """
    from jinja2 import BaseLoader, DictLoader, FileSystemLoader, TemplateError
    from jinja2.sandbox import SandboxedEnvironment
    from markupsafe import Markup

    def draw(shown: Shown, width: int) -> str:
        chart, currency = shown.chart, collected.window.currency
        svg = picture(chart, shown.rows, shown.colors, theme, currency=currency, width=width)
        return Markup(svg)  # noqa: S704  (drawn by Vega, which escapes its texts)

    def keep(name: str, svg: str) -> str:
        return Markup(svg)  # noqa: S704  (made of numbers)

    content = document(collected, Pen(theme, draw, keep, most_rows))
    content["logo"] = theme.logo_address
    name = template.name if template else TEMPLATES["html"]
    loader: BaseLoader = (
        FileSystemLoader(template.parent)
        if template
        else DictLoader({name: shipped_template(name)})
    )
    environment = SandboxedEnvironment(loader=loader, autoescape=True)
    try:
        return environment.get_template(name).render(report=content, policy=POLICY)
    except TemplateError as error:
        line = getattr(error, "lineno", None)
        place = f"{name}:{line}" if line else name
        raise CustomerAnalyticsError(f"{place}: {error}") from error
