"""Bills: what is owed for energy and levy, and what was paid."""
