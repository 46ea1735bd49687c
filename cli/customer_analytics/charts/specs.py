"""The charts of a project, read from the YAML beside its reporting models and checked."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from customer_analytics.charts.chart import FILTER_COLUMNS, Chart, Drill, Measure, Tab
from customer_analytics.charts.checks import problems_of_chart
from customer_analytics.charts.yaml_lines import Document, read_document
from customer_analytics.errors import CustomerAnalyticsError

if TYPE_CHECKING:
    from jsonschema.protocols import Validator

REPORTING = Path("models/reporting")
EXPOSURES = Path("models/exposures.yml")
TAB_PREFIX = "dashboard_"


@dataclass(frozen=True)
class _Entry:
    """One reporting model of a YAML file, and where its chart's spec stands."""

    document: Document
    keys: tuple[str | int, ...]
    model: Mapping[str, Any]

    @property
    def spec(self) -> Any:
        return self.model["config"]["meta"]["chart"]

    @property
    def chart_keys(self) -> tuple[str | int, ...]:
        return (*self.keys, "config", "meta", "chart")

    def place(self, *keys: str | int) -> str:
        return self.document.place((*self.chart_keys, *keys))


def read_tabs(project_dir: Path) -> list[Tab]:
    """Read the tabs and their charts, in order.

    Raises:
        CustomerAnalyticsError: One or more specs are wrong; the message has file and line of each.
    """
    tabs = _read_exposures(project_dir)
    entries = list(_read_entries(project_dir))
    problems = [line for entry in entries for line in _problems_of_form(entry)]
    _raise_for(problems)
    charts = {entry.model["name"]: _chart(entry, tabs) for entry in entries}
    for entry in entries:
        chart = charts[entry.model["name"]]
        problems += [
            f"{entry.place(*keys)}: {text}"
            for keys, text in problems_of_chart(chart, tabs, charts.values())
        ]
    problems += _problems_of_order(entries)
    _raise_for(problems)
    return [
        replace(
            tab,
            charts=tuple(
                sorted((c for c in charts.values() if c.tab == tab.name), key=lambda c: c.order)
            ),
        )
        for tab in tabs.values()
    ]


def _raise_for(problems: list[str]) -> None:
    if problems:
        raise CustomerAnalyticsError(
            "\n".join(["The charts are not drawn, for their specs are wrong:", *problems]),
            "models/reporting/README.md says what each key means.",
        )


def _read_exposures(project_dir: Path) -> dict[str, Tab]:
    document = read_document(project_dir / EXPOSURES, EXPOSURES)
    tabs = {}
    for exposure in (document.content or {}).get("exposures", []):
        if exposure["type"] != "dashboard" or not exposure["name"].startswith(TAB_PREFIX):
            continue
        name = exposure["name"].removeprefix(TAB_PREFIX)
        meta = exposure.get("config", {}).get("meta", {})
        filters = tuple(meta.get("filters", FILTER_COLUMNS))
        title, question = exposure.get("label", name), exposure.get("description", "").strip()
        tabs[name] = Tab(name, title, question, filters, period=meta.get("period", ""))
    return tabs


def _read_entries(project_dir: Path) -> Iterator[_Entry]:
    for path in sorted((project_dir / REPORTING).rglob("*.yml")):
        document = read_document(path, path.relative_to(project_dir))
        for index, model in enumerate((document.content or {}).get("models", [])):
            meta = (model.get("config") or {}).get("meta") or {}
            if "chart" in meta:
                yield _Entry(document, ("models", index), model)


@cache
def _schema() -> Validator:
    from jsonschema import Draft202012Validator

    text = files("customer_analytics.charts").joinpath("chart_schema.json").read_text("utf-8")
    return Draft202012Validator(json.loads(text))


def _problems_of_form(entry: _Entry) -> Iterator[str]:
    for error in sorted(_schema().iter_errors(entry.spec), key=lambda error: list(error.path)):
        # a key too many is told where it stands, not where its parent begins
        extra = _unknown_key(error.validator, error.instance, error.schema)
        keys = (*error.absolute_path, *extra)
        name = ".".join(map(str, keys)) or "chart"
        yield f"{entry.place(*keys)}: {name}: {_reason(error, extra)}"


def _unknown_key(validator: str, instance: Any, schema: Mapping[str, Any]) -> tuple[str, ...]:
    if validator != "additionalProperties":
        return ()
    return tuple(sorted(set(instance) - set(schema.get("properties", {})))[:1])


def _reason(error: Any, extra: tuple[str, ...]) -> str:
    import difflib

    if extra:
        known = list(error.schema["properties"])
        close = difflib.get_close_matches(extra[0], known, n=1)
        return "there is no such key; " + (
            f"did you mean {close[0]}?" if close else f"there are: {', '.join(known)}."
        )
    return f"{error.message}."


def _problems_of_order(entries: Iterable[_Entry]) -> Iterator[str]:
    taken: dict[tuple[str, int], _Entry] = {}
    for entry in entries:
        place = (entry.spec["tab"], entry.spec["order"])
        first = taken.setdefault(place, entry)
        if first is not entry:
            yield (
                f"{entry.place('order')}: order {place[1]} of the tab {place[0]} is taken by "
                f"{first.model['name']} ({first.place('order')})."
            )


def _chart(entry: _Entry, tabs: Mapping[str, Tab]) -> Chart:
    spec = dict(entry.spec)
    tab = tabs.get(spec["tab"])
    measures = {
        name: Measure(name=name, **measure) for name, measure in spec.pop("measures", {}).items()
    }
    y = spec.pop("y", ())
    drill = spec.pop("drill", None)
    filters = spec.pop("filters", tab.filters if tab else ())
    return Chart(
        model=entry.model["name"],
        file=entry.document.path,
        columns_of_model={
            column["name"]: column.get("data_type", "")
            for column in entry.model.get("columns") or []
        },
        measures=measures,
        y=(y,) if isinstance(y, str) else tuple(y),
        by=tuple(spec.pop("by", ())),
        columns=tuple(spec.pop("columns", ())),
        filters=tuple(filters),
        drill=Drill(**drill) if drill else None,
        **spec,
    )
