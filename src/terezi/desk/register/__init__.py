"""What the public sees: certificates, the register, and warnings of whoever pretends."""
