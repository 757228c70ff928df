"""Trains the small models that the package ships; nothing here is needed to run it."""
