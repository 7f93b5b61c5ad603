"""What numbers a quantity may sensibly be, as the paper, its places and its other quantities tell."""
