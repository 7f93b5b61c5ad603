"""Charts of where one stands, for both front ends: as characters (`charts`) and as one picture (`svg`)."""
