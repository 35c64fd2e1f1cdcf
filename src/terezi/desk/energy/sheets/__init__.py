"""What pages of surplus power show: sentences, rows and shapes, ready to print or draw."""
