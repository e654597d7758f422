public import Records

extension WinnowError.Code {
  /// A file a person wrote is no YAML, or not in the form that is read.
  public static let badYAML = Self("bad-yaml", exitStatus: 2)
  /// A pipeline file whose parts do not fit together.
  public static let badPipeline = Self("bad-pipeline", exitStatus: 2)
  /// An option that must be given is not.
  public static let missingOption = Self("missing-option", exitStatus: 2)
  /// A `--set` that cannot be read or applied.
  public static let badOverride = Self("bad-override", exitStatus: 2)
  /// A file that a command needs is not there or cannot be read.
  public static let unreadableFile = Self("unreadable-file", exitStatus: 2)
}
