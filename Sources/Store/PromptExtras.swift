internal import GRDB
package import Records

/// Reads what records of a prompt hold besides prompt, responses and judgements, on a connection of its own; used by
/// one thread.
package final class PromptExtras {
  private let store: Store
  private let selection: Selection

  package init(_ store: Store, _ selection: Selection) throws(WinnowError) {
    self.store = try Store(reading: store.path)
    self.selection = selection
  }

  /// JSON objects, in the order of the records.
  ///
  /// - Parameter prompt: private row id.
  package func extras(of prompt: Int64) throws(WinnowError) -> [String] {
    try store.perform { db in
      let records = try RawStatement(db, ResponseFilling.records(recordPairs: false))
      defer { records.reset() }
      records.bind(1, prompt)
      records.bind(2, selection.ingestsJSON)
      var extras: [String] = []
      while try records.next() {
        if !records.isNull(1) { extras.append(records.string(1)) }
      }
      return extras
    }
  }
}
