"""The kinds of exercises: each takes a paper and makes drafts, or gives the reason for none."""
