extension Schema {
  /// Preference trees: what responses of one prompt, or dialogues of one group, have in common.
  static let trees = """
    CREATE TABLE tree ( -- responses of one prompt, or dialogues of one group, by what they begin with in common
      id INTEGER PRIMARY KEY,
      digest BLOB NOT NULL, -- 16 bytes over kind, group or prompt, and nodes
      run INTEGER NOT NULL REFERENCES run(id), -- that made it
      kind INTEGER NOT NULL CHECK (kind BETWEEN 0 AND 1), -- 0 pieces of the responses of a prompt; 1 turns of dialogues
      "group" INTEGER NOT NULL REFERENCES prompt_group(id),
      origin TEXT NOT NULL, -- JSON: how it came about
      UNIQUE (run, digest)
    ) STRICT;

    CREATE TABLE node ( -- a piece of text in a tree; the texts from below the root to a response are that response
      tree INTEGER NOT NULL REFERENCES tree(id),
      number INTEGER NOT NULL, -- 0 the root, then 1, 2, 3 … each before those below it
      parent INTEGER, -- its number; NULL of the root
      depth INTEGER NOT NULL CHECK (depth >= 0), -- how many nodes stand above it
      kind INTEGER NOT NULL CHECK (kind BETWEEN 0 AND 4), -- 0 root: what was asked; 1 piece of a response; 2 turn of the user; 3 turn of the assistant; 4 other turn
      text INTEGER NOT NULL REFERENCES text(id),
      prompt INTEGER REFERENCES prompt(id), -- that ends with it; NULL where none does
      response INTEGER REFERENCES response(id), -- that ends with it; NULL where none does
      score REAL, -- number of the response that ends with it, on the scale of what gave it; NULL where none is known
      value REAL, -- mean of the scores here and below; of a turn with a score of its own that one; NULL where nothing is known
      leaves INTEGER NOT NULL CHECK (leaves >= 0), -- how many scores that is the mean of
      spread REAL, -- their standard deviation, >= 0; NULL where `value` is
      fuzzy INTEGER NOT NULL CHECK (fuzzy >= 0), -- other texts, near to this one, that were taken for it; 0: none
      ends TEXT, -- JSON list: at which byte of the response the text of each node from below the root to this one ends; NULL where the lengths of the texts say it
      PRIMARY KEY (tree, number)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX node_prompt ON node(prompt) WHERE prompt IS NOT NULL;
    """
}
