-- One row per customer and segment type: RFM, demographic, behavioural, and what people have assigned by hand.
with customers as (

    select * from {{ ref('customers') }}

),

rfm as (

    select * from {{ ref('customer_rfm_analysis') }}

),

behaviour as (

    select * from {{ ref('customer_behaviour') }}

),

age_bands as (

    select * from {{ ref('age_bands') }}

),

hand_made as (

    select * from {{ ref('stg_customer_segments') }}

),

as_of as (

    select * from {{ ref('stg_as_of_date') }}

),

demographic as (

    select
        customers.customer_id,
        coalesce(age_bands.segment, 'Unknown age') as segment
    from customers
    left join age_bands
        on customers.age_years between age_bands.min_age and age_bands.max_age

),

newest_hand_made as (

    select
        hand_made.*,
        row_number() over (
            partition by hand_made.customer_id, hand_made.segment_type
            order by hand_made.assigned_at desc, hand_made.segment asc
        ) as place
    from hand_made
    where hand_made.ended_at is null

),

segments as (

    select
        customer_id,
        'rfm' as segment_type,
        rfm_segment as segment,
        'computed' as assigned_how
    from rfm
    union all
    select
        customer_id,
        'demographic' as segment_type,
        segment,
        'computed' as assigned_how
    from demographic
    union all
    select
        customer_id,
        'behavioural' as segment_type,
        behavioural_segment as segment,
        'computed' as assigned_how
    from behaviour
    union all
    select
        newest_hand_made.customer_id,
        newest_hand_made.segment_type,
        newest_hand_made.segment,
        'by hand' as assigned_how
    from newest_hand_made
    inner join customers
        on newest_hand_made.customer_id = customers.customer_id
    where newest_hand_made.place = 1

)

select
    segments.customer_id,
    segments.segment_type,
    segments.segment,
    segments.assigned_how,
    as_of.as_of_date
from segments
cross join as_of
