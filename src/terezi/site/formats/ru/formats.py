"""Dates without the abbreviation of "year", whose full stop doubles at the end of a sentence."""

DATE_FORMAT = "j E Y"
DATETIME_FORMAT = "j E Y H:i"
YEAR_MONTH_FORMAT = "F Y"
SHORT_DATE_FORMAT = "d.m.Y"
SHORT_DATETIME_FORMAT = "d.m.Y H:i"
