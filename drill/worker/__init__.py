"""The process that prepares variants and checks answers for the app, under limits."""
