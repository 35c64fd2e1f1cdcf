"""How templates of the licensing desk say powers, shares and kinds."""

from django import template

from terezi.desk.applications.sheets import words
from terezi.desk.people.words import speaking

register = template.Library()
register.filter("power", words.power)
register.filter("share", words.share)
register.filter("party_kind", speaking(words.KINDS))
