-- The inverse of a gamma distributed scale has these moments; the second exists where the shape is above 2.
select
    case
        when spend_model[1] * repeats + spend_model[2] > 2
            then
                (spend_model[1] * (spend_model[3] + repeats * greatest(coalesce(average_spend, 0), 0))) ^ 2
                / (spend_model[1] * repeats + spend_model[2] - 1)
                / (spend_model[1] * repeats + spend_model[2] - 2)
    end
