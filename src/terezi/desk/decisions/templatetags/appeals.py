"""What the page of a licence, which knows no decisions, asks of them."""

from django import template

from terezi.desk.decisions import queries

register = template.Library()

register.simple_tag(queries.appeal_pending)
