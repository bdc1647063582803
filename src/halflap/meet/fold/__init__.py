"""Knows what each fact changes in the state: the legal transitions, by what people were doing."""

from halflap.meet.fold import confirming, drawing, entering, reviewing, riding, timing
from halflap.meet.fold.transition import Illegal, apply

__all__ = ["Illegal", "apply", "confirming", "drawing", "entering", "reviewing", "riding", "timing"]
