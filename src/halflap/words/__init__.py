"""Knows how a sentence is said: a template with named values, and its French; no rule and no file
of a meet.
"""
