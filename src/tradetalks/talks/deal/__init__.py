"""Bargaining over an agenda: the deal, the frontier, what issues are worth, offers."""
