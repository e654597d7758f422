extension Schema {
  /// Rubrics, what they are made of, and what judges said with them and without.
  static let rubrics = """
    CREATE TABLE rubric ( -- what a good response to a prompt must do; a changed one is a new version
      id INTEGER PRIMARY KEY,
      digest BLOB NOT NULL, -- 16 bytes over prompt, pair, name, version and criteria
      prompt INTEGER NOT NULL REFERENCES prompt(id),
      run INTEGER NOT NULL REFERENCES run(id), -- that made it
      pair INTEGER REFERENCES pair(id), -- the pair it was made from; NULL: of all, of none, or given
      name TEXT NOT NULL, -- which of the rubrics of a prompt, such as `contrastive`
      version INTEGER NOT NULL CHECK (version >= 1), -- 1, 2 … of the same name
      parent BLOB, -- digest of the version it was made of
      origin TEXT NOT NULL, -- JSON: how it came about
      UNIQUE (run, prompt, digest)
    ) STRICT;
    CREATE INDEX rubric_prompt ON rubric(prompt);

    CREATE TABLE criterion ( -- one demand of a rubric
      rubric INTEGER NOT NULL REFERENCES rubric(id),
      number INTEGER NOT NULL, -- 0, 1, 2 … as the rubric lists them
      kind INTEGER NOT NULL CHECK (kind BETWEEN 0 AND 1), -- 0 hard rule: the prompt demands it; 1 principle
      text TEXT NOT NULL,
      weight REAL NOT NULL, -- what meeting it is worth; below 0 where it should not be met
      "check" TEXT, -- JSON of what a program checks; NULL: needs a judge
      levels TEXT, -- JSON list of what each level looks like, the worst first; NULL: met or not
      tags TEXT, -- JSON list of texts
      evidence TEXT, -- JSON: what it rests on
      PRIMARY KEY (rubric, number)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE judgement ( -- what a judge said of a pair or a response, with a rubric or without
      pair INTEGER NOT NULL, -- private id; 0 where it is of one response
      response INTEGER NOT NULL, -- private id; 0 where it is of a pair
      run INTEGER NOT NULL REFERENCES run(id),
      rubric BLOB NOT NULL, -- digest; empty without a rubric
      criterion INTEGER NOT NULL, -- its number; -1 for the rubric as a whole
      sample INTEGER NOT NULL, -- 0, 1, 2 … of equal questions
      first INTEGER NOT NULL CHECK (first BETWEEN 0 AND 2), -- which stood first: 1 a, 2 b, 0 of one response
      outcome REAL, -- of a pair: 1 a is better, 0 b, 0.5 neither; of a response: how far it is met, 0 to 1; NULL: the answer says nothing
      words TEXT, -- the judge's; NULL if they are not kept
      PRIMARY KEY (pair, response, run, rubric, criterion, sample, first)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE bare_prompt ( -- prompts of records that hold no response
      prompt INTEGER NOT NULL REFERENCES prompt(id),
      record INTEGER NOT NULL REFERENCES record(id),
      PRIMARY KEY (prompt, record)
    ) STRICT, WITHOUT ROWID;
    """
}
