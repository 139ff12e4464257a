"""SDS Guide: curated guidance on self-directed support, in the chat people already use."""
