"""What the law and the desk allow: values in, reasons or answers out."""
