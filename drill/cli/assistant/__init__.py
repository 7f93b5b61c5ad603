"""What an assistant may ask drill for over MCP: a table of tools, and the calls behind them.

``tool_table`` has each tool's words, arguments and example, ``tool_arguments`` reads what a client sends.
``Door`` opens a workspace at the first call and answers one call after the other, as JSON: ``practice``
serves exercises, ``lookup`` shows what is known, ``authoring`` proves what somebody wrote; ``tool_arguments``
shortens what is too long. ``sdk_server`` alone knows the protocol's library.
"""

from __future__ import annotations

from drill.cli.assistant.tool_table import TOOLS, Door, describe_tools

__all__ = ["TOOLS", "Door", "describe_tools"]
