"""Keys and slips drawn by the benchmark, labelled by an oracle of its own."""
