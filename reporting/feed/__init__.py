"""The data feed for analysts: read-only addresses that give figures as JSON or CSV, a page at a time.

`routes` has the addresses, `queries` what they read and `small_numbers` the form for readers who see no small numbers.
"""
