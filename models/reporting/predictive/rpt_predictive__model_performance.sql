-- One row per model and measure of how well it predicted, in the order in which people ask.
with performance as (

    select * from {{ ref('model_performance') }}

),

measures as (

    select *
    from (
        values
        (1, 'auc', 'Area under the ROC curve', '0.5 is chance, 1 is perfect'),
        (2, 'brier_score', 'Brier score', 'mean squared error, the lower the better'),
        (3, 'base_rate_brier_score', 'Brier score of the average', 'what the score has to beat'),
        (4, 'accuracy', 'Share told right', 'leaves or stays, at a cut of 50 %'),
        (5, 'majority_accuracy', 'Share told right by the average', 'what that has to beat'),
        (6, 'top_decile_lift', 'Lift of churn', 'in the tenth at highest risk; 1 is chance'),
        (7, 'top_decile_purchase_lift', 'Lift of purchases', 'in the tenth at lowest; 1 is chance')
    ) as measures (position, metric, measure, meaning)

),

expected_and_actual as (

    select
        model,
        sum(case when metric = 'expected_purchases' then value end) as expected_purchases,
        sum(case when metric = 'actual_purchases' then value end) as actual_purchases,
        sum(case when metric = 'expected_revenue' then value end) as expected_revenue,
        sum(case when metric = 'actual_revenue' then value end) as actual_revenue
    from performance
    group by 1

),

churn_rows as (

    select
        measures.position,
        performance.model || case when performance.is_used then ' (in use)' else '' end as model,
        measures.measure,
        measures.meaning,
        performance.value
    from performance
    inner join measures
        on performance.metric = measures.metric

),

ratio_rows as (

    select
        ratios.position,
        expected_and_actual.model,
        ratios.measure,
        '1 is as expected' as meaning,
        ratios.value
    from expected_and_actual
    cross join
        lateral (
            values
            (
                8, 'Purchases expected per actual',
                {{ rate('expected_purchases', 'actual_purchases') }}
            ),
            (
                9, 'Revenue expected per actual',
                {{ rate('expected_revenue', 'actual_revenue') }}
            )
        ) as ratios (position, measure, value)

),

all_rows as (

    select * from churn_rows
    union all
    select * from ratio_rows

)

select
    position,
    model,
    measure,
    meaning,
    cast(value as numeric(18, 4)) as value
from all_rows
where value is not null
