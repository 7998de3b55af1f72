"""Administrative divisions, compounds, and the risk levels that an authority gives to areas."""
