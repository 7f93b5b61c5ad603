"""The second author: the page that asks for exercises, and their answer, parsed and proved."""
