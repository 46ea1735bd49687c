-- Warns: the model that scores churn ranks customers too little better than chance, or its level is off.
{{ config(severity='warn') }}

with performance as (

    select
        model,
        max(case when metric = 'auc' then value end) as auc
    from {{ ref('model_performance') }}
    where is_used
    group by 1

),

calibration as (

    select
        model,
        max(abs(calibration_gap)) as largest_gap
    from {{ ref('model_calibration') }}
    group by 1

)

select
    performance.model,
    performance.auc,
    calibration.largest_gap
from performance
inner join calibration
    on performance.model = calibration.model
where
    performance.auc < {{ var('minimum_churn_auc') }}
    or calibration.largest_gap > {{ var('maximum_calibration_gap') }}
