-- One row per snapshot and kind of buying process.
{{ config(materialized='view') }}

select
    snapshot,
    model,
    chances_at_start,
    cells,
    customers,
    repeat_buyers,
    fit
from {{ ref('int_bg_nbd_fits') }}
union all
select
    snapshot,
    model,
    chances_at_start,
    cells,
    customers,
    repeat_buyers,
    fit
from {{ ref('int_mbg_nbd_fits') }}
