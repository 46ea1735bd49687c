{#-
    An incremental strategy for facts too large to be made anew for each new day: they take in the days that differ from
    those they were built from. New, late, corrected and deleted rows all make a day differ, and no column of times is
    trusted for it. A table beside each of these models remembers the fingerprints of its days, mixed with the SQL of
    the model, so that after a change of a var or of the project all days differ.

        config(
            materialized='incremental',
            incremental_strategy='replace_changes',
            unique_key='order_date',
            pre_hook="{{ note_changed_days(ref('stg_purchase_behavior_fingerprints')) }}"
        )
        select … where {{ only_changed_days('order_date') }}

    Groups that may have rows on several days (orders, visits) name their key instead of the day, `note_changed_groups` and
    `only_changed_groups`. Most rows of a day that differs are what they were: only groups that have become others are written, and
    a model of days can name a smaller group to compare, meta={'compared_by': 'order_id'}.
    A build killed at any moment leaves rows and memory as they were: all of this is one transaction.
-#}
{% macro get_incremental_replace_changes_sql(arg_dict) -%}
    {%- set columns = arg_dict['dest_columns'] | map(attribute='quoted') | join(', ') -%}
    {%- set target = arg_dict['target_relation'] -%}
    {%- set is_changed = arg_dict['unique_key'] ~ ' in (select value from changes)' -%}
    {%- set group_key = model.config.meta.compared_by or arg_dict['unique_key'] -%}
    create temporary table differing_groups on commit drop as
    with present_rows as (select {{ columns }} from {{ target }} where {{ is_changed }}),
    new_rows as (select {{ columns }} from {{ arg_dict['temp_relation'] }}),
    present_groups as ({{ fingerprint_by('present_rows', group_key, 'value') }}),
    new_groups as ({{ fingerprint_by('new_rows', group_key, 'value') }})
    select value
    from present_groups
    full outer join new_groups using (value)
    where present_groups.fingerprint is distinct from new_groups.fingerprint;
    analyze differing_groups;
    delete from {{ target }}
    where {{ is_changed }} and {{ group_key }} in (select value from differing_groups);
    insert into {{ target }} ({{ columns }})
    select {{ columns }}
    from {{ arg_dict['temp_relation'] }}
    where {{ group_key }} in (select value from differing_groups);
{%- endmacro %}


{#-
    Conditions of the models of this strategy, the last thing on their line; a first build and a full refresh take in all
    rows. Days are bounded besides, which costs nothing and leaves out most rows before anything dearer is asked of them.
-#}
{% macro only_changed_days(day) -%}
    {%- if takes_in_changes() -%}
        {{ day }} between (select min(value) from changes) and (select max(value) from changes) and {{ day }} in (select value from changes)
    {%- else -%}
        true
    {%- endif -%}
{%- endmacro %}

{% macro only_changed_groups(key) -%}
    {%- if takes_in_changes() -%}
        {{ key }} in (select value from changes)
    {%- else -%}
        true
    {%- endif -%}
{%- endmacro %}


{#- A unit test knows no `this`. -#}
{% macro takes_in_changes() -%}
    {{- return(this and is_incremental()) -}}
{%- endmacro %}


{#- Pre-hook of models whose unique_key is the day: finds the days that differ. -#}
{% macro note_changed_days(days) -%}
    {{ read_days_of_fact(days) }}
    {%- if is_incremental() %}
    create temporary table changes on commit drop as
    select day as value from changed_days;
    analyze changes;
    {%- endif %}
{%- endmacro %}


{#- Pre-hook of models of groups: finds those that have rows on days that differ, or had when they were built. -#}
{% macro note_changed_groups(days, rows, key, day, first_day, last_day) -%}
    {{ read_days_of_fact(days) }}
    {%- if is_incremental() %}
    create temporary table changes on commit drop as
    select {{ key }} as value
    from {{ rows }}
    where {{ day }} in (select day from changed_days)
    {%- if remembers_days() %}
    union
    select {{ config.get('unique_key') }} as value
    from {{ this }}
    where
        {{ first_day }} in (select day from changed_days)
        or {{ last_day }} in (select day from changed_days)
        -- most groups have no day between, and are spared the search
        or {{ first_day }} < {{ last_day }} and exists (
            select 1 from changed_days
            where changed_days.day > {{ first_day }} and changed_days.day < {{ last_day }}
        )
    {%- endif %};
    analyze changes;
    {%- endif %}
{%- endmacro %}


{#- Pre-hook of what is grouped by a column of order lines; for a group with one day a row, last_day is first_day. -#}
{% macro note_changed_purchases(first_day, last_day) -%}
    {%- set order_lines = ref('stg_purchase_behavior') -%}
    {{- note_changed_groups(
        days_of_fact(order_lines), order_lines, config.get('unique_key'), 'order_date', first_day, last_day
    ) -}}
{%- endmacro %}


{#- Pre-hook of what is grouped by visit. -#}
{% macro note_changed_visits() -%}
    {{- note_changed_groups(
        ref('int_journey_event_fingerprints'),
        ref('stg_customer_journey_events'),
        visit_of_event(),
        'event_date',
        'first_event_date',
        'last_event_date'
    ) -}}
{%- endmacro %}


{#- Post-hook of all models, for those of this strategy: keeps what the rows were built from. -#}
{% macro remember_days() -%}
    {%- if model.config.incremental_strategy == 'replace_changes' %}
    {%- set known_days = days_of_fact(this) %}
    create table if not exists {{ known_days }} (day date primary key, fingerprint text not null);
    delete from {{ known_days }};
    insert into {{ known_days }} (day, fingerprint)
    select day, fingerprint
    from present_days
    {%- endif %}
{%- endmacro %}


{#- Where a model of this strategy remembers its days; one that is built on it takes them for fingerprints. -#}
{% macro days_of_fact(relation) -%}
    {{- return(relation.incorporate(path={'identifier': relation.identifier ~ '__days'}, type='table')) -}}
{%- endmacro %}


{% macro remembers_days() -%}
    {{- return(load_relation(days_of_fact(this)) is not none) -}}
{%- endmacro %}


{% macro read_days_of_fact(days) -%}
    {#- the filter is not in the SQL of the first build, and a copy of the database has another name -#}
    {%- set code = modules.re.sub(
        '(where|and) .* in [(]select value from changes[)]', '\\1 true', model.compiled_code or ''
    ) | replace('"' ~ this.database ~ '".', '') -%}
    create temporary table present_days on commit drop as
    select
        day,
        md5(fingerprint || '{{ local_md5(code) }}') as fingerprint
    from {{ days }};
    {%- if is_incremental() %}
    -- two builds at once take turns, and the second sees what the first has done
    lock table {{ this }} in share row exclusive mode;
    create temporary table changed_days on commit drop as
    {%- if remembers_days() %}
    select day
    from present_days
    full outer join {{ days_of_fact(this) }} as known_days using (day)
    where present_days.fingerprint is distinct from known_days.fingerprint;
    {%- else %}
    select day from present_days;
    -- rows of which nothing is remembered, left by a version that had no memory
    delete from {{ this }};
    {%- endif %}
    {%- endif %}
{%- endmacro %}


{#- One row per day, or other group, of some rows: with the fingerprint of the group's rows. -#}
{% macro fingerprint_by(rows, key, name) -%}
    select
        {{ key }} as {{ name }},
        {{ fingerprint_of(rows) }} as fingerprint
    from {{ rows }}
    group by 1
{%- endmacro %}


{#-
    A text that changes when any value of any row does, or their number. A sum and no exclusive or, in which two equal rows
    that change alike would cancel each other out.
-#}
{% macro fingerprint_of(rows) -%}
    {{- return(adapter.dispatch('fingerprint_of')(rows)) -}}
{%- endmacro %}

{% macro postgres__fingerprint_of(rows) -%}
    concat_ws('/', count(*), sum(hash_record_extended({{ rows }}, 0)))
{%- endmacro %}
