-- One row per feedback and theme that it is about: by keywords in its text, or by the category that someone gave it.
{{ config(
    materialized='incremental',
    incremental_strategy='replace_changes',
    unique_key='feedback_date',
    pre_hook="{{ note_changed_days(days_of_fact(ref('int_feedback_texts'))) }}"
) }}

with feedback as (

    select
        feedback_id,
        feedback_date,
        {{ plain_words("coalesce(category, '')") }} as plain_category
    from {{ ref('stg_customer_feedback') }}
    where {{ only_changed_days('feedback_date') }}

),

texts as (

    select * from {{ ref('int_feedback_texts') }}
    where {{ only_changed_days('feedback_date') }}

),

keywords as (

    select
        theme,
        language,
        -- "deliver*" is any word that begins so; without the star the word ends there
        case
            when keyword like '%*' then '%' || rtrim({{ plain_words('keyword') }}) || '%'
            else '%' || {{ plain_words('keyword') }} || '%'
        end as pattern
    from {{ ref('feedback_keywords') }}

),

themes as (

    select distinct
        theme,
        {{ plain_words('theme') }} as plain_theme
    from keywords

),

text_themes as (

    select
        texts.feedback_id,
        texts.feedback_date,
        keywords.theme,
        count(*) as keywords
    from texts
    inner join keywords
        on
            texts.plain_words like keywords.pattern
            and (keywords.language is null or texts.language_code = keywords.language)
    group by 1, 2, 3

),

-- few different categories: each is compared with the keywords once
category_themes as (

    select distinct
        categories.plain_category,
        themes.theme
    from (select distinct plain_category from feedback) as categories
    inner join themes
        on categories.plain_category = themes.plain_theme
    union distinct
    select distinct
        categories.plain_category,
        keywords.theme
    from (select distinct plain_category from feedback) as categories
    inner join keywords
        on categories.plain_category like keywords.pattern

),

found_themes as (

    select
        feedback_id,
        feedback_date,
        theme,
        keywords,
        false as is_category
    from text_themes
    union all
    select
        feedback.feedback_id,
        feedback.feedback_date,
        category_themes.theme,
        0 as keywords,
        true as is_category
    from feedback
    inner join category_themes
        on feedback.plain_category = category_themes.plain_category

)

select
    feedback_id,
    feedback_date,
    theme,
    cast(sum(keywords) as integer) as keywords,
    {{ dbt.bool_or('is_category') }} as is_category
from found_themes
group by 1, 2, 3
