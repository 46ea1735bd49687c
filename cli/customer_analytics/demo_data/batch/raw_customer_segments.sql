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
        customers.key,
        customers.customer_id,
        customers.happiness,
        -- What the customer spends in a year, were they to stay.
        365 * customers.buying_rate * truth.p / customers.spend_rate as yearly_spend,
        date_trunc(
            'second',
            customers.first_order_at
            + (20 + 200 * pg_temp.uniform(customers.key, 'assigned days')) * interval '1 day'
        ) as assigned_at
    from demo_customers as customers
    cross join demo_truth as truth
    where customers.first_order_at is not null

),

assignments as (

    select
        key,
        customer_id,
        'account_tier' as segment_type,
        case when yearly_spend > 8000 then 'key account' else 'managed account' end as segment,
        assigned_at,
        null::timestamptz as ended_at
    from candidates
    where yearly_spend > 4000 and pg_temp.uniform(key, 'account tier') < 0.7

    union all

    select
        key,
        customer_id,
        'sales_priority',
        case when happiness < 0 then 'call back' else 'ask for a reference' end,
        assigned_at + interval '10 days',
        assigned_at + interval '100 days'
    from candidates
    where pg_temp.uniform(key, 'sales priority') < 0.015

)

select
    assignments.customer_id,
    assignments.segment_type,
    assignments.segment,
    assignments.assigned_at,
    case when assignments.ended_at < run.ends_at then assignments.ended_at end as ended_at,
    pg_temp.pick(
        pg_temp.uniform(assignments.key, 'assigned by'),
        array['sales.north@example.com', 'sales.south@example.com', 'success@example.com']
    ) as assigned_by,
    case
        when assignments.ended_at < run.ends_at then assignments.ended_at
        else assignments.assigned_at
    end as updated_at
from assignments
cross join demo_run as run
where assignments.assigned_at < run.ends_at;
