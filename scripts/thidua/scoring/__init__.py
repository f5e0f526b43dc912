"""Pure scoring: points, totals, ranks, eligibility, votes and nominations (rules.md §1-§9)."""
