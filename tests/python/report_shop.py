"""A shop of a few statements with two tabs of charts: what tests of reports report on."""

import shutil
from pathlib import Path

import yaml

from customer_analytics.connection import Server, connect
from running import REPOSITORY

# A segment may be called anything.
TYPST, HTML, FORMULA = "#{panic()}", "<script>alert(1)</script>", "=1+1"
SEGMENTS = (TYPST, HTML, FORMULA)

# 24 months: of month n (1 for January 2024) each segment has n orders of 10.50 by email and one
# order of 20 by search, and n of its answers out of 48 are promoters'.
TABLES = """
create schema marts;
create schema reporting;
create table marts.dashboard_window as
select date '2025-12-31' as as_of_date, date '2024-01-01' as first_month,
    date '2025-12-01' as last_month, date '2025-12-01' as last_whole_month, 'EUR' as currency;
create table reporting.rpt_overview__key_figures as
select cast(date '2024-01-01' + make_interval(months => n - 1) as date) as period_month, segment,
    channel, case channel when 'email' then n else 1 end as orders,
    case channel when 'email' then n * 10.50 else 20.00 end as net_revenue,
    n as promoters, 48 as answers
from generate_series(1, 24) as n
cross join unnest(%s::text[]) as segment
cross join unnest(array['email', 'search']) as channel;
create table reporting.rpt_overview__insights as
select 1 as position, 'Loyalty' as theme, 'Members spend 13.17 EUR more.' as statement
union all select 2, 'Season', 'A *star*, a $dollar and <b>tags</b>.';
create table reporting.rpt_sales__products as
select segment, channel, 'product ' || to_char(n, 'FM00') as product, n as orders
from generate_series(1, 40) as n
cross join unnest(%s::text[]) as segment
cross join unnest(array['email', 'search']) as channel;
"""
# Charts that draw the rows of the key figures.
COPIES = ("overview__by_month", "sales__segments", "sales__channels", "sales__both", "sales__last")

EXPOSURES = """
exposures:
  - {name: dashboard_overview, type: dashboard, label: Overview, description: How is business?}
  - {name: dashboard_sales, type: dashboard, label: Sales, description: What is sold?}
"""
FIGURE_COLUMNS = {
    "period_month": "date",
    "segment": "text",
    "channel": "text",
    "orders": "integer",
    "net_revenue": "numeric(14,2)",
    "promoters": "integer",
    "answers": "integer",
}
MEASURES = {
    "net_revenue": {"sum": "net_revenue", "format": "money_cents"},
    "orders": {"sum": "orders", "format": "integer"},
    "promoter_rate": {"sum": "promoters", "per": "answers", "format": "percent"},
    "average": {"sum": "net_revenue", "per": "orders", "format": "money", "compare": False},
}
CHARTS = {
    "overview__key_figures": {
        "title": "How is business?",
        "type": "kpi",
        "x": "period_month",
        "y": list(MEASURES),
    },
    "overview__by_month": {
        "title": "How does revenue develop?",
        "type": "bar",
        "x": "period_month",
        "y": "net_revenue",
    },
    "sales__segments": {
        "title": "Which segments bring it in?",
        "type": "bar",
        "x": "segment",
        "y": "net_revenue",
    },
    "sales__channels": {
        "title": "By which channel?",
        "type": "donut",
        "color": "channel",
        "y": "orders",
    },
    "sales__both": {
        "title": "Which segments by month?",
        "type": "line",
        "x": "period_month",
        "color": "segment",
        "y": "orders",
    },
    "sales__last": {
        "title": "How were the last months?",
        "type": "table",
        "columns": ["period_month", "net_revenue", "promoter_rate"],
    },
}
INSIGHTS = {
    "title": "What should one know?",
    "type": "table",
    "columns": ["theme", "statement"],
    "sort": "position",
    "filters": [],
    "unfiltered": "It is about all customers.",
}
PRODUCTS = {
    "title": "Which products?",
    "type": "table",
    "columns": ["product", "segment", "orders"],
    "measures": {"orders": {"sum": "orders", "format": "integer"}},
    "filters": ["segment", "channel"],
    "unfiltered": "Products have no month here.",
}


def make_tables(server: Server) -> Server:
    """Fill an empty database with what a build would have made."""
    with connect(server) as connection:
        for statement in TABLES.split(";"):
            if statement.strip():
                wanted = [list(SEGMENTS)] * statement.count("%s")
                connection.execute(statement, wanted or None)
        for name in COPIES:
            connection.execute(
                f"create view reporting.rpt_{name} as "
                "select * from reporting.rpt_overview__key_figures"
            )
    return server


def make_project(folder: Path) -> Path:
    """A project that has the charts of the tables, and nothing to build."""
    (folder / "models" / "reporting").mkdir(parents=True)
    shutil.copy(REPOSITORY / "dbt_project.yml", folder)
    (folder / "models" / "exposures.yml").write_text(EXPOSURES, encoding="utf-8")
    usual = {"measures": MEASURES, "period_of": "order"}
    models = [_model(name, usual | chart, FIGURE_COLUMNS) for name, chart in CHARTS.items()]
    texts = {"position": "integer", "theme": "text", "statement": "text"}
    models.insert(1, _model("overview__insights", INSIGHTS, texts))
    columns = {"segment": "text", "channel": "text", "product": "text", "orders": "integer"}
    models.append(_model("sales__products", PRODUCTS, columns))
    for order, model in enumerate(models, 1):
        model["config"]["meta"]["chart"]["order"] = order
    path = folder / "models" / "reporting" / "charts.yml"
    path.write_text(yaml.safe_dump({"models": models}, sort_keys=False), encoding="utf-8")
    return folder


def _model(name: str, chart: dict, columns: dict[str, str]) -> dict:
    meta = {"chart": {"tab": name.partition("__")[0], **chart}}
    return {
        "name": f"rpt_{name}",
        "config": {"meta": meta},
        "columns": [{"name": key, "data_type": kind} for key, kind in columns.items()],
    }
