"""How many of the smaller unit make the larger one. The lake keeps integers in the smaller."""

PPM = 1_000_000  # parts per million in a whole
E8 = 100_000_000  # hundred-millionths of a coin in a coin
HOUR_S = 3_600
DAY_S = 86_400
W_PER_MW = 1_000_000
WH_PER_KWH = 1_000
WH_PER_MWH = 1_000_000
WATT_SECONDS_PER_WH = 3_600
JOULES_PER_KWH = 3_600_000
HASHES_PER_GIGAHASH = 10**9
GIGAHASHES_PER_TERAHASH = 1_000
HASHES_PER_DIFFICULTY = 2**32
SATOSHI_PER_COIN = 10**8
