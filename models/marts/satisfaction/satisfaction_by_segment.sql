-- One row per segment that holds a customer: how satisfied its customers are, segments that did not answer included.
with answers as (

    select * from {{ ref('int_survey_answers') }}

),

segments as (

    select * from {{ ref('customer_segments') }}

),

segment_totals as (

    select
        segments.segment_type,
        segments.segment,
        count(distinct segments.customer_id) as customers,
        {{ survey_totals() }}
    from segments
    left join answers
        on segments.customer_id = answers.customer_id
    group by 1, 2

)

select
    segment_type,
    segment,
    cast(customers as integer) as customers,
    {{ rate('respondents', 'customers') }} as respondent_rate,
    {{ survey_scores() }}
from segment_totals
