"""What trade sizes alone say of a venue whose accounts are hidden: comparisons with errors, a reason to ask for accounts."""
