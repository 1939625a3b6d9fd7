"""The best policy of one country, and what every search for one runs on."""
