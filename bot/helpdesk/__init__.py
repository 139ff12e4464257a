"""The rules of the help desk: vocabulary, decisions, ticket states. No input or output happens here."""
