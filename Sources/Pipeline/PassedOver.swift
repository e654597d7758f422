package import Store

/// Entries of archives that are no members, by kind: how the ledger keeps them, and how reports word them.
package struct PassedOver: Sendable, Equatable {
  /// By kind: `directory`, `link`, `mac_metadata`, `empty`, `other`, `rest`.
  package var counts: [String: Int]

  package init(_ counts: [String: Int]) { self.counts = counts }

  /// Reads what `ledger` gave.
  package init(_ ledger: Counts) {
    counts = [:]
    for (word, count) in ledger.values where word.hasPrefix(Self.prefix) && count > 0 {
      counts[String(word.dropFirst(Self.prefix.count))] = count
    }
  }

  package var isEmpty: Bool { counts.isEmpty }

  /// As the ledger keeps them.
  package var ledger: Counts {
    Counts(
      Dictionary(uniqueKeysWithValues: counts.map { ("\(Self.prefix)\($0.key)", $0.value) }))
  }

  /// What the ledger's words begin with.
  package static let prefix = "passed over "

  /// `3 directories, 1 link`.
  package var words: String {
    counts.sorted { $0.key < $1.key }.map { kind, count in
      let (one, many) = Self.names[kind] ?? (kind, kind)
      return "\(count) \(count == 1 ? one : many)"
    }.joined(separator: ", ")
  }

  private static let names = [
    "directory": ("directory", "directories"), "link": ("link", "links"),
    "mac_metadata": ("file of macOS metadata", "files of macOS metadata"),
    "empty": ("empty file", "empty files"), "other": ("special file", "special files"),
    "rest": ("rest of a cut or damaged file", "rests of cut or damaged files"),
  ]
}
