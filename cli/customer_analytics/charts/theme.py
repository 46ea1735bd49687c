"""The theme: colours, fonts, logo and number formats of dashboards and reports."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

from customer_analytics.charts.yaml_lines import Document, read_document
from customer_analytics.errors import CustomerAnalyticsError

LOGO_TYPES = {".svg": "image/svg+xml", ".png": "image/png"}
LARGEST_LOGO = 200_000  # bytes, for it is part of every page

# Of each unit: how a number is written out, how short on an axis (both in d3's language).
FORMATS = {
    "integer": (",.0f", ".3~s"),
    "decimal": (",.2f", ".3~s"),
    "money": ("$,.0f", "$.3~s"),
    "money_cents": ("$,.2f", "$.3~s"),
    "percent": (".1%", "~%"),
    "score": (",.1f", "~r"),
    "days": (",.1f", ".3~s"),
    "hours": (",.1f", ".3~s"),
}
# What a number of this format is followed by where its format does not say it.
UNITS = {"days": "days", "hours": "hours"}
# What stands beside an axis that several measures share.
AXIS_TITLES = {"integer": "Number", "score": "Score", "days": "Days", "hours": "Hours"}


@dataclass(frozen=True)
class Theme:
    """What theme.yml says, with the logo's bytes and type in place of its path."""

    title: str
    fonts: Mapping[str, str]
    colors: Mapping[str, Any]
    numbers: Mapping[str, Any]
    logo: tuple[str, bytes] | None = None

    @property
    def logo_address(self) -> str:
        """The logo as an address that holds all of it; empty without one."""
        if self.logo is None:
            return ""
        media_type, content = self.logo
        return f"data:{media_type};base64,{base64.b64encode(content).decode('ascii')}"

    def locale(self, currency: str) -> dict[str, Any]:
        """How d3 writes numbers, with the signs of a currency (ISO 4217)."""
        signs = self.numbers["currencies"].get(currency, {"after": f" {currency}"})
        return {
            "decimal": self.numbers["decimal"],
            "thousands": self.numbers["thousands"],
            "grouping": [3],
            "currency": [signs.get("before", ""), signs.get("after", "")],
            "percent": " %",
        }

    def vega_config(self, mode: str | None = None) -> dict[str, Any]:
        """Vega's configuration for the mode light or dark.

        Without a mode, each tone is a word such as `@muted`, for a page that puts in the tones of
        the mode that it is in.
        """
        tones = self.colors[mode] if mode else {name: f"@{name}" for name in self.colors["light"]}
        font = self.fonts["body"]
        text = {"labelColor": tones["muted"], "titleColor": tones["muted"], "labelFont": font}
        text |= {"titleFont": font, "labelFontSize": 12, "titleFontSize": 12}
        text |= {"titleFontWeight": "normal"}
        return {
            "background": None,
            "font": font,
            "range": {
                "category": self.colors["categories"],
                "heatmap": self.colors["sequential"],
                "ramp": self.colors["sequential"],
            },
            "axis": text
            | {"gridColor": tones["line"], "domainColor": tones["line"], "ticks": False}
            | {"labelPadding": 6, "labelLimit": 180, "titlePadding": 10},
            "legend": text | {"orient": "bottom", "title": None, "labelLimit": 170},
            "text": {"color": tones["text"], "fontSize": 12},
            "view": {"stroke": None},
            "mark": {"color": tones["accent"]},
            "bar": {"cornerRadiusEnd": 2},
            "line": {"strokeWidth": 2.5, "point": False},
            "area": {"fillOpacity": 0.75, "line": True},
            "rect": {"stroke": tones["card"], "strokeWidth": 1},
            "arc": {"stroke": tones["card"], "strokeWidth": 2},
        }


def read_theme(path: Path | None = None) -> Theme:
    """Read a theme: the project's own, with what the file at `path` changes of it.

    Raises:
        CustomerAnalyticsError: The file is no YAML, has unknown keys, or its logo can't be used.
    """
    with as_file(files("customer_analytics.charts").joinpath("theme.yml")) as default:
        settings = read_document(default).content
    if path is None:
        return _theme(settings, None)
    document = read_document(path)
    return _theme(_merged(settings, document.content or {}, document, ()), path.parent)


def _theme(settings: dict[str, Any], folder: Path | None) -> Theme:
    logo = settings.pop("logo")
    return Theme(**settings, logo=_read_logo((folder or Path()) / logo) if logo else None)


def _merged(default: Any, own: Any, document: Document, keys: tuple[str, ...]) -> Any:
    if not isinstance(default, dict):
        return own
    if not isinstance(own, dict):
        raise CustomerAnalyticsError(
            f"{document.place(keys)}: {'.'.join(keys) or 'a theme'} has keys of its own.",
            f"They are: {', '.join(default)}.",
        )
    if keys[-1:] == ("currencies",):
        # a list that people add to, whose entries stand for themselves: a sign before or after
        return default | own
    for name in own:
        if name not in default:
            raise CustomerAnalyticsError(
                f"{document.place((*keys, name))}: a theme has no key {name}.",
                f"There are: {', '.join(default)}.",
            )
    changed = {
        name: _merged(default[name], value, document, (*keys, name)) for name, value in own.items()
    }
    return default | changed


def _read_logo(path: Path) -> tuple[str, bytes]:
    if path.suffix.lower() not in LOGO_TYPES:
        raise CustomerAnalyticsError(
            f"The logo {path} is not an .svg or .png file.", "Convert it to one of the two."
        )
    try:
        content = path.read_bytes()
    except OSError as error:
        raise CustomerAnalyticsError(f"The logo {path} can't be read: {error.strerror}.") from error
    if len(content) > LARGEST_LOGO:
        raise CustomerAnalyticsError(
            f"The logo {path} has {len(content):,} bytes; it is part of every page.",
            f"Make it smaller than {LARGEST_LOGO:,} bytes.",
        )
    return LOGO_TYPES[path.suffix.lower()], content
