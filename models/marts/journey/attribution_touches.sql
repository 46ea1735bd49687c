-- One row per visit that led to a purchase: what share of it each rule of attribution gives the visit.
{% set first_weight = var('attribution_first_weight') %}
{% set last_weight = var('attribution_last_weight') %}

with touches as (

    select
        *,
        {{ hours_between('started_at', 'last_touch_at') }} / 24 as days_before_last_touch
    from {{ ref('int_touches') }}
    where outcome = 'purchase'

),

weighted_touches as materialized (

    select
        *,
        case
            when touches = 1 then 1
            -- 1.0: the vars may be whole numbers
            when touches = 2 and touch_number = 1
                then 1.0 * {{ first_weight }} / ({{ first_weight }} + {{ last_weight }})
            when touches = 2
                then 1.0 * {{ last_weight }} / ({{ first_weight }} + {{ last_weight }})
            when touch_number = 1 then {{ first_weight }}
            when touch_number = touches then {{ last_weight }}
            else (1.0 - {{ first_weight }} - {{ last_weight }}) / (touches - 2)
        end as position_based_credit,
        {{ safe_exp("-ln(2) * days_before_last_touch / " ~ var('attribution_half_life_days')) }}
            as decayed_weight
    from touches

)

select
    session_id,
    path_id,
    customer_id,
    started_at,
    purchase_date,
    path_month as purchase_month,
    channel,
    campaign,
    touch_number,
    touches,
    days_before_purchase,
    cast(case when touch_number = 1 then 1 else 0 end as {{ dbt.type_float() }})
        as first_touch_credit,
    cast(case when touch_number = touches then 1 else 0 end as {{ dbt.type_float() }})
        as last_touch_credit,
    cast(1 as {{ dbt.type_float() }}) / touches as linear_credit,
    cast(position_based_credit as {{ dbt.type_float() }}) as position_based_credit,
    -- in the order of the touches, so that the last digit is the same in each build
    decayed_weight / sum(decayed_weight) over (
        partition by path_id
        order by touch_number
        rows between unbounded preceding and unbounded following
    ) as time_decay_credit,
    orders as purchase_orders,
    net_revenue as purchase_net_revenue
from weighted_touches
