"""What was measured: typed tables in a lake of Parquet files."""
