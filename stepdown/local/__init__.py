"""The whole service on one machine: a private PostgreSQL and Valkey, the web server, the worker and the beat.

Everything it writes is under ``.local/`` of the checkout; deleting that folder forgets everything.
Nothing here runs in production.
"""
