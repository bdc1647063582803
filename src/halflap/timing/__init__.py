"""Knows how impulses become rides; no device, no rule of progression and no storage."""
