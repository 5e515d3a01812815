"""Numbers that the README states, measured as ratios within one run."""
