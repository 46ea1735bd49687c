-- A ticket resolved before it was opened that is in a mart, or in no list of issues.
with impossible_tickets as (

    select ticket_id
    from {{ ref('base_support_tickets') }}
    where resolved_at < opened_at and ticket_id is not null

),

tickets as (

    select * from {{ ref('support_tickets') }}

),

issues as (

    select * from {{ ref('data_quality_issues') }}
    where table_name = 'support_tickets'

)

select impossible_tickets.ticket_id
from impossible_tickets
left join tickets
    on impossible_tickets.ticket_id = tickets.ticket_id
left join issues
    on impossible_tickets.ticket_id = issues.row_key
where
    tickets.ticket_id is not null
    or issues.row_key is null
