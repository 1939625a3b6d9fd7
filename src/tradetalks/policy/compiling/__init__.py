"""How levers become arrays when a policy meets a baseline."""
