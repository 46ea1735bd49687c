-- One row per snapshot and customer who had bought by then: tickets, answers, messages and visits in the horizon before it.
-- The horizons before the snapshots do not overlap, so each event is counted for one snapshot at most.
with prediction_dates as (

    select * from {{ ref('int_prediction_dates') }}

),

ticket_signals as (

    select
        prediction_dates.snapshot,
        tickets.customer_id,
        count(*) as tickets,
        sum(
            case
                when {{ day_of('tickets.resolved_at') }} <= prediction_dates.snapshot_date then 0
                else 1
            end
        ) as open_tickets
    from {{ ref('stg_support_tickets') }} as tickets
    inner join prediction_dates
        on {{ in_horizon_before('tickets.opened_date') }}
    group by 1, 2

),

answer_signals as (

    select
        prediction_dates.snapshot,
        answers.customer_id,
        {{ exact_avg('answers.score_of_ten') }} as satisfaction
    from {{ ref('stg_customer_satisfaction_scores') }} as answers
    inner join prediction_dates
        on {{ in_horizon_before('answers.survey_date') }}
    group by 1, 2

),

message_signals as (

    select
        prediction_dates.snapshot,
        messages.customer_id,
        count(*) as messages,
        sum(
            case
                when {{ day_of('messages.opened_at') }} <= prediction_dates.snapshot_date then 1
                else 0
            end
        ) as messages_opened
    from {{ ref('int_messages') }} as messages
    inner join prediction_dates
        on {{ in_horizon_before('messages.sent_date') }}
    group by 1, 2

),

visit_days as (

    select
        customer_id,
        event_date
    from {{ ref('int_customer_visit_days') }}
    group by 1, 2

),

visit_signals as (

    select
        prediction_dates.snapshot,
        visit_days.customer_id,
        count(*) as visits
    from visit_days
    inner join prediction_dates
        on {{ in_horizon_before('visit_days.event_date') }}
    group by 1, 2

),

histories as (

    select
        snapshot,
        customer_id
    from {{ ref('int_purchase_history') }}

)

select
    histories.snapshot,
    histories.customer_id,
    answer_signals.satisfaction,
    coalesce(ticket_signals.tickets, 0) as tickets,
    coalesce(ticket_signals.open_tickets, 0) as open_tickets,
    coalesce(message_signals.messages, 0) as messages,
    coalesce(message_signals.messages_opened, 0) as messages_opened,
    coalesce(visit_signals.visits, 0) as visits
from histories
left join ticket_signals
    on
        histories.snapshot = ticket_signals.snapshot
        and histories.customer_id = ticket_signals.customer_id
left join answer_signals
    on
        histories.snapshot = answer_signals.snapshot
        and histories.customer_id = answer_signals.customer_id
left join message_signals
    on
        histories.snapshot = message_signals.snapshot
        and histories.customer_id = message_signals.customer_id
left join visit_signals
    on
        histories.snapshot = visit_signals.snapshot
        and histories.customer_id = visit_signals.customer_id
