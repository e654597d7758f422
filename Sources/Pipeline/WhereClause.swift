package import Records
package import Store

/// Which votes count, where some are trusted or looked at apart: conditions joined by commas, all of which must hold.
///
/// `source=NAME`, `member=NAME` (a file, or the end of its name after a `/` or `!`) and `annotator=NAME` say
/// whose votes count; a word that is given twice takes either. `no-ties` leaves out pairs of which any of
/// those votes is a tie, or whose responses have equal scores. A name that holds a comma stands in double
/// quotes.
package struct WhereClause: Sendable, Equatable, CustomStringConvertible {
  package var sources: [String] = []
  package var members: [String] = []
  package var annotators: [String] = []
  package var leavesOutTies = false

  /// Everything.
  package init() {}

  /// - Parameter option: what errors call it.
  package init(_ text: String, option: String = "--where") throws(WinnowError) {
    for condition in try Self.parts(text, option) {
      if condition == "no-ties" {
        leavesOutTies = true
        continue
      }
      guard let mark = condition.firstIndex(of: "=") else {
        throw Self.problem("no condition of `\(option)`", condition)
      }
      let word = condition[..<mark]
      let name = String(condition[condition.index(after: mark)...])
      guard !name.isEmpty else {
        throw Self.problem("a condition of `\(option)` names nothing", condition)
      }
      switch word {
      case "source": sources.append(name)
      case "member": members.append(name)
      case "annotator": annotators.append(name)
      default: throw Self.problem("no condition of `\(option)`", condition)
      }
    }
  }

  private static func problem(_ what: String, _ condition: String) -> WinnowError {
    WinnowError(
      .badOption, "\(what): `\(condition)`",
      hint:
        "write `source=NAME`, `member=NAME`, `annotator=NAME` or `no-ties`, with commas between; "
        + "names as `winnow status` shows them")
  }

  /// The conditions, without their quotes.
  private static func parts(_ text: String, _ option: String) throws(WinnowError) -> [String] {
    var parts: [String] = []
    var part = ""
    var isQuoted = false
    for character in text {
      switch character {
      case "\"": isQuoted.toggle()
      case "," where !isQuoted:
        parts.append(part)
        part = ""
      case " " where !isQuoted && part.isEmpty: continue
      default: part.append(character)
      }
    }
    guard !isQuoted else {
      throw WinnowError(
        .badOption, "a quote of `\(option)` is not closed: `\(text)`",
        hint: "write `annotator=\"a, b\"`")
    }
    parts.append(part)
    guard parts != [""] else { return [] }
    if parts.contains("") { throw problem("an empty condition of `\(option)`", text) }
    return parts
  }

  /// Whether it says anything of votes, so that labels are to be decided by some of them.
  package var choosesVotes: Bool {
    !(sources.isEmpty && members.isEmpty && annotators.isEmpty)
  }

  /// Whether `vote` counts.
  package func takes(_ vote: JudgedPair.Vote) -> Bool {
    (sources.isEmpty || sources.contains(vote.source))
      && (members.isEmpty || members.contains { Self.isMember(vote.member, $0) })
      && (annotators.isEmpty || annotators.contains(vote.annotator))
  }

  private static func isMember(_ member: String, _ name: String) -> Bool {
    member == name || member.hasSuffix("/" + name) || member.hasSuffix("!" + name)
  }

  /// The conditions as they are written.
  package var description: String {
    func quoted(_ name: String) -> String { name.contains(",") ? "\"\(name)\"" : name }
    return
      (sources.map { "source=\(quoted($0))" } + members.map { "member=\(quoted($0))" }
      + annotators.map { "annotator=\(quoted($0))" } + (leavesOutTies ? ["no-ties"] : []))
      .joined(separator: ",")
  }
}

extension JudgedPair {
  /// Whether a is better by the votes that `clause` takes, and by the label where it names no votes; `nil` if
  /// they do not decide.
  package func firstIsBetter(by clause: WhereClause) -> Bool? {
    if !clause.choosesVotes, let decision {
      return decision == .a ? true : decision == .b ? false : nil
    }
    var sums = (a: 0.0, b: 0.0)
    for vote in votes where clause.takes(vote) {
      if vote.winner == .a { sums.a += vote.strength }
      if vote.winner == .b { sums.b += vote.strength }
    }
    return abs(sums.a - sums.b) > 1e-9 * (sums.a + sums.b) ? sums.a > sums.b : nil
  }
}
