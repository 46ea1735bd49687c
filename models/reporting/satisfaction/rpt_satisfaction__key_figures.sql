-- One row per month, segment and channel: survey answers and tickets.
with answers as (

    select * from {{ ref('satisfaction_by_customer_group') }}

),

tickets as (

    select * from {{ ref('support_by_customer_group') }}

),

figures as (

    select
        {{ period_month('survey_month') }},
        segment,
        channel,
        promoters - detractors as promoters_less_detractors,
        nps_answers,
        satisfied_answers,
        csat_answers,
        satisfaction_points,
        satisfaction_answers,
        effort_points,
        ces_answers,
        0 as tickets,
        0 as first_response_hours,
        0 as answered_tickets
    from answers
    union all
    select
        {{ period_month('opened_month') }},
        segment,
        channel,
        0 as promoters_less_detractors,
        0 as nps_answers,
        0 as satisfied_answers,
        0 as csat_answers,
        0 as satisfaction_points,
        0 as satisfaction_answers,
        0 as effort_points,
        0 as ces_answers,
        tickets,
        first_response_hours,
        answered_tickets
    from tickets

)

select
    period_month,
    segment,
    channel,
    cast(sum(promoters_less_detractors) as integer) as promoters_less_detractors,
    cast(sum(nps_answers) as integer) as nps_answers,
    cast(sum(satisfied_answers) as integer) as satisfied_answers,
    cast(sum(csat_answers) as integer) as csat_answers,
    cast(sum(satisfaction_points) as numeric(18, 4)) as satisfaction_points,
    cast(sum(satisfaction_answers) as integer) as satisfaction_answers,
    cast(sum(effort_points) as numeric(18, 4)) as effort_points,
    cast(sum(ces_answers) as integer) as ces_answers,
    cast(sum(tickets) as integer) as tickets,
    cast(sum(first_response_hours) as numeric(18, 4)) as first_response_hours,
    cast(sum(answered_tickets) as integer) as answered_tickets
from figures
group by 1, 2, 3
