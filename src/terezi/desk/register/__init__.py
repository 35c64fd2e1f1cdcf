"""What the public sees: the certificate, its verification, the register and its warnings."""
