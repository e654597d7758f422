internal import GRDB

/// The tables. Migrations are only ever appended; docs/data-model.md is made from the stored schema.
enum Schema {
  /// "wnow", at byte 68 of every store.
  static let applicationID = 0x776e_6f77

  static var migrator: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("1 foundation") { db in
      try db.execute(sql: "PRAGMA application_id = \(applicationID)")
      try db.execute(sql: foundation)
      try db.execute(sql: pairsView)
    }
    migrator.registerMigration("2 training dynamics") { db in try db.execute(sql: dynamics) }
    // A view holds nothing: stores made before get the present one.
    migrator.registerMigration("dropped prompts and responses") { db in
      try db.execute(sql: "DROP VIEW IF EXISTS pairs_view")
      try db.execute(sql: pairsView)
    }
    migrator.registerMigration("certificates") { db in try db.execute(sql: certificates) }
    migrator.registerMigration("derivations") { db in
      try db.execute(sql: derivations)
      try db.execute(sql: members)
      try db.execute(sql: pairsView)
    }
    migrator.registerMigration("answers") { db in try db.execute(sql: answers) }
    migrator.registerMigration("rubrics") { db in try db.execute(sql: rubrics) }
    migrator.registerMigration("trees") { db in try db.execute(sql: trees) }
    migrator.registerMigration("row groups") { db in try db.execute(sql: rowGroups) }
    return migrator
  }

  /// Comments inside a statement are kept by SQLite and are what `docs/data-model.md` shows. Checks are
  /// ranges where they can be: for a list of three or more SQLite makes a table at every insert, which
  /// took a quarter of an ingest.
  private static let foundation = """
    CREATE TABLE setting ( -- what a store was made with and keeps for good
      name TEXT PRIMARY KEY, -- `splits`
      value TEXT NOT NULL
    ) STRICT;

    CREATE TABLE run ( -- the ledger: one row is one stage over one part of the data
      id INTEGER PRIMARY KEY,
      digest BLOB NOT NULL UNIQUE, -- 16 bytes over stage, version, options, seed and the digests of what it reads
      stage TEXT NOT NULL, -- `name` or `name@version`
      part TEXT NOT NULL, -- the source file the run is about; empty for a run over all of them
      options TEXT NOT NULL, -- canonical JSON with defaults
      seed INTEGER NOT NULL,
      inputs TEXT NOT NULL, -- JSON list of the digests of the runs it reads
      finished INTEGER NOT NULL DEFAULT 0 CHECK (finished IN (0, 1)),
      counts TEXT NOT NULL DEFAULT '{}', -- JSON: what went in, what became of it
      started_at TEXT NOT NULL, -- UTC
      seconds REAL NOT NULL DEFAULT 0
    ) STRICT;

    CREATE TABLE run_batch ( -- a committed step of a run; a killed run continues after its last one
      run INTEGER NOT NULL REFERENCES run(id),
      number INTEGER NOT NULL, -- 0, 1, 2 …
      first_pair INTEGER NOT NULL, -- pairs the batch made: first <= id <= last; last < first if none
      last_pair INTEGER NOT NULL,
      position TEXT NOT NULL, -- where the next batch begins, as the stage reads it
      counts TEXT NOT NULL, -- JSON, as in run.counts
      PRIMARY KEY (run, number)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE plan ( -- a list of runs: what a pipeline made of its sources
      id INTEGER PRIMARY KEY,
      pipeline TEXT NOT NULL,
      finished INTEGER NOT NULL DEFAULT 0 CHECK (finished IN (0, 1)), -- finished plans are what is read
      started_at TEXT NOT NULL, -- UTC
      description TEXT NOT NULL -- JSON: entries with stage, id, counts
    ) STRICT;

    CREATE TABLE plan_run (
      plan INTEGER NOT NULL REFERENCES plan(id),
      position INTEGER NOT NULL, -- order of the pipeline: sources by name, then stages
      part INTEGER NOT NULL, -- order of the runs of one stage
      run INTEGER NOT NULL REFERENCES run(id),
      PRIMARY KEY (plan, position, part)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE source (
      id INTEGER PRIMARY KEY,
      name TEXT NOT NULL UNIQUE -- logical, never a path
    ) STRICT;

    CREATE TABLE member ( -- a source file, or a member of an archive
      id INTEGER PRIMARY KEY,
      run INTEGER NOT NULL REFERENCES run(id), -- the ingest run that read it
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
      UNIQUE (run, name)
    ) STRICT;

    CREATE TABLE record ( -- one input record
      id INTEGER PRIMARY KEY, -- member * 2^32 + number
      member INTEGER GENERATED ALWAYS AS (id >> 32) VIRTUAL,
      number INTEGER GENERATED ALWAYS AS (id & 4294967295) VIRTUAL, -- 1, 2, 3 … within the member
      line INTEGER NOT NULL, -- 1-based
      byte_offset INTEGER NOT NULL, -- in the expanded member
      outcome INTEGER NOT NULL CHECK (outcome BETWEEN 0 AND 2), -- 0 stored, 1 duplicate, 2 quarantined
      repeats INTEGER NOT NULL DEFAULT 0, -- 1 if its first comparison was already known
      digest BLOB, -- 16 bytes over the canonical record; NULL if quarantined
      original INTEGER REFERENCES record(id), -- of a duplicate: the equal record of the member
      prompt INTEGER REFERENCES prompt(id),
      reason TEXT, -- of quarantine, a fixed word
      extra TEXT, -- JSON of what fits nowhere else; of quarantine: what was wrong
      split TEXT, -- the split the record names; its group may be in another
      licence TEXT -- the licence the record names
    ) STRICT;
    CREATE INDEX record_repeats ON record(digest) WHERE repeats = 1;

    CREATE TABLE text ( -- a body, once
      id INTEGER PRIMARY KEY,
      digest BLOB NOT NULL UNIQUE, -- 16 bytes
      form INTEGER NOT NULL CHECK (form BETWEEN 0 AND 1), -- 0 plain text of one turn, 1 JSON list of messages
      body TEXT NOT NULL
    ) STRICT;

    CREATE TABLE prompt_group ( -- all prompts with one root: system and first user turn
      id INTEGER PRIMARY KEY,
      digest BLOB NOT NULL UNIQUE,
      split TEXT NOT NULL -- fixed at ingest
    ) STRICT;

    CREATE TABLE prompt ( -- a conversation up to the answer
      id INTEGER PRIMARY KEY,
      digest BLOB NOT NULL UNIQUE,
      "group" INTEGER NOT NULL REFERENCES prompt_group(id),
      text INTEGER NOT NULL REFERENCES text(id)
    ) STRICT;

    CREATE TABLE response ( -- an answer to a prompt; who wrote it belongs to the record
      id INTEGER PRIMARY KEY,
      digest BLOB NOT NULL,
      prompt INTEGER NOT NULL REFERENCES prompt(id),
      text INTEGER NOT NULL REFERENCES text(id),
      UNIQUE (prompt, text)
    ) STRICT;

    CREATE TABLE model (
      id INTEGER PRIMARY KEY,
      name TEXT NOT NULL UNIQUE
    ) STRICT;

    CREATE TABLE candidate ( -- the responses of a record of which not all stand in its votes
      record INTEGER NOT NULL REFERENCES record(id),
      ordinal INTEGER NOT NULL, -- 0, 1, 2 … in the record
      response INTEGER NOT NULL REFERENCES response(id),
      model INTEGER REFERENCES model(id), -- NULL if unknown
      PRIMARY KEY (record, ordinal)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE pair ( -- an unordered comparison; it has no winner
      id INTEGER PRIMARY KEY,
      digest BLOB NOT NULL,
      prompt INTEGER NOT NULL REFERENCES prompt(id),
      a INTEGER NOT NULL REFERENCES response(id), -- a before b by digest
      b INTEGER REFERENCES response(id), -- NULL: thumbs up or down on a
      record INTEGER NOT NULL REFERENCES record(id), -- the first that has it
      ordinal INTEGER NOT NULL -- of the comparison within that record
    ) STRICT;
    CREATE UNIQUE INDEX pair_key ON pair(prompt, a, b);
    CREATE UNIQUE INDEX pair_single ON pair(a) WHERE b IS NULL;

    CREATE TABLE pair_reuse ( -- comparisons a run read that an earlier run had made
      run INTEGER NOT NULL REFERENCES run(id),
      pair INTEGER NOT NULL REFERENCES pair(id),
      record INTEGER NOT NULL REFERENCES record(id), -- the run's first that has it
      ordinal INTEGER NOT NULL,
      PRIMARY KEY (run, pair)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE annotator (
      id INTEGER PRIMARY KEY,
      source INTEGER NOT NULL REFERENCES source(id),
      kind INTEGER NOT NULL CHECK (kind BETWEEN 0 AND 3), -- 0 unknown, 1 human, 2 model, 3 rule
      name TEXT NOT NULL, -- empty if unknown
      UNIQUE (source, kind, name)
    ) STRICT;

    CREATE TABLE vote ( -- one judgement
      pair INTEGER NOT NULL REFERENCES pair(id),
      record INTEGER NOT NULL REFERENCES record(id),
      ordinal INTEGER NOT NULL, -- of the vote within its record
      winner INTEGER NOT NULL CHECK (winner BETWEEN 0 AND 3), -- 0 tie, 1 a (or good), 2 b (or bad), 3 both bad
      first INTEGER NOT NULL CHECK (first BETWEEN 1 AND 2), -- which stood first when it was judged: 1 a, 2 b
      strength REAL NOT NULL, -- > 0; 1 where nothing is said
      annotator INTEGER NOT NULL REFERENCES annotator(id),
      a_model INTEGER REFERENCES model(id), -- who wrote a, as the record says; NULL if it does not
      b_model INTEGER REFERENCES model(id),
      rationale TEXT,
      PRIMARY KEY (pair, record, ordinal)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE score_name (
      id INTEGER PRIMARY KEY,
      name TEXT NOT NULL UNIQUE -- aspect or scorer
    ) STRICT;

    CREATE TABLE score ( -- a number for a response
      response INTEGER NOT NULL REFERENCES response(id),
      name INTEGER NOT NULL REFERENCES score_name(id),
      record INTEGER NOT NULL, -- the record that gives it; 0 if a run does
      run INTEGER NOT NULL, -- the run that gives it; 0 if a record does
      ordinal INTEGER NOT NULL, -- within the record
      value REAL NOT NULL,
      PRIMARY KEY (response, name, record, run, ordinal)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE label ( -- a run's decision on a pair
      pair INTEGER NOT NULL REFERENCES pair(id),
      run INTEGER NOT NULL REFERENCES run(id),
      decision INTEGER NOT NULL CHECK (decision BETWEEN 0 AND 3), -- 0 tie, 1 a, 2 b, 3 both bad
      probability REAL NOT NULL, -- that a is better, 0 to 1
      PRIMARY KEY (pair, run)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE verdict ( -- what a run says of a subject; a keep has no row
      kind INTEGER NOT NULL CHECK (kind BETWEEN 0 AND 3), -- 0 prompt, 1 response, 2 pair, 3 vote
      subject INTEGER NOT NULL, -- id in the table of its kind; of a vote: its pair
      run INTEGER NOT NULL REFERENCES run(id),
      record INTEGER NOT NULL DEFAULT 0, -- of a vote: the record that holds it
      action TEXT NOT NULL CHECK (action IN ('drop', 'flip', 'weight', 'mark')),
      weight REAL, -- of `weight`: >= 0
      reason TEXT NOT NULL, -- a fixed word
      evidence TEXT, -- JSON
      PRIMARY KEY (kind, subject, run, record)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE file_digest ( -- SHA-256 of files, so that an unchanged one is not read twice
      path TEXT PRIMARY KEY,
      size INTEGER NOT NULL,
      modified_ns INTEGER NOT NULL,
      inode INTEGER NOT NULL,
      sha256 TEXT NOT NULL
    ) STRICT;
    """

  private static let dynamics = """
    CREATE TABLE dynamics ( -- margins of a pair over the epochs, as one model of a run gave them
      pair INTEGER NOT NULL REFERENCES pair(id),
      run INTEGER NOT NULL REFERENCES run(id),
      peer INTEGER NOT NULL, -- which model of the run: 0, 1, 2 …
      fold INTEGER NOT NULL, -- in which the pair was held out; -1 if in none, or nobody knows
      margins BLOB NOT NULL, -- Float32, little-endian, an epoch each: reward of chosen minus rejected
      PRIMARY KEY (pair, run, peer)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE noise ( -- what a detector says of a pair's label
      pair INTEGER NOT NULL REFERENCES pair(id),
      run INTEGER NOT NULL REFERENCES run(id),
      wrong REAL NOT NULL, -- probability that the label is wrong, 0 to 1
      ambiguity REAL NOT NULL, -- how little the evidence decides, 0 to 1
      PRIMARY KEY (pair, run)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE run_note ( -- what a run has to say besides its counts
      run INTEGER NOT NULL REFERENCES run(id),
      number INTEGER NOT NULL, -- 0, 1, 2 …
      kind TEXT NOT NULL, -- `rate`, `consequence`, `warning`, `table` …
      text TEXT NOT NULL, -- a sentence, or lines of a table
      PRIMARY KEY (run, number)
    ) STRICT, WITHOUT ROWID;
    """
}
