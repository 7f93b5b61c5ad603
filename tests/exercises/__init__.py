"""What the shipped exercises must have besides, which ``drill check`` does not ask of other authors.

``python -m tests.exercises [PATH]`` checks shipped banks, or those at a path; it ends with 1 where something
is found. Text is checked by `completeness`, `stated_properties` and `exercise_links`, draws by `drawn_texts`.
"""
