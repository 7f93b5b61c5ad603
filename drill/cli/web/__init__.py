"""The app in a browser on this machine, and nowhere else: the server of ``drill serve``.

The gate answers nobody that it does not know (``gate``), because a visitor of a page drills as the learner.
Each tab has a process of the app that ends with it; page, socket and files are the only routes,
and nothing comes from another host (``server``).
"""
