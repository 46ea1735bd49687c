-- One row per month, channel and RFM segments at the month's beginning and end: how many customers went that way.
with opening as (

    select {{ dbt.dateadd('month', -var('segment_history_months'), 'as_of_date') }} as opening_date
    from {{ ref('stg_as_of_date') }}

),

-- the cuts of each month end are its own, as rfm_cuts are those of the as-of date
cut_arrays as (

    select
        month_start_date,
        {{ rfm_cut_arrays() }}
    from {{ ref('customer_month_ends') }}
    where orders > 0
    group by 1

),

cuts as (

    select
        month_start_date as cut_month,
        {{ rfm_cut_columns() }}
    from cut_arrays

),

scored_customers as (

    select
        month_ends.customer_id,
        month_ends.month_start_date,
        month_ends.month_end_date,
        {{ rfm_scores('recency_days', 'orders', 'net_revenue') }}
    from {{ ref('customer_month_ends') }} as month_ends
    left join cuts
        on month_ends.month_start_date = cuts.cut_month

),

-- three scores as one number: segments are looked up for the few moves that are left, not for millions of customers;
-- materialized, or the sort below carries the arrays of cuts along and the scores are worked out after it, several times
score_codes as materialized (

    select
        customer_id,
        month_start_date,
        month_end_date,
        {{ rfm_score_code() }} as score_code
    from scored_customers

),

score_moves as (

    select
        customer_id,
        month_start_date,
        month_end_date,
        score_code,
        lag(score_code) over (
            partition by customer_id order by month_start_date
        ) as previous_score_code
    from score_codes

),

score_totals as (

    select
        score_moves.month_start_date,
        score_moves.month_end_date,
        score_moves.score_code,
        score_moves.previous_score_code,
        customer_groups.channel,
        count(*) as customers
    from score_moves
    inner join {{ ref('customer_groups') }} as customer_groups
        on score_moves.customer_id = customer_groups.customer_id
    group by 1, 2, 3, 4, 5

),

segments as (

    select
        segment,
        {{ rfm_score_code() }} as score_code
    from {{ ref('int_rfm_score_segments') }}

)

-- of the first month end only what comes of it is shown
select
    score_totals.month_start_date,
    score_totals.month_end_date,
    score_totals.channel,
    to_segments.segment as to_segment,
    cast(sum(score_totals.customers) as integer) as customers,
    coalesce(from_segments.segment, '(not yet a customer)') as from_segment
from score_totals
inner join opening
    on score_totals.month_start_date > opening.opening_date
left join segments as to_segments
    on score_totals.score_code = to_segments.score_code
left join segments as from_segments
    on score_totals.previous_score_code = from_segments.score_code
group by 1, 2, 3, 4, 6
