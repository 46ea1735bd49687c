{#-
    A text ready to be cut into words: quotes and apostrophes as typed, long dashes as spaces, emoji apart, single spaces.
    Emoji lose their variation selectors and joiners. Most texts have nothing but ASCII, and are asked that first.
-#}
{% macro clean_text(text) -%}
    {{- return(adapter.dispatch('clean_text')(text)) -}}
{%- endmacro %}

{% macro postgres__clean_text(text) -%}
    {%- set typed -%}
        case
            when octet_length({{ text }}) = char_length({{ text }}) then {{ text }}
            else regexp_replace(
                translate({{ text }}, E'‘’´“”„–—…\u00a0\ufe0f\u200d', '''''''"""- . '),
                '([\u2190-\u2bff\U0001f000-\U0001faff])', ' \1 ', 'g'
            )
        end
    {%- endset -%}
    trim(regexp_replace({{ typed }}, '\s+', ' ', 'g'))
{%- endmacro %}


{#- A word without the punctuation around it; what would be two characters or less may be an emoticon, and stays. -#}
{% macro bare_word(word) -%}
    case
        when length({{ trimmed_word(word) }}) > 2 then {{ trimmed_word(word) }}
        else {{ word }}
    end
{%- endmacro %}


{% macro trimmed_word(word) -%}
    trim(both '!"#$%&''()*+,-./:;<=>?@[\]^_`{|}~' from {{ word }})
{%- endmacro %}


{#- Words in lower case between single spaces, also the first and the last, so that ' app ' is not in ' happy '. -#}
{% macro plain_words(text) -%}
    {{- return(adapter.dispatch('plain_words')(text)) -}}
{%- endmacro %}

{% macro postgres__plain_words(text) -%}
    ' ' || trim(regexp_replace(lower({{ text }}), '[\s!-/:-@[-`{-~]+', ' ', 'g')) || ' '
{%- endmacro %}


{#- Whether some words of a text are all in capitals, and some are not: then capitals stand for emphasis. -#}
{% macro has_mixed_case(text) -%}
    {{- return(adapter.dispatch('has_mixed_case')(text)) -}}
{%- endmacro %}

{% macro postgres__has_mixed_case(text) -%}
    {{ text }} ~ '(^| )[^ a-z]*[A-Z][^ a-z]*( |$)'
    and ({{ text }} ~ '[a-z]' or {{ text }} ~ '(^| )[^ A-Za-z]+( |$)')
{%- endmacro %}


{#- The language of a text by its ISO 639-1 code: "en-GB", "EN" and "English" are en. -#}
{% macro language_code(language) -%}
    case
        when lower(trim({{ language }})) in ('english', 'eng') then 'en'
        else nullif({{ dbt.split_part("replace(lower(trim(" ~ language ~ ")), '_', '-')", "'-'", 1) }}, '')
    end
{%- endmacro %}
