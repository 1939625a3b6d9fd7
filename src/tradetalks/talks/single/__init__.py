"""Questions on one lever or many small ones: goal seek, ranking, calibration, burdens."""
