-- Accounting: by each rule the visits that led to a purchase share out that purchase, no more and no less.
select
    path_id,
    max(touches) as touches,
    count(*) as visits,
    sum(first_touch_credit) as first_touch_credit,
    sum(last_touch_credit) as last_touch_credit,
    sum(linear_credit) as linear_credit,
    sum(position_based_credit) as position_based_credit,
    sum(time_decay_credit) as time_decay_credit
from {{ ref('attribution_touches') }}
group by 1
having
    max(touches) <> count(*)
    or max(touch_number) <> count(*)
    or sum(first_touch_credit) <> 1
    or sum(last_touch_credit) <> 1
    or abs(sum(linear_credit) - 1) > 0.000000001
    or abs(sum(position_based_credit) - 1) > 0.000000001
    or abs(sum(time_decay_credit) - 1) > 0.000000001
