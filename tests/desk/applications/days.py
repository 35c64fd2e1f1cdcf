"""Moments after a file was begun."""

from datetime import timedelta

from tests.desk.applying import AT

DAY = timedelta(days=1)
LATER = AT + DAY
