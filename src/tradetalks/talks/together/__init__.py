"""Cooperation over rates, with payments and without."""
