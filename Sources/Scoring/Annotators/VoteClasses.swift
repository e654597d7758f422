internal import Records

/// The classes that occur among votes, numbered from 0.
///
/// First and second come together: where one occurs the other could have. Class 0 is first, class 1
/// second, then tie and both bad, each only if some vote says so.
package struct VoteClasses: Sendable, Equatable {
  /// `Winner.rawValue` of each class.
  package let verdicts: [UInt8]
  /// The class of a verdict, −1 for one that does not occur.
  private let classes: [Int]

  package var count: Int { verdicts.count }

  package init(_ votes: AnnotatorVotes) {
    var occurs = [Bool](repeating: false, count: 4)
    for verdict in votes.verdict { occurs[Int(verdict)] = true }
    let first = Int(Winner.first.rawValue)
    let second = Int(Winner.second.rawValue)
    let order: [Winner] = [.first, .second, .tie, .bothBad]
    verdicts = order.map(\.rawValue).filter {
      let v = Int($0)
      return occurs[v] || ((v == first || v == second) && (occurs[first] || occurs[second]))
    }
    var classes = [Int](repeating: -1, count: 4)
    for (c, verdict) in verdicts.enumerated() { classes[Int(verdict)] = c }
    self.classes = classes
  }

  /// The class of a vote's verdict.
  @inline(__always)
  func of(_ verdict: UInt8) -> Int { classes[Int(verdict)] }

  /// The class of a verdict; `nil` where no vote says so.
  package func number(of verdict: UInt8) -> Int? {
    verdict < 4 && classes[Int(verdict)] >= 0 ? classes[Int(verdict)] : nil
  }

  /// The class that a class becomes when the answers are exchanged.
  @inline(__always)
  func mirror(_ c: Int) -> Int { c < 2 && hasDirection ? 1 - c : c }

  /// Whether first and second are among the classes.
  var hasDirection: Bool { verdicts.first == Winner.first.rawValue }
}
