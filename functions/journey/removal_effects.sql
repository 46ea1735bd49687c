-- With N the inverse of the unit matrix less the probabilities between channels, N[i][j] is how often a path that is at i comes to j, so
-- that a path from the start ever comes to j with the probability (start times N)[j] / N[j][j] (Kemeny and Snell 1960,
-- "Finite Markov Chains", theorem 3.2.4 and 3.5.7), and from there ends in a purchase with (N times ends)[j]. Without the channel these
-- paths end in none: their share of all purchases is its removal effect, without another matrix for each channel.
declare
    channels integer := array_length(transitions, 1) - 1;
    total double precision;
    start double precision [];
    matrix double precision [];
    ends double precision [];
    visits double precision [];
    to_purchase double precision;
    from_start double precision;
    purchases double precision := 0;
    effects double precision [];
begin
    start := array_fill(0::double precision, array[channels]);
    ends := array_fill(0::double precision, array[channels]);
    matrix := array_fill(0::double precision, array[channels, channels]);
    for i in 0..channels loop
        total := 0;
        for j in 1..channels + 2 loop
            total := total + transitions[i + 1][j];
        end loop;
        for j in 1..channels loop
            if i = 0 then
                start[j] := transitions[1][j] / nullif(total, 0);
            else
                matrix[i][j] := (case when i = j then 1 else 0 end) - transitions[i + 1][j] / nullif(total, 0);
            end if;
        end loop;
        if i > 0 then
            ends[i] := transitions[i + 1][channels + 1] / nullif(total, 0);
        end if;
    end loop;
    visits := {{ function('invert_matrix') }}(matrix);
    effects := array_fill(null::double precision, array[channels]);
    for j in 1..channels loop
        from_start := 0;
        to_purchase := 0;
        for i in 1..channels loop
            from_start := from_start + start[i] * visits[i][j];
            to_purchase := to_purchase + visits[j][i] * ends[i];
        end loop;
        purchases := purchases + start[j] * to_purchase;
        effects[j] := from_start / visits[j][j] * to_purchase;
    end loop;
    for j in 1..channels loop
        effects[j] := effects[j] / nullif(purchases, 0);
    end loop;
    return effects;
end
