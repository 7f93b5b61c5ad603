"""A paper's bank: the drafts in a lesson's order, their review, and the file with the kept ones."""
