"""What the rooms stand on: people, the public record, mail, documents, words. Nothing here knows a norm."""
