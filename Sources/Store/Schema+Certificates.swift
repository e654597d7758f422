extension Schema {
  /// Blind samples, and what raters said of them.
  static let certificates = """
    CREATE TABLE certify_sample ( -- a stratified blind sample of the pairs a detector judged
      id INTEGER PRIMARY KEY,
      digest BLOB NOT NULL UNIQUE, -- 16 bytes over run, basis, seed and items
      run INTEGER NOT NULL REFERENCES run(id), -- whose probabilities and decisions it checks
      basis TEXT NOT NULL, -- what the dropped strata hold: `drop`, `flip` or `highest`
      seed INTEGER NOT NULL,
      strata TEXT NOT NULL -- JSON list of [dropped, low, high, size, sampled]
    ) STRICT;

    CREATE TABLE certify_item ( -- the key of a sample: what raters do not see
      sample INTEGER NOT NULL REFERENCES certify_sample(id),
      item BLOB NOT NULL, -- 16 bytes, as the file for raters names it
      pair INTEGER NOT NULL REFERENCES pair(id),
      stratum INTEGER NOT NULL, -- 0, 1, 2 … in certify_sample.strata
      a_is_better INTEGER NOT NULL CHECK (a_is_better IN (0, 1)), -- the label that is checked
      b_is_first INTEGER NOT NULL CHECK (b_is_first IN (0, 1)), -- how raters see it
      PRIMARY KEY (sample, item)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE certificate ( -- what the answers of raters come to; the last one of a run counts
      id INTEGER PRIMARY KEY,
      digest BLOB NOT NULL, -- 16 bytes over sample and answers
      sample INTEGER NOT NULL REFERENCES certify_sample(id),
      answers TEXT NOT NULL, -- JSON list of [item, rater, verdict]
      result TEXT NOT NULL, -- JSON: rates with their intervals
      words TEXT NOT NULL -- sentences, a line each
    ) STRICT;
    """
}
