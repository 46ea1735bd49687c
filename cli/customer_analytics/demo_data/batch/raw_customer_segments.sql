-- raw.customer_segments: what account managers assign by hand: large accounts, and whom to call.
insert into raw.customer_segments (
    customer_id,
    segment_type,
    segment,
    assigned_at,
    ended_at,
    assigned_by,
    updated_at
)
with candidates as materialized (

    select
        customers.draw_key,
        customers.customer_id,
        customers.happiness,
        -- What they would spend in a year, were they to stay.
        365 * customers.buying_rate * truth.p / customers.spend_rate as yearly_spend,
        customers.first_order_at
        + pg_temp.days(20 + 200 * pg_temp.uniform(customers.draw_key, 'assigned days'))
            as assigned_at
    from demo_customers as customers
    cross join demo_truth as truth
    where customers.first_order_at is not null

),

assignments as (

    select
        draw_key,
        customer_id,
        'account_tier' as segment_type,
        case when yearly_spend > 8000 then 'key account' else 'managed account' end as segment,
        assigned_at,
        null as ended_at
    from candidates
    where yearly_spend > 4000 and pg_temp.uniform(draw_key, 'account tier') < 0.7

    union all

    select
        draw_key,
        customer_id,
        'sales_priority' as segment_type,
        case when happiness < 0 then 'call back' else 'ask for a reference' end as segment,
        assigned_at + pg_temp.days(10) as assigned_at,
        assigned_at + pg_temp.days(100) as ended_at
    from candidates
    where pg_temp.uniform(draw_key, 'sales priority') < 0.015

)

select
    assignments.customer_id,
    assignments.segment_type,
    assignments.segment,
    assignments.assigned_at,
    case when assignments.ended_at < run.ends_at then assignments.ended_at end as ended_at,
    pg_temp.pick(
        pg_temp.uniform(assignments.draw_key, 'assigned by'),
        array['sales.north@example.com', 'sales.south@example.com', 'success@example.com']
    ) as assigned_by,
    case
        when assignments.ended_at < run.ends_at then assignments.ended_at
        else assignments.assigned_at
    end as updated_at
from assignments
cross join demo_run as run
where assignments.assigned_at < run.ends_at;
