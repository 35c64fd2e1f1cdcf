"""Numbers given out in turn, each once."""

from terezi.desk.applications.models import Series


def next_number(beginning: str) -> tuple[str, Series]:
    """Return the next number, such as `GG-APP-2026-000001`, and the row of its series, now held and changed."""
    Series.objects.get_or_create(beginning=beginning)
    series = Series.objects.select_for_update().get(beginning=beginning)
    series.last += 1
    series.save(update_fields=["last"])
    return f"{beginning}-{series.last:06d}", series
