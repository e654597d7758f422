internal import GRDB
package import Records

/// A run of pairs that is read, judged and committed as one batch.
///
/// Slices are cut by row id alone, so that they are the same whatever the number of workers, and before
/// and after a kill.
package enum PairSlice: Sendable, Equatable {
  /// Pairs the ingest run made.
  case made(ClosedRange<Int64>)
  /// Pairs an ingest run met that an earlier run had made.
  case met(run: Int64, ClosedRange<Int64>)
  /// Pairs of the selection, whichever of its ingest runs read them first.
  case any(ClosedRange<Int64>)

  /// Pairs to a slice: past 2,000 reading is no faster, and a batch of long texts stays below 64 MB.
  package static let width: Int64 = 2048

  /// The slices of what an ingest run read, in order.
  package static func slices(_ store: Store, of run: Int64) throws(WinnowError) -> [PairSlice] {
    try store.perform { db in
      var slices: [PairSlice] = []
      for range in try Ledger.pairRanges(db, of: [run]) {
        for first in stride(from: range.lowerBound, through: range.upperBound, by: Int(width)) {
          slices.append(.made(first...min(first + width - 1, range.upperBound)))
        }
      }
      let met = try Int64.fetchCursor(
        db, sql: "SELECT pair FROM pair_reuse WHERE run = ? ORDER BY pair", arguments: [run])
      var first: Int64?
      var last: Int64 = 0
      var count: Int64 = 0
      while let pair = try met.next() {
        if first == nil { first = pair }
        last = pair
        count += 1
        if count == width, let start = first {
          slices.append(.met(run: run, start...pair))
          (first, count) = (nil, 0)
        }
      }
      if let start = first { slices.append(.met(run: run, start...last)) }
      return slices
    }
  }

  /// All pairs of the store, in slices by row id; a selection may see none of a slice's.
  package static func all(_ store: Store) throws(WinnowError) -> [PairSlice] {
    let last = try store.perform { db in try Int64.fetchOne(db, sql: "SELECT max(id) FROM pair") }
    guard let last, last > 0 else { return [] }
    return stride(from: 1, through: last, by: Int(width)).map {
      .any($0...min($0 + width - 1, last))
    }
  }

  /// The condition on `pair AS p`.
  var condition: String {
    switch self {
    case .made: "p.id BETWEEN :first AND :last"
    case .met:
      """
      p.id IN (SELECT pair FROM pair_reuse WHERE run = :met AND pair BETWEEN :first AND :last)
      """
    case .any: "p.id BETWEEN :first AND :last AND \(Selection.isSelected)"
    }
  }

  /// First and last row id.
  package var range: ClosedRange<Int64> {
    switch self {
    case .made(let range), .met(_, let range), .any(let range): range
    }
  }
}

/// A run of prompts that is read, judged and committed as one batch.
package enum PromptSlice {
  /// Prompts to a slice.
  package static let width: Int64 = 512

  /// Prompts to a slice where all their responses are read with them: with texts of 30 kB, 16 to a prompt, 30 MB.
  package static let narrow: Int64 = 64

  /// All prompts of the store, in slices by row id; a selection may see none of a slice's.
  package static func slices(
    _ store: Store, width: Int64 = width
  ) throws(WinnowError) -> [ClosedRange<Int64>] {
    let last = try store.perform { db in try Int64.fetchOne(db, sql: "SELECT max(id) FROM prompt") }
    guard let last, last > 0 else { return [] }
    return stride(from: 1, through: last, by: Int(width)).map { $0...min($0 + width - 1, last) }
  }
}
