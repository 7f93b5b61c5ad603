"""One module a kind of exercise: each makes drafts of a paper, with their keys, or says why not."""
