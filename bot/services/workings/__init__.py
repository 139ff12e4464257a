"""From the answers of a guided tool to the request of its formula, one module a tool. No dialogue, no words."""
