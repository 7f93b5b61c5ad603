"""The app in a browser on this machine, and nowhere else: the server of ``drill serve``.

The gate (``gate``) refuses unknown visitors, because whoever opens the page drills as the learner.
Each tab has a process of the app that ends with it; page, socket and files are the only routes,
and nothing comes from another host (``server``).
"""
