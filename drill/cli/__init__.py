"""The command line: one file a command, the line mode, and what is shown when something goes wrong."""
