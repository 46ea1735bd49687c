select
    case
        when repeats + buying_process[5] = 0 then 1  -- nobody can have left who had no chance to
        else
            1 / (1 + {{ safe_exp(
                'ln(buying_process[3] / (buying_process[4] + repeats + buying_process[5] - 1))
                + (buying_process[1] + repeats)
                * ln((buying_process[2] + age) / (buying_process[2] + recency))'
            ) }})
    end
