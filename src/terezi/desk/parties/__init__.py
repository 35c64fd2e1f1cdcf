"""What exists: holders, sites, feeders, meters, machines, wallets and pools, each valid for a period."""
