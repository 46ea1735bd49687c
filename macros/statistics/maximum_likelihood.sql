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
            is_converged := expected_gain < 1e-8 and damping < 1e-3;
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


