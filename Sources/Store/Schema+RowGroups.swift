extension Schema {
  /// Parquet files: which rows are of which row group.
  static let rowGroups = """
    CREATE TABLE row_group ( -- of a member that is Parquet; its records stand on the line of their row
      member INTEGER NOT NULL REFERENCES member(id),
      first INTEGER NOT NULL, -- line of its first row, 1-based
      number INTEGER NOT NULL, -- 0, 1, 2 … in the file
      PRIMARY KEY (member, first)
    ) STRICT, WITHOUT ROWID;
    """
}
