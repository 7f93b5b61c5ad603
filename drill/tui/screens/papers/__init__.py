"""Papers: the list of them with the field that imports one, and one paper's screen with its views."""
