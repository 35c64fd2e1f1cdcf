"""What licensed exchanges turn over, charge, owe and pass on, from their own returns and the treasury's."""
