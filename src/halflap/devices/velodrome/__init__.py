"""Knows the simulated velodrome: riders, sensors and the impulses they make, drawn from a seed."""
