-- One row per month that is shown, segment and channel: points on the accounts at its end, and what they may cost.
with points as (

    select
        *,
        {{ period_month('month_start_date') }}
    from {{ ref('loyalty_points_by_customer_group') }}

)

select
    period_month,
    segment,
    channel,
    closing_balance as points_outstanding,
    liability_amount
from points
where period_month is not null and closing_balance <> 0
