-- One row per comparison, measure and cell of like customers in which a member joined: how many, and what they did.
with outcomes as (

    select * from {{ ref('int_loyalty_outcomes') }}

)

select
    comparison,
    measure,
    cell,
    followed_from_month,
    frequency_band,
    recency_band,
    tenure_band,
    sum(case when is_member then 1 else 0 end) as members,
    sum(case when is_member then 0 else 1 end) as other_rows,
    {{ exact_avg('case when is_member then outcome end') }} as member_mean,
    {{ exact_avg('case when not is_member then outcome end') }} as other_mean
from outcomes
group by 1, 2, 3, 4, 5, 6, 7
having sum(case when is_member then 1 else 0 end) > 0
