"""What is added to real load to learn from and to be judged by, and the innocent loads that look like it: data, not code."""
