"""A simulated exchange with full account ids: price-time matching, ordinary traders, innocents that look odd, and planted patterns."""
