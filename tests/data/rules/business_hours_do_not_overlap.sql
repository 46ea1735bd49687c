-- Spans of business hours that end before they begin, or share time with another one of their weekday; and no span at all.
with spans as (

    select * from {{ ref('business_hours') }}

),

without_spans as (

    select count(*) as spans from spans

)

select spans.opens
from spans
inner join spans as other_spans
    on spans.weekday = other_spans.weekday
where
    spans.opens >= spans.closes
    or (spans.opens < other_spans.opens and spans.closes > other_spans.opens)
union all
select null as opens
from without_spans
where without_spans.spans = 0
