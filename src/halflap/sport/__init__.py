"""Knows the words of the sport as values: times, tracks, riders, rides, outcomes; no rule and no file."""
