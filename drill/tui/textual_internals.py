"""Work-arounds of Textual's internals: each with the Textual version that needs it and an upstream report.

No other module of the app uses a private name of Textual for this.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from textual.screen import Screen


async def run_bindings(screen: Screen[Any], key: str) -> bool:
    """Run the binding of a key at once, and return whether there was one.

    Textual 8.2.8. Report: "Bindings run after later keys are delivered. App.on_event forwards a key to the
    focused widget; its binding runs only when the key has bubbled back to App._on_key. Keys of one burst are
    forwarded meanwhile, so text typed behind a key that moves the focus goes to the widget that had it.
    Please add a public method that runs the bindings of a key from where it is, such as App.run_bindings."
    """
    return await screen.app._check_bindings(key)  # pyright: ignore[reportPrivateUsage]
