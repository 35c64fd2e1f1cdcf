"""Sentences in English that remember what they were made of, so that a screen can say them in another language."""


class Saying(str):
    """A whole sentence; `template` has {places}, and `values` what stands in them, as text."""

    __slots__ = ("template", "values")

    template: str
    values: dict[str, str]


def saying(template: str, **values: object) -> Saying:
    """Make a sentence of a template and its values; the words of all templates are read out of the source for translators."""
    told = {name: str(value) for name, value in values.items()}
    made = Saying(template.format(**told) if told else template)
    made.template, made.values = template, told
    return made
