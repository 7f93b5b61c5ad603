"""The app in a browser on this machine, and nowhere else: the server of ``drill serve``.

Whoever reaches a page of it drills as the learner. So nothing is answered to whom the gate does not know
(``gate``); each tab has a process of the app that ends with it; page, socket and files are the only routes,
and nothing comes from another host (``server``).
"""
