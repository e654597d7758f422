internal import Records
internal import Store

extension ResponseBatch {
  /// What is known of each response of a prompt: its score, or the share of its comparisons that it won; a tie is half a
  /// win.
  ///
  /// - Parameter byScore: whether the first score of the batch is meant.
  func values(of prompt: Prompt, byScore: Bool) -> [Double?] {
    if byScore {
      return prompt.responses.map { place in
        guard let score = responses[place].scores.first, score.isFinite else { return nil }
        return score
      }
    }
    let start = prompt.responses.lowerBound
    var won = [Double](repeating: 0, count: prompt.responses.count)
    var met = won
    func add(_ place: Int, _ share: Double) {
      guard prompt.responses.contains(place) else { return }
      won[place - start] += share
      met[place - start] += 1
    }
    for pair in pairs[prompt.pairs] {
      let share: Double
      switch pair.decision {
      case .a: share = 1
      case .b: share = 0
      case .tie: share = 0.5
      default: continue
      }
      add(pair.a, share)
      if pair.b >= 0 { add(pair.b, 1 - share) }
    }
    return zip(won, met).map { $1 > 0 ? $0 / $1 : nil }
  }

  /// The bytes of a body.
  func bytes(_ body: Body) -> [UInt8] { unsafe Array(arena[body.slice]) }
}
