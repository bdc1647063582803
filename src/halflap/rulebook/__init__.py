"""Knows the regulations: formats, draw, ranking, progression, classification, records, audit;
values in, values out.
"""
