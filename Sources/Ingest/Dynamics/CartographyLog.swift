internal import Records

/// The logs of dataset cartography (`dynamics_epoch_N.jsonl`): logits of every class, epoch by epoch.
///
/// The margin is the logit of the gold class minus the largest other one. The files of a folder are one
/// training, called as the folder.
struct CartographyLog: DynamicsLog {
  private static let prefix = "logits_epoch_"

  static func recognise(_ record: JSONValue) -> Bool {
    guard record["guid"] != nil else { return false }
    let arena = record.arena
    return record.members.contains { arena.string($0.key).hasPrefix(prefix) }
  }

  func read(
    _ value: JSONValue, _ record: inout RecordBuilder, folder: String, _ runs: inout RunNames,
    into row: inout LogRow
  ) throws(RecordError) {
    row.nameText = try record.pairName(value["guid"], "guid")
    row.name = PairName(row.nameText, in: record.arena)
    guard let gold = value["gold"], !gold.isNull else {
      throw RecordError(.missingField, "`/gold` is missing")
    }
    guard let label = try record.measure(gold), label >= 0, label < 1e6, label == label.rounded()
    else { throw record.badValue(gold, "the number of a class") }
    let run = runs.number(of: folder.isEmpty ? "cartography" : folder)
    var isAny = false
    for (key, logits) in value.members {
      let name = record.arena.string(key)
      guard name.hasPrefix(Self.prefix) else { continue }
      guard let epoch = Int(name.dropFirst(Self.prefix.count)), epoch >= 0 else {
        throw RecordError(.badValue, "the epoch of `/\(name.prefix(80))` is no number")
      }
      isAny = true
      row.add(
        try margin(logits, Int(label), record), run: run,
        at: LogMoment(value: Double(epoch), isEpoch: true))
    }
    guard isAny else { throw RecordError(.missingField, "`/\(Self.prefix)…` is missing") }
  }

  private func margin(
    _ logits: JSONValue, _ gold: Int, _ record: RecordBuilder
  ) throws(RecordError) -> Double? {
    guard logits.kind == .array else { throw record.wrongType(logits, "a list of logits") }
    guard logits.count > 1, gold < logits.count else {
      throw RecordError(
        .badValue, "`\(record.path(of: logits))` has \(logits.count) logits for class \(gold)")
    }
    var own: Double?
    var other = -Double.infinity
    for (place, logit) in logits.elements.enumerated() {
      guard let number = try record.measure(logit) else { return nil }
      if place == gold { own = number } else { other = max(other, number) }
    }
    return own.map { $0 - other }
  }
}
