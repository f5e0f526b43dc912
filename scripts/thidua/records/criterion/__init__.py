"""How a criterion is scored: each kind is one value that knows everything about itself (decision 0044)."""
