"""What leaves the house: the certificate on paper, and the register as files anybody may copy."""
