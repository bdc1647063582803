"""Knows the one running loop of a meet: commands to the journal, facts to the state; no rule."""
