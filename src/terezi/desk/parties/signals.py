"""What the register tells domains above it, which it does not know, within the transaction that changes it."""

from django.dispatch import Signal

venue_granted = Signal()
"""A venue was entered on a grant: `venue`, the `applicant` it was granted to, `by` whom and `at` when."""
