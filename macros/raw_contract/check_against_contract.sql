{#-
    Every row of a raw table, with two columns more: its key as one text (`row_key`), and the first rule
    of the contract that it breaks (`broken_rule`, as 'rule:column'; null where the row is good).

    known_customers   relation of the customers that the table may name
    exchange_rates    relation of daily rates, for tables with money in a currency of its own; adds the column
                      `exchange_rate`, the factor to the reporting currency. A row whose day has no rate is an
                      issue, and never counted one for one.
    priced_on         the day whose rate holds, as an expression
    as_of             relation of the as-of date: later rows need no rate yet
-#}
{% macro check_against_contract(table, known_customers=none, exchange_rates=none, priced_on=none, as_of=none) -%}
    {%- if not execute -%}
        {{- return('select * from ' ~ read_raw(table)) -}}
    {%- endif -%}
    {%- set contract = contract_of(table) -%}
    {%- set key = contract.config.meta.key -%}
    {%- set deduplicate = table in var('deduplicate_raw_tables') -%}
    {%- set references = columns_that_name_customers(contract) if known_customers else [] -%}
    with raw_rows as (

        {{ read_raw(table) }}

    ),

    numbered_rows as (

        select
            *,
            {{ newest_version_first(key) if deduplicate else 1 }} as version_number
        from raw_rows

    ),

    rows_with_lookups as (

        select
            {%- for column in references %}
            known_{{ loop.index }}.customer_id as known_{{ column }},
            {%- endfor %}
            {%- if exchange_rates %}
            cast(case
                when {{ is_in_reporting_currency('numbered_rows.currency') }} then 1
                else exchange_rates.rate
            end as numeric(18, 8)) as exchange_rate,
            {%- endif %}
            numbered_rows.*
        from numbered_rows
        {%- for column in references %}
        left join {{ known_customers }} as known_{{ loop.index }}
            on numbered_rows.{{ column }} = known_{{ loop.index }}.customer_id
        {%- endfor %}
        {%- if exchange_rates %}
        left join {{ exchange_rates }} as exchange_rates
            on numbered_rows.currency = exchange_rates.currency
            and {{ priced_on }} = exchange_rates.rate_date
        {%- endif %}

    )

    select
        {{ contract.columns.keys() | join(',\n        ') }},
        {%- if exchange_rates %}
        exchange_rate,
        {%- endif %}
        {{ key_as_text(key) }} as row_key,
        {{ first_broken_rule(contract, references, priced_on, as_of) }} as broken_rule
    from rows_with_lookups
{%- endmacro %}


{% macro is_in_reporting_currency(currency) -%}
    coalesce({{ currency }}, '{{ var("currency") }}') = '{{ var("currency") }}'
{%- endmacro %}


{% macro columns_that_name_customers(contract) -%}
    {%- set names = [] -%}
    {%- for column in contract.columns.values() if column.config.meta.references == 'customers' -%}
        {%- do names.append(column.name) -%}
    {%- endfor -%}
    {{- return(names) -}}
{%- endmacro %}


{% macro key_as_text(key) -%}
    {%- set parts = [] -%}
    {%- for column in key -%}
        {%- if not loop.first -%}{%- do parts.append("'|'") -%}{%- endif -%}
        {%- do parts.append("coalesce(cast(" ~ column ~ " as " ~ dbt.type_string() ~ "), '')") -%}
    {%- endfor -%}
    {{- return(dbt.concat(parts)) -}}
{%- endmacro %}


{#- 1 for the version of a row that counts; equal times are settled by the whole row, so that it is always the same one. -#}
{% macro newest_version_first(key) -%}
    row_number() over (
        partition by {{ key | join(', ') }}
        order by updated_at desc nulls last, {{ row_as_text('raw_rows') }}
    )
{%- endmacro %}


{#- The rules in the order in which they are tried: what is missing, what is repeated, what is out of range, who is unknown. -#}
{% macro first_broken_rule(contract, references, priced_on, as_of) -%}
    case
    {%- for column in contract.columns.values() if column.config.meta.required %}
        when {{ column.name }} is null then 'missing_value:{{ column.name }}'
    {%- endfor %}
        when version_number > 1 then 'duplicate_key:{{ contract.config.meta.key | last }}'
    {%- for column in contract.columns.values() %}
        {{- broken_column_rules(column) }}
    {%- endfor %}
    {%- for check in contract.config.meta.checks or [] %}
        when {{ check.broken_when }} then '{{ check.name }}:{{ check.column }}'
    {%- endfor %}
    {%- if contract.config.meta.event_time %}
        {%- set event_time = contract.config.meta.event_time %}
        when {{ is_after_its_update(contract.columns[event_time]) }} then 'in_the_future:{{ event_time }}'
    {%- endif %}
    {%- for column in references %}
        when {{ column }} is not null and known_{{ column }} is null then 'unknown_customer:{{ column }}'
    {%- endfor %}
    {%- if priced_on %}
        when
            exchange_rate is null
            and {{ priced_on }} <= (select as_of_date from {{ as_of }})
            then 'missing_exchange_rate:currency'
    {%- endif %}
    end
{%- endmacro %}


{% macro broken_column_rules(column) -%}
    {%- set meta = column.config.meta %}
    {%- if meta.minimum is defined %}
        when {{ column.name }} < {{ meta.minimum }} then 'below_minimum:{{ column.name }}'
    {%- endif %}
    {%- if meta.maximum is defined %}
        when {{ column.name }} > {{ meta.maximum }} then 'above_maximum:{{ column.name }}'
    {%- endif %}
    {%- if meta.accepted_values is defined %}
        when {{ column.name }} not in ('{{ meta.accepted_values | join("', '") }}') then 'unexpected_value:{{ column.name }}'
    {%- endif %}
    {%- if meta.rejected_values is defined %}
        when {{ column.name }} in ('{{ meta.rejected_values | join("', '") }}') then 'reserved_value:{{ column.name }}'
    {%- endif %}
{%- endmacro %}


{#- A fact may not lie in the future of its own row; a day's grace is for clocks and time zones. -#}
{% macro is_after_its_update(column) -%}
    {%- if column.data_type == 'date' -%}
        {{ column.name }} > {{ dbt.dateadd('day', 1, day_of('updated_at')) }}
    {%- else -%}
        {{ column.name }} > {{ dbt.dateadd('day', 1, 'updated_at') }}
    {%- endif -%}
{%- endmacro %}


{#- A whole row as text, and one of its columns by name: for what PostgreSQL has no standard words. -#}
{% macro row_as_text(alias) -%}
    {{- return(adapter.dispatch('row_as_text')(alias)) -}}
{%- endmacro %}

{% macro postgres__row_as_text(alias) -%}
    cast({{ alias }} as text)
{%- endmacro %}

{% macro value_of_column(alias, column_name) -%}
    {{- return(adapter.dispatch('value_of_column')(alias, column_name)) -}}
{%- endmacro %}

{% macro postgres__value_of_column(alias, column_name) -%}
    (to_jsonb({{ alias }}) ->> {{ column_name }})
{%- endmacro %}


{#-
    Of `broken_rule is null` PostgreSQL believes that it holds for one row in 200, and joins what follows row by row;
    of a truth value that it can't see through, for every other one.
-#}
{% macro keeps_the_contract() -%}
    coalesce(broken_rule is null, true)
{%- endmacro %}
