/// Margins of every pair after every epoch, by every model: what all methods of detection read.
///
/// A margin is oriented by the given label: chosen over rejected, positive when the model agrees. From it
/// follow p = σ(margin) and the loss softplus(−margin).
package struct Dynamics: Sendable, Equatable {
  /// Ends the name of a run whose margins are by models that have seen the pair.
  package static let seenSuffix = "+seen"

  /// The margins of one model.
  package struct Run: Sendable, Equatable {
    package var name: String
    /// One array of shape (pairs) per epoch.
    package var epochs: [[Float]]
  }

  package let pairs: Int
  package private(set) var runs: [Run]

  package init(pairs: Int, runs: [Run] = []) {
    self.pairs = pairs
    self.runs = runs
  }

  package subscript(name: String) -> Run? { runs.first { $0.name == name } }

  /// Adds an epoch's margins, shape (pairs); non-finite ones count as 0, missing ones too.
  package mutating func add(_ margins: [Float], to name: String) {
    let epoch = (0..<pairs).map { i in
      i < margins.count && margins[i].isFinite ? margins[i] : 0
    }
    if let place = runs.firstIndex(where: { $0.name == name }) {
      runs[place].epochs.append(epoch)
    } else {
      runs.append(Run(name: name, epochs: [epoch]))
    }
  }

  /// Epochs of pair `i` in order.
  package func margins(of i: Int, run: Int) -> [Double] {
    runs[run].epochs.map { Double($0[i]) }
  }
}

extension Dynamics.Run {
  /// Epochs of pair `i` in order.
  package func margins(of i: Int) -> [Double] { epochs.map { Double($0[i]) } }

  /// Mean over epochs, shape (pairs): the margin of averaged weights.
  ///
  /// - Parameter skipped: epochs left out at the beginning, as long as one is left.
  package func meanMargins(skipped: Int = 0) -> [Double] {
    let used = epochs.dropFirst(max(0, min(skipped, epochs.count - 1)))
    guard let first = used.first else { return [] }
    return first.indices.map { i in
      used.reduce(0) { $0 + Double($1[i]) } / Double(used.count)
    }
  }
}
