"""Trading that chance does not explain: simulated markets, detectors with error control, statistics where accounts are hidden."""
