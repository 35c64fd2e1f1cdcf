"""What is owed for electricity: energy by tariff band, then money, line by line."""
