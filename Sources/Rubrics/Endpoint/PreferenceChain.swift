/// The order of responses that pairs give, if they give one of all.
enum PreferenceChain {
  /// Why there is none.
  enum Gap: String, Error, CaseIterable {
    case cycle = "in a circle"
    case open = "left open"
  }

  /// The responses of `pairs`, the best first.
  static func order(_ pairs: [(better: Int, worse: Int)]) -> Result<[Int], Gap> {
    var worse: [Int: [Int]] = [:]
    var above: [Int: Int] = [:]
    for pair in pairs {
      worse[pair.better, default: []].append(pair.worse)
      above[pair.better, default: 0] += 0
      above[pair.worse, default: 0] += 1
    }
    var next = above.filter { $0.value == 0 }.map(\.key)
    var order: [Int] = []
    // With two candidates for a place nothing says which is better.
    while let best = next.first, next.count == 1 {
      order.append(best)
      next = []
      for response in worse[best] ?? [] {
        above[response, default: 0] -= 1
        if above[response] == 0 { next.append(response) }
      }
    }
    guard order.count < above.count else { return .success(order) }
    return .failure(next.isEmpty ? .cycle : .open)
  }
}
