"""Sweeps: many scenarios solved on one machine or many, each ending once, whatever dies."""
