"""Author's files → model.  Every complaint has a place; shorthands end here."""
