"""What a chart is: the model whose rows it draws, and how (models/reporting/README.md)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

# The filters of a tab, and the column of a reporting model that each acts on.
FILTER_COLUMNS = {"period": "period_month", "segment": "segment", "channel": "channel"}


@dataclass(frozen=True)
class Measure:
    """What is added up over the rows that the filters leave: `sum` (or `last`), divided by `per`.

    Attributes:
        name: Its name.
        format: Unit: integer, decimal, money, money_cents, percent, score, days or hours.
        sum: Column whose sum it is.
        per: Column by whose sum that is divided.
        last: Column whose sum over the last month of the period it is.
        scale: Factor in the end, e.g. 100 for points of a hundred.
        label: Name for people.
        better: Which way is good: higher, lower or none.
        compare: Whether a KPI strip compares it with the period before.
    """

    name: str
    format: str
    sum: str | None = None
    per: str | None = None
    last: str | None = None
    scale: float = 1
    label: str = ""
    better: str = "higher"
    compare: bool = True

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that it is made of."""
        return tuple(name for name in (self.sum, self.last, self.per) if name)


@dataclass(frozen=True)
class Drill:
    """What a click does: the next `level`, or a `filter` (on another `tab`, with the customers)."""

    level: str | None = None
    filter: str | None = None
    tab: str | None = None
    customers: bool = False


@dataclass(frozen=True)
class Chart:
    """One chart, KPI strip or table; the attributes are the keys of its spec.

    Attributes:
        model: Name of the reporting model.
        columns_of_model: Data type of each column of the model, by name.
        file: The YAML file, relative to the project.
    """

    model: str
    file: Path
    columns_of_model: Mapping[str, str]
    tab: str
    order: int
    title: str
    type: str
    measures: Mapping[str, Measure] = field(default_factory=dict)
    x: str | None = None
    y: tuple[str, ...] = ()
    color: str | None = None
    size: str | None = None
    by: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    filters: tuple[str, ...] = ()
    unfiltered: str = ""
    period_of: str = ""
    drill: Drill | None = None
    sort: str | None = None
    limit: int | None = None
    horizontal: bool | None = None
    stacked: bool | str | None = None
    width: str = "half"
    height: int | None = None
    labels: Mapping[str, str] = field(default_factory=dict)
    note: str = ""
    personal: bool = False
    vega: Mapping | None = None

    @property
    def names_in_order(self) -> tuple[str, ...]:
        """Columns and measures that are drawn, in the order in which they are told."""
        named = (self.x, *self.y, self.color, self.size)
        names = self.columns or (*self.by, *(name for name in named if name))
        return tuple(dict.fromkeys(names))

    @property
    def group_by(self) -> tuple[str, ...]:
        """The columns by which its rows are added up."""
        return tuple(name for name in self.names_in_order if name not in self.measures)

    @property
    def shown_measures(self) -> tuple[Measure, ...]:
        """The measures that are drawn, in order."""
        return tuple(self.measures[name] for name in self.names_in_order if name in self.measures)

    @property
    def sort_column(self) -> str | None:
        """The column or measure to sort by, without its sign."""
        return self.sort.removeprefix("-") if self.sort else None

    @property
    def columns_read(self) -> tuple[str, ...]:
        """All columns of the model that drawing it takes: groups, filters and what is added up."""
        names = [*self.group_by]
        names += [FILTER_COLUMNS[name] for name in self.filters]
        names += [self.drill.level] if self.drill and self.drill.level else []
        names += [self.sort_column] if self.sort_column in self.columns_of_model else []
        names += [name for measure in self.shown_measures for name in measure.columns]
        return tuple(dict.fromkeys(names))

    @property
    def is_horizontal(self) -> bool:
        """Whether its bars lie, as those with names do unless told otherwise."""
        if self.type != "bar" or self.horizontal is not None:
            return bool(self.horizontal)
        return self.columns_of_model.get(self.x or "") == "text"

    @property
    def stacking(self) -> bool | str:
        """Of bars and areas: whether they stand on each other, or `normalize` for shares."""
        return len(self.y) == 1 or self.type == "area" if self.stacked is None else self.stacked

    @property
    def remarks(self) -> tuple[str, ...]:
        """What the filters do to it, in words."""
        period = (f"Period: month of {self.period_of}.",) if "period" in self.filters else ()
        return (*period, f"Not filtered: {self.unfiltered}") if self.unfiltered else period

    def label(self, name: str) -> str:
        """What people call a column or measure."""
        measure = self.measures.get(name)
        if name in self.labels:
            return self.labels[name]
        if measure and measure.label:
            return measure.label
        return name.replace("_", " ").capitalize()


@dataclass(frozen=True)
class Tab:
    """One tab of the dashboard, an exposure of models/exposures.yml.

    Attributes:
        name: Name of the exposure without `dashboard_`.
        title: Name for people.
        question: What it answers.
        filters: Names of the filters that it offers; they act on all its charts.
        charts: Its charts, in order.
        period: The period that it opens with; empty for the dashboard's.
    """

    name: str
    title: str
    question: str
    filters: tuple[str, ...]
    charts: tuple[Chart, ...] = ()
    period: str = ""
