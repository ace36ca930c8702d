"""Reads over several models, for the provider's pages and for the page of a placement."""

from residents.queries.choices import Choice, available_actions
from residents.queries.events import Event
from residents.queries.my_beds import MyBeds, my_beds
from residents.queries.timeline import timeline

__all__ = ["Choice", "Event", "MyBeds", "available_actions", "my_beds", "timeline"]
