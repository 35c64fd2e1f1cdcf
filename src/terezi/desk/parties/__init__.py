"""What exists: holders, sites, feeders, meters, machines, wallets, pools and venues, each valid for a period."""
