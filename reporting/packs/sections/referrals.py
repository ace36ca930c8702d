"""How people come: referrals, times and declines; admissions and who is admitted."""

from __future__ import annotations

from beds.wording import long_date
from reporting.content import Adds, Chart, Column, Kind, Row, Section, Shape, Table
from reporting.measures import MEASURES, Dimension
from reporting.packs.figures import Figures
from reporting.packs.tables import in_order, labels_of_rows, measure_table, section, share_table, split_table
from reporting.periods import Span
from residents.models import Ward

STEPS = ("referrals", "assessments", "acceptances", "admissions")
PROFILE = {"gender": "Gender", "age_band": "Age", "need": "Main need"}


def referrals(figures: Figures) -> Section:
    """Who was referred, what became of it, and how long it took."""
    measures = measure_table(
        figures,
        "referrals",
        "Referrals and what became of them",
        ("referrals", "assessments", "acceptances", "declines", "withdrawals", "redirections"),
    )
    times = share_table(
        figures,
        "times",
        "Times, median days",
        ("days_to_assessment", "days_to_admission", "days_ready_to_admission"),
        note="“Out of” says how many referrals or admissions the median is of.",
    )
    declines = split_table(
        figures, "declines", "Declines by reason", "declines", "reason", "Reason", empty="Nobody was declined."
    )
    return section("referrals", "Referrals", [measures, _funnel(figures), times, declines])


def _funnel(figures: Figures) -> Chart:
    columns = (Column("step", "Step"), Column("number", figures.year_name, Kind.COUNT, people=True, cumulative=True))
    rows = tuple(
        Row((MEASURES[key].label, figures.number(key, figures.year)), opens=figures.opens(key, figures.year), key=key)
        for key in STEPS
    )
    return Chart(
        "pathway",
        f"From referral to admission, {figures.year_name}",
        "The steps of the pathway in the financial year so far, each counted by its own day: somebody referred in one "
        "year and admitted in the next is in the first step of one and the last step of the other.",
        Shape.FUNNEL,
        Table("pathway", "From referral to admission", columns, rows, adds=Adds.NO),
    )


def admissions(figures: Figures) -> Section:
    """Who was admitted, from where; and who all the residents are."""
    measures = measure_table(
        figures,
        "admissions",
        "Admissions",
        ("admissions", "admissions_without_plan", "out_of_area_placements", "repatriations", "distance_from_home"),
    )
    profiles = [_profile(figures, split, heading) for split, heading in PROFILE.items()]
    return section("admissions", "Admissions and profile", [measures, _by_ward(figures), *profiles])


def _by_ward(figures: Figures) -> Table:
    readings = figures.by(Dimension.WARD, "referrals", "admissions")
    wards = Ward.objects.in_bulk(readings.units())
    both = (figures.month, figures.year)
    columns = (
        Column("ward", "Ward"),
        *(
            Column(f"{key}_{period}", f"{MEASURES[key].label}, {name}", Kind.COUNT, people=True, cumulative=adds)
            for key in ("referrals", "admissions")
            for period, name, adds in (("month", figures.month_name, False), ("year", figures.year_name, True))
        ),
    )
    rows = [
        Row(
            (
                str(wards[unit]),
                *(int(readings.value(key, each, unit) or 0) for key in ("referrals", "admissions") for each in both),
            ),
            opens=figures.opens("referrals", ward=unit),
        )
        for unit in sorted(wards, key=lambda unit: str(wards[unit]))
    ]
    if rows:
        totals = (figures.number(key, each) for key in ("referrals", "admissions") for each in both)
        rows.append(Row(("All", *totals), opens=figures.opens("referrals"), is_total=True))
    return Table("wards", "By ward", columns, tuple(rows), empty="Nobody was referred in the year so far.")


def _profile(figures: Figures, split: str, heading: str) -> Table:
    """Admissions of the month and the year, and everybody since records began, by one thing."""
    ever = Span(figures.first_admission or figures.month.from_date, figures.as_at)
    admitted = figures.split("admissions", split)
    residents = figures.split("residents", split, [ever])
    labels = labels_of_rows("residents", split)
    codes = in_order({*admitted.codes("admissions"), *residents.codes("residents")}, labels)
    columns = (
        Column("code", heading),
        Column("month", f"Admitted, {figures.month_name}", Kind.COUNT, people=True),
        Column("year", f"Admitted, {figures.year_name}", Kind.COUNT, people=True, cumulative=True),
        Column("ever", f"Residents since {long_date(ever.from_date)}", Kind.COUNT, people=True, cumulative=True),
    )
    numbers = {
        code: (
            admitted.value("admissions", figures.month, code=code),
            admitted.value("admissions", figures.year, code=code),
            residents.value("residents", ever, code=code),
        )
        for code in codes
    }
    rows = [
        Row(
            (labels.get(code, code), *(int(each or 0) for each in numbers[code])),
            opens=figures.opens("admissions", split=split, code=code),
        )
        for code in codes
    ]
    if rows:
        totals = [int(sum(each[at] or 0 for each in numbers.values())) for at in range(3)]
        rows.append(Row(("All", *totals), opens=figures.opens("admissions"), is_total=True))
    return Table(f"profile_{split}", heading, columns, tuple(rows), empty="Nobody has been admitted yet.")
