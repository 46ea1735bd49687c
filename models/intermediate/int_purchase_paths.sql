-- One row per path of visits, to a purchase or to none: its channels in their order, how long it took and what it brought in.
{% set steps_shown = var('purchase_path_steps') %}

with touches as (

    select
        *,
        lag(channel) over (partition by path_id order by touch_number) as previous_channel
    from {{ ref('int_touches') }}
    where outcome <> 'open'

),

-- visits by the same channel one after another are one step
steps as (

    select
        *,
        row_number() over (partition by path_id order by touch_number) as step_number,
        count(*) over (partition by path_id) as steps
    from touches
    where touch_number = 1 or channel <> previous_channel

)

select
    path_id,
    min(customer_id) as customer_id,
    min(path_month) as path_month,
    min(outcome) as outcome,
    max(touches) as sessions,
    max(days_before_purchase) as days_to_purchase,
    max(orders) as orders,
    cast(max(net_revenue) as numeric(14, 2)) as net_revenue,
    {{ dbt.listagg(
        "case when step_number = 1 and steps > " ~ steps_shown
        ~ " then channel || ' > …' else channel end",
        "' > '", "order by step_number"
    ) }} as channel_path
from steps
where step_number = 1 or step_number > steps - {{ steps_shown - 1 }}
group by 1
