-- One row per month of the first visit, segment and stage: visitors who have got there.
with stages as (

    select * from {{ ref('journey_funnel_by_segment') }}

),

visitors as (

    select
        {{ period_month('first_month') }},
        segment,
        stage_number,
        stage,
        sum(visitors) as visitors
    from stages
    group by 1, 2, 3, 4

)

select
    period_month,
    segment,
    stage_number,
    stage,
    cast(visitors as integer) as visitors
from visitors
