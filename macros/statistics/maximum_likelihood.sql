{#-
    Bodies of PL/pgSQL functions that climb a likelihood: the same for every model that is fitted in the database.
    A likelihood is a function of the logarithms of its parameters and of its data; it returns an array with the
    log-likelihood first and its derivatives by the logarithms behind it.
-#}

{#- Observed information, minus the Hessian, by central differences of the gradient. -#}
{% macro information_of_likelihood(likelihood, data, size) -%}
declare
    step constant double precision := 1e-4;
    shifted double precision [];
    gradient_above double precision [];
    gradient_below double precision [];
    slope double precision;
    information double precision [] := array_fill(0::double precision, array[{{ size }}, {{ size }}]);
begin
    for i in 1..{{ size }} loop
        shifted := log_parameters;
        shifted[i] := log_parameters[i] + step;
        gradient_above := {{ likelihood }}(shifted, {{ data }});
        shifted[i] := log_parameters[i] - step;
        gradient_below := {{ likelihood }}(shifted, {{ data }});
        for j in 1..{{ size }} loop
            slope := (gradient_below[j + 1] - gradient_above[j + 1]) / (2 * step);
            information[i][j] := information[i][j] + slope / 2;  -- the mean of both triangles
            information[j][i] := information[j][i] + slope / 2;
        end loop;
    end loop;
    return information;
end
{%- endmacro %}


{#-
    Newton's method, damped as Levenberg and Marquardt do: towards short steps uphill where a step fails, towards
    Newton's own where it succeeds. A parameter that runs away is held at its bound.
-#}
{% macro climb_likelihood(likelihood, information_of, data, lowest, highest) -%}
declare
    lowest constant double precision [] := '{{ '{' ~ lowest | join(', ') ~ '}' }}';
    highest constant double precision [] := '{{ '{' ~ highest | join(', ') ~ '}' }}';
    here double precision [] := log_parameters;
    height double precision [] := {{ likelihood }}(here, {{ data }});
    candidate double precision [];
    candidate_height double precision [];
    information double precision [] := fixed_information;
    step double precision [];
    expected_gain double precision;
    -- from where a step gains 1e-6, no parameter is further away than a thousandth of its standard error or two
    enough constant double precision := case when fixed_information is null then 1e-8 else 1e-6 end;
    damping double precision := 1e-3;
    iterations integer := 0;
    is_converged boolean := false;
begin
    while iterations < 200 and not is_converged and damping < 1e12 loop
        if fixed_information is null and (information is null or candidate = here) then
            information := {{ information_of }}(here, {{ data }});
        end if;
        iterations := iterations + 1;
        step := {{ function('damped_newton_step') }}(
            here, height[2:], information, damping, lowest, highest
        );
        expected_gain := (select sum(s * g) from unnest(step, height[2:]) as products (s, g));
        candidate := array(
            select greatest(lowest[i], least(highest[i], here[i] + step[i]))
            from generate_subscripts(here, 1) as i
        );
        candidate_height := {{ likelihood }}(candidate, {{ data }});
        if expected_gain >= 0 and candidate_height[1] >= height[1] - 1e-13 * abs(height[1]) then
            is_converged := expected_gain < enough and damping < 1e-3;
            here := candidate;
            height := candidate_height;
            damping := greatest(damping / 10, 1e-12);
        else
            damping := damping * 10;
        end if;
    end loop;
    return jsonb_build_object(
        'log_parameters', here, 'log_likelihood', height[1],
        'iterations', iterations, 'is_converged', is_converged,
        'at_bound', array(
            select here[i] <= lowest[i] or here[i] >= highest[i] from generate_subscripts(here, 1) as i
        )
    );
end
{%- endmacro %}


{#-
    A fit to cells of customers, in two stages. Of many cells, a part is climbed first. From there, Newton steps on all
    cells with the part's information, which need no Hessian of their own, are done in a few passes.
    `arrays` are the names and types of what describes the cells, `customers` among them; `data` and `part_data` what
    the likelihood is computed from, of all the cells and of the part, whose arrays are called part_….
-#}
{% macro fit_in_two_stages(climb, information_of, arrays, data, part_data, start, size) -%}
declare
    part_size constant integer := 10000;
    every integer := greatest(1, ceil(cardinality(customers) / part_size::double precision));
    picks integer [] := array(select generate_series(1, cardinality(customers), every));
    {%- for name, type in arrays.items() %}
    part_{{ name }} {{ type }} [] := array(select {{ name }}[i] from unnest(picks) as numbers (i));
    {%- endfor %}
    part_fit jsonb := {{ climb }}({{ start }}, {{ part_data }}, null);
    fit jsonb := part_fit;
    information double precision [] := {{ information_of }}(
        {{ floats_of_json("part_fit ->> 'log_parameters'") }}, {{ part_data }}
    );
    scale double precision := (select sum(n) from unnest(customers) as counts (n))
        / (select sum(n) from unnest(part_customers) as counts (n));
    covariance double precision [];
begin
    for i in 1..{{ size }} loop
        for j in 1..{{ size }} loop
            information[i][j] := information[i][j] * scale;
        end loop;
    end loop;
    if every > 1 then
        fit := {{ climb }}(
            {{ floats_of_json("part_fit ->> 'log_parameters'") }}, {{ data }}, information
        );
    end if;
    covariance := {{ function('invert_matrix') }}(information);
    return fit || jsonb_build_object(
        'iterations',
        cast(fit ->> 'iterations' as integer)
        + case when every > 1 then cast(part_fit ->> 'iterations' as integer) else 0 end,
        'log_standard_errors',
        array(
            select case when covariance[i][i] > 0 then sqrt(covariance[i][i]) end
            from generate_series(1, {{ size }}) as i
        )
    );
end
{%- endmacro %}
