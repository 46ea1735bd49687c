"""What charts ask the database, on tables of a few rows."""

from pathlib import Path

from customer_analytics.charts.chart import Chart, Measure
from customer_analytics.charts.queries import FilterValues, shown_rows
from customer_analytics.connection import connect


def test_texts_go_by_the_measure_and_not_by_a_column_of_its_name(database):
    chart = Chart(
        model="rpt_shop__channels",
        file=Path("rpt_shop__channels.yml"),
        columns_of_model={"channel": "text", "buyers": "integer"},
        tab="shop",
        order=10,
        title="Where do buyers come from?",
        type="bar",
        measures={"buyers": Measure(name="buyers", format="integer", sum="buyers")},
        x="channel",
        y=("buyers",),
    )
    with connect(database) as connection:
        connection.execute("create schema if not exists reporting")
        connection.execute("create table reporting.rpt_shop__channels (channel text, buyers int)")
        # email has the larger rows, and social has more in all
        connection.execute(
            "insert into reporting.rpt_shop__channels"
            " values ('email', 5), ('social', 2), ('social', 2), ('social', 2)"
        )
        found = shown_rows(connection, chart, FilterValues())
    assert found.rows == [("social", 6), ("email", 5)]
