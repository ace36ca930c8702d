"""The definitions page and the data dictionary: every measure that there is to be, complete, and to be found."""

from __future__ import annotations

import csv
from io import StringIO

import pytest
from django.urls import reverse

from reporting.dictionary import COLUMNS, matching
from reporting.measures import MEASURES
from tests.factories import make_user

DEFINITIONS, DICTIONARY = reverse("reporting:definitions"), reverse("reporting:dictionary")

TO_BE_THERE = """
beds_contracted beds_block beds_spot contracted_nights available_nights occupied_nights held_nights void_nights
vacant_nights occupancy occupancy_reserved utilisation turnaround_nights
referrals assessments acceptances declines days_to_assessment days_to_admission days_ready_to_admission admissions
admissions_without_plan discharges discharges_within_limit discharges_within_limit_rate throughput
los_leavers_mean los_leavers_median los_leavers_90th los_current_mean los_current_median
overstayers overstay_beds overstay_nights overstay_cost authorised unauthorised overstays_new overstays_ended due_soon
spend contract_value spend_share cost_per_occupied_night cost_per_placement cost_per_discharge_within_limit
void_cost_block overstay_cost_change
improvement_good improvement_moderate improvement_none settled_rate no_social_care_rate readmitted_from_stepdown
readmitted_14_days readmitted_30_days scores_paired reliable_improvement reliable_deterioration
feedback_count feedback_positive feedback_was_good feedback_could_be_better feedback_anything_else feedback_carers
residents_in_activity interventions
housing_delays housing_delay_nights applications applications_age rejections challenges_won
out_of_area_placements repatriations distance_from_home
residents
posts_filled posts_vacant posts_ending
incidents safeguarding missing reviews_with_provider alerts_unacknowledged
"""
"""The domain's table of measures, row by row, by the keys that they have here."""


@pytest.fixture
def reader(client, db):
    client.force_login(make_user())
    return client


def test_every_measure_of_the_domain_is_there_and_complete():
    assert set(TO_BE_THERE.split()) <= set(MEASURES)
    for measure in MEASURES.values():
        assert measure.definition.endswith(".")
        assert bool(measure.numerator) == bool(measure.denominator)


def test_the_dictionary_has_one_row_a_measure_and_says_all_of_it(reader):
    answer = reader.get(DICTIONARY)
    rows = list(csv.DictReader(StringIO(answer.content.decode("utf-8-sig"))))

    assert answer["Content-Disposition"].endswith('filename="stepdown-data-dictionary.csv"')
    assert [row["key"] for row in rows] == list(MEASURES)
    assert list(rows[0]) == list(COLUMNS)
    occupancy = next(row for row in rows if row["key"] == "occupancy")
    assert occupancy["denominator"] == "Bed-nights contracted and not void"
    assert occupancy["target"] == "85% recommended, 95% alarm; The occupancy target of the contract"
    assert occupancy["by"] == "commissioner; provider; service; contract"


def test_every_split_has_a_name_of_words(reader):
    page = reader.get(DEFINITIONS).content.decode()
    assert "Gender, age, ethnicity, main need" in page
    assert "Whose move it is" in page or "whose move it is" in page


def test_a_measure_is_found_by_its_words(reader):
    assert [each.key for _, measures in matching("reserved beds occupancy") for each in measures] == [
        "occupancy_reserved"
    ]
    within = [each.key for _, measures in matching("discharge six weeks") for each in measures]
    assert within[:2] == ["discharges_within_limit", "discharges_within_limit_rate"]
    page = reader.get(DEFINITIONS, {"q": "repatriat"}).content.decode()
    assert 'id="measure-repatriations"' in page
    assert 'id="measure-occupancy"' not in page
    assert "1 measure for “repatriat”" in page
    assert "0 measures for “zebra”. Try one word" in reader.get(DEFINITIONS, {"q": "zebra"}).content.decode()
