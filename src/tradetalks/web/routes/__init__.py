"""The endpoints, by what they are about; each is thin over functions that Python users call too."""
