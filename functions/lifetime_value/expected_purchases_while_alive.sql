declare
    -- the formula has removable singularities at a = 1 and a + b = 1: the point beside them stands in, right to six digits
    a double precision := case
        when abs(buying_process[3] - 1) < 1e-6 then 1 + 1e-6 else buying_process[3]
    end;
    b double precision := buying_process[4] + repeats + buying_process[5];
    r double precision := buying_process[1] + repeats;
    alpha double precision := buying_process[2] + age;
begin
    if abs(a + b - 1) < 1e-6 then
        b := 1 - a + 1e-6;
    end if;
    return (a + b - 1) / (a - 1) * (
        1 - {{ function('gauss_hypergeometric') }}(r, a - 1, a + b - 1, -horizon / alpha)
    );
end
