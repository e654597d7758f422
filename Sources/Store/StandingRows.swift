internal import GRDB
internal import Records

extension Selection {
  /// The runs whose drops speak of prompts and responses: a stage that makes pairs puts them in the place of those it
  /// drops, whose responses may be as good as before.
  package var judging: Selection {
    var own = self
    let makers = Set(derived)
    own.verdicts.removeAll { makers.contains($0) }
    return own
  }
}

/// Looks up which responses of a prompt no stage dropped: those of a pair that stands, and those of no pair.
struct StandingRows {
  /// What stands of a prompt.
  struct Prompt {
    /// Whether neither it was dropped nor all of its pairs.
    var isKept: Bool
    /// Responses of pairs that stand, and of those that do not.
    var standing: Set<Int64>
    var fallen: Set<Int64>
  }

  private let db: Database
  private let selection: Selection
  private let drops: StandingDrops

  init(_ db: Database, _ selection: Selection) throws {
    self.db = db
    self.selection = selection
    drops = try StandingDrops(db, selection)
  }

  /// - Parameter row: of the prompt.
  func prompt(_ row: Int64) throws -> Prompt {
    var own = Prompt(isKept: try !drops.holds(.prompt, row), standing: [], fallen: [])
    guard own.isKept, !selection.verdicts.isEmpty else { return own }
    let sql = """
      SELECT p.a, coalesce(p.b, 0), \(selection.isLive) FROM pair AS p
      WHERE p.prompt = :prompt AND \(Selection.isSelected)
      """
    let pairs = try Row.fetchCursor(
      db.cachedStatement(sql: sql),
      arguments: [
        "prompt": row, "ingests": selection.ingestsJSON, "verdicts": selection.verdictsJSON,
      ])
    while let pair = try pairs.next() {
      let responses: [Int64] = [pair[0], pair[1]]
      if pair[2] as Bool {
        own.standing.formUnion(responses)
      } else {
        own.fallen.formUnion(responses)
      }
    }
    own.isKept = own.fallen.isEmpty || !own.standing.isEmpty
    return own
  }

  /// Whether a response of the prompt stands.
  func holds(_ response: Int64, of prompt: Prompt) throws -> Bool {
    guard prompt.isKept else { return false }
    if prompt.standing.contains(response) { return true }
    return try !prompt.fallen.contains(response) && !drops.holds(.response, response)
  }
}
