-- One row per insight: a sentence that a manager reads, and the numbers that it holds.
with measures as (

    select
        *,
        status = 'clear' and value < no_effect_value as is_lower
    from {{ ref('insight_measures') }}

),

statements as (

    select * from {{ ref('insight_statements') }}

),

-- "12 less, 8 to 16" is what people read, not "-12 more, -16 to -8"
spoken as (

    select
        *,
        case when is_lower then -value else value end as spoken_value,
        case when is_lower then -value_high else value_low end as spoken_low,
        case when is_lower then -value_low else value_high end as spoken_high
    from measures

),

texts as (

    select
        *,
        {{ insight_text('spoken_value') }} as value_text,
        {{ insight_text('spoken_low') }} as low_text,
        {{ insight_text('spoken_high') }} as high_text,
        {{ insight_side_text('group_value') }} as group_text,
        {{ insight_side_text('other_value') }} as other_text
    from spoken

),

chosen as (

    select
        texts.*,
        statements.position,
        statements.theme,
        statements.question,
        case
            when texts.status = 'too few data' then statements.statement_if_too_few
            when texts.status = 'no clear effect' then statements.statement_if_unclear
            when texts.is_lower then statements.statement_if_lower
            else statements.statement
        end as statement
    from texts
    inner join statements
        on texts.insight = statements.insight

)

select
    insight,
    position,
    theme,
    question,
    {{ fill_in('statement', {
        'name': 'group_name',
        'value': 'value_text',
        'low': 'low_text',
        'high': 'high_text',
        'group': 'group_text',
        'other': 'other_text',
        'window': number_text('window_length'),
        'n': number_text('sample_size'),
    }) }} as statement,
    status,
    unit,
    value,
    value_low,
    value_high,
    no_effect_value,
    group_name,
    group_value,
    other_value,
    window_length,
    sample_size
from chosen
