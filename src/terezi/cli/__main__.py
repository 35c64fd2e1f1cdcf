"""`python -m terezi.cli`."""

from terezi.cli import main

main()
