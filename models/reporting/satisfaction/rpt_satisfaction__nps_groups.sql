-- One row per month, segment, channel and group of nps answers.
with answers as (

    select * from {{ ref('satisfaction_by_customer_group') }}

),

groups as (

    select
        {{ period_month('answers.survey_month') }},
        answers.segment,
        answers.channel,
        listed.nps_group,
        listed.group_answers
    from answers
    cross join
        lateral (
            values
            ('Promoters', answers.promoters),
            ('Passives', answers.passives),
            ('Detractors', answers.detractors)
        ) as listed (nps_group, group_answers)
    where listed.group_answers > 0

)

select
    period_month,
    segment,
    channel,
    nps_group,
    cast(sum(group_answers) as integer) as answers
from groups
group by 1, 2, 3, 4
