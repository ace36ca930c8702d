"""Notices: what each person is told, in the app and once a day by e-mail. Drawn from the records, never typed."""
