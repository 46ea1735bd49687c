-- Gauss and Jordan with partial pivoting, on the matrix with the unit matrix at its right.
declare
    size integer := array_length(matrix, 1);
    rows double precision [] := array_fill(0::double precision, array[size, 2 * size]);
    pivot integer;
    factor double precision;
    swapped double precision;
    inverse double precision [] := array_fill(0::double precision, array[size, size]);
begin
    for i in 1..size loop
        for j in 1..size loop
            rows[i][j] := matrix[i][j];
        end loop;
        rows[i][size + i] := 1;
    end loop;
    for k in 1..size loop
        pivot := k;
        for i in k + 1..size loop
            if abs(rows[i][k]) > abs(rows[pivot][k]) then
                pivot := i;
            end if;
        end loop;
        if rows[pivot][k] is null or abs(rows[pivot][k]) < 1e-250 then
            return null;
        end if;
        for j in 1..2 * size loop
            swapped := rows[k][j];
            rows[k][j] := rows[pivot][j];
            rows[pivot][j] := swapped;
        end loop;
        factor := rows[k][k];
        for j in 1..2 * size loop
            rows[k][j] := rows[k][j] / factor;
        end loop;
        for i in 1..size loop
            factor := rows[i][k];
            continue when i = k or factor = 0;
            for j in 1..2 * size loop
                rows[i][j] := rows[i][j] - factor * rows[k][j];
            end loop;
        end loop;
    end loop;
    for i in 1..size loop
        for j in 1..size loop
            inverse[i][j] := rows[i][size + j];
        end loop;
    end loop;
    return inverse;
end
