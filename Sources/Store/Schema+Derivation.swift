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
    CREATE INDEX pair_reuse_pair ON pair_reuse(pair);
    """

  /// The members anew: a run of a stage has members of several sources, whose names may be the same.
  static let members = """
    DROP VIEW IF EXISTS pairs_view;
    CREATE TABLE new_member ( -- a source file, or a member of an archive; of a stage's run: the place of pairs it made
      id INTEGER PRIMARY KEY,
      run INTEGER NOT NULL REFERENCES run(id), -- the ingest run that read it, or the stage's
      source INTEGER NOT NULL REFERENCES source(id),
      name TEXT NOT NULL, -- file name without compression suffix, then `!` and the member's name
      uri TEXT NOT NULL, -- the file as the pipeline names it
      sha256 TEXT NOT NULL, -- of the file, as it lies on disk
      format TEXT NOT NULL,
      licence TEXT, -- as the pipeline declares it
      records INTEGER, -- stored + duplicates + quarantined; NULL until read to its end
      stored INTEGER,
      duplicates INTEGER,
      quarantined INTEGER,
      bytes INTEGER, -- expanded
      repairs TEXT, -- JSON: how often each repair was made
      UNIQUE (run, name, source)
    ) STRICT;
    INSERT INTO new_member SELECT * FROM member;
    DROP TABLE member;
    ALTER TABLE new_member RENAME TO member;
    """
}
