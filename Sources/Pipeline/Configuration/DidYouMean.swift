/// The word of `known` that `word` is probably meant to be; `nil` if none is near.
///
/// Near is: the same but for case and `-` for `_`; the last part of a dotted name; or at most a third
/// of the letters wrong, where a swap of neighbours counts once. The nearest wins, the earlier among
/// equals. Words of more than 64 bytes are never near.
package func didYouMean(_ word: String, among known: [String]) -> String? {
  guard !word.isEmpty, word.utf8.count <= 64 else { return nil }
  let folded = fold(word)
  var best: (word: String, distance: Int)?
  for candidate in known where candidate.utf8.count <= 64 {
    let target = fold(candidate)
    if target == folded { return candidate }
    let distance = editDistance(folded, target)
    let floor = max(1, max(folded.count, target.count) / 3)
    guard distance <= floor, distance < max(folded.count, target.count) else { continue }
    if best.map({ distance < $0.distance }) ?? true { best = (candidate, distance) }
  }
  return best?.word ?? known.first { fold($0).hasSuffix("." + folded) }
}

private func fold(_ word: String) -> String {
  String(word.lowercased().map { $0 == "-" || $0 == " " ? "_" : $0 })
}

/// How many letters must be inserted, removed, replaced or swapped with their neighbour to make `a`
/// into `b`.
///
/// - Complexity: O(n·m) time, O(m) memory.
private func editDistance(_ a: String, _ b: String) -> Int {
  let a = Array(a.utf8)
  let b = Array(b.utf8)
  var older = [Int](repeating: 0, count: b.count + 1)
  var old = Array(0...b.count)
  for i in a.indices {
    var row = [i + 1] + [Int](repeating: 0, count: b.count)
    for j in b.indices {
      row[j + 1] = min(old[j + 1] + 1, row[j] + 1, old[j] + (a[i] == b[j] ? 0 : 1))
      if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
        row[j + 1] = min(row[j + 1], older[j - 1] + 1)
      }
    }
    older = old
    old = row
  }
  return old[b.count]
}
