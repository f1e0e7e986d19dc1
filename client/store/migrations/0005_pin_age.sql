-- The wall clock is no witness of how old a wrong PIN is: anybody may set it.
ALTER TABLE pin_try DROP COLUMN wall_ms;
