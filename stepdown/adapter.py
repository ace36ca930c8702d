"""What allauth asks this service. Apart from the forms, which allauth loads through this class."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs themselves up: residents' records are behind this door."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
