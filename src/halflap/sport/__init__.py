"""Knows the words of the sport as values: times, tracks, riders, outcomes; no rule, no file."""
