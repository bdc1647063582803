"""Knows the tests of halflap; a package, so that no installed `tests` stands in its way."""
