-- One row per date from which we look ahead: today, and one and two horizons ago, where the answer is known.
with purchase_days as (

    select * from {{ ref('int_customer_purchase_days') }}

),

as_of as (

    select * from {{ ref('stg_as_of_date') }}

),

rhythm as (

    select
        min(purchase_date) as first_date,
        {{ quantiles('days_since_previous', [0.9]) }} as gap_quantiles
    from purchase_days

),

horizon as (

    select
        as_of.as_of_date,
        rhythm.first_date,
        {% if var('churn_horizon_days') -%}
            cast({{ var('churn_horizon_days') }} as integer)
        {%- else -%}
        greatest(
            30,
            least(
                ceil(rhythm.gap_quantiles[1]),
                -- three horizons back there must be a past to learn from
                floor((as_of.as_of_date - rhythm.first_date) / 4.0)
            )
        )
        {%- endif %} as horizon_days
    from as_of
    cross join rhythm

),

snapshots as (

    select
        'current' as snapshot,
        0 as horizons_ago
    union all
    select
        'holdout' as snapshot,
        1 as horizons_ago
    union all
    select
        'training' as snapshot,
        2 as horizons_ago

)

select
    snapshots.snapshot,
    cast(
        horizon.as_of_date - snapshots.horizons_ago * cast(horizon.horizon_days as integer) as date
    ) as snapshot_date,
    cast(horizon.horizon_days as integer) as horizon_days,
    snapshots.horizons_ago > 0 as is_outcome_known
from snapshots
cross join horizon
where horizon.first_date is not null
