import Records

@testable import Filters

/// A vote as a test writes it: `1 ann a`, that is record, annotator (`-` for none, `-model` for one
/// of that kind without a name), winner; then
/// `swapped` if `b` stood first, and a strength.
func vote(_ text: String) -> PairVote {
  let parts = text.split(separator: " ").map(String.init)
  let winners: [String: Decision] = ["a": .a, "b": .b, "tie": .tie, "bad": .bothBad]
  let name = parts[1]
  let kinds: [String: AnnotatorKind] = ["-human": .human, "-model": .model, "-rule": .rule]
  let kind = kinds[name] ?? .unknown
  return PairVote(
    winner: winners[parts[2]] ?? .undecided, aStoodFirst: !parts.contains("swapped"),
    strength: parts.dropFirst(3).compactMap(Double.init).first ?? 1,
    annotator: name.hasPrefix("-")
      ? 1 + Int64(kind.rawValue) : Int64(name.utf8.reduce(7) { $0 * 31 + Int($1) }),
    annotatorIsNamed: !name.hasPrefix("-"), annotatorKind: kind, record: Int64(parts[0]) ?? 0,
    ordinal: 0)
}

extension PairBatch {
  /// Adds a pair of responses by row id, 0 for no second one; texts are not read.
  mutating func add(
    responses: (a: Int64, b: Int64) = (1, 2), _ decision: Decision = .a, votes texts: [String]
  ) {
    let row = Int64(rows.count + 1)
    rows.append(row)
    ids.append(PublicID(high: 0, low: UInt64(row)))
    promptRows.append(1)
    responseRows.append(responses)
    decisions.append(decision)
    let start = votes.count
    votes += texts.map { vote($0) }
    voteRanges.append(start..<votes.count)
  }
}
