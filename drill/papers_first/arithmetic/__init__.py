"""A side as arithmetic of numbers: what is one number, small cases of ranges, two ways to a value."""
