-- Given that the customer is alive, their rate is gamma distributed with shape r + repeats and scale 1 / (alpha + age).
select
    1 - {{ safe_exp(
        '(buying_process[1] + repeats)
        * ln((buying_process[2] + age) / (buying_process[2] + age + horizon))'
    ) }}
