extension Schema {
  static let derivations = """
    CREATE TABLE derivation ( -- a pair that a stage made of others
      run INTEGER NOT NULL REFERENCES run(id), -- the stage's
      pair INTEGER NOT NULL REFERENCES pair(id),
      parent INTEGER REFERENCES pair(id), -- NULL: made of the responses of a prompt
      role TEXT NOT NULL, -- a fixed word of the stage, such as `goal_chosen`
      evidence TEXT, -- JSON: what it was made from
      PRIMARY KEY (run, pair)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE score_scale ( -- what the numbers that a run gives mean
      run INTEGER NOT NULL REFERENCES run(id),
      name INTEGER NOT NULL REFERENCES score_name(id),
      low REAL, -- ends of the scale; NULL where it has none
      high REAL,
      anchored INTEGER NOT NULL CHECK (anchored IN (0, 1)), -- 1 if a number means the same for every prompt
      PRIMARY KEY (run, name)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX derivation_pair ON derivation(pair);
    CREATE INDEX derivation_parent ON derivation(parent) WHERE parent IS NOT NULL;
    CREATE INDEX candidate_response ON candidate(response);
    """
}
