"""Trade war: Nash equilibria in rates, certified by regret."""
