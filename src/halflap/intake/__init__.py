"""Knows other people's bytes as values: entry lists, event JSON, result pages, ``.lif``.

It knows no rule and no meet.
"""
