"""Why the law does not answer."""

from terezi.base.errors import Refused


class UnknownLaw(Refused):
    """The rule was looked for and not found, or is not law yet. It never means that there is no rule."""


class BeforeTheLaw(Refused):
    """The day asked for is before the first value."""


class NoSuchRule(Refused):
    """A source says that the law of the country has no such rule."""
