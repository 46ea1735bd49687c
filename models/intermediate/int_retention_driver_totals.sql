-- One row per driver and group of customers: how many there were on the holdout date, and what they and all others did afterwards.
with histories as (

    select * from {{ ref('int_purchase_history') }}
    where snapshot = 'holdout'

),

signals as (

    select * from {{ ref('int_customer_signals') }}
    where snapshot = 'holdout'

),

customers as (

    select * from {{ ref('stg_customers') }}

),

-- numeric sums, because the others are told as all less the group
group_totals as (

    select
        drivers.driver,
        drivers.customer_group,
        cast(sum(cast(histories.next_spend as numeric(38, 12))) as numeric(38, 12)) as spend,
        cast(sum(power(cast(histories.next_spend as numeric(38, 12)), 2)) as numeric(38, 12))
            as squares,
        count(*) as customers,
        sum(case when histories.next_purchases > 0 then 1 else 0 end) as retained
    from histories
    inner join signals
        on histories.customer_id = signals.customer_id
    inner join customers
        on histories.customer_id = customers.customer_id
    cross join
        lateral (
            values
            (
                'frequency',
                case
                    when histories.recent_purchases > 1 then 'frequent buyers'
                    when histories.recent_purchases = 1 then 'occasional buyers'
                end
            ),
            -- 8 of ten, as for CSAT
            (
                'satisfaction',
                case
                    when {{ round_off('signals.satisfaction') }} >= 8 then 'satisfied'
                    when signals.satisfaction is not null then 'not satisfied'
                end
            ),
            ('acquisition channel', {{ label_of('customers.acquisition_channel') }})
        ) as drivers (driver, customer_group)
    where drivers.customer_group is not null
    group by 1, 2

)

select
    driver,
    customer_group,
    customers,
    retained,
    spend,
    squares,
    cast(sum(spend) over (partition by driver) - spend as numeric(38, 12)) as other_spend,
    cast(sum(squares) over (partition by driver) - squares as numeric(38, 12)) as other_squares,
    sum(customers) over (partition by driver) - customers as other_customers,
    sum(retained) over (partition by driver) - retained as other_retained
from group_totals
