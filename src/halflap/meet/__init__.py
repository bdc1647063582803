"""Knows a meet in progress: its state folded from facts, the commands that add facts, and its
views.
"""
