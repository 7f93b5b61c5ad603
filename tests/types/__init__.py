"""What letters are: reading, printing and describing types."""
