"""The market statement of a commissioner: what there is, what it costs, how it does, and what people say of it.

A market statement is public by nature, so it never tells of fewer than 5 people (`sentences.FEWEST`).
"""
