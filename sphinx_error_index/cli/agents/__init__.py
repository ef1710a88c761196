"""``error-index mcp``: the same answers for agents, by the Model Context Protocol."""
