declare
    -- the formula has a removable singularity at a = 1: next to it six digits are left, on it none
    a double precision := case
        when abs(buying_process[3] - 1) < 1e-6 then 1 + 1e-6 else buying_process[3]
    end;
    b double precision := buying_process[4] + repeats + buying_process[5];
    r double precision := buying_process[1] + repeats;
    share_before double precision := (buying_process[2] + age) / (buying_process[2] + age + horizon);
begin
    return (a + b - 1) / (a - 1) * (
        1 - {{ safe_exp('(a - 1) * ln(share_before)') }}
        * {{ function('gauss_hypergeometric') }}(a + b - 1 - r, a - 1, a + b - 1, 1 - share_before)
    );
end
