DO $x$ BEGIN NULL; END; $y$;
