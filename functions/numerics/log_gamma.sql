-- PostgreSQL has lgamma() from 18 on; this is the same on every version.
declare
    shifted double precision := z;
    product double precision := 1;
begin
    if z is null or z <= 0 then
        return null;
    end if;
    while shifted < 10 loop  -- the recurrence lifts small arguments to where the series is exact
        product := product * shifted;
        shifted := shifted + 1;
    end loop;
    return (shifted - 0.5) * ln(shifted) - shifted + ln(2 * pi()) / 2 - ln(product)
        + (1.0 / 12 - (1.0 / 360 - (1.0 / 1260 - (1.0 / 1680 - (1.0 / 1188 - 691.0 / 360360
        / shifted ^ 2) / shifted ^ 2) / shifted ^ 2) / shifted ^ 2) / shifted ^ 2) / shifted;
end
