"""What a formula becomes where a weight ends, a count is 1 or points are equal."""
