-- One row per month, segment, channel of the visit, the largest by name, and device: visits with a purchase and without.
with visits as (

    select * from {{ ref('visits_by_segment') }}

),

shown as (

    {{ largest_labels('visits', 'visit_channel', 'visits', most=12) }}

),

devices as (

    {{ largest_labels('visits', 'device', 'visits', most=5) }}

)

select
    {{ period_month('visits.visit_month') }},
    visits.segment,
    shown.shown_visit_channel as visit_channel,
    devices.shown_device as device,
    cast(sum(visits.visits) as integer) as visits,
    cast(sum(visits.purchase_visits) as integer) as purchase_visits,
    cast(sum(visits.visits - visits.purchase_visits) as integer) as other_visits
from visits
inner join shown
    on visits.visit_channel = shown.visit_channel
inner join devices
    on visits.device = devices.device
group by 1, 2, 3, 4
