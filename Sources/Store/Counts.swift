internal import Foundation
internal import Records

/// How many there were of what, by word; the sums are what reports and the ledger show.
package struct Counts: Sendable, Equatable {
  package private(set) var values: [String: Int] = [:]

  package init() {}
  package init(_ values: [String: Int]) { self.values = values }

  package subscript(word: String) -> Int {
    get { values[word] ?? 0 }
    set { values[word] = newValue }
  }

  package mutating func add(_ other: Counts) {
    values.merge(other.values) { $0 + $1 }
  }

  /// Takes away what was counted too much.
  package mutating func subtract(_ other: Counts) {
    for (word, count) in other.values { self[word] -= count }
  }

  /// The counts whose words do not begin with `prefix`.
  package func without(prefix: String) -> Counts {
    Counts(values.filter { !$0.key.hasPrefix(prefix) })
  }

  /// A JSON object with sorted keys.
  package var json: String {
    let pairs = values.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
    return "{" + pairs.map { "\(JSONText.quoted($0.key)):\($0.value)" }.joined(separator: ",") + "}"
  }

  /// Reads what `json` wrote.
  package init(json: String) {
    let read = try? JSONDecoder().decode([String: Int].self, from: Data(json.utf8))
    values = read ?? [:]
  }
}
