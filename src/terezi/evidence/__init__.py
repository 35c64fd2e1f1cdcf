"""Storey 2: the data half. Facts in, numbers and findings out; knows nothing of the web."""
