"""Each form of the pathway under careless and hostile input."""

from __future__ import annotations

import pytest

from tests import factories as make
from tests.hostile import attack
from tests.residents.house import PAGES, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.mark.parametrize("name", PAGES)
def test_a_providers_form_survives_anything(house, worker, name):
    address, answers = PAGES[name](house)
    attack(worker, address, answers)


def test_an_extension_survives_anything(house):
    from tests.residents.test_pages import extension

    address, answers = extension(house)
    attack(signed_in(make.make_official(house.placement.contract.commissioner)), address, answers)
