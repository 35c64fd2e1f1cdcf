"""The country's power: stations, lines, water, demand, contracts abroad and bids for what homes leave over."""
