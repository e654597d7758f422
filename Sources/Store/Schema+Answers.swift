extension Schema {
  /// What model endpoints answered.
  static let answers = """
    CREATE TABLE answer ( -- a cache: what a model endpoint answered, so that it is asked once
      id INTEGER PRIMARY KEY,
      request BLOB NOT NULL, -- 16 bytes over path, model and the request that asks this question alone; no key, no address
      sample INTEGER NOT NULL, -- which answer to the same request: 0, 1, 2 …
      path TEXT NOT NULL, -- of the protocol, such as `chat/completions`
      model TEXT NOT NULL, -- as the request names it
      answer BLOB NOT NULL, -- what was read of the reply: JSON; of `embeddings` Float32, little-endian
      UNIQUE (request, sample)
    ) STRICT;
    """
}
