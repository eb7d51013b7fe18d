"""Site → folder, whole or not at all."""
