"""The loop on one screen: exercise, answer, verdict, mark, and the next one."""
