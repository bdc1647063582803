"""Knows what a meet looks like to people: tables, numbers with their reasons, and what is next."""
