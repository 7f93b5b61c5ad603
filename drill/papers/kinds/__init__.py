"""The kinds of exercises: each takes a paper and makes drafts, or says why there is none."""
