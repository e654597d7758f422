/// Is told how far the work has come.
package protocol ProgressSink: Sendable {
  /// A step begins.
  ///
  /// - Parameter total: how many units it has; `nil` if unknown.
  func begin(_ step: String, total: Int?)
  /// `done` units of `unit` are done; `share` of the step, 0 to 1, where it is known.
  func advance(_ step: String, done: Int, unit: String, share: Double?)
  /// A step is done.
  func end(_ step: String, note: String)
}

/// Tells nobody.
package struct NoProgress: ProgressSink {
  package init() {}
  package func begin(_ step: String, total: Int?) {}
  package func advance(_ step: String, done: Int, unit: String, share: Double?) {}
  package func end(_ step: String, note: String) {}
}
