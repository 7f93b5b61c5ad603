"""Frozen files and what the program makes of them: they change only where a rule is changed on purpose."""
